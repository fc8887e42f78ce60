"""The real window, driven as a user would: draw, choose, train, look back, undo."""

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.experiment import MAX_EPOCHS
from nnviz.core.presets import preset
from nnviz.gui.actions import ACTIONS, TOOLS
from nnviz.gui.main_window import MainWindow
from nnviz.gui.menus import ExamplesMenu
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes

LEFT = Qt.MouseButton.LeftButton
FIVE = ((1.2, 1.7), (2.6, 4.1), (3.2, 2.4), (4.9, 5.4), (7.2, 6.2))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    session = Session(preset("five-dots-line"))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def session_of(window: MainWindow) -> Session:
    return window.fit.canvas.session


def place(window: MainWindow, x: float, y: float) -> QPoint:
    return window.fit.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def press(window: MainWindow, name: str) -> None:
    """Press the tool bar's button for an action with the mouse."""
    word = window.actions_by_name[name].iconText()
    buttons = window.findChildren(QToolButton)
    (button,) = (b for b in buttons if b.defaultAction() and b.defaultAction().iconText() == word)
    QTest.mouseClick(button, LEFT)


def slide(window: MainWindow, name: str, share: float) -> None:
    """Drag the handle of the slider of this accessible name by a share of its width."""
    (slider,) = (s for s in window.findChildren(QSlider) if s.accessibleName() == name)
    position = slider.style().sliderPositionFromValue(
        slider.minimum(), slider.maximum(), slider.value(), slider.width() - 16
    )
    handle = QPoint(position + 8, slider.height() // 2)
    target = handle + QPoint(round(share * slider.width()), 0)
    QTest.mousePress(slider, LEFT, pos=handle)
    QTest.mouseMove(slider, target)
    QTest.mouseRelease(slider, LEFT, pos=target)


def test_draw_choose_play_pause_step_look_back_and_undo(window: MainWindow, qtbot: QtBot) -> None:
    session = session_of(window)
    slow = replace(session.experiment.training, epochs=MAX_EPOCHS, learning_rate=1e-4)
    session.edit(replace(session.experiment, training=slow), "")  # it still goes on when Space is pressed
    start, first = session.experiment, session.undo_stack.count()
    window.actions_by_name["clear"].trigger()
    for x, y in FIVE:
        QTest.mouseClick(window.fit.canvas.viewport(), LEFT, pos=place(window, x, y))
    press(window, "validation-point")
    QTest.mouseClick(window.fit.canvas.viewport(), LEFT, pos=place(window, 4.0, 4.6))
    dataset = session.experiment.dataset
    assert (dataset.count(Role.TRAINING), dataset.count(Role.VALIDATION)) == (5, 1)
    assert dataset.x[:5] == pytest.approx([x for x, _ in FIVE], abs=0.05)

    edits = session.undo_stack.count()
    slide(window, "Degree", 0.2)
    assert session.experiment.model.parameter_count > 4
    assert session.undo_stack.count() == edits + 1

    press(window, "play")
    qtbot.waitUntil(lambda: session.history.last_epoch > 30, timeout=30_000)
    window.fit.canvas.setFocus()
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_Space)
    assert session.state in (RunState.PAUSED, RunState.ENDED)
    reached = session.history.last_epoch
    press(window, "step")
    qtbot.waitUntil(lambda: session.history.last_epoch > reached, timeout=10_000)

    slider = window.time_line.slider
    now = window.fit._curve.getData()[1]
    qtbot.waitUntil(lambda: slider.maximum() == session.history.last_epoch)  # drawn at a readable pace
    early = slider.x_of(reached // 4)
    QTest.mouseClick(slider, LEFT, pos=QPoint(early, slider.height() // 2))
    past = session.history.nearest(slider.epoch_at(early))
    assert past is not None
    assert session.shown.epoch == past.epoch < reached
    x, y = window.fit._curve.getData()
    assert y == pytest.approx(session.experiment.predict(past.parameters, np.asarray(x)))
    assert y != pytest.approx(now)

    for _ in range(edits + 1 - first):
        QTest.keyClick(window.fit.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.experiment == start


def test_undo_by_key_while_a_point_is_held(window: MainWindow) -> None:
    session, view = session_of(window), window.fit.canvas.viewport()
    start = session.experiment
    QTest.mousePress(view, LEFT, pos=place(window, 2.0, 6.0))
    QTest.mouseMove(view, place(window, 2.5, 5.0))
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseMove(view, place(window, 3.0, 4.0))
    QTest.mouseRelease(view, LEFT, pos=place(window, 3.0, 4.0))
    assert session.experiment == start


def test_closing_while_it_trains_ends_the_worker(window: MainWindow, qtbot: QtBot) -> None:
    session = session_of(window)
    session.play()
    qtbot.waitUntil(lambda: session.history.last_epoch > 5, timeout=30_000)
    window.close()
    assert session.worker_pid is None


def test_every_action_has_a_tooltip_and_every_tool_a_key(window: MainWindow) -> None:
    for name, action in window.actions_by_name.items():
        assert action.toolTip(), name
    for name in (*TOOLS, "play", "step", "reset"):
        assert window.actions_by_name[name].shortcuts(), name


def test_every_action_does_something(window: MainWindow) -> None:
    for spec in ACTIONS.values():
        assert callable(attrgetter(spec.does)(window)), spec.does


def test_the_draw_menu_turns_to_classes_and_back(window: MainWindow) -> None:
    session = session_of(window)
    curve, classes = (window.actions_by_name[f"points-{name}"] for name in ("of-a-curve", "with-classes"))
    start = session.experiment.dataset
    classes.trigger()
    assert session.experiment.dataset.is_classes
    assert classes.isChecked()
    classes.trigger()
    assert session.experiment.dataset.is_classes
    assert classes.isChecked()
    curve.trigger()
    assert session.experiment.dataset == start
    assert curve.isChecked()
    session.undo_stack.undo()
    assert classes.isChecked()


def test_letters_choose_tools_but_not_while_one_types(window: MainWindow) -> None:
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_B)
    assert window.actions_by_name["brush"].isChecked()
    fields = [
        field
        for kind in (QAbstractSpinBox, QComboBox, QLineEdit)
        for field in window.settings.findChildren(kind)
        if field.isVisible() and field.isEnabled()
    ]
    assert len({type(field) for field in fields}) >= 2
    seed, count = session_of(window).experiment.weight_seed, session_of(window).undo_stack.count()
    for field in fields:
        if isinstance(field, QComboBox):
            continue  # letters choose entries: the next test
        field.setFocus()
        for letter in "SEVTRWP.":
            QTest.keyClick(field, letter)
        assert window.actions_by_name["brush"].isChecked(), field.accessibleName()
        assert not window.fit.residuals_shown, field.accessibleName()
        assert not session_of(window).experiment.replicas.count, field.accessibleName()
        assert session_of(window).experiment.weight_seed == seed
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert session_of(window).undo_stack.count() == count


def test_a_letter_in_a_list_chooses_an_entry(window: MainWindow) -> None:
    lists = [box for box in window.settings.findChildren(QComboBox) if box.isVisible() and box.isEnabled()]
    assert lists
    for box in lists:
        box.setFocus()
        for letter in "vebs":
            QTest.keyClick(box, letter)
            assert window.actions_by_name["training-point"].isChecked(), letter
    window.fit.canvas.setFocus()
    QTest.keyClick(window.fit.canvas, "v")
    assert window.actions_by_name["validation-point"].isChecked()


def test_every_control_says_what_it_is(window: MainWindow) -> None:
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QSlider)
    controls = [w for kind in kinds for w in window.findChildren(kind) if w.isVisible()]
    assert len(controls) > 25
    mute = [
        f"{type(w).__name__} {w.objectName()!r} {w.accessibleName()!r} tip {w.toolTip()[:30]!r}"
        for w in controls
        if not named(w) or not (w.toolTip() or w.objectName().startswith("qt_"))  # Qt's own have no tips
    ]
    assert not mute


def named(widget: QWidget) -> bool:
    """Whether a screen reader has a name for it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return bool(interface.text(QAccessible.Text.Name))


def test_new_weights_and_reset_by_key(window: MainWindow) -> None:
    session = session_of(window)
    seed = session.experiment.weight_seed
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_W)
    assert session.experiment.weight_seed == seed + 1


def test_the_keys_are_listed(window: MainWindow) -> None:
    window.actions_by_name["shortcuts"].trigger()
    box = window.findChild(QMessageBox)
    assert box.isVisible()
    for words in ("Insert", "F5", "Ctrl+Z", "New weights"):
        assert words in box.text(), words
    box.close()


def test_an_example_opens_as_a_new_document_and_its_words_say_so(window: MainWindow) -> None:
    session = session_of(window)
    examples = window.findChild(ExamplesMenu)
    assert "new document" in examples.menuAction().toolTip()
    assert "RUNS keeps the trained run" in window.actions_by_name["reset"].toolTip()
    groups = {action.text(): action.menu() for action in examples.actions()}
    groups["Sines"].aboutToShow.emit()
    (action,) = (a for a in groups["Sines"].actions() if a.text() == "sine-mlp")
    action.trigger()
    assert session.experiment == preset("sine-mlp")
    assert not session.undo_stack.canUndo()
    assert not window.isWindowModified()


def test_selecting_all_takes_the_select_tool(window: MainWindow) -> None:
    window.actions_by_name["select-all"].trigger()
    assert window.actions_by_name["select"].isChecked()
    assert len(window.fit.canvas.selection) == 7
    window.actions_by_name["to-validation"].trigger()
    assert session_of(window).experiment.dataset.count(Role.VALIDATION) == 7


def test_the_window_fits_a_small_screen(window: MainWindow) -> None:
    assert window.minimumSizeHint().width() <= 960
    assert window.minimumSizeHint().height() <= 540


def test_a_wide_window_gives_its_room_to_the_plots(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: window.width() == 1900)
    qtbot.waitUntil(lambda: window.fit.width() > 1400)
    assert window.settings.width() <= 440


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    keys = [key.toString() for a in window.actions_by_name.values() for key in a.shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_arrangement_of_panels_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.docks["errors"].hide()
    window.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-line"))
    again = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(again)
    again.show()
    assert again.docks["errors"].isHidden()
    again.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen
def test_the_panels_can_be_put_back(window: MainWindow) -> None:
    settings, fit, errors = (window.docks[name] for name in ("settings", "fit", "errors"))
    errors.setFloating(True)
    settings.hide()
    window.actions_by_name["reset-panels"].trigger()
    assert not errors.isFloating()
    assert not settings.isHidden()
    assert window.dockWidgetArea(fit) is Qt.DockWidgetArea.RightDockWidgetArea
