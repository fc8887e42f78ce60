"""The real window turns from a curve into classes and back, with pins of both, and nothing breaks."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes


def shorter(name: str) -> Document:
    some = preset(name)
    return Document(replace(some, training=replace(some.training, epochs=30)))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    session = Session(shorter("five-dots-degree-6").experiment, in_process=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def train(window: MainWindow, qtbot: QtBot) -> None:
    window.session.play()
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED, timeout=30_000)


def test_errors_runs_and_sentence_follow_from_a_curve_to_classes_and_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    window.docks.show("runs")
    window.runs.make()
    for name in ("five-dots-degree-6", "two-classes-2-5-1", "iris-4-10-3"):
        session.edit(shorter(name).experiment, name)
        train(window, qtbot)
        classes = session.experiment.dataset.is_classes
        assert len(window.errors.charts) == (2 if classes else 1)
        assert ("loss" if classes else "error") in str(session.diagnosis().sentence)
        session.edit_pins((*session.pins, session.runs.entries[-1].run), "Pin")
        window.grab()
    enabled = [box.isEnabled() for box in window.errors.legend.pins[:3]]
    assert enabled == [False, True, True], "errors of a curve are no losses"
    assert "tanh" not in window.fit.header.legend.text(), "classes have no curve in FIT"
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
        window.grab()
    assert len(window.errors.charts) == 1
    session.open_document(shorter("digits-64-10"))
    window.grab()
    assert len(window.errors.charts) == 2
