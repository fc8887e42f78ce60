"""How often the replicas of a model of classes disagree, as a map over the plane."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Head, predicted, probabilities
from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.lost import LostRule
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.training.state import State

Array = NDArray[np.float64]
Map = NDArray[np.float32]
SIDE = 64  # places along each axis of the map
MARGIN = 0.15  # of what the points span, on each side of them
USUAL_RANGE = (-1.0, 1.0)


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
    """From where to where each feature is looked at: where the points lie, and somewhat beyond; [d]."""
    if not len(dataset):
        return [USUAL_RANGE] * dataset.feature_count
    low, high = dataset.features.min(axis=0), dataset.features.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    return list(zip((low - MARGIN * span).tolist(), (high + MARGIN * span).tolist(), strict=True))


@np.errstate(over="ignore", invalid="ignore")  # diverging replicas pass by here
def disagreement_of(experiment: Experiment, state: State, epoch: int, lost: frozenset[int]) -> Disagreement:
    """The map of the replicas of a run in this state. lost: numbers of those known to have diverged."""
    flat = experiment.dataset.feature_count == 2
    x1, x2 = (
        (np.linspace(low, high, SIDE) for low, high in ranges(experiment.dataset))
        if flat
        else np.empty((2, 0))
    )
    places = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    if not flat:  # the points tell which replicas are lost
        places = experiment.dataset.features
    outputs = state.predict(experiment.inputs(places))[1:]
    alive = ~LostRule(experiment).gone(outputs.reshape(len(outputs), -1))
    alive[[r - 1 for r in lost]] = False
    gone = tuple((np.flatnonzero(~alive) + 1).tolist())
    side, count = len(x1), experiment.dataset.class_count
    if np.count_nonzero(alive) < FEWEST_FOR_SPLIT or not flat:
        share, mean = np.full((side, side), np.nan), np.full((side, side, count), np.nan)
    else:
        share, mean = _maps(outputs[alive], experiment.head, count)
    return Disagreement(
        epoch, x1, x2, share.reshape(side, side).astype(np.float32),
        mean.reshape(side, side, count).astype(np.float32), int(np.count_nonzero(alive)), gone,
    )  # fmt: skip


def _maps(outputs: Array, head: Head, classes: int) -> tuple[Array, Array]:
    """Shares of dissenters [n] and mean probabilities [n, K] for the outputs of the replicas [B, n, …]."""
    said = predicted(outputs, head)
    votes = np.stack([np.count_nonzero(said == k, axis=0) for k in range(classes)])
    return 1 - votes.max(axis=0) / len(outputs), probabilities(outputs, head).mean(axis=0)
