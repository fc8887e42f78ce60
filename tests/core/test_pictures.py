"""Which points are pictures, and what their pixels are."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset
from nnviz.core.pictures import picture_shape, shades


def named(*names: str) -> Dataset:
    features = np.arange(2.0 * len(names)).reshape(2, -1)
    return Dataset(features, np.array([0.0, 1.0]), np.zeros(2, np.int8), ("a", "b"), names)


def pixels(rows: int, columns: int) -> list[str]:
    return [f"row {r} column {c}" for r in range(1, rows + 1) for c in range(1, columns + 1)]


@pytest.mark.parametrize("shape", [(8, 8), (2, 3), (1, 2)])
def test_pixels_row_by_row_are_a_picture(shape: tuple[int, int]) -> None:
    assert picture_shape(named(*pixels(*shape))) == shape


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("sepal length", "sepal width"),
        ("row 1 column 1", "width"),
        ("row 1 column 2", "row 1 column 1"),
        ("row 1 column 1", "row 2 column 2"),
        ("row 0 column 0", "row 0 column 1"),
        ("row 1 column 1 of 2", "row 1 column 2 of 2"),
        ("row 1 column 1", "row 100000 column 100000"),  # such a picture would not fit into the memory
        ("row 1 column 1", f"row 1 column {'2' * 40}"),
    ],
)
def test_other_features_are_none(names: tuple[str, ...]) -> None:
    assert picture_shape(named(*names) if names else Dataset.from_xy([(0, 1)])) is None


def test_shades_go_from_the_least_pixel_of_all_points_to_the_most() -> None:
    assert_allclose(shades(named(*pixels(2, 2)), [1], (2, 2)), [[[4 / 7, 5 / 7], [6 / 7, 1]]])


def test_points_that_are_all_alike_have_no_shades() -> None:
    names = tuple(pixels(1, 2))
    same = Dataset(np.ones((2, 2)), np.array([0.0, 1.0]), np.zeros(2, np.int8), ("a", "b"), names)
    assert_allclose(shades(same, [0], (1, 2)), 0)
