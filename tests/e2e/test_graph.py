"""The graph in the real window: where it stands, its keys, a weight that moves the curve."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.graph.formula_window import FormulaWindow
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import LAYOUT_VERSION, Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes


def make_window(qtbot: QtBot, width: int) -> MainWindow:
    session = Session(preset("five-dots-line"))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.resize(width, 800)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # or its keys are nobody's
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = make_window(qtbot, 1280)
    qtbot.waitUntil(lambda: window.graph.board is not None and window.graph.board.view.drawing is not None,
                    timeout=30_000)  # fmt: skip
    yield window
    window.close()


def test_a_typed_weight_moves_the_curve_and_undo_brings_it_back(window: MainWindow, qtbot: QtBot) -> None:
    board, curve = window.graph.board, window.fit._curve.getData()[1].copy()
    board.bar.levels["network"].click()
    qtbot.waitUntil(lambda: not board.view.busy)
    place = next(i for i, e in enumerate(board.shown.graph.edges) if e.source == "P1")
    board.view.edge_clicked.emit(place)
    box = board.details.parameter.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "3")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.fit._curve.getData()[1] != pytest.approx(curve)
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.fit._curve.getData()[1] == pytest.approx(curve)


def test_f8_goes_through_a_step_and_the_real_one_is_the_same(window: MainWindow, qtbot: QtBot) -> None:
    board, session = window.graph.board, window.session
    QTest.keyClick(window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: board.slow_motion.on_air, timeout=30_000)
    assert session.state is RunState.PAUSED
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert board.shown.count == 1
    (update,) = board.shown.story.updates
    new = update.lines[-1][1].ravel()
    QTest.keyClick(window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: session.history.last_epoch == 1, timeout=10_000)
    assert session.shown.parameters == pytest.approx(new, rel=1e-9)


def test_every_control_of_the_graph_says_what_it_is(window: MainWindow, qtbot: QtBot) -> None:
    board = window.graph.board
    board.shown.choose_level("operations")
    window.slow_motion()
    qtbot.waitUntil(lambda: board.slow_motion.on_air, timeout=30_000)
    board.slow_motion.to_last()
    board.details.show_node("layer 1 weight")
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit)
    controls = [
        w
        for kind in kinds
        for w in window.graph.findChildren(kind)
        if w.isVisible() and w.objectName() != "qt_spinbox_lineedit"  # the box around it speaks
    ]
    assert len(controls) > 20
    mute = [
        f"{type(w).__name__} {w.objectName()!r} {w.toolTip()[:30]!r}"
        for w in controls
        if not QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name)
        or not (w.toolTip() or w.objectName().startswith("qt_"))
    ]
    assert not mute


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)  # offscreen
def test_any_expression_opens_by_key_and_closes_with_the_window(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = window.findChildren(FormulaWindow)
    assert dialog.isVisible()
    window.choose_theme("dark")
    window.graph.board.expression_wanted.emit()  # it is there already
    assert window.findChildren(FormulaWindow) == [dialog]
    window.close()
    assert not dialog.isVisible()


def test_the_keys_of_the_graph_are_listed(window: MainWindow) -> None:
    window.actions_by_name["shortcuts"].trigger()
    box = window.findChild(QMessageBox)
    for words in ("F8", "Page Down", "Backspace", "Ctrl+F"):
        assert words in box.text(), words
    box.close()


def test_the_level_is_remembered(window: MainWindow) -> None:
    window.graph.board.bar.levels["operations"].click()
    window.close()
    assert Preferences().graph_level == "operations"


def test_an_arrangement_from_before_the_graph_does_not_hide_it(window: MainWindow, qtbot: QtBot) -> None:
    Preferences().keep_arrangement(window.saveGeometry(), window.saveState(LAYOUT_VERSION - 1))
    again = make_window(qtbot, 1280)
    assert again.docks["graph"].isVisible()
    again.close()


def test_in_a_narrow_window_it_waits_behind_fit_and_f8_brings_it(qtbot: QtBot) -> None:
    window = make_window(qtbot, 960)
    assert window.width() == 960
    assert window.docks["graph"].isHidden()
    assert window.graph.board is None
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.docks["graph"].isVisible()
    beside = window.tabifiedDockWidgets(window.docks["graph"])
    assert {*beside} == {window.docks["fit"], window.docks["errors"]}  # each has the whole height
    qtbot.waitUntil(lambda: window.graph.board.slow_motion.on_air, timeout=30_000)
    assert window.minimumSizeHint().width() <= 960
    assert window.minimumSizeHint().height() <= 540
    window.actions_by_name["reset-panels"].trigger()
    assert window.docks["graph"].isHidden()
    beside = window.tabifiedDockWidgets(window.docks["fit"])  # Qt names the last hidden one, too
    assert not any(dock.isVisible() for dock in beside)
    assert window.docks["errors"].isVisible()
    window.close()
