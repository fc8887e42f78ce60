"""Points drawn from a pattern: a data set, or many samples at once for replicas."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.shapes import points
from nnviz.core.truths import SAME

Array = NDArray[np.float64]


def sample_pattern(pattern: Pattern) -> Dataset:
    """Draw training, validation and test points; the same pattern gives the same points.

    The roles come from separate streams: asking for more points of one does not change those of the others.
    Classes are named by their numbers.
    """
    streams = np.random.default_rng(pattern.seed).spawn(len(pattern.counts))
    drawn = [fresh(pattern, n, rng) for n, rng in zip(pattern.counts, streams, strict=True)]
    return Dataset(
        np.concatenate([features[0] for features, _ in drawn]),
        np.concatenate([classes[0] for _, classes in drawn]).astype(np.float64),
        np.repeat(np.array(list(Role), np.int8), pattern.counts),
        tuple(str(k) for k in range(pattern.class_count)),
    )


@lru_cache(maxsize=4)  # asked for whenever the points are shown
def is_pattern_sample(dataset: Dataset, pattern: Pattern, role: Role | None = None) -> bool:
    """Whether the points, or those of one role, are just what `sample_pattern` draws.

    Their classes may be called otherwise.
    """
    drawn = sample_pattern(pattern)
    here = dataset if role is None else dataset.of(role)
    there = drawn if role is None else drawn.of(role)
    return (
        here.class_count == there.class_count
        and here.features.shape == there.features.shape
        and np.array_equal(here.roles, there.roles)
        and np.array_equal(here.targets, there.targets)
        and np.allclose(here.features, there.features, rtol=SAME, atol=SAME)
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
