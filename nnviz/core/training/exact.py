"""The exact solution as a run of a single step, so that it is carried like any other run. No torch."""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models.polynomial import solve_exactly
from nnviz.core.sentences import require
from nnviz.core.training.steps import Ending, Epoch, Step


def solve(experiment: Experiment) -> Generator[Step, Experiment | None, Ending]:
    """Yield the least-squares solution (with l2, ridge) as epoch 0, anew for each experiment sent in.

    Raises `BadInput` without training points.
    """
    while True:
        parameters = exact_parameters(experiment)
        train_error, validation_error = errors(experiment, parameters)
        penalty = float(experiment.training.l2 * np.sum((parameters * experiment.model.penalised) ** 2))
        epoch = Epoch(0, train_error, validation_error, penalty, float("nan"))
        experiment = (yield Step(0, epoch, parameters.copy)) or experiment


def exact_parameters(experiment: Experiment) -> NDArray[np.float64]:
    """The parameters [P] that minimise training error + l2 penalty, for a model linear in them.

    With fewer points than parameters and no penalty there are many; this is the one nearest to the
    initial parameters, where gradient descent ends too.
    """
    training, model = experiment.dataset.of(Role.TRAINING), experiment.model
    require(len(training) > 0, NO_TRAINING_POINTS)
    start = experiment.initial_parameters()
    if experiment.training.l2 > 0:
        start = np.zeros_like(start)
    design = linear_design(experiment, training.x)
    found = solve_exactly(design, training.y - design @ start, model.penalised, experiment.training.l2)
    return found + start


def linear_design(experiment: Experiment, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix [n, P] that turns parameters into predictions, for a model linear in them."""
    inputs, model = experiment.inputs(x), experiment.model
    return np.column_stack([model.predict(unit, inputs) for unit in np.eye(model.parameter_count)])


def errors(experiment: Experiment, parameters: NDArray[np.float64]) -> tuple[float, float]:
    """Mean squared error on the training and on the validation points, in squared units of y.

    NaN where there are no such points.
    """
    return errors_of(experiment.predict(parameters, experiment.dataset.x), experiment.dataset)


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here on its way to infinity
def errors_of(predictions: NDArray[np.float64], dataset: Dataset) -> tuple[float, float]:
    """The same for predictions [n] at the points of a data set."""
    squares = (predictions - dataset.y) ** 2
    train, validation = squares[dataset.roles == Role.TRAINING], squares[dataset.roles == Role.VALIDATION]
    return _mean(train), _mean(validation)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")
