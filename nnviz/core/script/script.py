"""An experiment as a Python script that a person can read, and that gives nnviz's own final errors."""

from nnviz import __version__
from nnviz.core.dataset import NO_TRAINING_POINTS, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec, PolynomialSpec
from nnviz.core.script.class_loss import loss_function
from nnviz.core.script.class_points import data as class_data
from nnviz.core.script.class_points import is_block, names, rows
from nnviz.core.script.comments import quoted
from nnviz.core.script.device import device_lines
from nnviz.core.script.exact import exact_polynomial, solved
from nnviz.core.script.loop import error_function, training_loop
from nnviz.core.script.optimisers import by_hand, has_l1, has_l2, in_torch, penalty
from nnviz.core.script.perceptron import perceptron
from nnviz.core.script.pieces import (
    ENDED_WITH,
    Form,
    Pieces,
    batch_size,
    draws_weights,
    has_dropout,
    has_validation,
    is_float32,
    points,
)
from nnviz.core.script.polynomial import polynomial
from nnviz.core.script.text import block, exact, given, module
from nnviz.core.script.user_formula import user_formula
from nnviz.core.sentences import require

MOST_INITIAL = 50_000  # numbers: a line each
FEW = 100  # points whose numbers are passed over at a glance
SMALL_WORK = 2_000_000  # points of a step × parameters, as for nnviz's own work with torch
_TITLES: dict[Form, str] = {
    "low": "low-level PyTorch, with tensors, autograd, and an update rule written by hand",
    "high": "high-level PyTorch, with modules and an optimiser from torch.optim",
}
_EXACT_TITLES: dict[Form, str] = {
    "low": "low-level PyTorch, with singular values and what is made of them",
    "high": "high-level PyTorch, with one call that solves least squares",
}


def python_script(experiment: Experiment, form: Form, expected: tuple[float, ...] | None = None) -> str:
    """The text of the script.

    expected: training and validation error at the end of nnviz's own run, if they are known; of classes
    training and validation accuracy follow. Names, notes and formulas never become code. Replicas are left
    out: the script trains the user's model alone.
    Raises `BadInput` where nnviz itself could not train.
    """
    require(experiment.dataset.count(Role.TRAINING) > 0, NO_TRAINING_POINTS)
    require(
        len(experiment.initial or ()) <= MOST_INITIAL,
        "A script would have to list the {count:,} initial weights that were set by hand; {most:,} are the "
        "most. Press New weights, which draws them, or take fewer units.",
        count=len(experiment.initial or ()), most=MOST_INITIAL,
    )  # fmt: skip
    if isinstance(experiment.model, FormulaSpec):
        experiment.model.check_start(experiment.initial_parameters(), experiment.dataset.x)
    exactly = experiment.solved_exactly
    pieces = _pieces(experiment, form)
    return module(
        [
            block(*_head(experiment, form, expected)),
            _imports(experiment, form),
            block(*device_lines(experiment), *_computing(experiment)),
            *_points(experiment),
            block(*filter(None, pieces.settings), *([] if exactly else _settings(experiment))),
            *pieces.prepare,
            class_data(experiment) if experiment.dataset.is_classes else block(*_data(experiment, pieces)),
            *pieces.model,
            *(solved(experiment, form) if exactly else _training(experiment, pieces, form)),
            *pieces.ends,
        ]
    )


def _points(experiment: Experiment) -> list[str]:
    if experiment.dataset.is_classes:
        return [names(experiment), *(rows(experiment, role) for role in Role)]
    return [points(experiment, Role.TRAINING), points(experiment, Role.VALIDATION)]


def _pieces(experiment: Experiment, form: Form) -> Pieces:
    model = experiment.model
    if isinstance(model, PolynomialSpec):
        exactly = experiment.solved_exactly
        return exact_polynomial(experiment, model) if exactly else polynomial(experiment, model, form)
    if isinstance(model, FormulaSpec):
        return user_formula(experiment, model, form)
    return perceptron(experiment, model, form)


def _head(experiment: Experiment, form: Form, expected: tuple[float, ...] | None) -> list[str]:
    """The first lines. Nothing of the user's stands in the first two: see `quoted`."""
    titles = _EXACT_TITLES if experiment.solved_exactly else _TITLES
    packages = "torch and numpy" if _needs_numpy(experiment) else "torch"
    what = "the final errors and accuracies" if experiment.dataset.is_classes else "the final errors"
    lines = [
        f"# A script by nnviz {__version__}: {titles[form]}.",
        f"# It needs {packages}, and prints {what}. Run it with: python FILE",
    ]
    for part in (quoted(experiment.name) + quoted(experiment.note), _remarks(experiment, expected)):
        lines += ["#", *part] if part else []
    return lines


