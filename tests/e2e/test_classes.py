"""Points with classes in the real window: the panels beside the graph, and what they select elsewhere."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    moons = preset("moons")
    session = Session(replace(moons, training=replace(moons.training, epochs=20)), in_process=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def test_they_stand_beside_the_graph_and_follow_the_run(window: MainWindow, qtbot: QtBot) -> None:
    beside = window.tabifiedDockWidgets(window.docks["graph"])
    assert {dock.objectName() for dock in beside} == {"classes", "hidden"}
    window.docks.show("classes")
    qtbot.waitUntil(lambda: window.classes.board is not None and window.classes.board.answer is not None)
    window.session.play()
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED, timeout=30_000)
    features = window.session.experiment.dataset.of(Role.VALIDATION).features
    expected = window.session.shown.probabilities(features)
    board = window.classes.board
    qtbot.waitUntil(lambda: np.array_equal(board.answer.judgement.probabilities, expected))
    window.docks.show("hidden")
    qtbot.waitUntil(lambda: window.hidden.board is not None and window.hidden.board.answer is not None)


def test_a_click_on_a_cell_selects_points_in_the_plane(window: MainWindow, qtbot: QtBot) -> None:
    window.docks.show("classes")
    qtbot.waitUntil(lambda: window.classes.board is not None and window.classes.board.answer is not None)
    matrix = window.classes.board.matrix
    QTest.mouseClick(matrix.viewport(), LEFT, pos=matrix.visualRect(matrix.cells.index(1, 0)).center())
    chosen = np.sort(window.view.canvas.selection)
    dataset = window.session.experiment.dataset
    assert np.array_equal(chosen, np.flatnonzero((dataset.classes == 0) & (dataset.roles == Role.VALIDATION)))


def test_curves_and_classes_in_turn(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("classes", "hidden"):
        window.docks.show(name)
        qtbot.waitUntil(lambda name=name: getattr(window, name).board is not None)
        for preset_name in ("five-dots-line", "xor", "sine-mlp", "moons"):
            window.session.open_document(Document(preset(preset_name)))
            board = getattr(window, name).board
            wanted = preset(preset_name).dataset.is_classes
            qtbot.waitUntil(lambda board=board, wanted=wanted: (board.answer is not None) is wanted)
