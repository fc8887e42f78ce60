"""Record: the computation of a loss, for an experiment's model and points, as a Graph."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.graph.class_losses import class_losses, probabilities
from nnviz.core.graph.computation import Parameters, mean_loss, outputs, penalty, squares
from nnviz.core.graph.graph import Array, Graph, LossName, Setting
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.graph.recorder import Recorder
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec
from nnviz.core.sentences import require
from nnviz.core.training.upcoming import Upcoming

LARGEST = 20_000_000  # numbers in one graph, 160 MB: beyond that pictures and the way to the window stall
NUMBERS_PER_UNIT = 9  # value, gradient and contribution of a product, a sum and an activation


def record(experiment: Experiment, parameters: Array, epoch: int, question: Question = ALL_POINTS) -> Graph:
    """The real forward and backward pass for parameters [P] of an epoch, dropout off, on the CPU.

    A question that these points cannot be asked, as an x of points with classes, is one about all of them.
    Raises `BadInput` without training points, for a point that does not exist, for parameters that are not
    finite, and for a graph that would be too large.
    """
    places, targets, setting = _asked(experiment, epoch, question)
    return _recorded(experiment, parameters, _Batch(places, targets), setting)


def record_step(upcoming: Upcoming) -> Graph:
    """The pass of the optimiser's next step: its points, its dropout. Raises `BadInput` as `record` does."""
    experiment = upcoming.experiment
    points = experiment.dataset.of(Role.TRAINING)
    require(len(points) > 0, NO_TRAINING_POINTS)
    chosen = slice(None) if upcoming.batch is None else upcoming.batch
    places, y = points.places[chosen], points.y[chosen]
    setting = Setting("mean", len(y), epoch=upcoming.epoch, training=True, loss=_loss_name(experiment))
    return _recorded(experiment, upcoming.parameters, _Batch(places, y, upcoming.masks), setting)


@dataclass(frozen=True, eq=False)
class _Batch:
    """x [n] or features [n, d]; targets [n] or None; dropout masks, for each hidden layer [units, n]."""

    places: Array
    targets: Array | None
    masks: tuple[Array, ...] = ()


def _asked(experiment: Experiment, epoch: int, question: Question) -> tuple[Array, Array | None, Setting]:
    """Places (x [n] or features [n, d]), targets [n] and setting of a question."""
    dataset, name = experiment.dataset, _loss_name(experiment)
    if question.place is not None and _is_place(dataset, question.place):
        setting = Setting("prediction", 1, epoch=epoch, loss=name, place=question.place)
        return np.array([question.place]), None, setting
    if question.x is not None and not dataset.is_classes:
        require(
            bool(np.isfinite(question.x)), "There is no graph for x = {x}. Choose a number.", x=question.x
        )
        return np.array([question.x]), None, Setting("prediction", 1, x=question.x, epoch=epoch)
    if question.point is not None:
        require(
            0 <= question.point < len(dataset),
            "There is no point {number}: the points are numbered from 1 to {count}. Choose one of them.",
            number=question.point + 1, count=len(dataset),
        )  # fmt: skip
        one = slice(question.point, question.point + 1)
        x = None if dataset.is_classes else float(dataset.x[question.point])
        setting = Setting("point", 1, question.point, x, epoch=epoch, loss=name)
        return dataset.places[one], dataset.y[one], setting
    points = dataset.of(Role.TRAINING)
    require(len(points) > 0, NO_TRAINING_POINTS)
    return points.places, points.y, Setting("mean", len(points), epoch=epoch, loss=name)


def _is_place(dataset: Dataset, place: tuple[float, ...]) -> bool:
    return dataset.is_classes and len(place) == dataset.feature_count and bool(np.isfinite(place).all())


def _loss_name(experiment: Experiment) -> LossName:
    if not experiment.dataset.is_classes:
        return "mean squared error"
    entropy = experiment.training.loss == "cross-entropy"
    return "cross-entropy" if entropy else "squared error of the probabilities"


def _recorded(experiment: Experiment, parameters: Array, batch: _Batch, setting: Setting) -> Graph:
    _check(experiment, parameters, len(batch.places), setting.epoch)
    single = experiment.training.precision == "float32"
    recorder = Recorder(torch.float32 if single else torch.float64)
    head = experiment.head
    with recorder:
        pieces = Parameters(recorder, parameters)
        result = outputs(pieces, experiment, experiment.inputs(batch.places), batch.masks)
        predicted = result if head == "value" else probabilities(recorder, result, head)
        if batch.targets is not None:
            added = penalty(pieces, experiment)
            setting = replace(setting, penalty=added is not None)
            if head == "value":
                each = squares(recorder, result, batch.targets)
            else:
                loss = experiment.training.loss
                each = class_losses(recorder, result, predicted, batch.targets, head, loss)
            return recorder.finish(mean_loss(recorder, each, added), setting)
    if head == "value":
        return recorder.finish(predicted, setting)
    asked = int(predicted.argmax()) if head == "softmax" else 0
    weights = np.eye(predicted.shape[1])[[asked]]
    number = asked if head == "softmax" else 1  # a logistic unit gives the probability of class 1
    name = experiment.dataset.class_names[number]
    return recorder.finish(predicted, replace(setting, of_class=number, class_name=name), weights)


def _check(experiment: Experiment, parameters: Array, points: int, epoch: int) -> None:
    require(
        bool(np.isfinite(parameters).all()),
        "The parameters of epoch {epoch} are not all finite: the run has diverged. Go back to an earlier "
        "epoch, or lower the learning rate.",
        epoch=epoch,
    )  # fmt: skip
    model = experiment.model
    units, inputs = _units(model), model.n_in if isinstance(model, MLPSpec) else 0
    require(
        (NUMBERS_PER_UNIT * units + 3 * inputs) * points + 3 * model.parameter_count <= LARGEST,
        "The graph of {points:,} points and {units:,} units is too large to be recorded. Choose one point to "
        "see its own graph.",
        points=points, units=units,
    )  # fmt: skip


def _units(model: ModelSpec) -> int:
    """How many numbers are kept for each point, of which there are `NUMBERS_PER_UNIT` again."""
    match model:
        case MLPSpec():
            return sum(model.hidden_sizes) + model.n_out - 1
        case FormulaSpec():
            return model.size
        case _:
            return model.parameter_count
