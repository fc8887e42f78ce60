"""What the replicas' split is measured against, and where: the truth, validation points, out-of-bag points.

Of classes the split is that of the Brier score, the squared error of the probabilities, which adds up as the
squared error of a curve does: each class at each place counts as a place of its own, with 1 or 0, or the true
probability, as what should be there. Of two classes the second one alone is looked at, and counts twice: the
first is off by the same. Nothing of the kind holds for shares of wrong answers.
"""

from dataclasses import dataclass
from enum import Enum
from math import nan

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import one_hot, probabilities, second_probability
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.posterior import draw_labels, posterior
from nnviz.core.patterns.sampling import fresh
from nnviz.core.resampling import member_points, x_range
from nnviz.core.streams import Purpose, stream

Array = NDArray[np.float64]
GRID = 40  # Gauss-Legendre nodes: exact for squares of polynomials up to degree 39
FRESH = 40  # places of the fresh points, one in each fortieth of the x range
PATTERN_PLACES = 300  # points of a pattern at which probabilities are compared with the true ones


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


@dataclass(frozen=True, eq=False)
class Judge:
    """Where replicas are asked, and what they should say.

    inputs: what the model sees at all places. targets: [G]; weights: [G], that add up to 1, or for K classes
    to K, G being places × the classes looked at. noise: its mean over the places. fresh_targets: [B, F], for
    each replica its own, in the last F columns of what it says; None where they are not known. outside:
    [B, n], whether a bootstrap sample lacks the training point; None for others. parts: of how many numbers
    the error at one place is the sum: K, or 1 for values.
    """

    basis: Basis
    inputs: Array
    targets: Array
    weights: Array
    noise: float = nan
    fresh_targets: Array | None = None
    outside: NDArray[np.bool_] | None = None
    parts: int = 1


def judge_of(experiment: Experiment) -> Judge:
    """The judge of the replicas of an experiment."""
    basis = basis_of(experiment)
    if basis is Basis.TRUTH:
        if experiment.pattern is not None:
            return _by_pattern(experiment, experiment.pattern)
        return _by_truth(experiment)
    if basis is Basis.NOTHING:
        x, weights = grid(experiment)
        return Judge(basis, experiment.inputs(x), np.zeros(len(x)), weights)
    return _by_points(experiment, basis)


def judged(outputs: Array, experiment: Experiment) -> Array:
    """Outputs [B, n] of values as they are; of classes the probabilities, [B, n·K], or [B, n] of two."""
    if experiment.head == "value":
        return outputs
    if experiment.dataset.class_count == 2:
        return second_probability(outputs, experiment.head)
    return probabilities(outputs, experiment.head).reshape(len(outputs), -1)


def _looked_at(chances: Array) -> Array:
    """What `judged` has of probabilities [..., n, K]: those of all classes, or of the second of two."""
    return chances[..., 1] if chances.shape[-1] == 2 else chances.reshape(*chances.shape[:-2], -1)


def grid(experiment: Experiment) -> tuple[Array, Array]:
    """Places [G] over the x range and weights [G] that add up to 1 (Gauss-Legendre quadrature)."""
    low, high = x_range(experiment)
    nodes, weights = np.polynomial.legendre.leggauss(GRID)
    return (low + high + (high - low) * nodes) / 2, weights / 2


def _by_truth(experiment: Experiment) -> Judge:
    truth = experiment.truth
    assert truth is not None
    x, weights = grid(experiment)
    rng = stream(experiment.replicas.seed, Purpose.FRESH_POINTS)
    places = _fresh_places(experiment, rng)
    noise = truth.noise * rng.standard_normal((experiment.replicas.count, len(places)))
    return Judge(
        Basis.TRUTH, experiment.inputs(np.concatenate([x, places])), truth(x), weights, truth.noise**2,
        truth(places) + noise,
    )  # fmt: skip


def _fresh_places(experiment: Experiment, rng: "np.random.Generator") -> Array:
    """x at random, one in each of `FRESH` equal parts of the x range: even enough to measure an average."""
    low, high = x_range(experiment)
    return low + (high - low) * (np.arange(FRESH) + rng.uniform(size=FRESH)) / FRESH


def _by_pattern(experiment: Experiment, pattern: Pattern) -> Judge:
    """At points of the pattern, against the true probabilities π: the noise of a Brier score is Σ π(1−π)."""
    places_rng, labels_rng = stream(experiment.replicas.seed, Purpose.FRESH_POINTS).spawn(2)
    places = fresh(pattern, PATTERN_PLACES, places_rng)[0][0]
    truth, count = posterior(pattern, places), pattern.class_count
    targets = _looked_at(truth)
    # At the same places: forty others would differ from them by more than replicas differ from each other.
    labels = draw_labels(pattern, places, labels_rng, experiment.replicas.count)
    return Judge(
        Basis.TRUTH, experiment.inputs(places), targets, np.full(len(targets), count / len(targets)),
        float((truth * (1 - truth)).sum(axis=1).mean()), _looked_at(one_hot(labels, count)), parts=count,
    )  # fmt: skip


def _by_points(experiment: Experiment, basis: Basis) -> Judge:
    """At validation points, or at those that a bootstrap sample lacks; against their noisy targets."""
    points = experiment.dataset.of(Role.VALIDATION if basis is Basis.VALIDATION else Role.TRAINING)
    targets, parts = _targets(points), max(points.class_count, 1)
    outside = None
    if basis is Basis.OUT_OF_BAG:
        picked = member_points(experiment).picked
        assert picked is not None
        outside = np.ones(picked.shape, bool)
        np.put_along_axis(outside, picked, False, axis=1)
    weights = np.full(len(targets), parts / max(len(targets), 1))
    return Judge(basis, experiment.inputs(points.places), targets, weights, outside=outside, parts=parts)


def _targets(points: Dataset) -> Array:
    return _looked_at(one_hot(points.classes, points.class_count)) if points.is_classes else points.y
