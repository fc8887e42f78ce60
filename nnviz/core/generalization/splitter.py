"""Measures the split of a run's replicas: at which places, and against what."""

from enum import Enum
from math import nan

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.decomposition import Averages, decompose, medians
from nnviz.core.generalization.lost import LostRule
from nnviz.core.generalization.out_of_bag import decompose_out_of_bag
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.resampling import member_points, x_range
from nnviz.core.streams import Purpose, stream
from nnviz.core.training.state import State

Array = NDArray[np.float64]
GRID = 40  # Gauss-Legendre nodes: exact for squares of polynomials up to degree 39
FRESH = 40  # places of the fresh points, one in each fortieth of the x range


class Basis(Enum):
    """What the split is measured against."""

    TRUTH = "truth"
    VALIDATION = "validation points"
    OUT_OF_BAG = "out-of-bag points"
    NOTHING = "nothing"  # the variance alone is known


def basis_of(experiment: Experiment) -> Basis:
    """Against the truth where replicas come from it.

    The mean of bootstrap replicas follows this one sample, not the mean over samples: even a known truth
    could not tell its bias from the sample's luck. So they are judged by points that they have not seen.
    """
    if experiment.replicas.needs_truth:
        return Basis.TRUTH
    if experiment.dataset.count(Role.VALIDATION):
        return Basis.VALIDATION
    return Basis.OUT_OF_BAG if experiment.replicas.resample == "bootstrap" else Basis.NOTHING


def grid(experiment: Experiment) -> tuple[Array, Array]:
    """Places [G] over the x range and weights [G] that add up to 1 (Gauss-Legendre quadrature)."""
    low, high = x_range(experiment)
    nodes, weights = np.polynomial.legendre.leggauss(GRID)
    return (low + high + (high - low) * nodes) / 2, weights / 2


class Splitter:
    """Measures the split of one experiment's replicas again and again, and counts those that diverge."""

    def __init__(self, experiment: Experiment, lost: frozenset[int] = frozenset()) -> None:
        self.lost = lost  # numbers, from 1 on, of the replicas that diverged
        self._count = experiment.replicas.count
        self._basis = basis_of(experiment)
        self._noise = experiment.truth.noise**2 if experiment.truth is not None else nan
        self._place(experiment)
        self._rule = LostRule(experiment)

    def _place(self, experiment: Experiment) -> None:
        """Where predictions are asked for, and what they are compared with."""
        dataset = experiment.dataset
        x, self._weights = grid(experiment)
        self._fresh_targets = np.empty((self._count, 0))
        if self._basis is Basis.TRUTH:
            assert experiment.truth is not None
            rng = stream(experiment.replicas.seed, Purpose.FRESH_POINTS)
            fresh = _fresh_places(experiment, rng)
            noise = experiment.truth.noise * rng.standard_normal((self._count, len(fresh)))
            self._targets, self._fresh_targets = experiment.truth(x), experiment.truth(fresh) + noise
            x = np.concatenate([x, fresh])
        elif self._basis is not Basis.NOTHING:
            role = Role.VALIDATION if self._basis is Basis.VALIDATION else Role.TRAINING
            judges = dataset.of(role)
            x, self._targets = judges.x, judges.y
            self._weights = np.full(len(x), 1 / len(x))
        else:
            self._targets = np.zeros(len(x))
        if self._basis is Basis.OUT_OF_BAG:
            picked = member_points(experiment).picked
            assert picked is not None
            self._outside = np.ones(picked.shape, bool)
            np.put_along_axis(self._outside, picked, False, axis=1)
        self._inputs = experiment.inputs(x)

    @np.errstate(over="ignore", invalid="ignore")  # diverging replicas pass by here
    def measure(self, state: State) -> Split:
        """The split at this state of the members."""
        predictions = state.predict(self._inputs)[1:]
        alive = self._alive(predictions)
        if np.count_nonzero(alive) < FEWEST_FOR_SPLIT:
            return Split(replicas=float(np.count_nonzero(alive)))
        if not alive.all():
            predictions = predictions[alive]
        if self._basis is Basis.OUT_OF_BAG:
            return _with_noise_inside(
                decompose_out_of_bag(predictions, self._targets, self._outside[alive]), len(predictions)
            )
        places = len(self._targets)
        here = predictions[:, :places]
        found = decompose(here, self._targets, self._weights)
        if self._basis is Basis.NOTHING:
            return Split(variance=found.variance, variance_se=found.variance_se, replicas=float(len(here)))
        typical = medians(here, self._targets, self._weights)
        if self._basis is Basis.VALIDATION:
            return _with_noise_inside(found, len(here), typical.bias_squared, typical.variance, typical.error)
        errors = np.mean(np.square(predictions[:, places:] - self._fresh_targets[alive]), axis=1)
        return Split(
            bias_squared=found.bias_squared,
            variance=found.variance,
            noise=self._noise,
            total=found.bias_squared + found.variance + self._noise,
            measured_total=float(errors.mean()),
            bias_squared_se=found.bias_squared_se,
            variance_se=found.variance_se,
            noise_se=0.0,
            total_se=found.total_se,
            measured_total_se=float(errors.std(ddof=1)) / len(errors) ** 0.5,
            median_bias_squared=typical.bias_squared,
            median_variance=typical.variance,
            median_total=typical.error + self._noise,
            replicas=float(len(here)),
        )

    def _alive(self, predictions: Array) -> NDArray[np.bool_]:
        """Which replicas have not diverged, [B]. Once lost, a replica stays so."""
        gone = self._rule.gone(predictions)
        if gone.any():
            self.lost |= {int(r) + 1 for r in np.flatnonzero(gone)}
        alive = np.ones(len(predictions), bool)
        alive[[r - 1 for r in self.lost]] = False
        return alive


def _with_noise_inside(
    found: Averages, count: int, bias: float = nan, variance: float = nan, error: float = nan
) -> Split:
    """A split against noisy targets: bias² and noise as one number."""
    return Split(
        variance=found.variance,
        bias_squared_plus_noise=found.bias_squared,
        total=found.bias_squared + found.variance,
        variance_se=found.variance_se,
        bias_squared_plus_noise_se=found.bias_squared_se,
        total_se=found.total_se,
        median_variance=variance,
        median_bias_squared_plus_noise=bias,
        median_total=error,
        replicas=float(count),
    )


def _fresh_places(experiment: Experiment, rng: "np.random.Generator") -> Array:
    """x at random, one in each of `FRESH` equal parts of the x range: even enough to measure an average."""
    low, high = x_range(experiment)
    return low + (high - low) * (np.arange(FRESH) + rng.uniform(size=FRESH)) / FRESH


def splitter_for(experiment: Experiment, lost: frozenset[int] = frozenset()) -> Splitter | None:
    """The splitter of an experiment; None when it has too few replicas for a split."""
    return Splitter(experiment, lost) if experiment.replicas.count >= FEWEST_FOR_SPLIT else None
