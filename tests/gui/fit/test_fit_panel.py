"""The FIT panel: what the plot holds, and the tools, driven with the mouse and the keys."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.truths import Truth
from nnviz.gui.fit import FitPanel
from nnviz.gui.fit.view import view_range
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[FitPanel]:
    session = Session(preset("five-dots-line"), in_process=True)
    panel = FitPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.fit_view()
    yield panel
    session.close()


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


def test_pixels_and_data_are_inverse(panel: FitPanel) -> None:
    places = panel.canvas.pixels()
    for place, x, y in zip(places, dataset(panel).x, dataset(panel).y, strict=True):
        assert panel.canvas.data_at(QPointF(*place)) == pytest.approx((x, y))


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


def test_roles_are_drawn_with_different_shapes(panel: FitPanel) -> None:
    shapes = {role: item.opts["symbol"] for role, item in panel._points.items()}
    assert shapes[Role.TRAINING] != shapes[Role.VALIDATION]
    x, _ = panel._points[Role.TRAINING].getData()
    assert x.tolist() == [1.22, 2.57, 3.25, 4.93, 7.22]


def test_the_curve_is_the_models(panel: FitPanel) -> None:
    session = panel.canvas.session
    session.edit(replace(session.experiment, initial=(4.0, 1.0)), "Weights")
    x, y = panel._curve.getData()
    assert y == pytest.approx(session.predict(x))
    assert y[-1] > y[0]


def test_residuals_join_each_point_with_the_curve(panel: FitPanel) -> None:
    panel.show_residuals(True)
    x, y = panel._residuals.getData()
    assert x.tolist() == np.repeat(dataset(panel).x, 2).tolist()
    assert y[::2].tolist() == dataset(panel).y.tolist()
    assert y[1::2] == pytest.approx(panel.canvas.session.predict(dataset(panel).x))


def test_the_truth_is_drawn_when_it_is_known(panel: FitPanel) -> None:
    session = panel.canvas.session
    assert not panel._truth.isVisible()
    truth = Truth("line", (2.0, 1.0), 0.1)
    session.edit(replace(session.experiment, truth=truth), "Truth")
    x, y = panel._truth.getData()
    assert panel._truth.isVisible()
    assert y == pytest.approx(2 * x + 1)


def test_an_exploding_curve_neither_moves_the_view_nor_breaks_it(panel: FitPanel) -> None:
    session = panel.canvas.session
    before = panel.canvas.getViewBox().viewRange()
    session.edit(with_model(session.experiment, PolynomialSpec(30)), "Degree")
    session.edit(replace(session.experiment, initial=(1e300,) * 31), "Weights")
    assert np.isfinite(panel._curve.getData()[1]).all()
    assert panel.canvas.getViewBox().viewRange() == before
    panel.grab()


def test_the_view_follows_points_that_leave_it_and_closes_in(panel: FitPanel) -> None:
    session = panel.canvas.session
    session.edit_points(dataset(panel).with_points([(3.0, 500.0)], Role.TRAINING), "Add")
    assert panel.canvas.getViewBox().viewRange()[1][1] > 500
    session.undo_stack.undo()
    assert panel.canvas.getViewBox().viewRange()[1][1] < 20


def test_view_range_of_no_points_and_of_one() -> None:
    empty = Experiment(domain=(0.0, 2.0))
    assert view_range(empty)[1] == (-1.0, 1.0)
    one = replace(empty, dataset=Dataset.from_xy([(1.0, 5.0)]))
    bottom, top = view_range(one)[1]
    assert bottom < 5 < top


def test_a_large_model_gets_fewer_places_of_the_curve(panel: FitPanel) -> None:
    session = panel.canvas.session
    session.edit(with_model(session.experiment, MLPSpec((512,) * 6)), "Width")
    assert len(panel._curve.getData()[0]) == 200


def test_without_points_a_hint_says_what_to_do(panel: FitPanel) -> None:
    assert not panel._hint.isVisible()
    panel.canvas.session.edit_points(Dataset.from_xy(), "Clear")
    assert panel._hint.isVisible()


def test_both_themes_draw(panel: FitPanel) -> None:
    for theme in (LIGHT, DARK):
        panel.show_theme(theme)
        assert panel.canvas.backgroundBrush().color().name() == theme.plot


def test_too_many_points_is_a_sentence(panel: FitPanel) -> None:
    session = panel.canvas.session
    many = np.column_stack([np.linspace(0, 8, 20_000), np.zeros(20_000)])
    session.edit_points(Dataset.from_xy(many), "Many")
    drag(panel, pixel(panel, 4.0, 0.5))
    assert "20,000" in str(session.notice)
    assert len(dataset(panel)) == 20_000
