"""Which points the graph is asked about: the one that is selected, or the x under the mouse."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.gui.fit import FitPanel


def hover(panel: FitPanel, x: float) -> None:
    """Move the mouse to x, over no point."""
    place = panel.canvas.getViewBox().mapViewToScene(QPointF(x, 2.0)).toPoint()
    QTest.mouseMove(panel.canvas.viewport(), place + QPoint(0, 1))
    QTest.mouseMove(panel.canvas.viewport(), place)


def leave(panel: FitPanel) -> None:
    QApplication.sendEvent(panel.canvas, QEvent(QEvent.Type.Leave))


def ring(panel: FitPanel) -> list[tuple[float, float]]:
    x, y = panel._points.focused.getData()
    return list(zip(x.tolist(), y.tolist(), strict=True))


def test_the_x_under_the_mouse_until_it_leaves(panel: FitPanel) -> None:
    session = panel.canvas.session
    hover(panel, 3.0)
    assert session.focus.point is None
    assert abs(session.focus.x - 3.0) < 0.05
    assert ring(panel) == []
    leave(panel)
    assert session.focus == ALL_POINTS


def test_one_selected_point_goes_before_the_mouse_and_has_a_ring(panel: FitPanel) -> None:
    session = panel.canvas.session
    panel.canvas.select(np.array([2]))
    assert session.focus == Question(point=2)
    hover(panel, 3.0)
    assert session.focus == Question(point=2)
    assert ring(panel) == [(3.25, 2.37)]
    panel.canvas.select(np.array([2, 4]))
    assert session.focus.point is None
    assert ring(panel) == []
    leave(panel)
    assert session.focus == ALL_POINTS


def test_escape_ends_it_and_the_ring_follows_the_point(panel: FitPanel) -> None:
    session = panel.canvas.session
    panel.canvas.select(np.array([2]))
    session.edit_points(session.experiment.dataset.moved([2], 0.0, 1.0), "Move point")
    assert ring(panel) == [(3.25, 3.37)]
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    assert session.focus == ALL_POINTS
    assert ring(panel) == []


def test_a_point_that_is_gone_is_not_asked_about(panel: FitPanel) -> None:
    session = panel.canvas.session
    panel.canvas.select(np.array([6]))
    session.edit_points(session.experiment.dataset.without([6]), "Delete points")
    assert session.focus == ALL_POINTS


def test_somebody_else_may_ask_about_a_point(panel: FitPanel) -> None:
    panel.canvas.session.focus_on(Question(point=0))
    assert ring(panel) == [(1.22, 1.69)]
