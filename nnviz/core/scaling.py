"""Scaling of features."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Scaling = Literal["none", "min-max", "standard"]
SCALINGS: tuple[Scaling, ...] = ("none", "min-max", "standard")


def fitted(features: NDArray[np.float64], kind: Scaling) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    d = features.shape[1]
    if kind == "none" or not len(features):
        return np.zeros(d), np.ones(d)
    if kind == "standard":
        shift, scale = features.mean(axis=0), features.std(axis=0)
    else:
        low, high = features.min(axis=0), features.max(axis=0)
        shift, scale = (low + high) / 2, (high - low) / 2
    return shift, np.where(scale > 0, scale, 1.0)
