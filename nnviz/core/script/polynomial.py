"""Polynomials in a script: the Legendre basis, descent from zero, and the exact solution."""

from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.script.pieces import Form, Pieces, is_float32, scaling
from nnviz.core.script.text import assigned, block

WHY_DESCENT = "Powers of x resemble each other so much that descent would hardly get anywhere with them."
WHY_EXACT = "Powers of x resemble each other so much that rounding would spoil their coefficients."
LEAST_NORM = "from zero, descent ends at the solution of least norm"


def polynomial(experiment: Experiment, spec: PolynomialSpec, form: Form) -> Pieces:
    """A polynomial that is trained by gradient descent."""
    start = experiment.initial if any(experiment.initial or ()) else None
    settings = (
        scaling(experiment) if spec.degree else "",
        degree_setting(spec),
        assigned("START", start, "initial coefficients in that basis, set by hand") if start else "",
    )
    column = "[:, None]" if form == "high" else ""
    return Pieces(
        settings=settings,
        prepare=(basis(spec.degree, WHY_DESCENT, constant=form == "low"), prepare(experiment, column)),
        columns="prepare({})",
        model=_low(spec, start is not None) if form == "low" else _high(spec, start is not None),
        weights="weights = [model.weight]" if form == "high" else "",
        squares="c[1:].square().sum()" if form == "low" else Pieces.squares,
        sizes="c[1:].abs().sum()" if form == "low" else Pieces.sizes,
        decay=("c[1:] *= {}",),
    )


def degree_setting(spec: PolynomialSpec) -> str:
    """The constant; "" for a basis so short that it is written out."""
    return f"DEGREE = {spec.degree}" if spec.degree > 1 else ""


def prepare(experiment: Experiment, column: str = "") -> str:
    """The function that turns a list of points into x and y. column: makes a column of y."""
    lines = ["    x, y = torch.tensor(points).T", f"    return basis(x), y{column}"]
    if is_float32(experiment):  # x far from 0 would lose its digits before it is scaled
        lines = [
            "    x, y = torch.tensor(points, dtype=torch.float64).T",
            f"    return basis(x).float(), y.float(){column}",
        ]
    return block("def prepare(points):", '    """What the model sees of each point, and y."""', *lines)


def basis(degree: int, why: str, constant: bool = True) -> str:
    """The function for the basis polynomials at x [n], as [n, count], with that of degree 0 or without.

    why: the sentence that says why it is not powers of x.
    """
    if degree <= 1:
        return _short_basis(degree, constant)
    first, places = ("0", "DEGREE + 1") if constant else ("1", "1, DEGREE + 1")
    return block(
        "def basis(x):",
        f'    """√(2j+1)·P_j at x for j = {first}, …, DEGREE: Legendre polynomials, a column for each.',
        "",
        f"    {why}",
        '    """',
        "    u = (2 * x - LOW - HIGH) / (HIGH - LOW)",
        "    p = [torch.ones_like(u), u]",
        "    for j in range(1, DEGREE):  # Bonnet's recursion",
        "        p.append((p[j] * u * (2 * j + 1) - p[j - 1] * j) / (j + 1))",
        f"    return torch.stack([(2 * j + 1) ** 0.5 * p[j] for j in range({places})], dim=1)",
    )


def _short_basis(degree: int, constant: bool) -> str:
    if degree == 0:
        return block(
            "def basis(x):",
            '    """Degree 0: the same everywhere."""',
            "    return torch.ones(len(x), 1)",
        )
    return block(
        "def basis(x):",
        '    """1 and √3·u, the first two Legendre polynomials, normalised: a column for each."""'
        if constant
        else '    """√3·u, the second Legendre polynomial, normalised; the first is the constant."""',
        "    u = (2 * x - LOW - HIGH) / (HIGH - LOW)",
        "    return torch.stack([torch.ones_like(u), 3**0.5 * u], dim=1)"
        if constant
        else "    return 3**0.5 * u[:, None]",
    )


def _low(spec: PolynomialSpec, by_hand: bool) -> tuple[str, ...]:
    count = "DEGREE + 1" if degree_setting(spec) else f"{spec.degree + 1}"
    start = f"torch.{'tensor(START' if by_hand else f'zeros({count}'}, requires_grad=True)"
    return (
        block(f"c = {start}" + ("" if by_hand else f"  # {LEAST_NORM}"), "parameters = [c]"),
        block(
            "def model(x):",
            '    """The polynomial: the basis at each point, times the coefficients."""',
            "    return x @ c",
        ),
    )


def _high(spec: PolynomialSpec, by_hand: bool) -> tuple[str, ...]:
    if spec.degree == 0:
        start = "torch.tensor(START)" if by_hand else "torch.zeros(1)"
        return (
            block(
                "class Constant(nn.Module):",
                '    """A polynomial of degree 0: one number."""',
                "",
                "    def __init__(self):",
                "        super().__init__()",
                f"        self.bias = nn.Parameter({start})",
                "",
                "    def forward(self, x):",
                "        return x * self.bias",
            ),
            "model = Constant()",
        )
    count = "DEGREE" if degree_setting(spec) else f"{spec.degree}"
    made = f"model = nn.Linear({count}, 1)  # a weight for each basis polynomial; the bias is the constant"
    if by_hand:
        return (
            block(
                made,
                "with torch.no_grad():",
                "    model.bias.copy_(torch.tensor(START[:1]))",
                "    model.weight.copy_(torch.tensor([START[1:]]))",
            ),
        )
    return (block(made, f"nn.init.zeros_(model.weight)  # {LEAST_NORM}", "nn.init.zeros_(model.bias)"),)
