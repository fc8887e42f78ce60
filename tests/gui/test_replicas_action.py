"""The Replicas button: turns replicas on and off as one edit, and follows the experiment."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.gui.main_window import MainWindow
from nnviz.gui.progress import RunLabel
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(Session(preset("sine-mlp"), in_process=True), Themes(app, "light"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def action(window: MainWindow) -> QAction:
    return window.actions_by_name["replicas"]


def press_p(window: MainWindow) -> None:
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_P)


def test_the_key_turns_them_on_and_off_in_one_edit_each(window: MainWindow, action: QAction) -> None:
    session, start = window.session, window.session.experiment
    assert not action.isChecked()
    press_p(window)
    assert session.experiment == replace(start, replicas=Replicas(50, "same-x"))
    assert (session.undo_stack.count(), session.undo_stack.undoText()) == (1, "Replicas")
    press_p(window)
    assert session.experiment == start
    assert session.undo_stack.count() == 2
    assert not action.isChecked()


def test_the_button_follows_the_experiment(window: MainWindow, action: QAction) -> None:
    session = window.session
    press_p(window)
    for step, checked in ((session.undo_stack.undo, False), (session.undo_stack.redo, True)):
        step()
        assert action.isChecked() is checked
    session.edit(preset("five-dots-line"), "")
    assert not action.isChecked()
    assert session.undo_stack.count() == 2  # following it is no edit


def test_it_is_pressed_from_the_start_where_the_experiment_has_replicas(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(replace(preset("sine-mlp"), replicas=Replicas(20)), in_process=True)
    window = MainWindow(session, Themes(app, "light"))
    qtbot.addWidget(window)
    assert window.actions_by_name["replicas"].isChecked()
    assert session.undo_stack.count() == 0
    window.close()


def test_on_again_takes_the_last_count(window: MainWindow, action: QAction) -> None:
    session = window.session
    session.edit(replace(session.experiment, replicas=Replicas(200, "fresh-x")), "")
    action.trigger()
    assert session.experiment.replicas.count == 0
    action.trigger()
    assert session.experiment.replicas == Replicas(200, "fresh-x")


def test_without_a_truth_they_are_made_by_bootstrap(window: MainWindow, action: QAction) -> None:
    window.session.edit(preset("five-dots-line"), "")
    action.trigger()
    assert window.session.experiment.replicas == Replicas(50, "bootstrap")


def test_it_is_explained_and_stands_beside_residuals_and_in_the_train_menu(
    window: MainWindow, action: QAction
) -> None:
    assert "again and again on other samples" in action.toolTip()
    named = window.actions_by_name
    bar = window.findChild(QToolBar, "tools").actions()
    assert bar.index(action) == bar.index(named["residuals"]) + 1
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if action in menu.actions()]
    assert [named["play"] in menu.actions() for menu in menus] == [True]


def test_a_narrow_window_shows_the_whole_tool_bar_while_it_trains(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(960, 520)
    label, play = window.findChild(RunLabel), window.actions_by_name["play"]
    label.setText("training · epoch 123,456 · 12,345 steps/s · CUDA:0")
    play.setText("Pause")
    (button,) = (b for b in window.findChildren(QToolButton) if b.defaultAction() is play)
    qtbot.waitUntil(lambda: window.width() == 960 and label.height() >= label.heightForWidth(label.width()))
    assert label.isVisible()
    assert button.width() >= button.sizeHint().width()
