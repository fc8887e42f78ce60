"""How often the replicas of a model of classes disagree, as a map over the plane."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Head, predicted, probabilities, second_probability
from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.lost import LostRule
from nnviz.core.models import ModelSpec
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.space import Space
from nnviz.core.training.state import State

Array = NDArray[np.float64]
Map = NDArray[np.float32]
SIDE = 64  # places along each axis of the map
MARGIN = 0.15  # of what the points span, on each side of them
USUAL_RANGE = (-1.0, 1.0)
WIDE = 2.0  # width of the map over its height at least, as the plot's is, where features are alike
ALIKE = 4.0  # spans of features that differ by less: they are drawn at one scale


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Replicas at one epoch, over the plane of two features. Immutable; goes from the worker to the window.

    x1, x2: the places along the two features, [G] each. share: [G, G] (rows: x2), of the replicas those that
    say another class than most of them; 0 where all agree. mean: [G, G, K], the mean probabilities. count: B,
    how many took part: not those that diverged, whose numbers are `lost`. Without two features the map is
    empty, and with fewer than two replicas left it is NaN.
    """

    epoch: int
    x1: Array
    x2: Array
    share: Map
    mean: Map
    count: int
    lost: tuple[int, ...]


def ranges(dataset: Dataset) -> list[tuple[float, float]]:
    """From where to where the map of two features goes: where the points lie, and somewhat beyond."""
    if not len(dataset):
        return [USUAL_RANGE] * dataset.feature_count
    low, high = dataset.features.min(axis=0), dataset.features.max(axis=0)
    span = np.where(high > low, high - low, 1.0) * (1 + 2 * MARGIN)
    if span.max() < ALIKE * span.min():
        span[0] = max(span[0], WIDE * span[1])
    centre = (low + high) / 2
    return list(zip((centre - span / 2).tolist(), (centre + span / 2).tolist(), strict=True))


@lru_cache(maxsize=4)  # asked for again and again, and engines keep buffers for what they are asked at
def places(
    model: ModelSpec, space: Space, x1: tuple[float, float], x2: tuple[float, float]
) -> tuple[Array, Array, Array]:
    """Places of the map along both features, [G] each, and the model's inputs at all of them, [G·G, 2]."""
    first, second = np.linspace(*x1, SIDE), np.linspace(*x2, SIDE)
    every = np.stack(np.meshgrid(first, second), axis=-1).reshape(-1, 2)
    return first, second, space.inputs(model, every)


@np.errstate(over="ignore", invalid="ignore")  # diverging replicas pass by here
def disagreement_of(experiment: Experiment, state: State, epoch: int, lost: frozenset[int]) -> Disagreement:
    """The map of the replicas of a run in this state. lost: numbers of those known to have diverged."""
    count = experiment.dataset.class_count
    if experiment.dataset.feature_count != 2:
        return _without_map(state, epoch, count, lost)
    x1, x2, inputs = places(experiment.model, experiment.space, *ranges(experiment.dataset))
    outputs = state.predict(inputs)[1:]
    alive = ~LostRule(experiment).gone(outputs.reshape(len(outputs), -1))
    alive[[r - 1 for r in lost]] = False
    if np.count_nonzero(alive) < FEWEST_FOR_SPLIT:
        share, mean = np.full(SIDE**2, np.nan), np.full((SIDE**2, count), np.nan)
    else:
        share, mean = _maps(outputs if alive.all() else outputs[alive], experiment.head, count)
    return Disagreement(
        epoch, x1, x2, share.reshape(SIDE, SIDE).astype(np.float32),
        mean.reshape(SIDE, SIDE, count).astype(np.float32), *_counted(alive),
    )  # fmt: skip


def _without_map(state: State, epoch: int, classes: int, lost: frozenset[int]) -> Disagreement:
    """Of more than two features: which replicas are lost, as far as their parameters tell it."""
    alive = np.asarray(np.isfinite(state.stack()[1:]).all(axis=1), bool)
    alive[[r - 1 for r in lost]] = False
    nothing = np.empty(0)
    share, mean = np.empty((0, 0), np.float32), np.empty((0, 0, classes), np.float32)
    return Disagreement(epoch, nothing, nothing, share, mean, *_counted(alive))


def _counted(alive: NDArray[np.bool_]) -> tuple[int, tuple[int, ...]]:
    return int(np.count_nonzero(alive)), tuple((np.flatnonzero(~alive) + 1).tolist())


def _maps(outputs: Array, head: Head, classes: int) -> tuple[Array, Array]:
    """Shares of dissenters [n] and mean probabilities [n, K] for the outputs of the replicas [B, n, …]."""
    said, count = predicted(outputs, head), len(outputs)
    if classes == 2:
        votes = np.count_nonzero(said, axis=0)
        second = second_probability(outputs, head).mean(axis=0)
        return np.minimum(votes, count - votes) / count, np.stack([1 - second, second], axis=-1)
    most = np.max([np.count_nonzero(said == k, axis=0) for k in range(classes)], axis=0)
    return 1 - most / count, probabilities(outputs, head).mean(axis=0)
