"""What a kind of model contributes to a script, and what scripts say of points and settings."""

from dataclasses import dataclass
from typing import Literal

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.script.text import INDENT, block, exact

Form = Literal["low", "high"]  # tensors and an update written by hand; modules and torch.optim
FORMS: tuple[Form, ...] = ("low", "high")
ENDED_WITH = "# nnviz ended with"  # and the errors of the same run follow, where there was one


@dataclass(frozen=True)
class Pieces:
    """The parts of a script that depend on the kind of model.

    settings: constants. prepare: the definitions that turn a list of points into x and y, and `columns` the
    expression that does it. model: blocks that define the model and where it starts. weights: blocks that
    name what penalties act on; squares, sizes: Σw² and Σ|w| over it. decay: the lines that shrink it by the
    factor {}. ends: blocks that print what was learned.
    """

    settings: tuple[str, ...]
    prepare: tuple[str, ...]
    columns: str
    model: tuple[str, ...]
    weights: str = ""
    squares: str = "sum(w.square().sum() for w in weights)"
    sizes: str = "sum(w.abs().sum() for w in weights)"
    decay: tuple[str, ...] = ("for w in weights:", f"{INDENT}w *= {{}}")
    ends: tuple[str, ...] = ()


def points(experiment: Experiment, role: Role) -> str:
    """The points of one role as a literal list, one to a line; "" for none."""
    name, note = {
        Role.TRAINING: ("TRAINING", "points (x, y) that the model learns from"),
        Role.VALIDATION: ("VALIDATION", "points that it never learns from: they show how well it predicts"),
    }[role]
    part = experiment.dataset.of(role)
    rows = [
        f"{INDENT}({exact(x)}, {exact(y)})," for x, y in zip(part.x.tolist(), part.y.tolist(), strict=True)
    ]
    return block(f"{name} = [  # {note}", *rows, "]") if rows else ""


def scaling(experiment: Experiment) -> str:
    low, high = experiment.domain
    return f"LOW, HIGH = {exact(low)}, {exact(high)}  # the x range; the model sees x scaled from it to −1…1"


def is_float32(experiment: Experiment) -> bool:
    """Whether nnviz trains with 32 bits: where that was chosen, and on Apple's GPUs, which have no more."""
    training = experiment.training
    return not experiment.solved_exactly and (
        training.precision == "float32" or training.device.partition(":")[0] == "mps"
    )


def dtype(experiment: Experiment) -> str:
    """The argument by which torch takes numpy's 64 bits as 32, where it must."""
    return ", dtype=torch.float32" if is_float32(experiment) else ""


def draws_weights(experiment: Experiment) -> bool:
    """Whether initial weights are drawn from the seed."""
    return experiment.initial is None and not isinstance(experiment.model, PolynomialSpec)


def has_dropout(experiment: Experiment) -> bool:
    model = experiment.model
    return isinstance(model, MLPSpec) and model.dropout > 0 and bool(model.hidden_sizes)


def batch_size(experiment: Experiment) -> int | None:
    """The size of mini-batches; None where all points are one batch."""
    size = experiment.training.batch_size
    return size if 0 < size < experiment.dataset.count(Role.TRAINING) else None


def has_weights(experiment: Experiment) -> bool:
    """Whether there is anything that a penalty acts on."""
    return bool(experiment.model.penalised.any())


def has_validation(experiment: Experiment) -> bool:
    return experiment.dataset.count(Role.VALIDATION) > 0


def has_test(experiment: Experiment) -> bool:
    """Whether there are points by which a classifier is judged in the end."""
    return experiment.dataset.is_classes and experiment.dataset.count(Role.TEST) > 0


def may_lose_its_value(experiment: Experiment) -> bool:
    """Whether a curve that fits the training points may have no value at others."""
    return isinstance(experiment.model, FormulaSpec) and has_validation(experiment)
