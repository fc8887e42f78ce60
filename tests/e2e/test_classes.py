"""The real window turned from a curve into classes and back by pointing: every panel goes along."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes


@pytest.fixture
def session() -> Session:
    return Session(preset("five-dots-line"), in_process=True)


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def choose(box: QComboBox, key: object) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def train(qtbot: QtBot, session: Session) -> None:
    session.play()
    qtbot.waitUntil(lambda: session.history.last_epoch > 0, timeout=20_000)
    session.pause()
    qtbot.waitUntil(lambda: session.state is not RunState.RUNNING)


def test_by_pointing_from_a_curve_to_classes_and_back(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.docks.show("points")
    qtbot.waitUntil(lambda: window.tables.panel.board is not None)
    data = window.settings.data
    train(qtbot, session)
    choose(data.kind, True)
    train(qtbot, session)
    choose(data.classes.source.kind, "iris")
    train(qtbot, session)
    window.tables.panel.board.view.points.setData(window.tables.panel.board.view.points.index(0, 2), "5.25")
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment.pattern is not None
    choose(data.kind, False)
    train(qtbot, session)
    assert session.experiment.dataset == preset("five-dots-line").dataset


def test_documents_of_both_kinds_are_opened_one_after_the_other(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for name in ("moons", "sine-mlp", "digits-64-10", "five-dots-degree-6", "iris-4-3"):
        session.open_document(Document(preset(name)))
        QApplication.processEvents()
        assert window.settings.data.kind.currentData() is session.experiment.dataset.is_classes
