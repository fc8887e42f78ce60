"""The insides of the GRAPH panel on a real session, whose recordings are made in this process."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.gui.graph import GraphPanel
from nnviz.gui.graph.board import GraphBoard
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT

OpenPanel = Callable[..., GraphPanel]
FIVE_DOTS = preset("five-dots-line")
PERCEPTRON = replace(
    FIVE_DOTS,
    model=MLPSpec(hidden_sizes=(3,)),
    training=replace(FIVE_DOTS.training, optimiser="Adam", learning_rate=0.05, epochs=1000),
)


@pytest.fixture
def open_panel(qtbot: QtBot) -> Iterator[OpenPanel]:
    """Shows the panel of a perceptron 1-3-1, with changes; waits until its graph is drawn."""
    panels: list[GraphPanel] = []  # held, for qtbot holds them weakly

    def opened(level: str = "operations", **changes: object) -> GraphPanel:
        session = Session(replace(PERCEPTRON, **changes), in_process=True)
        session.open()
        panel = GraphPanel(session, LIGHT, level)
        panel.session = session  # for the tests
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(600, 760)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)  # or its keys are nobody's
        qtbot.waitUntil(lambda: panel.board is not None and panel.board.view.drawing is not None)
        panel.board.view.setFocus()
        return panel

    yield opened
    for panel in panels:
        panel.session.close()


@pytest.fixture
def board(open_panel: OpenPanel) -> GraphBoard:
    """At the level of operations."""
    board: GraphBoard = open_panel().board
    return board


@pytest.fixture
def session(board: GraphBoard) -> Session:
    """That of the board."""
    found: Session = board.parent().session
    return found
