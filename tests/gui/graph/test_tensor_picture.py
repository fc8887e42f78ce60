"""A tensor's picture: a square for each number, the sign by colour, large tensors by the means of blocks."""

import numpy as np
from PySide6.QtGui import QColor

from nnviz.gui.graph.tensor_picture import reduced, tensor_picture
from nnviz.gui.theme import LIGHT


def test_signs_have_colours_and_zero_is_the_ground() -> None:
    picture = tensor_picture(np.array([[2.0, 0.0], [-2.0, np.nan]]), LIGHT)
    assert (picture.width(), picture.height()) == (2, 2)
    colours = [picture.pixelColor(x, y).name() for y in (0, 1) for x in (0, 1)]
    assert colours == [LIGHT.positive, LIGHT.field, LIGHT.negative, LIGHT.noise]


def test_half_of_the_largest_is_half_the_colour() -> None:
    picture = tensor_picture(np.array([4.0, 2.0]), LIGHT)
    half = picture.pixelColor(1, 0)
    expected = (QColor(LIGHT.field).red() + QColor(LIGHT.positive).red()) / 2
    assert abs(half.red() - expected) <= 1


def test_nothing_but_zeros_is_the_ground() -> None:
    assert tensor_picture(np.zeros((2, 3)), LIGHT).pixelColor(2, 1).name() == LIGHT.field


def test_a_large_tensor_is_told_by_the_means_of_equal_blocks() -> None:
    rows = np.repeat(np.arange(24.0), 4)  # 96 rows
    assert (reduced(np.outer(rows, np.ones(50)))[:, 0] == np.arange(24)).all()
    assert reduced(np.ones((5, 240))).shape == (5, 24)
    assert reduced(np.arange(25.0)).shape == (1, 24)
    assert reduced(np.ones((2, 3, 4))).shape == (2, 12)
