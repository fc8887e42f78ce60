"""Points whose features are the pixels of a picture, such as handwritten digits."""

import re

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.dataset import Dataset

PIXEL = re.compile(r"row (\d{1,4}) column (\d{1,4})")  # what a pixel's feature is called, counted from 1


def picture_shape(dataset: Dataset) -> tuple[int, int] | None:
    """Rows and columns of the picture whose pixels the features are, row by row; None where they are not."""
    found = [PIXEL.fullmatch(name) for name in dataset.feature_names]
    places = [(int(match[1]), int(match[2])) for match in found if match]
    if not places or len(places) < len(found):
        return None
    rows, columns = places[-1]
    if rows * columns != len(places):
        return None
    whole = [(row + 1, column + 1) for row in range(rows) for column in range(columns)]
    return (rows, columns) if places == whole else None


def shades(dataset: Dataset, points: ArrayLike, shape: tuple[int, int]) -> NDArray[np.float64]:
    """The pictures of these points, [n, rows, columns]: 0 for the least in the data set, 1 for the most."""
    low, high = float(dataset.features.min(initial=np.inf)), float(dataset.features.max(initial=-np.inf))
    chosen = dataset.features[np.asarray(points, np.intp)].reshape(-1, *shape)
    return np.asarray((chosen - low) / (high - low), np.float64) if high > low else np.zeros_like(chosen)
