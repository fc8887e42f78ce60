"""Brings features of different units to one size, by what the training points tell of them and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from nnviz.core.sentences import Sentence

Scaling = Literal["none", "min-max", "standard"]
SCALINGS: tuple[Scaling, ...] = get_args(Scaling)
ONLY_ROUNDING = (
    1e-12  # of the largest value: a feature that varies less is the same everywhere but for rounding
)
VERY_DIFFERENT = 10.0  # times: the standard deviations of features in units that have little in common
SMALLEST_SPAN = 1e-25  # divided by less, the largest coordinate would leave what float32 holds
BESIDE_OTHERS = 2.0**-52  # of the largest feature: what is left where one of its size has been taken away
MOST = 0.5  # of the points: so many have exactly one value where the rest is only rounding


def fitted(features: NDArray[np.float64], kind: Scaling) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What makes a model's inputs of features: (x − shift) / scale. Both are [d]; no scale is 0.

    features: of the training points, [n, d]. "min-max" brings them to −1 … 1, not to 0 … 1: tanh and the
    weights a model starts from are made for inputs around 0, and curves do the same with their x range.
    "standard" gives them the mean 0 and the standard deviation 1, that of the points themselves (divided
    by n, as scikit-learn's StandardScaler does). A feature that is the same everywhere becomes 0. Without
    points, or with "none", nothing changes.
    """
    count, d = features.shape
    shift, scale = np.zeros(d), np.ones(d)
    if kind == "none" or count == 0:
        return shift, scale
    low, high = features.min(0), features.max(0)
    if kind == "min-max":
        shift, scale = (low + high) / 2, (high - low) / 2
    else:
        shift, scale = features.mean(0), features.std(0)
    constant = _is_constant(features)
    return np.where(constant, low, shift), np.where(constant, 1.0, scale)


@dataclass(frozen=True)
class Uneven:
    """The features of the largest and of the least spread, by number, and how many times as much that is."""

    large: int
    small: int
    times: float


def differ_in_size(features: NDArray[np.float64]) -> Uneven | None:
    """How much more some features [n, d] vary than others, if so much that these would hardly count."""
    varying = np.flatnonzero(~_is_constant(features)) if len(features) else np.empty(0, np.intp)
    if len(varying) < 2:
        return None
    spreads = features.std(axis=0)
    large, small = (int(varying[find(spreads[varying])]) for find in (np.argmax, np.argmin))
    times = float(spreads[large] / spreads[small])
    return Uneven(large, small, times) if times > VERY_DIFFERENT else None


def constant_features(features: NDArray[np.float64]) -> tuple[int, ...]:
    """Which of the features [n, d] have one value at all points, by number from 0. None without points."""
    return tuple(np.flatnonzero(_is_constant(features)).tolist()) if len(features) else ()


def constant_words(features: NDArray[np.float64], names: Sequence[str] = ()) -> Sentence | None:
    """What is to be said of those features [n, d] of the training points that never change, if any."""
    constant = constant_features(features)
    if not constant:
        return None
    first = constant[0]
    feature = Sentence("“{name}”", {"name": names[first]}) if first < len(names) else first + 1
    if len(constant) == 1:
        return Sentence(
            "Feature {feature} is the same at every training point, so it tells no classes apart.",
            {"feature": feature},
        )
    return Sentence(
        "{count} of {all} features, such as {feature}, are the same at every training point, so they tell no "
        "classes apart.",
        {"count": len(constant), "all": features.shape[1], "feature": feature},
    )


def _is_constant(features: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Also where few points differ, and by no more than rounding in the largest feature.

    A length in metres beside a frequency in hertz may be as small, but it differs from point to point.
    """
    span, largest = features.max(0) - features.min(0), np.abs(features).max(0)
    unchanged: NDArray[np.bool_] = span <= np.maximum(SMALLEST_SPAN, ONLY_ROUNDING * largest)
    doubtful = np.flatnonzero(~unchanged & (span <= BESIDE_OTHERS * largest.max(initial=0.0)))
    if len(doubtful):
        values = features[:, doubtful]
        middle = np.quantile(values, 0.5, axis=0, method="lower")
        unchanged[doubtful] = (values == middle).mean(axis=0) > MOST
    return unchanged
