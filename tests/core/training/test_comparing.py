"""A comparison in the worker: beside a run, and without touching it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz.core.comparison.models import read_models
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.training import comparing
from nnviz.core.training.comparing import Comparing
from nnviz.core.training.memory import NOT_ENOUGH
from nnviz.core.training.messages import (
    Advanced,
    Compare,
    Compared,
    ComparisonEnded,
    EndComparison,
    More,
    Play,
    Report,
    Start,
    Stop,
    Underway,
)
from nnviz.core.training.worker import Worker
from nnviz.headless import train

PATIENCE = 60  # seconds until a report that does not come fails the test
DOTS = preset("five-dots-line")
SHORT = replace(DOTS, training=replace(DOTS.training, epochs=200))
LONG = replace(DOTS, training=replace(DOTS.training, epochs=1_000_000))
MODELS = read_models("degree 1; degree 3; 4", SHORT)


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(in_process=True)
    yield worker
    worker.close()


def until_ended(worker: Worker, number: int) -> list[Report]:
    """All reports until the comparison with this number is over; news of a run are asked for again."""
    reports: list[Report] = []
    while not reports or not (isinstance(reports[-1], ComparisonEnded) and reports[-1].number == number):
        assert worker.connection.poll(PATIENCE), "no report came"
        reports.append(worker.connection.recv())
        if isinstance(reports[-1], Advanced):
            worker.send(More())
    return reports


def test_the_models_come_one_after_the_other_then_the_end(worker: Worker) -> None:
    worker.send(Compare(3, MODELS))
    reports = until_ended(worker, 3)
    done = [each for each in reports if isinstance(each, Compared)]
    assert [each.index for each in done] == [0, 1, 2]
    assert {each.number for each in reports} == {3}
    assert reports[0] == Underway(3, 0, 0)
    assert reports[-1] == ComparisonEnded(3)
    history, *_ = train(MODELS[1])
    assert_array_equal(done[1].model.run.rows, history.rows[:, : done[1].model.run.rows.shape[1]])


def test_a_run_and_a_comparison_take_turns_and_are_what_they_are_alone(worker: Worker) -> None:
    worker.send(Start(1, LONG))
    worker.send(Play())
    worker.send(Compare(1, MODELS))
    reports = until_ended(worker, 1)
    done = [each.model for each in reports if isinstance(each, Compared)]
    assert len(done) == 3
    news = [each.snapshot for each in reports if isinstance(each, Advanced)]
    assert news[-1].epoch > news[0].epoch
    alone, *_ = train(replace(LONG, training=replace(LONG.training, epochs=5)))
    rows = np.concatenate([each.rows for each in news])
    assert_array_equal(rows[:5], alone.rows[:5, : rows.shape[1]])


def test_the_end_of_a_run_leaves_the_comparison_alone(worker: Worker) -> None:
    worker.send(Start(1, LONG))
    worker.send(Play())
    worker.send(Compare(1, MODELS))
    worker.send(Stop())
    assert len([each for each in until_ended(worker, 1) if isinstance(each, Compared)]) == 3


def test_it_can_be_ended_and_another_takes_its_place(worker: Worker) -> None:
    endless = read_models("degree 1", LONG)
    worker.send(Compare(1, endless))
    worker.send(EndComparison())
    worker.send(Compare(2, endless))
    worker.send(Compare(3, MODELS))
    reports = until_ended(worker, 3)
    assert not [each for each in reports if isinstance(each, ComparisonEnded) and each.number < 3]


def test_what_cannot_be_trained_ends_it_with_a_sentence_and_the_run_goes_on(worker: Worker) -> None:
    toaster = replace(SHORT, training=replace(SHORT.training, device="toaster"))
    worker.send(Start(1, LONG))
    worker.send(Play())
    worker.send(Compare(1, (*MODELS[:1], toaster)))
    reports = until_ended(worker, 1)
    assert len([each for each in reports if isinstance(each, Compared)]) == 1
    end = reports[-1]
    assert isinstance(end, ComparisonEnded)
    assert "toaster" in str(end.problem)
    assert end.detail == ""
    before = worker.connection.recv()
    worker.send(More())
    assert worker.connection.recv().snapshot.epoch > before.snapshot.epoch


def test_nothing_is_left_to_do_once_it_was_ended() -> None:
    one = Comparing(lambda report: None)
    one.begin(Compare(1, MODELS))
    assert one.advance()
    one.end()
    assert not one.advance()


@pytest.mark.parametrize(
    ("error", "said", "faulty"),
    [
        (MemoryError(), NOT_ENOUGH, False),
        (BadInput("No."), Sentence("No."), False),
        (RuntimeError("CUDA error: an illegal memory access"), None, True),
    ],
)
def test_what_goes_wrong_is_told_and_only_a_lost_device_ends_the_worker(
    error: Exception, said: Sentence | None, faulty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(experiments: object) -> Iterator[None]:
        yield None
        raise error

    monkeypatch.setattr(comparing, "compare", fails)
    sent: list[Report] = []
    one = Comparing(sent.append)
    assert not one.advance()
    one.begin(Compare(1, MODELS))
    assert one.advance()
    assert one.advance()
    assert not one.advance()
    (end,) = sent
    assert isinstance(end, ComparisonEnded)
    assert said is None or end.problem == said
    assert one.faulty is faulty
