"""The tool bar: undo and redo keep their names there, and do what those of the Edit menu do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
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


def button(window: MainWindow, word: str) -> QToolButton:
    (found,) = [
        each
        for each in window.findChild(QToolBar, "tools").findChildren(QToolButton)
        if each.defaultAction() is not None and each.defaultAction().text() == word
    ]
    return found


def named(window: MainWindow, name: str) -> QAction:
    return window.actions_by_name[name]


def test_they_follow_the_stack_and_keep_their_names(window: MainWindow) -> None:
    undo, redo = button(window, "Undo"), button(window, "Redo")
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
        for word, name in (("Undo", "undo"), ("Redo", "redo")):
            assert button(window, word).icon().cacheKey() == named(window, name).icon().cacheKey()


def test_the_button_is_told_only_what_is_new(window: MainWindow) -> None:
    """Each change of an action leaves some memory in its button."""
    changes: list[str] = []
    for word in ("Undo", "Redo"):
        button(window, word).defaultAction().changed.connect(lambda word=word: changes.append(word))
    named(window, "play").changed.connect(lambda: changes.append("play"))
    session = window.session
    for n in range(5):
        session.edit(replace(session.experiment, name=str(n)), f"Rename {n}")
    assert changes == ["Undo"]  # it can be used now
