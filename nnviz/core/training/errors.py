"""The errors of a model on the points: mean squared error of a curve, mean loss and accuracy of classes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Head, Loss, accuracy, losses
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment

Array = NDArray[np.float64]


class Scores(NamedTuple):
    """Errors, and accuracies of classes; NaN for what there is not."""

    train_error: float
    validation_error: float
    train_accuracy: float
    validation_accuracy: float


def scores(experiment: Experiment, parameters: Array) -> Scores:
    """Those of parameters [P] on the training and on the validation points."""
    return scores_of(experiment.predict(parameters, experiment.dataset.places), experiment)


def scores_of(outputs: Array, experiment: Experiment) -> Scores:
    """The same for outputs [n] or [n, K] at the points of the experiment."""
    dataset, head = experiment.dataset, experiment.head
    right = (
        share_right(outputs[dataset.roles == role], dataset.of(role), head)
        for role in (Role.TRAINING, Role.VALIDATION)
    )
    return Scores(*errors_of(outputs, experiment), *right)


def errors(experiment: Experiment, parameters: Array) -> tuple[float, float]:
    """The error of parameters [P] on the training and on the validation points; NaN where there are none."""
    return errors_of(experiment.predict(parameters, experiment.dataset.places), experiment)


def errors_of(outputs: Array, experiment: Experiment) -> tuple[float, float]:
    """The same for outputs [n] or [n, K] at the points of the experiment."""
    dataset, head, loss = experiment.dataset, experiment.head, experiment.training.loss
    train, validation = (
        error(outputs[dataset.roles == role], dataset.of(role), head, loss)
        for role in (Role.TRAINING, Role.VALIDATION)
    )
    return train, validation


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here on its way to infinity
def error(outputs: Array, points: Dataset, head: Head, loss: Loss) -> float:
    """Mean squared error in squared units of y, of classes the mean loss; NaN for no points.

    outputs: [n] or [n, K], at the places of these points.
    """
    if head == "value":
        return mean_square(outputs - points.y)
    return float(losses(outputs, points.classes, head, loss).mean()) if len(points) else float("nan")


def share_right(outputs: Array, points: Dataset, head: Head) -> float:
    """The share of points whose class is told; NaN of a curve, and for no points."""
    return float("nan") if head == "value" else accuracy(outputs, points.classes, head)


def mean_square(residuals: Array) -> float:
    """The mean of the squares of [n] residuals; NaN for none."""
    return float(residuals @ residuals) / len(residuals) if len(residuals) else float("nan")
