"""Points drawn from a pattern: a data set, or many samples at once for replicas."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.shapes import points

Array = NDArray[np.float64]


def sample_pattern(pattern: Pattern) -> tuple[Array, NDArray[np.intp], NDArray[np.int8]]:
    """Features [n, 2], classes [n] and roles [n]; the same pattern gives the same points.

    Training, validation and test points come from separate streams: more of one does not change the others.
    """
    streams = np.random.default_rng(pattern.seed).spawn(len(pattern.counts))
    drawn = [fresh(pattern, n, rng) for n, rng in zip(pattern.counts, streams, strict=True)]
    return (
        np.concatenate([features[0] for features, _ in drawn]),
        np.concatenate([classes[0] for _, classes in drawn]),
        np.repeat(np.arange(len(drawn), dtype=np.int8), pattern.counts),
    )


def fresh(
    pattern: Pattern, n: int, rng: np.random.Generator, count: int = 1
) -> tuple[Array, NDArray[np.intp]]:
    """Samples of n points: features [count, n, 2] and classes [count, n], in random order.

    Before labels are flipped each sample has as many points of every class, or one more; which classes have
    one more is drawn, so that each point is of each class with equal probability. The first samples are the
    same however many follow.
    """
    # One stream for each kind of number, read sample by sample.
    order, places, deviations, flips = rng.spawn(4)
    k = pattern.class_count
    shuffled = order.random((count, n + 1))
    first = (k * shuffled[:, -1:]).astype(np.intp)
    classes = (first + shuffled[:, :-1].argsort(axis=1, kind="stable")) % k
    features = points(
        pattern, classes, places.random((count, n, 2)), deviations.standard_normal((count, n, 2))
    )
    return features, _flipped(pattern, classes, flips.random((count, n, 2)))


def _flipped(pattern: Pattern, classes: NDArray[np.intp], u: Array) -> NDArray[np.intp]:
    """The classes, some of them replaced by another: decided and chosen by the numbers u [..., 2], 0–1."""
    others = pattern.class_count - 1
    another = (classes + 1 + (others * u[..., 1]).astype(np.intp)) % pattern.class_count
    return np.where(u[..., 0] < pattern.flip, another, classes)
