"""A formula of the user's own in a script: its letters are parameters, its text is torch code."""

from textwrap import indent

from nnviz.core.experiment import Experiment
from nnviz.core.formulas.parse import parse
from nnviz.core.formulas.tree import canonical
from nnviz.core.models import FormulaSpec
from nnviz.core.script.expression import returned
from nnviz.core.script.letters import safe_names
from nnviz.core.script.pieces import Form, Pieces, draws_weights
from nnviz.core.script.text import INDENT, assigned, block, unpacked

LONGEST_TOLD = 90  # characters of a formula in a docstring


def user_formula(experiment: Experiment, spec: FormulaSpec, form: Form) -> Pieces:
    names = safe_names(spec.parameter_names)
    low = form == "low"
    every = "parameters" if low else "model.parameters()"
    return Pieces(
        settings=(
            assigned("LETTERS", list(names)) if low else "",
            "" if experiment.initial is None else assigned("START", experiment.initial, "of the letters"),
        ),
        prepare=(),
        columns="torch.tensor({}).T",
        model=(_start(experiment), *(_low(spec, names) if low else _high(spec, names))),
        squares=f"sum(p.square() for p in {every})",
        sizes=f"sum(p.abs() for p in {every})",
        decay=("for p in parameters:", f"{INDENT}p *= {{}}"),
        ends=(_end(low),),
    )


def _start(experiment: Experiment) -> str:
    count = experiment.model.parameter_count
    drawn = f"START = np.random.default_rng(SEED).uniform(-1, 1, {count}).tolist()"
    return drawn if draws_weights(experiment) else ""


def _low(spec: FormulaSpec, names: dict[str, str]) -> tuple[str, ...]:
    made = "parameters = [torch.tensor(start, requires_grad=True) for start in START]"
    function = block("def model(x):", _told(spec), *returned(parse(spec.expression), names))
    return block(made, unpacked(list(names.values()), "parameters")), function


def _high(spec: FormulaSpec, names: dict[str, str]) -> tuple[str, ...]:
    own = {letter: f"self.{name}" for letter, name in names.items()}
    start = "(nn.Parameter(torch.tensor(start)) for start in START)"
    body = block(*returned(parse(spec.expression), own))
    return (
        block(
            "class Formula(nn.Module):",
            _told(spec),
            "",
            "    def __init__(self):",
            "        super().__init__()",
            unpacked(list(own.values()), start, INDENT * 2),
            "",
            "    def forward(self, x):",
            indent(body, INDENT),
        ),
        "model = Formula()",
    )


def _told(spec: FormulaSpec) -> str:
    """The formula as a docstring: it holds letters, digits, signs and round brackets alone."""
    words = canonical(parse(spec.expression))
    return f'{INDENT}"""{words if len(words) <= LONGEST_TOLD else "The formula, in parts."}"""'


def _end(low: bool) -> str:
    named = "zip(LETTERS, parameters, strict=True)" if low else "model.named_parameters()"
    return block(f"for name, value in {named}:", '    print(f"{name} = {value.item():.6g}")')
