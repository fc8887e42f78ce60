"""The picture of decision regions, the lines between them, and both beside the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnviz.core.planes import along
from nnviz.core.regions import Area, Regions
from nnviz.gui.latest import Latest, Work
from nnviz.gui.marks import class_colour
from nnviz.gui.plane.answers import Answer, Request, answers
from nnviz.gui.plane.borders import borders, contours
from nnviz.gui.shades import STRONGEST, picture, shaded
from nnviz.gui.theme import DARK, LIGHT, Theme

AREA = Area(along(("", ""), 0, 1), (-3.0, 3.0), (-3.0, 3.0), 200, 200)
Array = NDArray[np.float64]


def regions_of(logits: Callable[[Array, Array], list[Array]]) -> Regions:
    u, v = np.meshgrid(*AREA.places)
    found = np.exp(np.stack(logits(u, v), axis=-1))
    return Regions(AREA, (found / found.sum(axis=-1, keepdims=True)).astype(np.float32))


@pytest.mark.parametrize("steepness", [1.0, 10.0])
def test_the_border_of_two_classes_is_where_the_logit_is_0(steepness: float) -> None:
    """Also where the probability jumps from one cell to the next: then it must not be drawn as stairs."""
    lines = borders(regions_of(lambda u, v: [0 * u, steepness * (u**2 + v**2 - 4)]))
    assert np.hypot(lines.x, lines.y) == pytest.approx(np.full(len(lines.x), 2.0), abs=2e-3)
    assert np.count_nonzero(~lines.connect) == 1  # one closed line


def test_borders_of_three_classes_lie_between_the_winners() -> None:
    sectors = [(np.cos(a), np.sin(a)) for a in (0.0, 2 * np.pi / 3, 4 * np.pi / 3)]
    lines = borders(regions_of(lambda u, v: [9 * (a * u + b * v) for a, b in sectors]))
    angles = np.degrees(np.arctan2(lines.y, lines.x)) % 120
    away = np.hypot(lines.x, lines.y) > 0.1
    assert angles[away] == pytest.approx(np.full(np.count_nonzero(away), 60.0), abs=0.5)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_each_border_is_one_line(order: tuple[int, ...]) -> None:
    """Up to the place where three classes meet; twice, the dashes of pinned runs would fill their gaps."""
    sectors = [(np.cos(a), np.sin(a)) for a in (np.array(order) + 0.2) * 2 * np.pi / 3]
    lines = borders(regions_of(lambda u, v: [99 * (a * u + b * v) for a, b in sectors]))
    near = np.hypot(lines.x, lines.y) < 2.0
    steps = np.hypot(np.diff(lines.x), np.diff(lines.y))[(lines.connect & near)[:-1] & near[1:]]
    assert steps.sum() == pytest.approx(3 * 2.0, rel=0.02)
    assert np.hypot(lines.x, lines.y).min() < 0.03


def test_lines_of_equal_probability() -> None:
    lines = contours(regions_of(lambda u, v: [0 * u, u]))
    assert np.unique(np.round(lines.x, 3)) == pytest.approx(np.log([1 / 9, 1 / 3, 3, 9]), abs=2e-3)


def test_of_more_classes_each_has_its_lines() -> None:
    lines = contours(regions_of(lambda u, v: [-9 * u, 0 * u - 30, 9 * u]))
    levels = np.log([1 / 9, 1 / 3, 3, 9]) / 18
    assert np.unique(np.round(lines.x, 3)) == pytest.approx(levels, abs=2e-3)


@pytest.mark.parametrize("value", [np.nan, 0.0])
def test_what_is_not_known_has_neither_colour_nor_border(value: float) -> None:
    lost = Regions(AREA, np.full((200, 200, 3), value, np.float32))
    assert not shaded(lost.probabilities, LIGHT)[..., 3].any()
    assert len(borders(lost).x) == 0


def test_a_single_winner_has_no_border() -> None:
    assert len(borders(regions_of(lambda u, v: [0 * u, 5 + 0 * u])).x) == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_shades_grow_with_the_probability(theme: Theme) -> None:
    image = picture(regions_of(lambda u, v: [0 * u, 5 * u]), theme)
    opacities = [image.pixelColor(column, 100).alpha() for column in range(200)]
    assert opacities[:100] == sorted(opacities[:100], reverse=True)
    assert opacities[100:] == sorted(opacities[100:])
    assert min(opacities) < 15
    assert max(opacities) == pytest.approx(255 * STRONGEST[theme.name], abs=1.5)
    for column, number in ((0, 0), (199, 1)):
        wanted = QColor(class_colour(theme, number))
        assert image.pixelColor(column, 100).hue() == pytest.approx(wanted.hue(), abs=4)


def test_the_picture_has_its_highest_row_first() -> None:
    image = picture(regions_of(lambda u, v: [-9 * v, 9 * v]), LIGHT)
    for row, number in ((0, 1), (199, 0)):
        wanted = QColor(class_colour(LIGHT, number))
        assert image.pixelColor(100, row).hue() == pytest.approx(wanted.hue(), abs=4)


# --- beside the window -------------------------------------------------------------------------------------


class Asked:
    """Stands for a model: this chance of the second class at places from −1 to 1."""

    at_a_time = 40

    def __init__(self, chance: Callable[[Array], Array]) -> None:
        self._chance = chance

    def over(self, area: Area) -> Callable[[Array], Array]:
        return self.at

    def at(self, places: Array) -> Array:
        p = self._chance(places)
        return np.stack([1 - p, p], axis=1)


def asked(chance: Callable[[Array], Array], columns: int = 20) -> Work:
    area = replace(AREA, columns=columns, rows=columns)
    return partial(answers, Request(area, LIGHT, Asked(chance), np.zeros((3, 2))))


def constant(value: float) -> Callable[[Array], Array]:
    return lambda x: np.full(len(x), value)


@pytest.fixture
def asker(qtbot: QtBot) -> Iterator[Latest]:
    asker = Latest()
    yield asker
    asker.stop()


def test_the_latest_request_wins(qtbot: QtBot, asker: Latest) -> None:
    go_on, seen = Event(), []
    asker.answered.connect(lambda answer: seen.append(float(answer.regions.probabilities[0, 0, 1])))

    def held_back(x: Array) -> Array:
        go_on.wait(10)
        return np.full(len(x), 0.25)

    asker.ask(asked(held_back))
    for value in (0.5, 0.75, 1.0):
        asker.ask(asked(constant(value)))
    go_on.set()
    qtbot.waitUntil(lambda: len(seen) >= 1 and seen[-1] == 1.0)
    assert 0.5 not in seen
    assert 0.75 not in seen


def test_answers_tell_of_the_points_too(qtbot: QtBot, asker: Latest) -> None:
    with qtbot.waitSignal(asker.answered) as told:
        asker.ask(asked(constant(0.75)))
    answer: Answer = told.args[0]
    assert answer.at_points.tolist() == [[0.25, 0.75]] * 3
    assert not answer.is_coarse


def test_slow_regions_come_coarse_first(qtbot: QtBot, asker: Latest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.gui.plane.answers.SLOW", 0.0)
    seen: list[Answer] = []
    asker.answered.connect(seen.append)
    asker.ask(asked(constant(0.75)))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert [answer.is_coarse for answer in seen] == [True, False]
    assert [answer.regions.probabilities.shape for answer in seen] == [(5, 5, 2), (20, 20, 2)]


def test_finer_regions_are_left_for_another_request(
    qtbot: QtBot, asker: Latest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or while the model trains the plane would be behind for as long as a slow one takes."""
    monkeypatch.setattr("nnviz.gui.plane.answers.SLOW", 0.0)
    go_on, seen, parts = Event(), [], []
    asker.answered.connect(seen.append)

    def held_back(x: Array) -> Array:
        parts.append(len(x))
        if len(parts) > 10:  # of 40, after the coarse ones
            go_on.wait(10)
        return np.full(len(x), 0.25)

    asker.ask(asked(held_back, 40))
    qtbot.waitUntil(lambda: asker._seen)
    asker.ask(asked(constant(1.0)))
    go_on.set()
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert [answer.is_coarse for answer in seen] == [True, True, False]
    assert [float(answer.at_points[0, 1]) for answer in seen] == [0.25, 1.0, 1.0]
