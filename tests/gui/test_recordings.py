"""Recordings: the graph follows what is shown, and the next step can be seen in slow motion."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import Experiment, with_model
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.sentences import Sentence
from nnviz.core.training.messages import (
    Advanced,
    CheckGradient,
    NotRecorded,
    Record,
    Recorded,
    RecordFormula,
    RecordStep,
    Stop,
)
from nnviz.core.training.steps import Ending
from nnviz.gui.recordings import Recordings
from nnviz.gui.run_thread import RunThread
from nnviz.gui.session import RunState, Session

LINE = preset("five-dots-line")
FAULT = Sentence("It failed.")
Wait = Callable[[Callable[[], bool]], None]


def with_training(experiment: Experiment, **changes: object) -> Experiment:
    return replace(experiment, training=replace(experiment.training, **changes))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(with_training(LINE, epochs=60), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def wait(qtbot: QtBot) -> Wait:
    return lambda done: qtbot.waitUntil(done, timeout=20_000)


@pytest.fixture
def watched(session: Session, wait: Wait) -> Recordings:
    session.recordings.watch(True)
    wait(lambda: session.recordings.graph is not None)
    return session.recordings


def loss(recordings: Recordings) -> float:
    graph = recordings.graph
    return float(graph.node(graph.loss).value)


def test_nothing_is_recorded_until_somebody_watches(
    session: Session, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(session.recordings, "_send", asked.append)
    session.focus_on(Question(point=2))
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.1), "Move point")
    wait(lambda: not session.recordings._soon.isActive())
    assert asked == []
    session.recordings.watch(True)
    wait(lambda: len(asked) == 1)
    assert asked[0].question == Question(point=2)


def test_the_graph_follows_a_run_to_its_end(session: Session, watched: Recordings, wait: Wait) -> None:
    assert loss(watched) == pytest.approx(session.errors()[0])
    session.play()
    wait(lambda: session.state is RunState.ENDED)
    wait(lambda: watched.graph.setting.epoch == 60)
    assert loss(watched) == pytest.approx(session.errors()[0])
    assert_array_equal(watched.present.parameters, session.shown.parameters)


def test_it_follows_edits_focus_and_looking_back(session: Session, watched: Recordings, wait: Wait) -> None:
    session.play()
    wait(lambda: session.state is RunState.ENDED)
    session.show_epoch(10)
    wait(lambda: watched.graph.setting.epoch == 10)
    session.focus_on(Question(point=1))
    wait(lambda: watched.graph.setting.point == 1)
    session.focus_on(Question(x=2.5))
    wait(lambda: watched.graph.setting.about == "prediction")
    session.focus_on(ALL_POINTS)
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 3.0), "Move point")
    wait(
        lambda: watched.graph.setting.about == "mean" and loss(watched) == pytest.approx(session.errors()[0])
    )


def test_another_model_takes_the_old_graph_away_at_once(
    session: Session, watched: Recordings, wait: Wait
) -> None:
    session.edit(with_model(session.experiment, MLPSpec((3,))), "Perceptron")
    assert watched.graph is None
    wait(lambda: watched.graph is not None)
    assert watched.present.experiment is session.experiment


def test_one_request_at_a_time_the_last_one_wanted_always(
    session: Session, watched: Recordings, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, asked = watched.graph, list[Record]()
    wait(lambda: watched._asked is None and not watched._wanted)
    monkeypatch.setattr(watched, "_send", asked.append)
    for point in (0, 1, 2):
        session.focus_on(Question(point=point))
    wait(lambda: len(asked) == 1)
    for point in (3, 4, 1):
        session.focus_on(Question(point=point))
    wait(lambda: not watched._soon.isActive())
    assert [each.question.point for each in asked] == [2]
    watched.take(Recorded(asked[0].number, graph))
    wait(lambda: len(asked) == 2)
    assert asked[1].question.point == 1
    watched.take(Recorded(asked[0].number, graph))  # a second answer to the first
    assert watched._asked is asked[1]


def test_an_answer_about_another_model_is_dropped(
    session: Session, watched: Recordings, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, asked = watched.graph, list[Record]()
    wait(lambda: watched._asked is None and not watched._wanted)
    monkeypatch.setattr(watched, "_send", asked.append)
    session.focus_on(Question(point=2))
    wait(lambda: len(asked) == 1)
    session.edit(with_model(session.experiment, PolynomialSpec(3)), "Degree")
    watched.take(Recorded(asked[0].number, graph))
    assert watched.graph is None
    wait(lambda: len(asked) == 2)
    assert asked[1].experiment.model.degree == 3


def test_what_cannot_be_recorded_is_a_sentence(session: Session, watched: Recordings, wait: Wait) -> None:
    session.focus_on(Question(point=99))
    wait(lambda: watched.problem is not None)
    assert watched.graph is None
    assert session.notice is None
    session.focus_on(ALL_POINTS)
    wait(lambda: watched.graph is not None)
    assert watched.problem is None


def test_a_gradient_is_checked(session: Session, watched: Recordings, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: watched.graph is not None, timeout=20_000)
    with qtbot.waitSignal(session.recordings.checked, timeout=20_000) as answer:
        session.recordings.check_gradient(1)
    check = answer.args[0]
    assert check.parameter == 1
    assert check.analytic == pytest.approx(check.numeric, rel=1e-6)


# --- slow motion ----------------------------------------------------------------------------------


def begin(session: Session, wait: Wait) -> Recordings:
    session.recordings.begin_step()
    wait(lambda: session.recordings.in_slow_motion)
    return session.recordings


def told(recordings: Recordings) -> np.ndarray:
    return np.concatenate([update.lines[-1][1].ravel() for update in recordings.present.updates])


def test_the_step_in_slow_motion_is_the_one_that_is_made(session: Session, wait: Wait) -> None:
    session.edit(with_training(LINE, epochs=60, optimiser="Adam", batch_size=2), "Adam")
    recordings = begin(session, wait)
    assert session.state is RunState.PAUSED
    for _ in range(4):
        coming, before = told(recordings), recordings.present
        assert before.graph.setting.points in (1, 2)
        recordings.step_to(3)
        recordings.make_step()
        wait(lambda before=before: recordings.present is not before)
        assert recordings.count == 0
        assert_allclose(recordings.present.parameters, coming, rtol=1e-9)
        wait(lambda: np.array_equal(session.shown.parameters, recordings.present.parameters))


def test_slow_motion_pauses_a_run_and_goes_to_the_present(
    session: Session, watched: Recordings, wait: Wait
) -> None:
    session.edit(with_training(session.experiment, epochs=1_000_000), "Epochs")
    session.play()
    wait(lambda: session.history.last_epoch > 5)
    session.show_epoch(2)
    begin(session, wait)
    assert (session.shown_epoch, session.state) == (None, RunState.PAUSED)
    wait(lambda: watched.graph.setting.epoch == session.shown.epoch)


@pytest.mark.parametrize("what", ["edit", "play", "back", "reset", "end"])
def test_what_ends_slow_motion(session: Session, watched: Recordings, wait: Wait, what: str) -> None:
    session.play()
    wait(lambda: session.state is RunState.ENDED)
    begin(session, wait)
    moved = session.experiment.dataset.moved([0], 0.0, 1.0)
    {
        "edit": lambda: session.edit_points(moved, "Move point"),
        "play": session.play,
        "back": lambda: session.show_epoch(3),
        "reset": session.reset,
        "end": watched.end_step,
    }[what]()
    assert not watched.in_slow_motion
    assert watched.count == 0
    wait(lambda: watched._asked is None and not watched._wanted)
    assert not watched.graph.setting.training


def test_a_step_asked_for_before_an_edit_does_not_come_after_it(
    session: Session, watched: Recordings, wait: Wait
) -> None:
    recordings = watched
    wait(lambda: recordings.graph is not None)
    recordings.begin_step()
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    recordings.check_gradient(0)  # answered after it
    done = []
    recordings.checked.connect(done.append)
    wait(lambda: bool(done))
    assert not recordings.in_slow_motion


@pytest.mark.parametrize("late", [False, True], ids=["before the step", "after it"])
@pytest.mark.parametrize("ending", [Ending.FINISHED, Ending.STOPPED_EARLY])
def test_the_end_of_a_run_on_its_way_does_not_swallow_slow_motion(
    session: Session, wait: Wait, ending: Ending, late: bool
) -> None:
    news = []
    session._thread.reported.connect(news.append)
    session.play()
    wait(lambda: session.state is RunState.ENDED)
    session.play()
    session.recordings.begin_step()
    assert session.state is RunState.PAUSED
    last = next(report.snapshot for report in reversed(news) if isinstance(report, Advanced))
    over = replace(last, ending=ending, playing=False, edit=session._thread.last_edit)
    if late:
        wait(lambda: session.recordings.in_slow_motion)
    session._on_reported(Advanced(session._thread._number, over))
    wait(lambda: session.recordings.in_slow_motion)
    assert session.state is RunState.PAUSED


def test_a_step_is_made_once_until_the_next_is_shown(session: Session, wait: Wait) -> None:
    recordings = begin(session, wait)
    before = recordings.present
    recordings.make_step()
    recordings.make_step()
    wait(lambda: recordings.present is not before)
    assert recordings.graph.setting.epoch == 1
    recordings.make_step()
    wait(lambda: recordings.graph.setting.epoch == 2)


def test_an_exact_solution_has_no_steps(session: Session) -> None:
    session.edit(with_model(session.experiment, PolynomialSpec(2, "exact")), "Exact")
    session.recordings.begin_step()
    assert "solved exactly" in str(session.notice)
    assert not session.recordings.in_slow_motion


def test_a_step_that_cannot_be_is_said(session: Session, wait: Wait) -> None:
    session.edit(with_training(session.experiment, device="cuda:7"), "Device")
    session.recordings.begin_step()
    wait(lambda: session.state is RunState.ENDED)
    assert "cuda:7" in str(session.notice)
    assert not session.recordings.in_slow_motion


def test_of_a_lost_worker_a_graph_is_asked_once_more_then_only_at_the_next_change(
    session: Session, watched: Recordings, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Record] = []
    wait(lambda: watched._asked is None and not watched._wanted)
    monkeypatch.setattr(watched, "_send", asked.append)
    session.focus_on(Question(point=2))
    wait(lambda: len(asked) == 1)
    session._on_worker_lost(session._thread._number, False)
    wait(lambda: len(asked) == 2)
    assert asked[1].question == Question(point=2)
    session._on_worker_lost(session._thread._number, False)
    wait(lambda: not watched._soon.isActive())
    assert len(asked) == 2
    assert watched.graph is None
    assert "process that records it ended" in str(watched.problem)
    session.focus_on(Question(point=3))
    wait(lambda: len(asked) == 3)


def test_a_worker_lost_after_its_answers_leaves_the_graph(session: Session, watched: Recordings) -> None:
    graph = watched.graph
    for _ in range(3):
        session._on_worker_lost(session._thread._number, False)
    assert (watched.graph, watched.problem) == (graph, None)


def test_of_a_lost_worker_a_formula_is_asked_once_more_then_told(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings, asked, told = session.recordings, list[RecordFormula](), list[object]()
    monkeypatch.setattr(recordings, "_send", asked.append)
    recordings.formula_recorded.connect(told.append)
    recordings.record_formula("a*x", {"a": 1.0, "x": 2.0})
    session._on_worker_lost(session._thread._number, False)
    assert [each.expression for each in asked] == ["a*x", "a*x"]
    assert told == []
    session._on_worker_lost(session._thread._number, False)
    assert len(asked) == 2
    assert "process that records it ended" in str(told[0])
    session._on_worker_lost(session._thread._number, False)
    assert len(told) == 1


def test_a_fault_comes_with_its_report(session: Session, watched: Recordings, wait: Wait) -> None:
    recordings = watched
    wait(lambda: recordings.graph is not None)
    recordings.check_gradient(0)
    recordings.take(NotRecorded(recordings._check_asked, FAULT, "Traceback"))
    assert (session.notice, session.report) == (FAULT, "Traceback")


def test_a_formula_is_recorded_and_only_the_last_answer_counts(session: Session, wait: Wait) -> None:
    told: list[object] = []
    session.recordings.formula_recorded.connect(told.append)
    for a in (1.0, 2.0, 3.0):
        session.recordings.record_formula("a*x", {"a": a, "x": 2.0})
    wait(lambda: bool(told))
    (graph,) = told
    assert graph.setting.about == "formula"
    assert float(graph.node(graph.loss).value) == 6
    assert float(graph.node("a").gradient) == 2


def test_why_a_formula_is_not_recorded_is_told(session: Session, wait: Wait) -> None:
    told: list[object] = []
    session.recordings.formula_recorded.connect(told.append)
    session.recordings.record_formula("a*b", {"a": 1.0})
    wait(lambda: bool(told))
    assert "“b” has no value here" in str(told[0])
    assert session.notice is None


# --- on the way to the worker ---------------------------------------------------------------------


def test_of_frames_that_wait_only_the_last_goes_and_the_end_of_a_run_leaves_it() -> None:
    thread = RunThread(in_process=True)  # not started: all that is asked waits
    start = LINE.initial_parameters()
    for number in (1, 2, 3):
        thread.ask(Record(number, LINE, 0, start))
    thread.ask(CheckGradient(4, Graph((), (), ""), 0))
    thread.begin_run(LINE)
    thread.ask(RecordStep(5))
    thread.drop_run()
    assert [type(each) for each in thread._commands] == [Record, CheckGradient, Stop]
    assert thread._commands[0].number == 3
