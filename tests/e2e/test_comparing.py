"""The real window: a set with classes is compared while a curve trains, pinned, opened, and undone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.comparison.sets import SETS
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-line"))
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    session.open()
    yield window
    window.close()


def test_a_set_is_compared_beside_a_run_pinned_opened_and_undone(window: MainWindow, qtbot: QtBot) -> None:
    session, line = window.session, window.session.experiment
    endless = replace(line, training=replace(line.training, epochs=1_000_000))
    session.edit(endless, "Epochs")
    window.actions_by_name["play"].trigger()
    window.actions_by_name["compare"].trigger()
    dialog = window.comparing.dialog
    assert dialog is not None
    dialog.choice.sets.setCurrentIndex(1)
    dialog.start.click()
    qtbot.waitUntil(lambda: len(session.comparison.models) == 4, timeout=60_000)
    assert session.state is RunState.RUNNING
    dialog.pin.click()
    assert [pin.label for pin in session.pins] == list(SETS[0].models)
    assert session.experiment.dataset.is_classes
    dialog.open_model(3)
    assert session.experiment.model.hidden_sizes == (50, 50)
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    for _ in range(2):
        session.undo_stack.undo()
    assert (session.experiment, session.pins) == (endless, ())
    for _ in range(2):
        session.undo_stack.redo()
    assert len(session.pins) == 4
