"""The tool bar: its buttons follow their actions; undo and redo keep their names there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    window = MainWindow(Session(preset("five-dots-line"), in_process=True), Themes(qapp, "light"))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.session.undo_stack.setClean()
    window.close()


def button(window: MainWindow, name: str) -> QToolButton:
    found = window.findChild(QToolBar, "tools").widgetForAction(named(window, name))
    assert isinstance(found, QToolButton)
    return found


def named(window: MainWindow, name: str) -> QAction:
    return window.actions_by_name[name]


def test_they_follow_the_stack_and_keep_their_names(window: MainWindow) -> None:
    undo, redo = button(window, "undo"), button(window, "redo")
    session, first = window.session, window.session.experiment
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    session.edit(replace(first, name="other"), "Rename")
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    assert named(window, "undo").text() == "Undo Rename"
    assert (undo.text(), "Ctrl+Z" in undo.toolTip()) == ("Undo", True)
    undo.click()
    assert session.experiment == first
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    redo.click()
    assert session.experiment.name == "other"


def test_they_have_the_icons_of_each_theme(window: MainWindow) -> None:
    for theme in ("dark", "light"):
        window.choose_theme(theme)
        for name in ("undo", "redo", "play", "brush"):
            assert button(window, name).icon().cacheKey() == named(window, name).icon().cacheKey()


def test_play_names_what_it_does_now(window: MainWindow, qtbot: QtBot) -> None:
    window.session.open()
    assert button(window, "play").text() == "Play"
    button(window, "play").click()
    qtbot.waitUntil(lambda: button(window, "play").text() == "Pause")
    button(window, "play").click()
    qtbot.waitUntil(lambda: button(window, "play").text() == "Play")


def test_a_tool_is_pressed_on_both(window: MainWindow) -> None:
    button(window, "brush").click()
    assert named(window, "brush").isChecked()
    named(window, "eraser").trigger()
    assert (button(window, "brush").isChecked(), button(window, "eraser").isChecked()) == (False, True)
    button(window, "residuals").click()
    assert button(window, "residuals").isChecked() is named(window, "residuals").isChecked()


def test_a_change_adds_no_connection(window: MainWindow) -> None:
    """Qt's buttons add one with each change of their action: 144 bytes, and a call at each later one."""
    undo = named(window, "undo")
    before = undo.receivers(SIGNAL("changed()"))
    for number in range(10):
        undo.setEnabled(number % 2 == 0)
    assert undo.receivers(SIGNAL("changed()")) == before > 0
