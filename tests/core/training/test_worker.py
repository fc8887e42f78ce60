"""The worker: what goes in and out of its pipe, in this process and in one of its own."""

import errno
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.memory import NOT_ENOUGH
from nnviz.core.training.messages import (
    Advanced,
    DevicesListed,
    Edit,
    Failed,
    ListDevices,
    Look,
    Looked,
    More,
    OneStep,
    Pause,
    Play,
    Report,
    Start,
    Stop,
)
from nnviz.core.training.run import train
from nnviz.core.training.steps import ERROR_COLUMNS, Checkpoint, Ending
from nnviz.core.training.worker import Worker, explain

PATIENCE = 60  # seconds until a report that does not come fails the test
DOTS = Dataset.from_xy([(0.1, 1.0), (0.3, -0.5), (0.5, 2.0), (0.9, 0.3)], [(0.2, 0.4), (0.7, 1.0)])
BEYOND_ALL_MEMORY = 2**50  # numbers
SHORT = Experiment(dataset=DOTS, model=PolynomialSpec(3), training=Training(epochs=300))
LONG = replace(SHORT, training=Training(epochs=1_000_000))


class Window:
    """The other side: sends commands and waits for reports."""

    def __init__(self, in_process: bool) -> None:
        self.worker = Worker(in_process)

    def send(self, *commands: object) -> None:
        for command in commands:
            self.worker.send(command)

    def receive(self) -> Report:
        assert self.worker.connection.poll(PATIENCE), "no report came"
        return self.worker.connection.recv()

    def news(self) -> Advanced:
        report = self.receive()
        assert isinstance(report, Advanced), report
        return report

    def until(self, done: Callable[[Advanced], bool]) -> list[Advanced]:
        """Ask for more until a report satisfies `done`; all reports."""
        reports = [self.news()]
        while not done(reports[-1]):
            self.send(More())
            reports.append(self.news())
        return reports

    def is_silent(self) -> bool:
        """Whether nothing was sent before the answer to a question asked now."""
        self.send(ListDevices())
        return isinstance(self.receive(), DevicesListed)


@pytest.fixture
def window() -> Iterator[Window]:
    window = Window(in_process=True)
    yield window
    window.worker.close()


def ended(report: Advanced) -> bool:
    return report.snapshot.ending is not None


# --- in this process ------------------------------------------------------------------------------


def test_a_run_reports_itself_to_its_end(window: Window) -> None:
    window.send(Start(7, SHORT), Play())
    reports = window.until(ended)
    assert {report.run for report in reports} == {7}
    epochs = np.concatenate([report.snapshot.rows[:, 0] for report in reports])
    assert epochs.tolist() == list(range(301))
    last = reports[-1].snapshot
    assert (last.epoch, last.ending, last.playing) == (300, Ending.FINISHED, False)
    run = train(SHORT)
    for _ in range(301):
        step = next(run)
    np.testing.assert_array_equal(last.parameters, step.parameters())


