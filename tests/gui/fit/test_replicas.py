"""Replicas in the FIT plot: the bundle, centre and band, and what the legend calls them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from nnviz.core.generalization.spread import PLACES, Spread
from nnviz.core.replicas import Replicas
from nnviz.gui.fit import FitPanel
from nnviz.gui.theme import DARK, LIGHT

Show = Callable[..., Spread]


def legend(panel: FitPanel) -> str:
    return panel.header.legend.text().replace("&nbsp;", " ")


def band(panel: FitPanel) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper edge, along growing x."""
    _, y = panel._replicas.band.getData()
    upper, lower = np.split(y, 2)
    return lower[::-1], upper


def test_without_replicas_nothing_is_drawn_or_named(panel: FitPanel) -> None:
    assert not any(item.isVisible() for item in panel._replicas.items)
    assert "replica" not in legend(panel)


def test_the_bundle_is_one_item_with_gaps_between_curves(panel: FitPanel, show: Show) -> None:
    spread = show(-1.0, 0.0, 2.5)
    bundle, places = panel._replicas.bundle, len(spread.x)
    x, y = bundle.getData()
    assert bundle.isVisible()
    assert x.reshape(3, places) == pytest.approx(np.tile(spread.x, (3, 1)))
    assert y.reshape(3, places) == pytest.approx(spread.curves)
    joined = bundle.opts["connect"].reshape(3, places)
    assert joined[:, :-1].all()
    assert not joined[:, -1].any()
    assert bundle.opts["pen"].widthF() == 1  # wider ones take a hundred times as long
    assert bundle.opts["pen"].color().alpha() < 255


def test_where_curves_have_no_value_nothing_is_joined_and_no_replica_called_wild(
    panel: FitPanel, show: Show
) -> None:
    gap = np.zeros(PLACES)
    gap[:40] = gap[60:62] = np.nan
    show(gap - 1, gap, gap + 2.5)
    joined = panel._replicas.bundle.opts["connect"].reshape(3, PLACES).astype(bool)
    known = np.isfinite(gap)
    assert joined[:, :-1].tolist() == [(known[:-1] & known[1:]).tolist()] * 3
    assert not joined[:, -1].any()
    panel.header.values._show()
    assert "wild" not in panel.header.values.words


def test_centre_and_band_are_mean_and_one_standard_deviation(panel: FitPanel, show: Show) -> None:
    spread = show(-1.0, 0.0, 2.5)
    x, y = panel._replicas.centre.getData()
    lower, upper = band(panel)
    deviation = np.sqrt(spread.variance)
    assert x.tolist() == spread.x.tolist()
    assert y == pytest.approx(spread.mean)
    assert lower == pytest.approx(spread.mean - deviation)
    assert upper == pytest.approx(spread.mean + deviation)
    assert deviation[0] == pytest.approx(np.std([-1, 0, 2.5], ddof=1))


def test_medians_on_demand(panel: FitPanel, show: Show) -> None:
    spread = show(-1.0, 0.0, 0.5, 1e6)
    panel.show_robust(True)
    lower, upper = band(panel)
    assert panel._replicas.centre.getData()[1] == pytest.approx(spread.median)
    assert upper - lower == pytest.approx(2 * np.sqrt(spread.robust_variance))
    assert upper.max() < 12
    assert "their median ± robust sd" in legend(panel)
    panel.show_robust(False)
    assert panel._replicas.centre.getData()[1] == pytest.approx(spread.mean)
    assert "their mean ± 1 sd" in legend(panel)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen
def test_the_menu_has_medians_where_there_are_replicas(panel: FitPanel, show: Show) -> None:
    def entries() -> dict[str, object]:
        at = panel.canvas.getViewBox().mapViewToScene(QPointF(6.0, 2.0)).toPoint()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, panel.canvas.mapToGlobal(at))
        panel.canvas.contextMenuEvent(event)
        return {action.text(): action for action in panel.findChildren(QMenu)[-1].actions()}

    assert "Median and robust band" not in entries()
    panel.findChildren(QMenu)[-1].close()
    spread = show(-1.0, 0.0, 2.5)
    entry = entries()["Median and robust band"]
    assert not entry.isChecked()
    entry.trigger()
    panel.findChildren(QMenu)[-1].close()
    assert panel._replicas.centre.getData()[1] == pytest.approx(spread.median)
    assert entries()["Median and robust band"].isChecked()
    panel.findChildren(QMenu)[-1].close()


def test_one_replica_is_a_curve_without_centre(panel: FitPanel, show: Show) -> None:
    spread = show(0.7)
    assert panel._replicas.bundle.getData()[1] == pytest.approx(spread.curves[0])
    assert not panel._replicas.centre.isVisible()
    assert not panel._replicas.band.isVisible()
    assert "1 replica" in legend(panel)
    assert "mean" not in legend(panel)


