"""The FIT panel: what the plot holds, the view and the selection."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.truths import Truth
from nnviz.gui.drawing.menu import PointsMenu
from nnviz.gui.drawing.tool import Touch
from nnviz.gui.fit import FitPanel
from nnviz.gui.fit.view import view_range
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

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


def test_pixels_and_data_are_inverse(panel: FitPanel) -> None:
    places = panel.canvas.pixels()
    for place, x, y in zip(places, dataset(panel).x, dataset(panel).y, strict=True):
        assert panel.canvas.data_at(QPointF(*place)) == pytest.approx((x, y))


def test_roles_are_drawn_with_different_shapes(panel: FitPanel) -> None:
    shapes = {role: item.opts["symbol"] for role, item in panel._points.of_role.items()}
    assert shapes[Role.TRAINING] != shapes[Role.VALIDATION]
    x, _ = panel._points.of_role[Role.TRAINING].getData()
    assert x.tolist() == [1.22, 2.57, 3.25, 4.93, 7.22]


def test_the_curve_is_the_models(panel: FitPanel) -> None:
    session = panel.canvas.session
    session.edit(replace(session.experiment, initial=(4.0, 1.0)), "Weights")
    x, y = panel._curve.getData()
    assert y == pytest.approx(session.predict(x))
    assert y[-1] > y[0]


def test_points_for_a_test_are_drawn_and_named_where_there_are_some(panel: FitPanel) -> None:
    session = panel._session
    assert "test points" not in panel.header.legend.text().replace("&nbsp;", " ")
    session.edit_points(session.experiment.dataset.with_role([1, 5], Role.TEST), "Turn")
    x, _ = panel._points.of_role[Role.TEST].getData()
    assert x.tolist() == session.experiment.dataset.x[[1, 5]].tolist()
    assert "test points" in panel.header.legend.text().replace("&nbsp;", " ")


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


@pytest.mark.parametrize(
    "y",
    [
        (0.0, 5e-324),
        (0.0, 1e-308),
        (1e-320, 2e-320),
        (-1e-308, 1e-308),
        (0.0, 1e-300),
        (1e9, 1e9 - 1e-6),
        (-1e9, 1e9),
    ],
)
def test_heights_at_the_ends_of_floating_point_are_drawn(panel: FitPanel, y: tuple[float, float]) -> None:
    """pyqtgraph fails within less than 1e-308 (its issue 2370), which a test turns into an error."""
    panel.canvas.session.edit_points(Dataset.from_xy([(1.0, y[0]), (2.0, y[1])]), "")
    panel.fit_view()
    QApplication.processEvents()
    panel.grab()
    bottom, top = panel.canvas.getViewBox().viewRange()[1]
    assert bottom < min(y) <= max(y) < top
    assert np.isfinite(panel.canvas.pixels()).all()


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


def test_the_selection_stays_with_its_points_or_goes(panel: FitPanel) -> None:
    canvas, session = panel.canvas, panel.canvas.session
    canvas.select(np.array([2, 3]))
    canvas.nudge((1.0, 0.0), False, None)
    assert canvas.selection.tolist() == [2, 3]
    session.edit_points(dataset(panel).with_points([(2.0, 2.0)], Role.TRAINING), "Add")
    assert canvas.selection.tolist() == [2, 3]
    session.undo_stack.undo()
    assert canvas.selection.tolist() == [2, 3]
    session.edit_points(dataset(panel).without([0]), "Erase")
    assert canvas.selection.tolist() == []


def test_selected_points_that_vanish_leave_the_selection(panel: FitPanel) -> None:
    canvas, session = panel.canvas, panel.canvas.session
    canvas.select(np.array([2, 6]))
    session.edit_points(dataset(panel).without([6]), "Erase")
    assert canvas.selection.tolist() == [2]


def test_the_view_follows_the_x_range_and_the_truth(panel: FitPanel) -> None:
    session, box = panel.canvas.session, panel.canvas.getViewBox()
    session.edit(replace(session.experiment, domain=(-20.0, 40.0)), "x range")
    left, right = box.viewRange()[0]
    assert left < -20
    assert right > 40
    session.edit(replace(session.experiment, truth=Truth("line", (200.0, 1.0), 0.1)), "Truth")
    assert box.viewRange()[1][1] > 1000


def test_the_view_holds_still_while_one_draws(panel: FitPanel) -> None:
    before = panel.canvas.getViewBox().viewRange()
    drag(panel, pixel(panel, 2.0, 6.0), pixel(panel, 2.5, 5.0))
    panel.canvas.choose("brush")
    drag(panel, pixel(panel, 3.0, 6.0), pixel(panel, 4.0, 5.0))
    assert panel.canvas.getViewBox().viewRange() == before


def test_the_truth_reaches_the_edges_of_a_view_that_was_moved(panel: FitPanel) -> None:
    session = panel.canvas.session
    session.edit(replace(session.experiment, truth=Truth("line", (2.0, 1.0), 0.1)), "Truth")
    panel.canvas.getViewBox().setRange(xRange=(-50.0, 50.0), padding=0)
    assert panel._truth.getData()[0][[0, -1]].tolist() == [-50.0, 50.0]


def test_the_menu_adds_a_point_where_it_was_opened(panel: FitPanel) -> None:
    menu = PointsMenu(panel.canvas, Touch(QPointF(), 2.0, 3.0, Qt.KeyboardModifier.NoModifier), panel)
    menu.actions()[1].trigger()
    added = dataset(panel)
    assert (added.x[-1], added.y[-1], added.roles[-1]) == (2.0, 3.0, Role.VALIDATION)


def test_lines_are_as_wide_on_screens_with_more_pixels(
    panel: FitPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = panel._curve.thickness
    monkeypatch.setattr(panel, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(panel, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert panel._curve.thickness == 2 * usual


def test_in_a_narrow_panel_the_errors_stand_under_the_legend(panel: FitPanel) -> None:
    assert panel.minimumSizeHint().width() < 600
    assert panel.header.errors.y() <= panel.header.legend.geometry().bottom()
    panel.resize(620, 500)
    QApplication.processEvents()
    assert panel.header.errors.y() > panel.header.legend.geometry().bottom()


def test_replicas_that_are_there_already_are_shown_at_once(qtbot: QtBot) -> None:
    """As in the picture of a run that took place elsewhere."""
    some = replace(preset("sine-degree-3"), replicas=Replicas(5))
    player, history = Player(some), History()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    session = Session(some, in_process=True)
    session.show_run(history, None)
    panel = FitPanel(session, LIGHT)
    qtbot.addWidget(panel)
    assert panel._replicas.bundle.isVisible()
    assert len(panel._replicas.bundle.getData()[0]) == snapshot.spread.curves.size
    session.close()
