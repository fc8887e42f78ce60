"""The real session on the five dots and two validation points, and the table that shows them."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.session import Session
from nnviz.gui.tables.points_board import PointsBoard
from nnviz.gui.theme import LIGHT


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(preset("five-dots-line"), in_process=True)
    yield session
    session.close()


@pytest.fixture
def board(session: Session, qtbot: QtBot) -> PointsBoard:
    board = PointsBoard(session, LIGHT)
    qtbot.addWidget(board)
    board.resize(330, 500)
    board.show()
    qtbot.waitExposed(board)
    board.activateWindow()
    return board
