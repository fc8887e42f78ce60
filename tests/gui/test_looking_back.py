"""Going back in time: kept epochs one by one, and the last one as the present."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.gui.looking_back import jump, kept_beside, look_at, step
from nnviz.gui.session import Session


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(preset("five-dots-degree-6"), in_process=True)
    history, rows = History(), np.ones((101, 5))
    rows[:, 0] = np.arange(101)
    history.add(rows, {epoch: np.zeros((1, 7)) for epoch in (0, 40, 80, 100)})
    session.show_run(history, Ending.FINISHED)
    yield session
    session.close()


def test_the_last_epoch_is_the_present_whichever_way_one_comes_to_it(session: Session) -> None:
    ways = (
        lambda: look_at(session, 100),
        lambda: look_at(session, 1_000),
        lambda: jump(session, 1),
        lambda: step(session, 1),
    )
    for way in ways:
        look_at(session, 80)
        assert session.shown_epoch == 80
        way()
        assert session.shown_epoch is None


def test_the_first_and_the_one_before(session: Session) -> None:
    step(session, -1)
    assert session.shown_epoch == 80
    jump(session, -1)
    assert session.shown_epoch == 0


@pytest.mark.parametrize(
    "kept", [range(0, 101), range(0, 101, 7), (0, 1, 2, 50, 51, 99, 100), (0, 100), (5,)]
)
def test_every_kept_epoch_is_reached_one_by_one(kept: tuple[int, ...]) -> None:
    history = History()
    rows = np.ones((101, 5))
    rows[:, 0] = np.arange(101)
    history.add(rows, {epoch: np.zeros((1, 1)) for epoch in kept})
    epoch, reached = kept[0], [kept[0]]
    while (following := kept_beside(history, epoch, 1)) != epoch:
        epoch = following
        reached.append(epoch)
    assert reached == list(kept)
    assert [kept_beside(history, k, -1) for k in kept] == [kept[0], *kept[:-1]]


def test_without_a_history_there_is_nothing_beside() -> None:
    assert kept_beside(History(), 3, 1) == 3
