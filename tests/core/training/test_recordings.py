"""Recordings in the worker: answers to what the GRAPH panel asks, which neither end nor slow a run."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.training import recordings as module
from nnviz.core.training.messages import (
    Advanced,
    CheckGradient,
    GradientChecked,
    More,
    NotRecorded,
    OneStep,
    Play,
    Record,
    Recorded,
    RecordStep,
    Report,
    Start,
    StepRecorded,
)
from nnviz.core.training.player import Player
from nnviz.core.training.recordings import Recordings
from nnviz.core.training.worker import Worker

PATIENCE = 60  # seconds until a report that does not come fails the test
DOTS = Dataset.from_xy([(0.1, 1.0), (0.3, -0.5), (0.5, 2.0), (0.9, 0.3)], [(0.2, 0.4), (0.7, 1.0)])
SHORT = Experiment(dataset=DOTS, model=MLPSpec((3,)), training=Training(epochs=300))
LONG = replace(SHORT, training=Training(epochs=1_000_000))
START = SHORT.initial_parameters()


@pytest.fixture
def answers() -> list[Report]:
    return []


@pytest.fixture
def desk(answers: list[Report]) -> Recordings:
    return Recordings(answers.append)


def playing(experiment: Experiment = LONG) -> Player:
    player = Player(experiment)
    player.play()
    return player


def test_a_frame_is_recorded_whether_a_run_is_open_or_not(answers: list[Report]) -> None:
    for player in (None, Player(SHORT), playing()):
        desk = Recordings(answers.append)
        desk.keep(Record(3, SHORT, 7, START, Question(point=1)))
        assert desk.answer_due(player)
        answer = answers.pop()
        assert isinstance(answer, Recorded)
        assert (answer.number, answer.graph.setting.epoch, answer.graph.setting.point) == (3, 7, 1)
        assert not desk.answer_due(player)


def test_while_a_run_plays_frames_take_a_share_of_the_time_and_the_last_is_kept(
    desk: Recordings, answers: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (1.0, 1.0, 9.0), (10.0, 10.0, 10.02), (10.51, 10.51, 10.53)
    player, clock = playing(), iter([*first, *second, 10.4, 10.49, *third])
    monkeypatch.setattr(module, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(module, "RECORDING_SHARE", 0.04)
    for number in (1, 2):  # the first one sets torch up, and is not counted
        desk.keep(Record(number, SHORT, 0, START))
        assert desk.answer_due(player)
    for number in (3, 4):  # the second took 0.02 s, so the next is due 0.5 s after it began
        desk.keep(Record(number, SHORT, 0, START))
        assert not desk.answer_due(player)
    assert desk.answer_due(player)
    assert [answer.number for answer in answers] == [1, 2, 4]


def test_when_a_run_rests_a_frame_need_not_wait(
    desk: Recordings, answers: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECORDING_SHARE", 1e-9)
    player = playing()
    for number in (1, 2, 3):
        desk.keep(Record(number, SHORT, 0, START))
        desk.answer_due(player)
    assert [answer.number for answer in answers] == [1, 2]
    player.pause()
    assert desk.answer_due(player)
    assert [answer.number for answer in answers] == [1, 2, 3]


def test_the_next_step_waits_until_the_run_rests(desk: Recordings, answers: list[Report]) -> None:
    player = Player(SHORT)
    player.advance_once()
    desk.keep(RecordStep(5))
    assert not desk.answer_due(player)
    player.advance()
    assert desk.answer_due(player)
    (answer,) = answers
    assert isinstance(answer, StepRecorded)
    assert (answer.number, answer.graph.setting.epoch, answer.graph.setting.training) == (5, 1, True)
    new = {update.first: update.lines[-1][1].ravel() for update in answer.updates}
    player.advance_once()
    player.advance()
    coming = np.concatenate([new[first] for first in sorted(new)])
    np.testing.assert_allclose(coming, player.snapshot().parameters, rtol=1e-12)


def test_a_gradient_is_compared_with_differences(desk: Recordings, answers: list[Report]) -> None:
    desk.check(CheckGradient(9, record(SHORT, START, 0), 4))
    (answer,) = answers
    assert isinstance(answer, GradientChecked)
    assert (answer.number, answer.check.parameter) == (9, 4)
    assert answer.check.analytic == pytest.approx(answer.check.numeric, rel=1e-6)


def test_what_cannot_be_recorded_is_a_sentence(desk: Recordings, answers: list[Report]) -> None:
    empty = replace(SHORT, dataset=DOTS.of(Role.VALIDATION))
    desk.keep(Record(1, empty, 0, START))
    desk.answer_due(None)
    desk.keep(RecordStep(2))
    desk.answer_due(None)
    desk.keep(RecordStep(3))
    desk.answer_due(Player(replace(SHORT, model=PolynomialSpec(2, "exact"))))
    desk.check(CheckGradient(4, record(SHORT, START, 0), 99))
    desk.keep(Record(5, SHORT, 0, START, Question(point=99)))
    desk.answer_due(None)
    words = ["no training points", "no run", "solved exactly", "no parameter", "no point 100"]
    assert [answer.number for answer in answers] == [1, 2, 3, 4, 5]
    for answer, part in zip(answers, words, strict=True):
        assert isinstance(answer, NotRecorded)
        assert part in str(answer.sentence)
        assert answer.detail == ""


def test_a_fault_inside_comes_with_a_traceback(desk: Recordings, answers: list[Report]) -> None:
    desk.keep(Record(1, SHORT, 0, START[:4]))  # the window never asks this
    desk.answer_due(None)
    (answer,) = answers
    assert isinstance(answer, NotRecorded)
    assert "error inside nnviz" in str(answer.sentence)
    assert "Traceback" in answer.detail


# --- through the pipe -----------------------------------------------------------------------------


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(in_process=True)
    yield worker
    worker.close()


def reports(worker: Worker, *commands: object) -> Iterator[Report]:
    for command in commands:
        worker.send(command)
    while True:
        assert worker.connection.poll(PATIENCE), "no report came"
        yield worker.connection.recv()


def test_a_run_goes_on_while_it_is_recorded(worker: Worker) -> None:
    coming = reports(worker, Start(1, LONG), Play(), Record(1, LONG, 0, START), More())
    kinds = {type(next(coming)) for _ in range(3)}
    assert kinds == {Advanced, Recorded}
    worker.send(More())
    while not isinstance(report := next(coming), Advanced):
        pass
    assert report.snapshot.playing


def test_a_recording_that_fails_does_not_end_the_run(worker: Worker) -> None:
    coming = reports(worker, Start(1, LONG), Play(), Record(1, LONG, 0, START[:2]), More())
    while not isinstance(next(coming), NotRecorded):
        pass
    worker.send(More())
    while not isinstance(report := next(coming), Advanced):
        pass
    assert report.snapshot.playing


def test_a_step_asked_for_behind_a_real_one_is_the_one_after_it(worker: Worker) -> None:
    coming = reports(worker, Start(1, SHORT), OneStep(), RecordStep(1), OneStep(), RecordStep(2))
    while not isinstance(report := next(coming), StepRecorded):
        pass
    while report.number != 2:
        report = next(coming)
    assert report.upcoming.epoch == 2


def test_a_process_records_as_well() -> None:
    worker = Worker()
    coming = reports(worker, Start(1, SHORT), Record(1, SHORT, 0, START), RecordStep(2), OneStep())
    try:
        found = {type(next(coming)) for _ in range(3)}
    finally:
        worker.close()
    assert found == {Advanced, Recorded, StepRecorded}
