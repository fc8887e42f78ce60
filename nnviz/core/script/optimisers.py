"""How parameters are updated in a script: rules written by hand, or torch.optim; and the penalty."""

from nnviz.core.experiment import Experiment, Optimiser
from nnviz.core.models import FormulaSpec, PolynomialSpec
from nnviz.core.script.pieces import Form, Pieces, has_weights
from nnviz.core.script.text import INDENT, block, given

_SGD = (
    "",
    "Gradient descent: each parameter goes one step against its gradient.",
    "for p in parameters:",
    ("p -= LEARNING_RATE * p.grad",),
)
_MOMENTUM = (
    "velocities = [torch.zeros_like(p) for p in parameters]",
    "Momentum: each parameter rolls on in the direction of the steps before.",
    "for p, v in zip(parameters, velocities, strict=True):",
    ("v.mul_(0.9).add_(p.grad)", "p -= LEARNING_RATE * v"),
)
_ADAM = (
    "means = [torch.zeros_like(p) for p in parameters]  # of each gradient over the last steps\n"
    "squares = [torch.zeros_like(p) for p in parameters]  # and of its square",
    "{name}: each parameter moves by its mean gradient, measured in the usual size of that gradient.",
    "for p, m, v in zip(parameters, means, squares, strict=True):",
    (
        "m.mul_(0.9).add_(0.1 * p.grad)",
        "v.mul_(0.999).add_(0.001 * p.grad**2)",
        "mean, square = m / (1 - 0.9**step), v / (1 - 0.999**step)  # as both began at 0",
        "p -= LEARNING_RATE * mean / (square.sqrt() + 1e-8)",
    ),
)
_RULES: dict[Optimiser, tuple[str, str, str, tuple[str, ...]]] = {  # memory, words, loop, lines inside
    "SGD": _SGD, "momentum": _MOMENTUM, "Adam": _ADAM, "AdamW": _ADAM,
}  # fmt: skip
_IN_TORCH: dict[Optimiser, str] = {
    "SGD": "torch.optim.SGD({}, lr=LEARNING_RATE)",
    "momentum": "torch.optim.SGD({}, lr=LEARNING_RATE, momentum=0.9)",
    "Adam": "torch.optim.Adam({}, lr=LEARNING_RATE)",
    "AdamW": "torch.optim.AdamW({}, lr=LEARNING_RATE, weight_decay=0.0)",  # torch's own default is 0.01
}


def has_l2(experiment: Experiment) -> bool:
    return experiment.training.l2 > 0 and has_weights(experiment)


def has_l1(experiment: Experiment) -> bool:
    return experiment.training.l1 > 0 and has_weights(experiment)


def counts_steps(experiment: Experiment) -> bool:
    """Whether the hand-written rule asks for the number of the step."""
    return experiment.training.optimiser in ("Adam", "AdamW")


def penalty(experiment: Experiment, pieces: Pieces, form: Form) -> str:
    """The function `penalty`; "" where nothing is added to the loss."""
    l2 = has_l2(experiment) and form == "low" and experiment.training.optimiser != "AdamW"
    l1 = has_l1(experiment)
    if not (l2 or l1):
        return ""
    calm = "borders stay" if experiment.dataset.is_classes else "the curve stays"
    what = " + ".join(given("L2·Σw²" if l2 else None, "L1·Σ|w|" if l1 else None))
    terms = given(f"L2 * {pieces.squares}" if l2 else None, f"L1 * {pieces.sizes}" if l1 else None)
    return block(
        "def penalty():",
        f'    """{what}: large weights cost something, so that {calm} calm.{_free(experiment)}"""',
        f"    return {' + '.join(terms)}",
    )


def _free(experiment: Experiment) -> str:
    match experiment.model:
        case PolynomialSpec():
            return " The constant is free."
        case FormulaSpec():
            return ""
        case _:
            return " Biases are free."


def in_loss(experiment: Experiment, pieces: Pieces, form: Form) -> str:
    """What is added to the error in the loss."""
    return " + penalty()" if penalty(experiment, pieces, form) else ""


def by_hand(experiment: Experiment, pieces: Pieces) -> tuple[str, ...]:
    """The memory of the optimiser and the function `update`."""
    name = experiment.training.optimiser
    memory, words, loop, lines = _RULES[name]
    decays = name == "AdamW" and has_l2(experiment)
    factor = "1 - 2 * LEARNING_RATE * L2"
    return (
        memory,
        block(
            "@torch.no_grad()  # the update is no part of the graph",
            f"def update({'step' if counts_steps(experiment) else ''}):",
            f'    """{words.format(name=name)}"""',
            "    # The penalty L2·Σw² makes weights shrink past Adam's memory." if decays else None,
            *(f"{INDENT}{line.format(factor)}" for line in (pieces.decay if decays else ())),
            f"{INDENT}{loop}",
            *(f"{INDENT * 2}{line}" for line in lines),
            f"{INDENT * 2}p.grad = None  # or the next backward() would add to it",
        ),
    )


def in_torch(experiment: Experiment) -> str:
    """The line or lines that make torch's optimiser."""
    made = f"optimiser = {_IN_TORCH[experiment.training.optimiser]}"
    if not has_l2(experiment):
        return made.format("model.parameters()")
    why = "# The gradient of the penalty L2·Σw² is 2·L2·w, which torch calls weight decay."
    if isinstance(experiment.model, FormulaSpec):
        groups = 'groups = [{"params": model.parameters(), "weight_decay": 2 * L2}]'
        return block(why, groups, made.format("groups"))
    free = "The constant" if isinstance(experiment.model, PolynomialSpec) else "Biases"
    has = "has" if free == "The constant" else "have"
    return block(
        f"{why} {free} {has} none.",
        'biases = [p for name, p in model.named_parameters() if name.endswith("bias")]',
        'groups = [{"params": weights, "weight_decay": 2 * L2}, {"params": biases}]',
        made.format("groups"),
    )
