"""Drawing in the FIT panel: the tools, driven with the mouse and the keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.replicas import Replicas
from nnviz.core.truths import Truth
from nnviz.gui.fit import FitPanel

LEFT = Qt.MouseButton.LeftButton


def dataset(panel: FitPanel) -> Dataset:
    return panel.canvas.session.experiment.dataset


def pixel(panel: FitPanel, x: float, y: float) -> QPoint:
    return panel.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def drag(panel: FitPanel, start: QPoint, *stops: QPoint, shift: bool = False) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    view = panel.canvas.viewport()
    QTest.mousePress(view, LEFT, keys, start)
    for stop in stops:
        QTest.mouseMove(view, stop)
    QTest.mouseRelease(view, LEFT, keys, stops[-1] if stops else start)


@pytest.mark.parametrize(
    ("tool", "role"), [("training-point", Role.TRAINING), ("validation-point", Role.VALIDATION)]
)
def test_a_click_adds_a_point_where_it_was(panel: FitPanel, tool: str, role: Role) -> None:
    panel.canvas.choose(tool)
    drag(panel, pixel(panel, 2.0, 6.0))
    added = dataset(panel)
    assert len(added) == 8
    assert added.roles[-1] == role
    assert (added.x[-1], added.y[-1]) == pytest.approx((2.0, 6.0), abs=0.05)
    assert panel.canvas.session.undo_stack.count() == 1


def test_dragging_a_point_moves_it_and_is_one_undo(panel: FitPanel) -> None:
    before = dataset(panel)
    drag(panel, pixel(panel, 1.22, 1.69), pixel(panel, 2, 3), pixel(panel, 3, 5))
    assert (dataset(panel).x[0], dataset(panel).y[0]) == pytest.approx((3, 5), abs=0.05)
    assert panel.canvas.session.undo_stack.count() == 1
    panel.canvas.session.undo_stack.undo()
    assert dataset(panel) == before


def test_the_brush_sprays_and_is_one_undo(panel: FitPanel) -> None:
    panel.canvas.choose("brush")
    drag(panel, QPoint(200, 200), QPoint(240, 200), QPoint(280, 220), QPoint(330, 260))
    assert dataset(panel).count(Role.TRAINING) == 5 + 4
    drag(panel, QPoint(400, 200), QPoint(440, 200), shift=True)
    assert dataset(panel).count(Role.VALIDATION) == 2 + 2
    assert panel.canvas.session.undo_stack.count() == 2


def test_the_eraser_removes_what_it_touches(panel: FitPanel) -> None:
    panel.canvas.choose("eraser")
    drag(panel, pixel(panel, 2.57, 4.13), pixel(panel, 3.25, 2.37))
    assert dataset(panel).x.tolist() == [1.22, 4.93, 7.22, 3.97, 6.28]
    assert panel.canvas.session.undo_stack.undoText() == "Erase points"


def test_a_rubber_band_selects_and_delete_deletes(panel: FitPanel) -> None:
    panel.canvas.choose("select")
    drag(panel, pixel(panel, 1.0, 5.0), pixel(panel, 3.5, 1.0))
    assert panel.canvas.selection.tolist() == [0, 1, 2]
    QTest.keyClick(panel.canvas, Qt.Key.Key_Delete)
    assert len(dataset(panel)) == 4
    assert len(panel.canvas.selection) == 0
    panel.canvas.session.undo_stack.undo()
    assert len(dataset(panel)) == 7


def test_selected_points_move_together(panel: FitPanel) -> None:
    panel.canvas.choose("select")
    drag(panel, pixel(panel, 1.0, 5.0), pixel(panel, 3.5, 1.0))
    before = dataset(panel)
    drag(panel, pixel(panel, 2.57, 4.13), pixel(panel, 3.57, 5.13))
    moved = dataset(panel)
    assert moved.x[:3] == pytest.approx(before.x[:3] + 1, abs=0.05)
    assert moved.y[3:].tolist() == before.y[3:].tolist()


def test_arrow_keys_nudge_and_a_held_key_is_one_undo(panel: FitPanel) -> None:
    panel.canvas.select(np.array([0]))
    before = dataset(panel)
    QTest.keyClick(panel.canvas, Qt.Key.Key_Right)
    (left, right), _ = panel.canvas.getViewBox().viewRange()
    assert dataset(panel).x[0] - before.x[0] == pytest.approx(0.01 * (right - left))
    QTest.keyClick(panel.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert panel.canvas.session.undo_stack.count() == 2


def test_turning_points_into_validation_and_back(panel: FitPanel) -> None:
    panel.canvas.select(np.array([0, 1]))
    panel.canvas.turn_selected(Role.VALIDATION)
    assert dataset(panel).count(Role.VALIDATION) == 4
    panel.canvas.turn_selected(Role.TRAINING)
    assert dataset(panel).count(Role.VALIDATION) == 2


def test_too_many_points_is_a_sentence(panel: FitPanel) -> None:
    session = panel.canvas.session
    many = np.column_stack([np.linspace(0, 8, 20_000), np.zeros(20_000)])
    session.edit_points(Dataset.from_xy(many), "Many")
    drag(panel, pixel(panel, 4.0, 0.5))
    assert "20,000" in str(session.notice)
    assert len(dataset(panel)) == 20_000


def press_at(panel: FitPanel, place: QPoint) -> None:
    QTest.mousePress(panel.canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def move_to(panel: FitPanel, *places: QPoint) -> None:
    for place in places:
        QTest.mouseMove(panel.canvas.viewport(), place)


def let_go(panel: FitPanel, place: QPoint) -> None:
    QTest.mouseRelease(panel.canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


@pytest.mark.parametrize("tool", ["training-point", "brush", "eraser", "select"])
def test_undo_during_a_stroke_ends_it(panel: FitPanel, tool: str) -> None:
    before = dataset(panel)
    panel.canvas.choose(tool)
    panel.canvas.select(np.array([0, 1]))
    press_at(panel, pixel(panel, 1.22, 1.69))
    move_to(panel, pixel(panel, 2.0, 6.0), pixel(panel, 2.57, 4.13))
    assert dataset(panel) != before
    panel.canvas.session.undo_stack.undo()
    assert dataset(panel) == before
    move_to(panel, pixel(panel, 4.93, 5.0), pixel(panel, 7.22, 6.0))
    let_go(panel, pixel(panel, 7.22, 6.0))
    assert dataset(panel) == before


def test_undo_of_an_added_point_while_it_is_held(panel: FitPanel) -> None:
    before = dataset(panel)
    press_at(panel, pixel(panel, 2.0, 6.5))
    panel.canvas.session.undo_stack.undo()
    move_to(panel, pixel(panel, 3.0, 6.0))
    let_go(panel, pixel(panel, 3.0, 6.0))
    assert dataset(panel) == before


@pytest.mark.parametrize("vanish", ["delete_selected", "clear_points"])
def test_points_that_vanish_while_they_are_held(panel: FitPanel, vanish: str) -> None:
    panel.canvas.choose("select")
    press_at(panel, pixel(panel, 1.22, 1.69))
    getattr(panel.canvas, vanish)()
    left = dataset(panel)
    move_to(panel, pixel(panel, 3.0, 6.0))
    let_go(panel, pixel(panel, 3.0, 6.0))
    assert dataset(panel) == left


def test_a_rubber_band_ends_when_the_points_change(panel: FitPanel) -> None:
    panel.canvas.choose("select")
    panel.canvas.select(np.array([6]))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(panel.canvas.viewport(), LEFT, shift, pixel(panel, 1.0, 6.5))
    move_to(panel, pixel(panel, 1.5, 6.0))
    assert panel.canvas._band.isVisible()
    panel.canvas.clear_points()
    move_to(panel, pixel(panel, 3.0, 1.0))
    assert not panel.canvas._band.isVisible()
    assert len(panel.canvas.selection) == 0
    let_go(panel, pixel(panel, 3.0, 1.0))


def test_choosing_another_tool_during_a_stroke_ends_it(panel: FitPanel) -> None:
    panel.canvas.choose("select")
    press_at(panel, pixel(panel, 1.0, 6.5))
    move_to(panel, pixel(panel, 1.5, 6.0))
    panel.canvas.choose("eraser")
    assert not panel.canvas._band.isVisible()
    before = dataset(panel)
    move_to(panel, pixel(panel, 2.57, 4.13))
    let_go(panel, pixel(panel, 2.57, 4.13))
    assert dataset(panel) == before


def test_the_brush_says_why_it_stops(panel: FitPanel) -> None:
    session = panel.canvas.session
    many = np.column_stack([np.linspace(0, 8, 19_999), np.zeros(19_999)])
    session.edit_points(Dataset.from_xy(many), "Many")
    panel.canvas.choose("brush")
    drag(panel, QPoint(200, 200), QPoint(240, 200), QPoint(280, 220))
    assert "20,000" in str(session.notice)
    assert len(dataset(panel)) == 20_000


def test_what_the_menu_cannot_do_is_a_sentence(panel: FitPanel) -> None:
    before = dataset(panel)
    panel.canvas.add_point(2e9, 0.0, Role.TRAINING)
    assert "1e+09" in str(panel.canvas.session.notice)
    assert dataset(panel) == before


@pytest.mark.parametrize("key", [Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_points_are_drawn_with_keys_alone(panel: FitPanel, key: Qt.Key) -> None:
    panel.canvas.choose("validation-point")
    QTest.keyClick(panel.canvas, key)
    (left, right), (bottom, top) = panel.canvas.getViewBox().viewRange()
    added = dataset(panel)
    assert (added.x[-1], added.y[-1]) == pytest.approx(((left + right) / 2, (bottom + top) / 2))
    assert added.roles[-1] == Role.VALIDATION
    assert panel.canvas.selection.tolist() == [7]
    QTest.keyClick(panel.canvas, Qt.Key.Key_Up)
    assert dataset(panel).y[-1] == pytest.approx((bottom + top) / 2 + 0.01 * (top - bottom))
    assert dataset(panel).y[:-1].tolist() == added.y[:-1].tolist()


def test_a_second_point_by_key_stands_beside_the_first(panel: FitPanel) -> None:
    QTest.keyClick(panel.canvas, Qt.Key.Key_Insert)
    QTest.keyClick(panel.canvas, Qt.Key.Key_Insert)
    x, y = dataset(panel).x, dataset(panel).y
    assert x[-1] > x[-2]
    assert y[-1] == y[-2]


def test_clearing_takes_the_truth_along_and_is_one_undo(panel: FitPanel) -> None:
    session = panel.canvas.session
    before = replace(session.experiment, truth=Truth("line", (2.0, 1.0), 0.1))
    session.edit(before, "Truth")
    panel.canvas.clear_points()
    left = session.experiment
    assert (len(left.dataset), left.truth, left.sampling, left.domain) == (0, None, None, before.domain)
    assert session.undo_stack.undoText() == "Clear all points"
    session.undo_stack.undo()
    assert session.experiment == before


def test_clearing_leaves_replicas_that_can_be_made(panel: FitPanel) -> None:
    """Of points drawn by hand no truth is known, and fresh noise round it cannot be drawn."""
    session = panel.canvas.session
    some = replace(session.experiment, truth=Truth(), replicas=Replicas(20, "same-x"))
    session.edit(some, "")
    panel.canvas.clear_points()
    assert session.experiment.replicas == Replicas(20, "bootstrap")
    session.undo_stack.undo()
    assert session.experiment == some


def test_the_view_holds_still_under_a_dragged_point(panel: FitPanel) -> None:
    """Dragged past the edge, a point must not make the view run away under the mouse."""
    view, canvas = panel.canvas.viewport(), panel.canvas
    before = canvas.getViewBox().viewRange()
    edge = QPoint(canvas.width() - 2, 200)
    QTest.mousePress(view, LEFT, pos=pixel(panel, 7.22, 6.21))
    for _ in range(20):
        QTest.mouseMove(view, edge)
        QTest.mouseMove(view, edge - QPoint(1, 0))
    assert canvas.getViewBox().viewRange() == before
    assert dataset(panel).x.max() < 9
    QTest.mouseRelease(view, LEFT, pos=edge)


def test_clicks_at_one_height_do_not_close_the_view_in(panel: FitPanel) -> None:
    panel.canvas.clear_points()
    before = panel.canvas.getViewBox().viewRange()[1]
    for x in (1.0, 2.0, 3.0, 4.0):
        drag(panel, pixel(panel, x, 3.0))
    assert len(dataset(panel)) == 4
    assert panel.canvas.getViewBox().viewRange()[1] == before


def test_a_click_on_an_axis_draws_nothing(panel: FitPanel) -> None:
    drag(panel, QPoint(4, 200))
    drag(panel, QPoint(300, panel.canvas.height() - 4))
    assert len(dataset(panel)) == 7


def test_a_click_in_the_visible_margin_stays_in_the_x_range(panel: FitPanel) -> None:
    drag(panel, pixel(panel, 8.15, 3.0))
    assert dataset(panel).x[-1] == 8.0
    assert panel.canvas.session.experiment.domain == (0.0, 8.0)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen
def test_the_menu_is_of_what_lies_under_the_mouse(panel: FitPanel, qtbot: QtBot) -> None:
    panel.canvas.select(np.array([0]))
    texts = {}
    for name, place in (("point", (2.57, 4.13)), ("plane", (6.0, 2.0))):
        at = pixel(panel, *place)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, panel.canvas.mapToGlobal(at))
        panel.canvas.contextMenuEvent(event)
        menu = panel.findChildren(QMenu)[-1]
        texts[name] = [action.text() for action in menu.actions()]
        menu.close()
    assert "Turn into a validation point" in texts["point"]
    assert "Turn into a training point" not in texts["point"]
    assert "Turn into a test point" in texts["point"]
    assert {"Add a training point here", "Add a test point here"} <= set(texts["plane"])


def test_the_hint_stands_in_the_middle(panel: FitPanel) -> None:
    panel.canvas.clear_points()
    centre = panel._hint.geometry().center()
    assert abs(centre.x() - panel.canvas.width() / 2) < 5
    assert abs(centre.y() - panel.canvas.height() / 2) < 5
