"""Figures and animations from the menus of the real window."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.clipboard import SVG
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import LIGHT, Themes

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """In dark colours, after a run."""
    session = Session(preset("five-dots-degree-6"), in_process=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "dark"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    yield window
    session.undo_stack.setClean()
    window.close()


def test_a_key_copies_fit_in_light_colours(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_C, BOTH)
    data = QGuiApplication.clipboard().mimeData()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * window.fit.width()
    assert image.pixelColor(1, 1).name() == LIGHT.plot
    assert data.hasFormat(SVG)
    assert "clipboard" in str(window.session.notice)


def test_every_picture_can_be_copied(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("errors", "both", "window"):
        QGuiApplication.clipboard().clear()
        window.actions_by_name[f"copy-{name}"].trigger()
        assert not QGuiApplication.clipboard().image().isNull()
    window.docks.show("graph")
    qtbot.waitUntil(lambda: window.graph.board is not None and window.graph.board.view.drawing is not None)
    QGuiApplication.clipboard().clear()
    window.actions_by_name["copy-graph"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    assert window.graph.board is not None
    QGuiApplication.clipboard().clear()
    window.graph.board._saving.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()


def test_what_cannot_be_copied_is_said(window: MainWindow) -> None:
    window.session.reset()
    window.actions_by_name["copy-errors"].trigger()
    assert "press Play" in str(window.session.notice)


def test_the_dialog_keeps_what_was_chosen_last(window: MainWindow) -> None:
    window.actions_by_name["figure"].trigger()
    dialog = window.figures.dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.choose("errors")
    dialog.reject()
    window.actions_by_name["figure"].trigger()
    assert dialog.subject.currentText() == "ERRORS"
    assert dialog.figure is not None
    dialog.reject()


def test_closing_the_window_ends_an_animation(window: MainWindow, tmp_path: Path) -> None:
    window.actions_by_name["animation"].trigger()
    dialog = window.figures.animation
    assert dialog is not None
    dialog.film(tmp_path / "run.gif")
    assert dialog.is_filming
    window.session.undo_stack.setClean()
    window.close()
    assert not dialog.is_filming
    assert not (tmp_path / "run.gif").exists()


def test_the_window_opens_without_what_only_figures_need() -> None:
    looked_for = ["PIL", "nnviz.gui.figures.dialog", "nnviz.gui.figures.panels", "nnviz.gui.picture_formats"]
    code = f"import sys, nnviz.gui.main_window; print([m for m in {looked_for} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
