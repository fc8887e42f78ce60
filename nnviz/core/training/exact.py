"""The exact solution as a run of a single step, so that it is carried like any other run. No torch."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import NO_TRAINING_POINTS, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import ModelSpec
from nnviz.core.models.polynomial import solve_exactly
from nnviz.core.models.polynomial_stack import fit_degrees
from nnviz.core.sentences import BadInput, require
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.errors import errors
from nnviz.core.training.memory import check_memory
from nnviz.core.training.steps import Ending, Epoch, Step
from nnviz.core.training.upcoming import Upcoming

Array = NDArray[np.float64]
NO_STEPS = (
    "This polynomial is solved exactly, in no steps. Choose gradient descent in Settings to see one in slow "
    "motion."
)


@dataclass(frozen=True, eq=False)
class Solved:
    """The solved model and its replicas, [1+B, P]; see `State`."""

    model: ModelSpec
    solutions: Array

    def first(self) -> Array:
        own: Array = self.solutions[0].copy()
        return own

    def stack(self) -> Array:
        return self.solutions.copy()

    def predict(self, inputs: Array) -> Array:
        predictions: Array = self.solutions @ inputs.T
        return predictions


def solve(experiment: Experiment) -> Generator[Step, Experiment | None, Ending]:
    """Yield the least-squares solution (with l2, ridge) as epoch 0, anew for each experiment sent in.

    Raises `BadInput` without training points, and for replicas that cannot be made.
    """
    while True:
        solved = Solved(experiment.model, exact_stack(experiment))
        parameters = solved.first()
        train_error, validation_error = errors(experiment, parameters)
        penalty = float(experiment.training.l2 * np.sum((parameters * experiment.model.penalised) ** 2))
        epoch = Epoch(0, train_error, validation_error, penalty, float("nan"))
        experiment = (yield Step(0, epoch, solved, _no_step)) or experiment


def _no_step(change: Experiment | None) -> Upcoming:
    raise BadInput(NO_STEPS)


def exact_stack(experiment: Experiment) -> Array:
    """The exact parameters of the model and its replicas, [1+B, P]; the model's as without replicas."""
    own = exact_parameters(experiment)[None]
    if not experiment.replicas.count:
        return own
    check_memory(experiment)
    points, l2 = points_of(experiment), experiment.training.l2
    inputs = points.of_each
    shared = inputs.ndim == 2
    starts = first_stack(experiment)[1:] * (l2 == 0)
    design = inputs if shared else inputs[1:]
    offsets = starts @ design.T if shared else (design @ starts[..., None])[..., 0]
    degree = experiment.model.parameter_count - 1
    found = fit_degrees(design, points.targets[1:] - offsets, [degree], l2).coefficients()[0]
    return np.concatenate([own, found + starts])


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
