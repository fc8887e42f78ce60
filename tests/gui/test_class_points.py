"""Points with classes in a plot: where they lie and how they look while their number changes."""

import numpy as np
import pyqtgraph as pg
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.gui.class_points import ClassPoints
from nnviz.gui.plots import Plot
from nnviz.gui.theme import DARK, LIGHT

COUNT = 50
PLACES = np.random.default_rng(3).standard_normal((COUNT, 2))


@pytest.fixture
def points(qtbot: QtBot) -> ClassPoints:
    plot = Plot(LIGHT, ("x1", "x2"))
    qtbot.addWidget(plot)
    points = ClassPoints(plot)
    points.show_theme(LIGHT, 1.0)
    points.show(PLACES, np.arange(COUNT) % 2, np.full(COUNT, Role.TRAINING))
    return points


def places_of(item: pg.ScatterPlotItem) -> list[list[float]]:
    return np.column_stack(item.getData()).tolist()


def looks_of(item: pg.ScatterPlotItem) -> set[tuple[int, ...]]:
    """The parts of its picture of marks that it draws."""
    return {tuple(each) for each in item.data["sourceRect"].tolist()}


def test_misread_points_come_and_go_and_look_alike(points: ClassPoints) -> None:
    for count in (3, 0, 7, 7, 2, 0, 1, COUNT):
        wrong = np.arange(COUNT) < count
        points.show_misread(wrong)
        points.show_selection(np.flatnonzero(wrong))
        for item in (points._crosses, points._halo, points._selected):
            assert places_of(item) == PLACES[wrong].tolist()
            assert len(looks_of(item)) == bool(count)
        points.show_theme(DARK if count % 2 else LIGHT, 1.0)
        assert all(
            width > 0 for item in (points._crosses, points._selected) for _, _, width, _ in looks_of(item)
        )
    assert points.some_misread


def test_how_a_point_looks_is_looked_up_once(points: ClassPoints, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each of thousands of points that takes the window's thread longer than a frame."""
    asked: list[int] = []
    found = pg.ScatterPlotItem.updateSpots

    def update(item: pg.ScatterPlotItem, data: np.ndarray | None = None) -> None:
        asked.append(len(item.data if data is None else data))
        found(item, data)

    monkeypatch.setattr(pg.ScatterPlotItem, "updateSpots", update)
    for count in range(COUNT):
        points.show_misread(np.arange(COUNT) < count)
        points.show_selection(np.arange(count))
    assert sum(asked) <= 6
