"""The session's comparison: what it shows of the worker's news, and what becomes of it when that is lost."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.comparison.models import read_models
from nnviz.core.presets import preset
from nnviz.core.sentences import Sentence
from nnviz.core.training.messages import Compare, ComparisonEnded, EndComparison, Underway
from nnviz.gui.comparison import LOST, STOPPED, Comparison
from nnviz.gui.session import RunState, Session

DOTS = preset("five-dots-line")
SHORT = replace(DOTS, training=replace(DOTS.training, epochs=50))
MODELS = read_models("degree 1; degree 3; 4", SHORT)
ENDLESS = read_models("degree 1; degree 3", replace(DOTS, training=replace(DOTS.training, epochs=1_000_000)))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(SHORT, in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def asked() -> list[object]:
    return []


@pytest.fixture
def comparison(session: Session, asked: list[object]) -> Comparison:
    """One whose worker is the test."""
    comparison = Comparison(asked.append, session)
    comparison.begin(MODELS)
    return comparison


def test_the_models_are_trained_in_the_worker_and_the_session_stays_as_it_is(
    session: Session, qtbot: QtBot
) -> None:
    comparison = session.comparison
    comparison.begin(MODELS)
    assert comparison.is_running
    qtbot.waitUntil(lambda: not comparison.is_running, timeout=20_000)
    assert comparison.problem is None
    assert sorted(comparison.models) == [0, 1, 2]
    for place, model in comparison.models.items():
        assert model.experiment is MODELS[place]  # not a copy of its points
    assert session.experiment is SHORT
    assert (session.state, len(session.history)) == (RunState.READY, 0)
    assert not session.undo_stack.count()


def test_play_reset_and_other_points_leave_it_alone(session: Session, qtbot: QtBot) -> None:
    comparison = session.comparison
    comparison.begin(MODELS)
    session.play()
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    session.reset()
    session.play()
    qtbot.waitUntil(lambda: not comparison.is_running, timeout=20_000)
    assert len(comparison.models) == 3
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)


def test_stopping_keeps_what_is_trained(session: Session, qtbot: QtBot) -> None:
    comparison = session.comparison
    comparison.begin((MODELS[0], *ENDLESS))
    qtbot.waitUntil(lambda: comparison.index == 1 and comparison.epoch > 0, timeout=20_000)
    comparison.stop()
    assert (comparison.is_running, comparison.problem) == (False, STOPPED)
    assert list(comparison.models) == [0]
    comparison.begin(MODELS[1:])
    qtbot.waitUntil(lambda: not comparison.is_running, timeout=20_000)
    assert sorted(comparison.models) == [0, 1]


def test_how_far_it_is_counts_the_epochs_of_all_models(comparison: Comparison) -> None:
    assert comparison.epochs == (0, 150)
    comparison.take(Underway(1, 1, 20))
    assert comparison.epochs == (70, 150)


def test_news_of_an_earlier_comparison_come_too_late(comparison: Comparison, asked: list[object]) -> None:
    comparison.begin(MODELS[:2])
    assert [each.number for each in asked if isinstance(each, Compare)] == [1, 2]
    comparison.take(Underway(1, 1, 40))
    comparison.take(ComparisonEnded(1, Sentence("It failed.")))
    assert comparison.is_running
    assert comparison.epochs == (0, 100)
    comparison.stop()
    comparison.take(ComparisonEnded(2))
    assert comparison.problem == STOPPED


def test_a_lost_worker_ends_it_and_the_next_one_does_not_begin_it(
    comparison: Comparison, asked: list[object]
) -> None:
    comparison.lose()
    assert (comparison.is_running, comparison.problem) == (False, LOST)
    assert isinstance(asked[-1], EndComparison)
    comparison.lose()
    assert len(asked) == 2


def test_a_killed_worker_loses_no_row(qtbot: QtBot) -> None:
    session = Session(SHORT)
    session.open()
    comparison = session.comparison
    comparison.begin((MODELS[0], *ENDLESS))
    qtbot.waitUntil(lambda: comparison.index == 1 and comparison.epoch > 0, timeout=30_000)
    pid = session.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: not comparison.is_running, timeout=20_000)
    assert comparison.problem == LOST
    assert list(comparison.models) == [0]
    session.close()
