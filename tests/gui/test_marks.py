"""Marks of classes: every class can be told from every other, by shape, and by colour whatever one's eyes."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.gui.marks import COLOURS, MOST_CLASSES, SHAPES, mark_of, mark_sample
from nnviz.gui.theme import DARK, LIGHT, Theme

THEMES = [LIGHT, DARK]
TO_CONES = np.array([[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.6806995, 0.10739696],
                     [0.08830246, 0.28171884, 0.6299787]])  # fmt: skip
TO_OKLAB = np.array([[0.21045426, 0.7936178, -0.00407205], [1.9779985, -2.4285922, 0.4505937],
                     [0.0259040, 0.7827718, -0.8086758]])  # fmt: skip
EYES = {  # Machado et al. 2009, severity 1, of linear red, green and blue
    "all colours": np.eye(3),
    "no red": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                        [-0.003882, -0.048116, 1.051998]]),
    "no green": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                          [-0.01182, 0.04294, 0.968881]]),
    "no blue": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                         [0.004733, 0.691367, 0.3039]]),
}  # fmt: skip


def linear(colour: str) -> NDArray[np.float64]:
    values = np.array(QColor(colour).getRgbF()[:3])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def oklab(colour: str, eyes: NDArray[np.float64]) -> NDArray[np.float64]:
    return TO_OKLAB @ np.cbrt(TO_CONES @ np.clip(eyes @ linear(colour), 0, 1))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_class_stands_out_from_the_plot(theme: Theme) -> None:
    for colour in COLOURS[theme.name]:
        high, low = sorted((luminance(colour), luminance(theme.plot)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3.0, colour


@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_no_two_classes_look_the_same(theme: Theme, eyes: NDArray[np.float64]) -> None:
    places = [oklab(colour, eyes) for colour in COLOURS[theme.name]]
    far = {pair: np.linalg.norm(places[pair[0]] - places[pair[1]]) for pair in combinations(range(10), 2)}
    assert min(far.values()) > 0.07
    assert min(value for (_, later), value in far.items() if later < 3) > 0.11  # of the first three


def test_every_class_has_a_shape_of_its_own(qtbot: QtBot) -> None:
    assert MOST_CLASSES == len(COLOURS["light"]) == len(COLOURS["dark"]) == 10
    black = replace(mark_of(LIGHT, 0, Role.TRAINING, 20.0), colour="#000000", fill="#000000")
    pictures = [mark_sample(replace(black, shape=shape), QSize(40, 40)).toImage() for shape, _ in SHAPES]
    assert all(one != other for one, other in combinations(pictures, 2))


def test_shapes_fit_into_the_square_that_points_are_drawn_in() -> None:
    for shape, factor in SHAPES:
        box = shape.boundingRect()
        assert max(abs(box.left()), abs(box.right()), abs(box.top()), abs(box.bottom())) <= 0.5 + 1e-9
        assert 0.9 <= factor <= 1.6


def test_roles_differ_in_more_than_colour() -> None:
    training, validation, test = (mark_of(LIGHT, 1, role, 11.0) for role in range(3))
    assert training.fill == training.colour
    assert validation.fill == test.fill == LIGHT.plot
    assert (training.dotted, validation.dotted, test.dotted) == (False, False, True)
