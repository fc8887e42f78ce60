"""Record: the computation of a loss, for an experiment's model and points, as a Graph."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from nnviz.core.dataset import NO_TRAINING_POINTS, Role
from nnviz.core.experiment import Experiment
from nnviz.core.graph.computation import Parameters, loss, penalty, predictions
from nnviz.core.graph.graph import Array, Graph, Setting
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.graph.recorder import Recorder
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec
from nnviz.core.sentences import require
from nnviz.core.training.upcoming import Upcoming

LARGEST = 20_000_000  # numbers in one graph, 160 MB: beyond that pictures and the way to the window stall
NUMBERS_PER_UNIT = 9  # value, gradient and contribution of a product, a sum and an activation


def record(experiment: Experiment, parameters: Array, epoch: int, question: Question = ALL_POINTS) -> Graph:
    """The real forward and backward pass for parameters [P] of an epoch, dropout off, on the CPU.

    Raises `BadInput` without training points, for a point that does not exist, for parameters that are not
    finite, and for a graph that would be too large.
    """
    x, targets, setting = _asked(experiment, epoch, question)
    return _recorded(experiment, parameters, _Batch(x, targets), setting)


def record_step(upcoming: Upcoming) -> Graph:
    """The pass of the optimiser's next step: its points, its dropout. Raises `BadInput` as `record` does."""
    experiment = upcoming.experiment
    points = experiment.dataset.of(Role.TRAINING)
    require(len(points) > 0, NO_TRAINING_POINTS)
    chosen = slice(None) if upcoming.batch is None else upcoming.batch
    x, y = points.x[chosen], points.y[chosen]
    setting = Setting("mean", len(x), epoch=upcoming.epoch, training=True)
    return _recorded(experiment, upcoming.parameters, _Batch(x, y, upcoming.masks), setting)


@dataclass(frozen=True, eq=False)
class _Batch:
    """x [n]; targets [n] or None; dropout masks, for each hidden layer [units, n]."""

    x: Array
    targets: Array | None
    masks: tuple[Array, ...] = ()


def _asked(experiment: Experiment, epoch: int, question: Question) -> tuple[Array, Array | None, Setting]:
    """x [n], targets [n] and setting of a question."""
    dataset = experiment.dataset
    if question.x is not None:
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
        x = dataset.x[one]
        return x, dataset.y[one], Setting("point", 1, question.point, float(x[0]), epoch=epoch)
    points = dataset.of(Role.TRAINING)
    require(len(points) > 0, NO_TRAINING_POINTS)
    return points.x, points.y, Setting("mean", len(points), epoch=epoch)


def _recorded(experiment: Experiment, parameters: Array, batch: _Batch, setting: Setting) -> Graph:
    _check(experiment, parameters, len(batch.x), setting.epoch)
    single = experiment.training.precision == "float32"
    recorder = Recorder(torch.float32 if single else torch.float64)
    with recorder:
        pieces = Parameters(recorder, parameters)
        result = predictions(pieces, experiment.model, experiment.inputs(batch.x), batch.masks)
        if batch.targets is not None:
            added = penalty(pieces, experiment)
            result = loss(recorder, result, batch.targets, added)
            setting = replace(setting, penalty=added is not None)
    return recorder.finish(result, setting)


def _check(experiment: Experiment, parameters: Array, points: int, epoch: int) -> None:
    require(
        bool(np.isfinite(parameters).all()),
        "The parameters of epoch {epoch} are not all finite: the run has diverged. Go back to an earlier "
        "epoch, or lower the learning rate.",
        epoch=epoch,
    )  # fmt: skip
    model = experiment.model
    units = _units(model)
    require(
        NUMBERS_PER_UNIT * units * points + 3 * model.parameter_count <= LARGEST,
        "The graph of {points:,} points and {units:,} units is too large to be recorded. Choose one point to "
        "see its own graph.",
        points=points, units=units,
    )  # fmt: skip


def _units(model: ModelSpec) -> int:
    """How many numbers are kept for each point, of which there are `NUMBERS_PER_UNIT` again."""
    match model:
        case MLPSpec():
            return sum(model.hidden_sizes)
        case FormulaSpec():
            return model.size
        case _:
            return model.parameter_count
