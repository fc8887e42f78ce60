"""The real window with several runs: pinned by key, compared, brought back, as in the chapter's figure."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import with_model
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.runs.board import RunsBoard
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    line = preset("five-dots-line")
    session = Session(replace(line, training=replace(line.training, epochs=100)))
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()  # or its keys would not be heard
    qtbot.waitUntil(window.isActiveWindow)
    session.open()
    yield window
    window.close()


def play(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["play"].trigger()
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED, timeout=30_000)


def board_of(window: MainWindow, qtbot: QtBot) -> RunsBoard:
    window.docks.show("runs")
    qtbot.waitUntil(lambda: window.runs.board is not None)
    assert window.runs.board is not None
    return window.runs.board


def test_two_models_on_the_same_points_as_in_the_chapter(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert "Press Play" in str(session.notice)
    play(window, qtbot)
    line = session.shown.parameters.copy()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    session.edit(with_model(session.experiment, PolynomialSpec(6)), "Degree")
    play(window, qtbot)
    ghost, curve = window.fit.pins.lines[0], window.fit._curve
    assert ghost.isVisible()
    x, y = ghost.getData()
    assert y == pytest.approx(session.pins[0].experiment.predict(line, x))
    assert curve.getData()[1] != pytest.approx(y[-1])
    assert window.errors.pins.lines[0, "train_error"].isVisible()
    assert not window.errors.legend.pins[0].isHidden()
    window.actions_by_name["unpin-all"].trigger()
    assert session.pins == ()
    window.actions_by_name["undo"].trigger()
    assert len(session.pins) == 1
    assert ghost.isVisible()


def test_runs_wait_behind_the_settings_and_come_back_by_key(window: MainWindow, qtbot: QtBot) -> None:
    assert window.docks["settings"] in window.tabifiedDockWidgets(window.docks["runs"])
    assert not window.settings.visibleRegion().isEmpty()
    assert window.runs.board is None
    session = window.session
    play(window, qtbot)
    window.actions_by_name["reset"].trigger()
    board = board_of(window, qtbot)
    assert board.width() <= 440
    qtbot.waitUntil(lambda: len(board.model.rows) == 1)
    board.view.setFocus()
    board.view.setCurrentIndex(board.model.index(0, 0))
    QTest.keyClick(board.view, Qt.Key.Key_P)
    assert len(session.pins) == 1
    assert session.experiment.replicas.count == 0, "P is the key of Replicas elsewhere"
    QTest.keyClick(board.view, Qt.Key.Key_Return)
    assert session.shown.epoch == 100
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_P)
    assert session.experiment.replicas.count > 0