def _remarks(experiment: Experiment, expected: tuple[float, ...] | None) -> list[str]:
    count, judged = experiment.replicas.count, has_validation(experiment)
    errors = [f"training error {expected[0]:.12g}"] if expected else []
    errors += [f"validation error {expected[1]:.12g}"] if expected and judged else []
    dataset = experiment.dataset
    if expected and dataset.is_classes and len(expected) > 2:
        errors += [f"training accuracy {expected[2]:.12g}"]
        errors += [f"validation accuracy {expected[3]:.12g}"] if judged else []
    return given(
        "# The points come first, in rows of numbers. The program begins below them: look for SEED."
        if dataset.is_classes and len(dataset) > FEW and is_block(dataset)
        else None,
        f"# The {count:,} replicas of the experiment are left out: this is the model itself."
        if count
        else None,
        "# Its numbers have 32 bits, so that only their first digits are sure to be those of nnviz."
        if is_float32(experiment)
        else None,
        f"{ENDED_WITH} {', '.join(errors)}." if errors else None,
    )


def _imports(experiment: Experiment, form: Form) -> str:
    exactly = experiment.solved_exactly
    return block(
        "from fractions import Fraction\n" if exactly else None,
        "import numpy as np" if _needs_numpy(experiment) else None,
        "import torch",
        "from torch import nn" if form == "high" and not exactly else None,
    )


def _computing(experiment: Experiment) -> list[str]:
    """With how many threads and bits torch computes."""
    points = batch_size(experiment) or experiment.dataset.count(Role.TRAINING)
    work = experiment.model.parameter_count * points
    threads = "torch.set_num_threads(1)  # for so little work, a second thread costs more than it brings"
    bits = "torch.set_default_dtype(torch.float64)  # 64 bits, as in nnviz; PyTorch's usual are 32"
    return given(threads if work < SMALL_WORK else None, None if is_float32(experiment) else bits)


def _settings(experiment: Experiment) -> list[str]:
    training, size, drawn = experiment.training, batch_size(experiment), _drawn(experiment)
    patience = training.patience if has_validation(experiment) else 0
    return given(
        f"SEED = {int(experiment.weight_seed)}  # draws {', '.join(drawn)}" if drawn else None,
        f"EPOCHS = {int(training.epochs)}  # passes over all points",
        f"BATCH_SIZE = {int(size)}  # points per step" if size else None,
        f"LEARNING_RATE = {exact(training.learning_rate)}",
        f"L2 = {exact(training.l2)}" if has_l2(experiment) else None,
        f"L1 = {exact(training.l1)}" if has_l1(experiment) else None,
        f"PATIENCE = {int(patience)}  # epochs without a new least validation error" if patience else None,
    )


def _drawn(experiment: Experiment) -> list[str]:
    """What the seed is for."""
    shuffled = batch_size(experiment) and experiment.training.shuffle
    return given(
        "the initial weights" if draws_weights(experiment) else None,
        "the order of the points" if shuffled else None,
        "the dropout masks" if has_dropout(experiment) else None,
    )


def _needs_numpy(experiment: Experiment) -> bool:
    """For nnviz's random numbers; torch draws others."""
    return bool(_drawn(experiment)) and not experiment.solved_exactly


def _data(experiment: Experiment, pieces: Pieces) -> list[str]:
    judged = has_validation(experiment)
    return given(
        f"x, y = {pieces.columns.format('TRAINING')}",
        f"x_validation, y_validation = {pieces.columns.format('VALIDATION')}" if judged else None,
    )


def _loss_function(experiment: Experiment, form: Form) -> str:
    if experiment.dataset.is_classes:
        return loss_function(experiment, form)
    return "loss_function = nn.MSELoss()  # the mean squared error" if form == "high" else ""


def _training(experiment: Experiment, pieces: Pieces, form: Form) -> list[str]:
    penalises = has_l1(experiment) or has_l2(experiment)
    optimiser = by_hand(experiment, pieces) if form == "low" else (in_torch(experiment),)
    return [
        pieces.weights if penalises else "",
        penalty(experiment, pieces, form),
        _loss_function(experiment, form),
        error_function(experiment, form, penalises),
        *optimiser,
        *training_loop(experiment, pieces, form),
    ]
