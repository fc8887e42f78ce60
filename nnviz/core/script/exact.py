"""Polynomials that are solved exactly: least squares by singular values, with or without a ridge."""

from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.script.loop import both, last_print, measured
from nnviz.core.script.pieces import Form, Pieces, scaling
from nnviz.core.script.polynomial import WHY_EXACT, basis, degree_setting, prepare
from nnviz.core.script.text import assigned, block, exact


def exact_polynomial(experiment: Experiment, spec: PolynomialSpec) -> Pieces:
    start = _start(experiment)
    return Pieces(
        settings=(
            scaling(experiment),
            degree_setting(spec),
            f"L2 = {exact(experiment.training.l2)}" if _has_ridge(experiment) else "",
            assigned("START", start, "of all solutions, the one nearest to these is wanted") if start else "",
        ),
        prepare=(basis(spec.degree, WHY_EXACT), prepare(experiment)),
        columns="prepare({})",
        model=(),
    )


def solved(experiment: Experiment, form: Form) -> tuple[str, ...]:
    """The solution, its errors, and its coefficients."""
    return (
        block(*_rows(experiment), *(_by_hand(experiment) if form == "low" else _in_torch(experiment))),
        _ERROR,
        _POWERS,
        f"{both(experiment)} = {measured(experiment)}",
        block(
            "for power, coefficient in enumerate(powers_of_x(c.tolist())):",
            '    print(f"coefficient of x^{power}  {coefficient:.12g}")',
        ),
        last_print(experiment),
    )


def _has_ridge(experiment: Experiment) -> bool:
    return experiment.training.l2 > 0 and bool(experiment.model.penalised.any())


def _start(experiment: Experiment) -> tuple[float, ...] | None:
    """Where a solution that is not the only one stays near to; zeros need no words."""
    start = experiment.initial
    return start if start and any(start) and not experiment.training.l2 > 0 else None


def _rows(experiment: Experiment) -> list[str]:
    """The system A·c = b that is solved in the sense of least squares."""
    b = "y - x @ torch.tensor(START)" if _start(experiment) else "y"
    if not _has_ridge(experiment):
        return [f"a, b = x, {b}"]
    return [
        "# The penalty L2·Σc² as more rows, √(n·L2)·c_j = 0 for each coefficient but the constant: a ridge.",
        "rows = (len(x) * L2) ** 0.5 * torch.eye(x.shape[1])[1:]",
        "a, b = torch.cat([x, rows]), torch.cat([y, torch.zeros(len(rows))])",
    ]


def _by_hand(experiment: Experiment) -> list[str]:
    return [
        "# Least squares: a = U·S·Vᵀ, so c = V·S⁻¹·Uᵀ·b. Singular values of nearly 0 are left out;",
        f"# of all solutions, that gives the one {_which(experiment)}.",
        "u, s, vt = torch.linalg.svd(a, full_matrices=False)",
        "kept = s > s[0] * max(a.shape) * torch.finfo(s.dtype).eps",
        f"c = vt[kept].T @ ((u[:, kept].T @ b) / s[kept]){_offset(experiment)}",
    ]


def _in_torch(experiment: Experiment) -> list[str]:
    return [
        f"# Least squares by singular values: of all solutions, the one {_which(experiment)}.",
        f'c = torch.linalg.lstsq(a, b[:, None], driver="gelsd").solution[:, 0]{_offset(experiment)}',
    ]


def _which(experiment: Experiment) -> str:
    return "nearest to START" if _start(experiment) else "of least norm"


def _offset(experiment: Experiment) -> str:
    return " + torch.tensor(START)" if _start(experiment) else ""


_ERROR = block(
    "def error(x, y):",
    '    """The mean squared error, in squared units of y."""',
    "    return (x @ c - y).square().mean().item()",
)

_POWERS = block(
    "def powers_of_x(c):",
    '    """The same polynomial as coefficients of 1, x, x², …',
    "",
    "    In exact fractions: floats would lose a digit for every two degrees.",
    '    """',
    "    low, high = Fraction(LOW), Fraction(HIGH)",
    "    u = [-(low + high) / (high - low), 2 / (high - low)]  # u = u[0] + u[1]·x",
    "    before, now, total = [Fraction(0)], [Fraction(1)], [Fraction(0)] * len(c)",
    "    for j, coefficient in enumerate(c):",
    "        for power, each in enumerate(now):",
    "            total[power] += Fraction(coefficient * (2 * j + 1) ** 0.5) * each",
    "        times_u = [u[0] * p + u[1] * q for p, q in zip([*now, 0], [0, *now], strict=True)]",
    "        padded = [*before, *[0] * (len(times_u) - len(before))]",
    "        before = now",
    "        now = [((2 * j + 1) * p - j * q) / (j + 1) for p, q in zip(times_u, padded, strict=True)]",
    "    return [float(each) for each in total]",
)
