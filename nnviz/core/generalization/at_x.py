"""What the replicas say at each x: their centre, how they spread, and the split of the error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.spread import Spread
from nnviz.core.truths import Truth

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AtX:
    """At places x [G], in units of y or squared ones; NaN for what is not known there.

    centre: the mean of the replicas, or their median. variance: round it, or the robust one. bias_squared:
    (centre − truth)², corrected where the centre is the mean, so that it may be negative. noise: σ².
    """

    x: Array
    centre: Array
    variance: Array
    bias_squared: Array
    noise: Array

    @property
    def deviation(self) -> Array:
        """Standard deviation, [G]."""
        return np.asarray(np.sqrt(self.variance), np.float64)

    @property
    def levels(self) -> tuple[Array, Array, Array]:
        """Upper edges of noise, bias² and variance on top of each other, [G]; a bias² below 0 has no height.

        Where only the variance is known it stands alone.
        """
        noise, bias = np.nan_to_num(self.noise), np.nan_to_num(np.maximum(self.bias_squared, 0))
        return noise, noise + bias, noise + bias + self.variance

    def values_at(self, x: float) -> "AtX":
        """The same at one place, [1]; NaN beyond the places."""
        at = np.array([x])
        names = ("centre", "variance", "bias_squared", "noise")
        return AtX(at, *(np.interp(at, self.x, getattr(self, n), np.nan, np.nan) for n in names))


def judging_truth(experiment: Experiment) -> Truth | None:
    """The truth that replicas are held against: bootstraps gather round the user's points, not round it."""
    return experiment.truth if experiment.replicas.needs_truth else None


def at_each_x(spread: Spread, experiment: Experiment, robust: bool) -> AtX:
    """The split at the places of a spread. robust: from median and robust variance, which wild replicas
    cannot move, and which do not add up to an error."""
    truth = judging_truth(experiment)
    unknown = np.full(len(spread.x), np.nan)
    values = truth(spread.x) if truth else unknown
    noise = np.where(np.isfinite(values), truth.noise**2, np.nan) if truth else unknown
    if robust:
        return AtX(spread.x, spread.median, spread.robust_variance, np.square(spread.median - values), noise)
    return AtX(spread.x, spread.mean, spread.variance, spread.bias_squared(values), noise)
