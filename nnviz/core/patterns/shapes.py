"""The shapes of the patterns: where the points of each class lie, and the noise around them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.core.patterns.pattern import Pattern, PatternKind

Array = NDArray[np.float64]
Classes = NDArray[np.intp]

BLOB_RADIUS = 2.0  # of the circle on which the centres lie
FIRST_BLOB = np.pi * 5 / 4  # its angle: lower left, so that two lie on a diagonal and four in a square
MOON_CENTRES = np.array([[0.0, 0.0], [1.0, 0.5]])  # of make_moons in scikit-learn
SPIRAL_RADII = (0.4, 3.0)  # the arms begin apart from each other
SPIRAL_TURNS = 1.25

# Centres [class, cluster, 2] and mixing matrices [class, cluster, 2, 2] that scikit-learn draws in
# make_classification(n_samples=100, n_features=2, n_informative=2, n_redundant=0, class_sep=1.5) from numpy's
# global seed 0. A point is centre + z @ mixing, z standard normal.
CLUSTER_CENTRES = np.array([[[-1.5, -1.5], [-1.5, 1.5]], [[1.5, -1.5], [1.5, 1.5]]])
CLUSTER_MIXINGS = np.array(
    [
        [
            [[-0.4157049464149023, 0.923872757094458], [-0.7994121154690044, -0.5183424401691064]],
            [[0.17282033237265337, -0.43653978849210184], [-0.028744808130754196, -0.8720894677580378]],
        ],
        [
            [[0.8590586335843811, -0.9671407408170516], [0.5703058240462755, 0.3398330931818201]],
            [[0.7530104906331816, 0.9549902794888936], [0.923140309082997, -0.32368209632630873]],
        ],
    ]
)


def blob_centres(class_count: int) -> Array:
    """[K, 2]."""
    angles = FIRST_BLOB + 2 * np.pi * np.arange(class_count) / class_count
    return BLOB_RADIUS * np.column_stack([np.cos(angles), np.sin(angles)])


def ring_radii(class_count: int) -> Array:
    """[K], from the innermost ring, class 0, to the outermost."""
    return np.arange(1, class_count + 1) / class_count


def moon(classes: Classes, t: Array) -> Array:
    """The place at t, 0–1, along the half circle of a class, [..., 2]: class 0 the upper, 1 the lower."""
    sign = 1.0 - 2 * classes
    arc = np.stack([np.cos(np.pi * t), np.sin(np.pi * t)], axis=-1)
    return np.asarray(MOON_CENTRES[classes] + sign[..., None] * arc, np.float64)


def spiral(classes: Classes, t: Array, class_count: int) -> Array:
    """The place at t, 0–1, along the arm of a class, [..., 2]."""
    low, high = SPIRAL_RADII
    radius = low + (high - low) * t
    angle = 2 * np.pi * (SPIRAL_TURNS * t + classes / class_count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)


def _blobs(pattern: Pattern, classes: Classes, u: Array) -> Array:
    return blob_centres(pattern.class_count)[classes]


def _circles(pattern: Pattern, classes: Classes, u: Array) -> Array:
    radius, angle = ring_radii(pattern.class_count)[classes], 2 * np.pi * u[..., 0]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)


def _moons(pattern: Pattern, classes: Classes, u: Array) -> Array:
    return moon(classes, u[..., 0])


def _xor(pattern: Pattern, classes: Classes, u: Array) -> Array:
    """Class 0 where the features have one sign, class 1 where they differ."""
    first = 2 * u[..., 0] - 1
    side = np.where(first < 0, -1.0, 1.0) * (1.0 - 2 * classes)
    return np.stack([first, side * u[..., 1]], axis=-1)


def _spirals(pattern: Pattern, classes: Classes, u: Array) -> Array:
    return spiral(classes, u[..., 0], pattern.class_count)


_PLACES: dict[PatternKind, Callable[[Pattern, Classes, Array], Array]] = {  # all kinds but "clusters"
    "blobs": _blobs,
    "circles": _circles,
    "moons": _moons,
    "xor": _xor,
    "spirals": _spirals,
}


def points(pattern: Pattern, classes: Classes, uniform: Array, normal: Array) -> Array:
    """Points of these classes [...]: made of uniform [..., 2] and standard normal [..., 2] numbers."""
    if pattern.kind == "clusters":
        cluster = (uniform[..., 0] >= 0.5).astype(np.intp)
        deviation = np.einsum("...i,...ij->...j", normal, CLUSTER_MIXINGS[classes, cluster])
        return np.asarray(CLUSTER_CENTRES[classes, cluster] + pattern.noise * deviation, np.float64)
    return _PLACES[pattern.kind](pattern, classes, uniform) + pattern.noise * normal
