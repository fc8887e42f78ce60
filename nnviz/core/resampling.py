"""The points of replicas: other samples that the training points might have been."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.generalization.references import references
from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import solve_exactly
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.posterior import draw_labels
from nnviz.core.patterns.sampling import fresh, sample_pattern
from nnviz.core.replicas import USUAL_COUNT, Replicas, Resampling
from nnviz.core.sentences import BadInput, Sentence, require
from nnviz.core.streams import Purpose, stream
from nnviz.core.truths import Sampling, Truth

Array = NDArray[np.float64]
FEWEST_FOR_BOOTSTRAP = 3  # of two points a resample is one of three lines, or a single point


NO_PATTERN = Sentence(
    "Replicas with fresh labels or points need the pattern behind the points, and it is not known. Draw "
    "points from a pattern in Data, or make the replicas by bootstrap."
)
NO_RESIDUALS = Sentence("Classes have no residuals to draw from. Make the replicas by bootstrap.")


@dataclass(frozen=True, eq=False)
class MemberPoints:
    """The training points of every member: member 0 has the user's own, the rest are replicas.

    own: places of the user's points, x [n] of a curve, features [n, d] of classes. y: [1+B, n], values or
    classes. picked: for a bootstrap of points, which of the user's points each replica drew, [B, n]. fresh:
    places of its own that each replica drew, [B, n] or [B, n, d]. With neither all have the same places.
    """

    own: Array
    y: Array
    picked: NDArray[np.intp] | None = None
    fresh: Array | None = None

    @property
    def shares_x(self) -> bool:
        return self.picked is None and self.fresh is None

    @property
    def x(self) -> Array:
        """Places [n] or [n, d] where all share them, else [1+B, n] or [1+B, n, d], a new array."""
        if self.shares_x:
            return self.own
        others = self.own[self.picked] if self.fresh is None else self.fresh
        return np.concatenate([self.own[None], others])


def member_points(experiment: Experiment) -> MemberPoints:
    """Draw the replicas' points. Equal experiments give equal ones; more replicas leave the first alone.

    Raises `BadInput` without training points, or where `obstacle` has something to say.
    """
    training, wanted = experiment.dataset.of(Role.TRAINING), experiment.replicas
    require(len(training) > 0, NO_TRAINING_POINTS)
    x, y = training.places, training.y
    if not wanted.count:
        return MemberPoints(x, y[None])
    hindrance = obstacle(experiment)
    if hindrance is not None:
        raise BadInput(hindrance.template, **hindrance.values)
    # Row by row from one stream: the first rows are the same however many follow.
    shape, (rng, other) = (wanted.count, len(x)), stream(wanted.seed, Purpose.REPLICA_POINTS).spawn(2)
    if experiment.pattern is not None and wanted.needs_truth:
        return _of_pattern(experiment.pattern, training, wanted, rng)
    match wanted.resample:
        case "same-x":
            return MemberPoints(x, np.vstack([y, _with_noise(experiment, x, rng.standard_normal(shape))]))
        case "fresh-x":
            low, high = x_range(experiment)
            places = other.uniform(low, high, shape)
            targets = _with_noise(experiment, places, rng.standard_normal(shape))
            return MemberPoints(x, np.vstack([y, targets]), fresh=places)
        case "bootstrap":
            picked = rng.integers(0, len(x), shape)
            return MemberPoints(x, np.vstack([y, y[picked]]), picked)
        case "residuals":
            smooth, residuals = smooth_fit(experiment)
            return MemberPoints(x, np.vstack([y, smooth + residuals[rng.integers(0, len(x), shape)]]))


def _of_pattern(
    pattern: Pattern, training: Dataset, wanted: Replicas, rng: "np.random.Generator"
) -> MemberPoints:
    """Replicas with other labels for the same features, or with other points of the pattern."""
    features, classes = training.features, training.y
    if wanted.resample == "same-x":
        labels = draw_labels(pattern, features, rng, wanted.count)
        return MemberPoints(features, np.vstack([classes, labels]))
    places, labels = fresh(pattern, len(training), rng, wanted.count)
    return MemberPoints(features, np.vstack([classes, labels]), fresh=places)


def obstacle(experiment: Experiment) -> Sentence | None:
    """Why replicas of this kind cannot be drawn, and what to do; None when they can."""
    training, truth = experiment.dataset.of(Role.TRAINING), experiment.truth
    wanted = experiment.replicas
    if wanted.resample == "residuals" and training.is_classes:
        return NO_RESIDUALS
    if wanted.resample in ("bootstrap", "residuals"):
        if len(training) >= FEWEST_FOR_BOOTSTRAP:
            return None
        return Sentence(
            "A bootstrap needs {fewest} training points or more; there are {n}. Draw more points.",
            {"fewest": FEWEST_FOR_BOOTSTRAP, "n": len(training)},
        )
    if experiment.dataset.is_classes:
        return None if experiment.pattern is not None else NO_PATTERN
    if truth is None:
        return Sentence(
            "Replicas with fresh noise need the function behind the points, and it is not known. Choose a "
            "known function in Data, draw the true curve with the Truth tool, or make them by bootstrap."
        )
    low, high = truth.range
    outside = int(np.count_nonzero((training.x < low) | (training.x > high)))
    if outside:
        return Sentence(
            "The truth is drawn from x = {low:.3g} to {high:.3g} only, and training points lie outside: {n}. "
            "Draw the truth over them, or make the replicas by bootstrap.",
            {"low": low, "high": high, "n": outside},
        )
    return None


def x_range(experiment: Experiment) -> tuple[float, float]:
    """The x that points come from: the x range of the experiment, as far as a truth they need is known."""
    low, high = experiment.domain
    if experiment.truth is not None and experiment.replicas.needs_truth:
        low, high = max(low, experiment.truth.range[0]), min(high, experiment.truth.range[1])
    return low, high


def _with_noise(experiment: Experiment, x: Array, normal: Array) -> Array:
    """The truth at x with noise of its size; normal: [B, n], standard normal."""
    truth = experiment.truth
    assert truth is not None, "`obstacle` was asked"
    return np.asarray(truth(x) + truth.noise * normal, np.float64)


def smooth_fit(experiment: Experiment) -> tuple[Array, Array]:
    """The curve that residuals are drawn around, at the training x [n], and those residuals [n].

    The curve is the least-squares polynomial whose degree has the least estimate of the noise (see
    `references`), not the model itself: a model that passes through its points leaves no residuals. They are
    centred, and stretched by √(n/(n − parameters)), since least squares makes them smaller than the noise
    (Efron & Tibshirani 1993, section 9.4, and Davison & Hinkley 1997, section 6.2.3).
    """
    training = experiment.dataset.of(Role.TRAINING)
    spec = PolynomialSpec(smooth_degree(experiment))
    design = spec.inputs(training.x, experiment.domain)
    smooth = design @ solve_exactly(design, training.y, spec.penalised, 0.0)
    residuals = training.y - smooth
    left = max(len(training) - spec.parameter_count, 1)
    return smooth, (residuals - residuals.mean()) * np.sqrt(len(training) / left)


def smooth_degree(experiment: Experiment) -> int:
    """The degree of the curve that residuals are drawn around."""
    return references(experiment.dataset, experiment.domain).best_degree


def chosen_replicas(experiment: Experiment, count: int | None, resample: Resampling | None) -> Replicas:
    """The experiment's replicas with another count or kind, where given.

    A kind alone asks for the usual number of them. A count alone keeps a kind that can be made, and takes a
    bootstrap of the points where the truth is not known.
    """
    now = experiment.replicas
    if count is None:
        count = USUAL_COUNT if resample is not None and not now.count else now.count
    if resample is None:
        resample = "bootstrap" if now.needs_truth and not experiment.knows_truth else now.resample
    return replace(now, count=count, resample=resample)


def with_truth(experiment: Experiment, truth: Truth, sampling: Sampling | None) -> Experiment:
    """The experiment with this truth. Where none was known, replicas are now drawn from it, as is usual."""
    replicas = experiment.replicas
    if experiment.truth is None and not replicas.needs_truth:  # a bootstrap was all there could be
        replicas = replace(replicas, resample="same-x")
    return replace(experiment, truth=truth, sampling=sampling, replicas=replicas)


def with_pattern(experiment: Experiment, pattern: Pattern) -> Experiment:
    """The experiment with points of this pattern. Where none was known, replicas are now drawn from it."""
    replicas = experiment.replicas
    if experiment.pattern is None:
        replicas = replace(replicas, resample="same-x")
    here = with_dataset(experiment, sample_pattern(pattern))
    return replace(here, pattern=pattern, replicas=replicas)


def without_truth(experiment: Experiment) -> Experiment:
    """The experiment with no known truth; replicas that were drawn from it become bootstraps."""
    unknown = replace(experiment, truth=None, sampling=None)
    return replace(unknown, replicas=chosen_replicas(unknown, unknown.replicas.count, None))
