"""How the replicas spread at each x: their curves, the mean, a band of one standard deviation, the truth."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.decomposition import at_each_x, typical
from nnviz.core.generalization.disagreement import Disagreement, disagreement_of
from nnviz.core.generalization.lost import LostRule
from nnviz.core.models import FormulaSpec, ModelSpec
from nnviz.core.models.polynomial import Domain
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.training.members import Members
from nnviz.core.training.outputs import Outputs
from nnviz.core.training.state import State

Array = NDArray[np.float64]
PLACES = 129  # where curves are computed: one every five pixels or so
BEYOND = 0.03  # of the x range, on either side of it
MOST_CURVES = 100  # that are drawn; mean and band come from all


@dataclass(frozen=True, eq=False)
class Spread:
    """Replicas at one epoch, at places x [G]. Immutable; goes from the worker to the window.

    curves: [≤ `MOST_CURVES`, G], float32, of replicas that have not diverged; count: B, how many there are.
    mean, variance: [G], over all of them; median, robust_variance: [G], see `Medians`. lost: numbers of the
    replicas that diverged. With fewer than two replicas left, all is NaN but the curves.
    """

    epoch: int
    x: Array
    curves: NDArray[np.float32]
    count: int
    mean: Array
    variance: Array
    median: Array
    robust_variance: Array
    lost: tuple[int, ...]

    def bias_squared(self, truth: Array) -> Array:
        """(mean − truth)² − variance/B at each x, [G]; may be negative. truth: [G]."""
        return np.asarray((self.mean - truth) ** 2 - self.variance / max(self.count, 1), np.float64)


AnySpread = Spread | Disagreement


@lru_cache(maxsize=4)  # asked for with each frame
def places(model: ModelSpec, domain: Domain) -> tuple[Array, Array]:
    """x [G], evenly spaced over the x range and a little beyond, and the model's inputs there."""
    low, high = domain
    margin = BEYOND * (high - low)
    x = np.linspace(low - margin, high + margin, PLACES)
    return x, model.inputs(x, domain)


def spread_of(experiment: Experiment, state: State, epoch: int, lost: frozenset[int]) -> AnySpread:
    """How the replicas of a run differ in this state. lost: numbers of those known to have diverged."""
    spread = disagreement_of if experiment.dataset.is_classes else curves_of
    return spread(experiment, state, epoch, lost)


@np.errstate(over="ignore", invalid="ignore")  # diverging replicas pass by here
def curves_of(experiment: Experiment, state: State, epoch: int, lost: frozenset[int]) -> Spread:
    """The spread of the replicas of a curve."""
    x, inputs = places(experiment.model, experiment.domain)
    predictions = state.predict(inputs)[1:]
    low, high = experiment.domain
    alive: NDArray[np.bool_] = ~LostRule(experiment).gone(predictions[:, (low <= x) & (x <= high)])
    alive[[r - 1 for r in lost]] = False
    gone = tuple((np.flatnonzero(~alive) + 1).tolist())
    predictions = predictions[alive]
    count = len(predictions)
    curves = predictions[:MOST_CURVES].astype(np.float32)
    if count < FEWEST_FOR_SPLIT:
        nothing = np.full(len(x), np.nan)
        return Spread(epoch, x, curves, count, nothing, nothing, nothing, nothing, gone)
    each = at_each_x(predictions, np.zeros(len(x)))
    median, scale = typical(predictions)
    return Spread(epoch, x, curves, count, each.mean, each.variance, median, np.square(scale), gone)


class Kept:
    """Members as they were at some epoch, from their parameters [1+B, P]; see `State`."""

    def __init__(self, experiment: Experiment, stack: Array) -> None:
        self._model, self._stack = experiment.model, stack

    def first(self) -> Array:
        own: Array = self._stack[0].copy()
        return own

    def stack(self) -> Array:
        return self._stack.copy()

    def predict(self, inputs: Array) -> Array:
        if isinstance(self._model, FormulaSpec):
            return self._model.predict(self._stack, inputs)
        members = Members(self._model, self._stack, np.float64)
        return np.asarray(Outputs(self._model, len(self._stack), inputs).of(members.layers), np.float64)
