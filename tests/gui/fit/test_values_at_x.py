"""Hovering in FIT: values at the x under the mouse, and notes on the replicas where it is not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.generalization.spread import Spread
from nnviz.core.truths import Truth
from nnviz.gui.fit import FitPanel

Show = Callable[..., Spread]
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def pixel(panel: FitPanel, x: float, y: float = 3.0) -> QPoint:
    return panel.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def hover(panel: FitPanel, x: float) -> str:
    """What is read at x; moves the mouse there."""
    QTest.mouseMove(panel.canvas.viewport(), pixel(panel, x, 2.0))
    QTest.mouseMove(panel.canvas.viewport(), pixel(panel, x))
    panel.header.values._pace.hurry()
    return panel.header.values.words


def test_without_replicas_curve_and_truth_are_told(panel: FitPanel) -> None:
    session = panel.canvas.session
    session.edit(replace(session.experiment, initial=(2.0, 0.5)), "Weights")
    x = panel.canvas.data_at(QPointF(pixel(panel, 4.0)))[0]
    curve = float(session.predict(np.array([x]))[0])
    assert hover(panel, 4.0) == f"x = {x:.4g} · curve {curve:.3g}"
    session.edit(replace(session.experiment, truth=Truth("line", (-1.0, 0.0), 0.3)), "Truth")
    assert hover(panel, 4.0).endswith(f" · truth −{x:.3g}")


def test_all_values_of_replicas_are_told(panel: FitPanel, show: Show) -> None:
    show(0.0, 1.0, 2.0)
    words = hover(panel, 4.0).split(" · ")
    x = panel.canvas.data_at(QPointF(pixel(panel, 4.0)))[0]
    truth = 0.8 * x + 1
    assert words[2:] == [
        f"truth {truth:.3g}",
        f"mean {truth + 1:.3g} ± 1",
        "bias² 0.667",  # 1² − 1/3
        "variance 1",
        "noise 0.09",
    ]


def test_a_negative_bias_is_told_as_it_is(panel: FitPanel, show: Show) -> None:
    show(-1.0, 0.0, 1.0)
    assert "bias² −0.333" in hover(panel, 4.0)


def test_medians_are_told_where_they_are_drawn(panel: FitPanel, show: Show) -> None:
    show(0.0, 1.0, 2.0, 1e6)
    panel.show_robust(True)
    words = hover(panel, 4.0)
    assert "median" in words
    assert "mean" not in words
    assert "bias² 2.25" in words


def test_a_bootstrap_has_neither_bias_nor_noise(panel: FitPanel, show: Show) -> None:
    show(0.0, 1.0, 2.0, truth=None, resample="bootstrap")
    words = hover(panel, 4.0)
    assert words.endswith("variance 1")
    assert "bias²" not in words
    assert "truth" not in words


def test_beyond_a_drawn_truth_only_the_rest_is_told(panel: FitPanel, show: Show) -> None:
    show(0.0, 1.0, truth=Truth("drawn", (1.0, 0.0, 4.5, 0.0), 0.2))
    assert "noise 0.04" in hover(panel, 3.0)
    words = hover(panel, 6.0)
    assert words.endswith("variance 0.5")
    assert "truth" not in words


def test_one_replica_has_no_mean_to_tell(panel: FitPanel, show: Show) -> None:
    show(0.5)
    assert "mean" not in hover(panel, 4.0)


def test_a_line_stands_at_x_in_both_plots_and_goes_with_the_mouse(panel: FitPanel, show: Show) -> None:
    show(0.0, 1.0)
    panel.show_split(True)
    QApplication.processEvents()
    hover(panel, 5.0)
    lines = panel._cursor, panel.split.plot.cursor
    for line in lines:
        assert line.isVisible()
        assert line.value() == pytest.approx(5.0, abs=0.02)
    QApplication.sendEvent(panel.canvas, QEvent(QEvent.Type.Leave))
    panel.header.values._pace.hurry()
    assert not any(line.isVisible() for line in lines)
    assert panel.header.values.words == ""


def test_the_lower_plot_can_be_read_as_well(panel: FitPanel, show: Show) -> None:
    show(0.0, 1.0)
    panel.show_split(True)
    QApplication.processEvents()
    plot = panel.split.plot
    place = plot.getViewBox().mapViewToScene(QPointF(2.0, 0.3)).toPoint()
    QTest.mouseMove(plot.viewport(), place + QPoint(1, 0))
    QTest.mouseMove(plot.viewport(), place)
    assert panel._cursor.value() == pytest.approx(2.0, abs=0.02)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert not panel._cursor.isVisible()


@pytest.mark.parametrize("tool", ["training-point", "brush", "truth"])
def test_drawing_takes_the_line_away_and_is_as_ever(panel: FitPanel, tool: str) -> None:
    panel.canvas.choose(tool)
    hover(panel, 3.0)
    before = panel.canvas.session.experiment
    QTest.mousePress(panel.canvas.viewport(), LEFT, PLAIN, pixel(panel, 3.0))
    assert not panel._cursor.isVisible()
    for x in np.linspace(3.0, 6.0, 20):
        QTest.mouseMove(panel.canvas.viewport(), pixel(panel, float(x)))
        assert not panel._cursor.isVisible()
    QTest.mouseRelease(panel.canvas.viewport(), LEFT, PLAIN, pixel(panel, 6.0))
    assert panel.canvas.session.undo_stack.count() == 1
    assert panel.canvas.session.experiment != before


def test_reading_moves_nothing(panel: FitPanel, show: Show) -> None:
    show(*np.linspace(-1, 1, 50))
    for width in (620, 1500):
        panel.resize(width, 500)
        QApplication.processEvents()
        before = panel.canvas.geometry()
        hover(panel, 4.0)
        QApplication.processEvents()
        assert panel.canvas.geometry() == before
        panel._on_left()


def test_in_a_narrow_panel_values_take_the_place_of_the_errors_and_are_elided(
    panel: FitPanel, show: Show
) -> None:
    show(0.0, 1.0, 2.0)
    panel.resize(460, 500)
    QApplication.processEvents()
    assert panel.header.errors.isVisible()
    words = hover(panel, 4.0)
    QApplication.processEvents()
    values = panel.header.values
    assert not panel.header.errors.isVisible()
    assert values.geometry().right() <= panel.width()
    assert values.text().endswith("…")
    assert values.text()[:-1] == words[: len(values.text()) - 1]
    assert values.toolTip() == words
    panel._on_left()
    assert panel.header.errors.isVisible()


def test_a_hint_says_how_to_read_values_where_it_has_room(panel: FitPanel) -> None:
    panel.resize(1500, 500)
    QApplication.processEvents()
    assert panel.header.values.text() == "Point at an x to read its values."
    panel.resize(450, 500)
    QApplication.processEvents()
    assert panel.header.values.text() == ""


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ((17,), "1 replica diverged and is not shown: number 17."),
        ((3, 17), "2 replicas diverged and are not shown: numbers 3, 17."),
        (tuple(range(1, 9)), "8 replicas diverged and are not shown: numbers 1, 2, 3, 4, 5, …"),
    ],
)
def test_lost_replicas_are_said(
    panel: FitPanel, show: Show, qtbot: QtBot, lost: tuple[int, ...], words: str
) -> None:
    show(0.0, 1.0, lost=lost)
    qtbot.waitUntil(lambda: panel.header.values.words == words)


def test_equal_replicas_and_one_wild_one_are_told_without_a_warning(panel: FitPanel, show: Show) -> None:
    """A robust variance of 0 beside one that is not."""
    show(0.0, 0.0, 0.0, 0.0, 100.0)
    assert "wild replicas" in panel.header.values._notes()[0]


def test_wild_replicas_are_said_with_the_way_out(panel: FitPanel, show: Show) -> None:
    notes = panel.header.values._notes
    show(0.0, 0.5, 1.0, 2.0)
    assert notes() == []
    show(0.0, 0.5, 1.0, 1e4)
    assert "right click" in notes()[0]
    panel.show_robust(True)
    assert notes() == []


def test_replicas_of_another_epoch_are_said(panel: FitPanel, show: Show, qtbot: QtBot) -> None:
    show(0.0, 1.0, epoch=1_512)
    qtbot.waitUntil(lambda: panel.header.values.words == "replicas of epoch 1,512")
    assert hover(panel, 4.0).endswith(" · replicas of epoch 1,512")
    show(0.0, 1.0)
    assert "epoch" not in hover(panel, 4.0)