def test_no_replica_left_draws_nothing(panel: FitPanel, show: Show) -> None:
    show(-1.0, 1.0)
    show(lost=(1, 2, 3))
    assert not any(item.isVisible() for item in panel._replicas.items)
    assert "replicas" not in legend(panel)
    panel.grab()


def test_the_legend_names_them(panel: FitPanel, show: Show) -> None:
    show(*np.linspace(-1, 1, 50))
    assert "replicas (50)" in legend(panel)
    show(*np.linspace(-1, 1, 101))
    assert "replicas (100 of 101 drawn)" in legend(panel)
    session = panel.canvas.session
    session.edit(replace(session.experiment, replicas=Replicas(0)), "Replicas")
    assert "replica" not in legend(panel)
    assert not panel._replicas.bundle.isVisible()


def test_wild_replicas_neither_move_the_view_nor_break_it(panel: FitPanel, show: Show) -> None:
    show(-1.0, 0.0, 1.0)
    before = panel.canvas.getViewBox().viewRange()
    spread = show(-1.0, 1e30, -1e30)
    for _, y in (item.getData() for item in panel._replicas.items):
        assert np.abs(y).max() <= 1e12
    assert np.abs(spread.curves).max() > 1e29
    assert panel.canvas.getViewBox().viewRange() == before
    panel.show_split(True)
    panel.grab()
    assert panel.canvas.getViewBox().viewRange() == before


def test_they_lie_under_curve_and_points_and_show_the_theme(panel: FitPanel, show: Show) -> None:
    show(-1.0, 0.0, 2.5)
    items = panel.canvas.getPlotItem().items
    order = [items.index(item) for item in (*panel._replicas.items, panel._truth, panel._curve)]
    assert order == sorted(order)
    assert max(order) < min(items.index(item) for item in panel._points.items)
    for theme in (DARK, LIGHT):
        panel.show_theme(theme)
        assert panel._replicas.bundle.opts["pen"].color().name() == theme.variance
        assert panel._replicas.centre.opts["pen"].color().name() == theme.bias


def test_fewer_curves_are_less_faint(panel: FitPanel, show: Show) -> None:
    show(-1.0, 1.0)
    few = panel._replicas.bundle.opts["pen"].color().alpha()
    show(*np.linspace(-1, 1, 100))
    assert panel._replicas.bundle.opts["pen"].color().alpha() < few / 2


def test_looking_back_keeps_the_bundle_until_the_answer_comes(panel: FitPanel, qtbot: QtBot) -> None:
    session = panel.canvas.session
    experiment = replace(session.experiment, replicas=Replicas(4, "bootstrap"))
    session.edit(replace(experiment, training=replace(experiment.training, epochs=60)), "Replicas")
    session.open()
    session.play()
    qtbot.waitUntil(lambda: session.ending is not None, timeout=30_000)
    assert panel._spread.epoch == 60
    now = panel._replicas.bundle.getData()[1]
    session.show_epoch(5)
    assert panel._replicas.bundle.isVisible()
    assert panel._replicas.bundle.getData()[1].tolist() == now.tolist()
    assert "replicas of epoch 60" in panel.header.values._notes()
    qtbot.waitUntil(lambda: session.spread is not None, timeout=10_000)
    assert panel._spread.epoch == 5
    assert panel._replicas.bundle.getData()[1] == pytest.approx(session.spread.curves.ravel())
    assert "replicas of epoch 60" not in panel.header.values._notes()
    session.show_epoch(None)
    assert panel._replicas.bundle.getData()[1].tolist() == now.tolist()


def test_in_a_narrow_panel_the_legend_takes_two_lines(panel: FitPanel, show: Show) -> None:
    show(*np.linspace(-1, 1, 50))
    lines = []
    for width in (1500, 500):
        panel.resize(width, 500)
        for _ in range(2):  # the header is arranged for its new width, then laid out with that
            QApplication.processEvents()
        lines.append(panel.header.legend.height() // panel.fontMetrics().height())
        assert panel.header.legend.geometry().right() <= panel.width()
        assert panel.header.errors.geometry().right() <= panel.width()
        assert panel.header.legend.heightForWidth(panel.header.legend.width()) <= panel.header.legend.height()
    assert lines == [1, 2]
    line = panel.fontMetrics().height()
    assert 3 * line < panel.header.minimumSizeHint().height() < 4.5 * line  # two, and the errors
    assert panel.minimumSizeHint().width() < 600
    panel.show_split(True)
    assert panel.minimumSizeHint().height() < 220


def test_points_are_drawn_over_a_bundle(panel: FitPanel, show: Show, qtbot: QtBot) -> None:
    show(*np.linspace(-1, 1, 50))
    before = len(panel.canvas.dataset)
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert len(panel.canvas.dataset) == before + 1