def test_snapshots_come_only_when_asked_for(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.news()
    assert window.is_silent()
    assert window.is_silent()
    window.send(More())
    window.news()
    assert window.is_silent()


def test_it_looks_at_kept_replicas_while_a_run_rests(window: Window) -> None:
    some = replace(SHORT, replicas=Replicas(6, "bootstrap"))
    window.send(Start(3, some), Play())
    last = window.until(ended)[-1].snapshot
    kept = Checkpoint.of_stack(300, last.kept[300])
    window.send(Look(some, kept))
    answer = window.receive()
    assert isinstance(answer, Looked)
    assert (answer.experiment, answer.spread.epoch) == (some, 300)
    np.testing.assert_allclose(answer.spread.mean, last.spread.mean, rtol=1e-9)
    window.send(Stop(), Look(some, kept))
    assert isinstance(window.receive(), Looked)


def test_replicas_that_cannot_be_made_are_a_sentence(window: Window) -> None:
    window.send(Start(1, replace(SHORT, replicas=Replicas(6))))
    report = window.receive()
    assert isinstance(report, Failed)
    assert "need the function behind the points" in str(report.sentence)
    assert report.detail == ""


def test_one_request_waits_for_news(window: Window) -> None:
    window.send(Start(1, SHORT))
    assert window.news().snapshot.epoch == 0
    window.send(More())
    assert window.is_silent()
    window.send(OneStep())
    assert window.news().snapshot.epoch == 1


def test_the_last_snapshot_always_comes(window: Window) -> None:
    """Nobody asks while it trains; the one request after the end brings all that was missed."""
    window.send(Start(1, replace(SHORT, training=Training(epochs=50))), Play())
    first = window.news()
    for _ in range(20):
        assert window.is_silent()
    window.send(More())
    rest = window.until(ended)
    rows = np.concatenate([report.snapshot.rows for report in [first, *rest]])
    assert rows[:, 0].tolist() == list(range(51))


def test_pause_holds_the_run(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.until(lambda report: report.snapshot.playing)
    window.send(Pause(), More())
    held = window.until(lambda report: not report.snapshot.playing)[-1]
    window.send(More())
    assert window.is_silent()
    window.send(OneStep())
    assert window.news().snapshot.epoch == held.snapshot.epoch + 1


def test_an_edit_takes_effect_while_it_plays(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.news()
    above = replace(LONG, dataset=DOTS.moved(range(6), 0.0, 100.0))
    window.send(Edit(above), More())
    near = window.until(lambda report: bool(np.abs(report.snapshot.parameters[0]) > 90))[-1]
    assert near.snapshot.playing
    window.send(Edit(replace(above, training=Training(epochs=1))), More())
    assert window.until(ended)[-1].snapshot.ending is Ending.FINISHED


def test_a_new_start_replaces_the_run(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.news()
    start = Checkpoint(40, np.arange(4.0))
    window.send(Start(2, SHORT, start), More())
    report = window.until(lambda report: report.run == 2)[-1]
    assert report.snapshot.epoch == 40
    assert not report.snapshot.playing
    np.testing.assert_array_equal(report.snapshot.parameters, start.parameters)


def test_a_stopped_run_is_silent(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.news()
    window.send(Stop(), More(), Play(), OneStep(), Edit(SHORT))
    assert window.is_silent()


def test_what_the_user_caused_is_a_sentence_without_a_report(window: Window) -> None:
    empty = replace(SHORT, dataset=DOTS.of(Role.VALIDATION))
    window.send(Start(3, empty))
    failed = window.receive()
    assert isinstance(failed, Failed)
    assert (failed.run, str(failed.sentence), failed.detail) == (3, NO_TRAINING_POINTS, "")
    window.send(Start(4, SHORT))
    assert window.news().run == 4


def test_an_edit_that_cannot_be_ends_the_run(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.news()
    window.send(Edit(replace(LONG, dataset=Dataset.from_xy())))
    failed = window.receive()
    assert isinstance(failed, Failed)
    assert str(failed.sentence) == NO_TRAINING_POINTS


def test_a_failure_inside_comes_with_a_traceback(window: Window) -> None:
    window.send(Start(1, LONG), Play())
    window.news()
    window.send(Edit(replace(LONG, model=MLPSpec((3,)))))  # another layout: the session never does this
    failed = window.receive()
    assert isinstance(failed, Failed)
    assert "error inside nnviz" in str(failed.sentence)
    assert "Traceback" in failed.detail


def test_no_thread_is_left_over() -> None:
    before = set(threading.enumerate())
    window = Window(in_process=True)
    window.send(Start(1, LONG), Play())
    window.news()
    window.worker.close()
    assert set(threading.enumerate()) <= before
    assert window.worker.pid is None


def test_a_lost_connection_ends_the_loop() -> None:
    window = Window(in_process=True)
    window.send(Start(1, LONG), Play())
    window.news()
    window.worker.connection.close()
    window.worker.close()  # joins the thread


# --- what went wrong, in words --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("CUDA out of memory. Tried to allocate"), "not enough memory"),
        (
            RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`"),
            "not enough memory",
        ),
        (RuntimeError("can't start new thread"), "not enough memory"),
        (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), "not enough memory"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), "error inside nnviz"),
        (RuntimeError("CUDA error: device-side assert triggered"), "device failed"),
        (KeyError("x"), "error inside nnviz"),
    ],
)
def test_explain(error: Exception, words: str) -> None:
    sentence, detail = explain(error)
    assert words in str(sentence)
    assert type(error).__name__ in detail


@pytest.mark.parametrize("allocate", [np.empty, torch.empty])
def test_real_lack_of_memory_is_explained(allocate: Callable[[int], object]) -> None:
    with pytest.raises((MemoryError, RuntimeError)) as caught:
        allocate(BEYOND_ALL_MEMORY)
    assert explain(caught.value)[0] == NOT_ENOUGH


def test_explain_hands_a_sentence_on() -> None:
    assert explain(BadInput("Width {w}.", w=3)) == (BadInput("Width {w}.", w=3).sentence, "")


# --- in a process of its own ----------------------------------------------------------------------


def test_a_process_does_the_same() -> None:
    window = Window(in_process=False)
    window.send(Start(1, SHORT), Play())
    reports = window.until(ended)
    rows = np.concatenate([report.snapshot.rows for report in reports])
    run = train(SHORT)
    np.testing.assert_array_equal(rows, [next(run).epoch.row for _ in range(301)])
    window.send(Start(2, LONG), Play(), More())
    window.until(lambda report: report.run == 2)
    window.send(Edit(replace(LONG, dataset=Dataset.from_xy())))
    while not isinstance(report := window.receive(), Failed):
        assert isinstance(report, Advanced)
    assert str(report.sentence) == NO_TRAINING_POINTS
    window.worker.close()


def test_large_edits_and_large_snapshots_do_not_wait_for_each_other() -> None:
    """Both sides write more than a pipe holds at once: neither may wait for the other to read."""
    many = np.column_stack([np.linspace(0, 1, 20_000), np.zeros(20_000)])
    gentle = Training(epochs=1_000_000, learning_rate=1e-6)  # a run that diverges takes no edit any more
    wide = Experiment(dataset=Dataset.from_xy(many), model=MLPSpec((512, 512)), training=gentle)
    window = Window(in_process=False)
    window.send(Start(1, wide), Play())
    for number in range(1, 9):
        window.send(Edit(replace(wide, training=replace(gentle, l2=number / 1000)), number), More())
    window.until(lambda report: report.snapshot.edit == 8)
    window.worker.close()


def test_an_exact_run_solves_every_edit_anew(window: Window) -> None:
    exact = replace(SHORT, model=PolynomialSpec(1, "exact"))
    window.send(Start(1, exact))
    first = window.news().snapshot
    assert (first.ending, first.edit, len(first.parameters)) == (Ending.SOLVED, 0, 2)
    window.send(More(), Edit(replace(exact, model=PolynomialSpec(3, "exact")), 1))
    second = window.news().snapshot
    assert (second.ending, second.edit, second.model) == (Ending.SOLVED, 1, PolynomialSpec(3, "exact"))
    assert second.rows.shape == (1, len(ERROR_COLUMNS))
    assert second.rows[0, 1] == pytest.approx(0, abs=1e-20)


def test_a_new_run_needs_no_request_for_its_first_snapshot(window: Window) -> None:
    """The request for the run before may be spent on news that nobody wants any more."""
    window.send(Start(1, SHORT))
    window.news()
    window.send(Start(2, SHORT))
    assert window.news().run == 2


def test_a_process_that_is_killed_closes_its_pipe() -> None:
    window = Window(in_process=False)
    window.send(ListDevices())
    assert isinstance(window.receive(), DevicesListed)
    os.kill(window.worker.pid, signal.SIGKILL)
    assert window.worker.connection.poll(PATIENCE)
    with pytest.raises(EOFError):
        window.worker.connection.recv()
    window.worker.close()


def test_close_ends_a_busy_process() -> None:
    window = Window(in_process=False)
    window.send(Start(1, LONG), Play())
    window.news()
    pid = window.worker.pid
    window.worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
