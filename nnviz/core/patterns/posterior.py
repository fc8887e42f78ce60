"""What can be known of a pattern: how probable each class is at a place, and so how well a model can do."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.patterns.densities import log_densities
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.sampling import fresh

Array = NDArray[np.float64]
JUDGED_POINTS = 10_000  # for the best accuracy: its standard error is below 0.3 %


def posterior(pattern: Pattern, x: Array) -> Array:
    """P(class | x) of the distribution that points are drawn from, flipped labels included: [n, K].

    x: [n, 2]. All classes are equally frequent. Exact for blobs, circles, xor and clusters; for moons and
    spirals an integral along the curve, good to about 1e-6. Without noise the nearest shape decides.
    """
    scores = log_densities(pattern, x)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return _flipped(pattern, scores / scores.sum(axis=1, keepdims=True))


def _flipped(pattern: Pattern, p: Array) -> Array:
    """A label stays with probability 1 − flip, or comes from one of the other classes."""
    to_each = pattern.flip / (pattern.class_count - 1)
    return p * (1 - pattern.flip) + (1 - p) * to_each


def draw_labels(
    pattern: Pattern, x: Array, rng: np.random.Generator, count: int | None = None
) -> NDArray[np.intp]:
    """Classes for the points x [n, 2], drawn from the posterior: [n], or [count, n] for so many replicas.

    The first rows are the same however many follow.
    """
    below = np.cumsum(posterior(pattern, x), axis=1)[:, :-1]  # the last bound is 1, which none reaches
    drawn = rng.random(len(x) if count is None else (count, len(x)))
    return np.asarray((drawn[..., None] >= below).sum(axis=-1), np.intp)


def best_accuracy(pattern: Pattern) -> float:
    """The share of new points that the best of all models gets right, to about 0.3 %."""
    return _best_accuracy(replace(pattern, n_training=0, n_validation=0, n_test=0, seed=0))


@lru_cache(maxsize=16)  # of patterns less their points: these do not matter here
def _best_accuracy(pattern: Pattern) -> float:
    features, _ = fresh(pattern, JUDGED_POINTS, np.random.default_rng(0))
    return float(posterior(pattern, features[0]).max(axis=1).mean())
