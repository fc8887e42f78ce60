"""The session's document: opened, taken along whole, brought back from the log of runs, with its pins."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.training.messages import Start
from nnviz.core.training.steps import Ending
from nnviz.gui.notices import REPLICAS_NOT_KEPT
from nnviz.gui.session import RunState, Session

LINE = preset("five-dots-line")
DEGREE_6 = preset("five-dots-degree-6")  # whose validation error is least at epoch 20


def with_training(experiment: Experiment, **changes: object) -> Experiment:
    return replace(experiment, training=replace(experiment.training, **changes))


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[[Experiment], Session]]:
    made: list[Session] = []

    def session_of(experiment: Experiment) -> Session:
        session = Session(experiment, in_process=True)
        session.open()
        made.append(session)
        return session

    yield session_of
    for session in made:
        session.close()


@pytest.fixture
def session(make: Callable[[Experiment], Session]) -> Session:
    return make(with_training(DEGREE_6, epochs=60))


@pytest.fixture
def remote(qtbot: QtBot) -> Iterator[Session]:
    """A session whose runs live in a worker process."""
    session = Session(with_training(LINE, epochs=1_000_000))
    session.open()
    yield session
    session.close()


def run_to_end(session: Session, qtbot: QtBot) -> None:
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)


def solve(session: Session, degree: int, qtbot: QtBot, gesture: int | None = None) -> None:
    session.edit(with_model(session.experiment, PolynomialSpec(degree, "exact")), "Degree", gesture)
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)


def epochs(session: Session) -> list[int]:
    return [run.last.epoch for run in session.runs.runs]


# --- documents ------------------------------------------------------------------------------------


def test_a_document_comes_back_whole(make: Callable[[Experiment], Session], qtbot: QtBot) -> None:
    one = make(with_training(DEGREE_6, epochs=60))
    run_to_end(one, qtbot)
    one.edit_pins((replace(one.shown_run(), label="mine"),), "Pin")
    whole = one.whole_document()
    assert whole.run is not None
    whole = replace(whole, run=replace(whole.run, extra={"more": 1}), extra={"of": "later"})
    other = make(LINE)
    other.open_document(whole)
    assert other.whole_document() == whole
    assert other.whole_document().extra == whole.extra
    assert other.whole_document().run is whole.run
    assert other.history.column("epoch").tolist() == list(range(61))
    assert other.history.best_epoch == one.history.best_epoch
    assert np.array_equal(other.shown.parameters, one.shown.parameters)
    assert (other.ending, other.state) == (Ending.FINISHED, RunState.ENDED)
    assert "at epoch 60" in str(other.notice)
    assert not other.undo_stack.canUndo()


def test_its_run_goes_on_as_if_it_had_never_left(make: Callable[[Experiment], Session], qtbot: QtBot) -> None:
    one = make(with_training(DEGREE_6, epochs=60))
    run_to_end(one, qtbot)
    other = make(LINE)
    other.open_document(one.whole_document())
    for each in (one, other):
        run_to_end(each, qtbot)
    assert other.whole_document().run == one.whole_document().run
    assert other.history.column("epoch").tolist() == list(range(121))
    assert np.array_equal(one.shown.parameters, other.shown.parameters)


def test_points_that_moved_after_the_end_are_not_what_the_run_was_trained_on(
    make: Callable[[Experiment], Session], qtbot: QtBot
) -> None:
    one = make(with_training(DEGREE_6, epochs=60))
    run_to_end(one, qtbot)
    one.edit_points(one.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    whole = one.whole_document()
    assert whole.run is not None
    assert whole.run.experiment != whole.experiment
    other = make(LINE)
    other.open_document(whole)
    assert other.whole_document() == whole
    assert other.history.best_epoch is None, "no epoch was measured on the present points"


def test_undo_brings_the_best_epoch_back_with_the_points(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    best = session.history.best_epoch
    assert best is not None
    for offset in (1.0, 2.0):
        session.edit_points(session.experiment.dataset.moved([0], 0.0, offset), "Move point")
        assert session.history.best_epoch is None
    session.undo_stack.undo()
    assert session.history.best_epoch is None
    session.undo_stack.undo()
    assert session.history.best_epoch == best
    assert len(session.history.comparable) == len(session.history)


def test_panels_hear_of_no_best_epoch_that_is_one_of_other_points(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    whole = session.whole_document()
    moved = replace(whole.experiment, dataset=whole.experiment.dataset.moved([0], 0.0, 1.0))
    heard: list[int | None] = []
    session.advanced.connect(lambda: heard.append(session.history.best_epoch))
    session.open_document(replace(whole, experiment=moved))
    assert set(heard) == {None}


def test_what_is_said_of_an_opened_run_makes_way_for_its_verdict(
    make: Callable[[Experiment], Session], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.gui.edited_document.READING_TIME", 50)
    one = make(with_training(DEGREE_6, epochs=60))
    run_to_end(one, qtbot)
    other = make(LINE)
    other.open_document(one.whole_document())
    assert "as it was kept" in str(other.notice)
    qtbot.waitUntil(lambda: other.notice is None)


def test_a_run_that_does_not_fit_is_left_out(make: Callable[[Experiment], Session], qtbot: QtBot) -> None:
    one = make(with_training(LINE, epochs=5))
    run_to_end(one, qtbot)
    other = make(LINE)
    other.open_document(replace(one.whole_document(), experiment=DEGREE_6))
    assert (other.state, len(other.history)) == (RunState.READY, 0)
    assert len(other.shown.parameters) == 7


def test_an_exact_document_is_solved(session: Session, qtbot: QtBot) -> None:
    exact = with_model(LINE, PolynomialSpec(4, "exact"))
    session.open_document(Document(exact))
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    assert session.errors()[0] == pytest.approx(0, abs=1e-20)


def test_an_exact_solution_of_other_points_is_solved_anew(session: Session, qtbot: QtBot) -> None:
    solve(session, 4, qtbot)
    whole = session.whole_document()
    moved = whole.experiment.dataset.moved([0], 0.0, 1.0)
    session.open_document(replace(whole, experiment=replace(whole.experiment, dataset=moved)))
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    assert session.errors()[0] == pytest.approx(0, abs=1e-20)


def test_opening_another_document_keeps_the_run_before_in_the_log(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.open_document(Document(LINE))
    assert epochs(session) == [60]
    assert session.runs.present is None


# --- replicas -------------------------------------------------------------------------------------


@pytest.fixture
def among(make: Callable[[Experiment], Session]) -> Session:
    return make(replace(with_training(LINE, epochs=20), replicas=Replicas(8, "bootstrap")))


def test_replicas_come_back_and_go_on(among: Session, qtbot: QtBot) -> None:
    run_to_end(among, qtbot)
    before = among.spread
    among.open_document(among.whole_document())
    assert among.spread is not before
    assert np.array_equal(among.spread.mean, before.mean)
    split = among.history.split(20)
    run_to_end(among, qtbot)
    assert among.history.split(20).variance == split.variance > 0
    assert among.history.split(40).replicas == 8


def test_too_many_replicas_are_not_kept_and_it_says_so(
    among: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_to_end(among, qtbot)
    monkeypatch.setattr("nnviz.core.document.MOST_WEIGHTS", 17)  # of nine lines with two parameters
    whole = among.whole_document()
    assert whole.run is not None
    assert len(whole.run.last.replicas) == 0
    assert whole.run.last.parameters.base is None, "a view would hold the replicas in memory"
    among.open_document(whole)
    assert among.notice == REPLICAS_NOT_KEPT
    assert among.state is RunState.READY
    run_to_end(among, qtbot)
    assert among.spread.count == 8


# --- the log of runs ------------------------------------------------------------------------------


def test_every_run_that_is_left_is_remembered(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    assert session.runs.present is session.runs.runs[-1]
    session.reset()
    assert session.runs.present is None
    session.edit(with_model(session.experiment, MLPSpec((4,))), "Model")
    run_to_end(session, qtbot)
    assert [type(run.experiment.model) for run in session.runs.runs] == [PolynomialSpec, MLPSpec]


def test_play_pressed_twice_is_one_run_and_the_same_run_again_too(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    run_to_end(session, qtbot)
    assert epochs(session) == [120]
    session.reset()
    run_to_end(session, qtbot)
    run_to_end(session, qtbot)
    assert epochs(session) == [120]


def test_paused_and_stopped_runs_are_there(session: Session, qtbot: QtBot) -> None:
    session.step()
    qtbot.waitUntil(lambda: epochs(session) == [1], timeout=20_000)
    session.step()
    qtbot.waitUntil(lambda: epochs(session) == [2], timeout=20_000)
    session.stop()
    assert epochs(session) == [2]


def test_a_diverged_run_and_the_one_after_it_are_two(session: Session, qtbot: QtBot) -> None:
    session.edit(with_training(session.experiment, learning_rate=50.0), "Learning rate")
    run_to_end(session, qtbot)
    assert session.ending is Ending.DIVERGED
    session.edit(with_training(session.experiment, learning_rate=0.01), "Learning rate")
    run_to_end(session, qtbot)
    assert [run.ending for run in session.runs.runs] == [Ending.DIVERGED, Ending.FINISHED]
    session.runs.clear()
    session.edit(with_training(session.experiment, learning_rate=50.0), "Learning rate")
    session.reset()
    for _ in range(2):  # Play after a divergence begins afresh
        run_to_end(session, qtbot)
    assert [run.ending for run in session.runs.runs] == [Ending.DIVERGED]


def test_a_new_start_after_a_divergence_leaves_the_diverged_run_there(session: Session, qtbot: QtBot) -> None:
    session.edit(with_training(session.experiment, learning_rate=2.0), "Learning rate")
    run_to_end(session, qtbot)
    assert session.ending is Ending.DIVERGED
    assert session.history.last_epoch > 1
    session.step()
    qtbot.waitUntil(lambda: len(session.runs.runs) == 2, timeout=20_000)
    assert [run.ending for run in session.runs.runs] == [Ending.DIVERGED, None]


def test_the_kept_epoch_is_a_run_beside_the_whole_one(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.show_epoch(20)
    session.keep_shown()
    assert epochs(session) == [60, 20]
    run_to_end(session, qtbot)
    assert epochs(session) == [60, 80]


def test_points_moved_after_the_end_add_no_run(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    for _ in range(5):
        session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.1), "Move point")
    session.reset()
    (run,) = session.runs.runs
    assert run.experiment.dataset == DEGREE_6.dataset
    assert run.kept[0].epoch == 20, "its best is not forgotten"


def test_a_slider_dragged_over_ten_exact_degrees_is_one_run(session: Session, qtbot: QtBot) -> None:
    solve(session, 1, qtbot)
    gesture = session.new_gesture()
    for degree in range(2, 12):
        solve(session, degree, qtbot, gesture)
    assert [run.experiment.model.degree for run in session.runs.runs] == [1, 11]
    solve(session, 3, qtbot)
    assert [run.experiment.model.degree for run in session.runs.runs] == [1, 11, 3]


def test_a_training_run_left_for_another_model_is_there_once(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.edit(with_model(session.experiment, PolynomialSpec(3)), "Degree")
    assert epochs(session) == [60]
    session.reset()
    assert epochs(session) == [60]


# --- bringing back --------------------------------------------------------------------------------


def two_runs(session: Session, qtbot: QtBot) -> KeptRun:
    """A run of degree 6, then one of a line on other points; returns the first."""
    run_to_end(session, qtbot)
    session.edit(with_model(session.experiment, PolynomialSpec(1)), "Degree")
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    run_to_end(session, qtbot)
    return session.runs.runs[0]


def test_bringing_a_run_back_brings_all_of_it_and_can_be_undone(session: Session, qtbot: QtBot) -> None:
    first = two_runs(session, qtbot)
    later, edits = session.experiment, session.undo_stack.count()
    session.bring_back(first)
    assert session.experiment == first.experiment
    assert session.undo_stack.count() == edits + 1
    assert np.array_equal(session.history.rows, first.history().rows, equal_nan=True)
    assert session.history.best_epoch == 20
    assert np.array_equal(session.history.nearest(20).parameters, first.kept[0].parameters)
    assert np.array_equal(session.shown.parameters, first.last.parameters)
    assert (session.ending, session.state) == (Ending.FINISHED, RunState.ENDED)
    assert "with its points and settings" in str(session.notice)
    assert "epoch 60" in str(session.notice)
    assert session.runs.present is first
    assert len(session.runs.runs) == 2
    session.undo_stack.undo()
    assert session.experiment == later
    assert len(session.runs.runs) == 2


def test_a_run_that_was_brought_back_trains_on_beside_itself(session: Session, qtbot: QtBot) -> None:
    first = two_runs(session, qtbot)
    session.bring_back(first)
    run_to_end(session, qtbot)
    assert session.history.column("epoch").tolist() == list(range(121))
    assert epochs(session) == [60, 60, 120]
    assert session.runs.runs[0] is first


def test_a_running_run_is_remembered_when_another_is_brought_back(session: Session, qtbot: QtBot) -> None:
    first = two_runs(session, qtbot)
    session.edit(with_training(session.experiment, epochs=1_000_000), "Epochs")
    session.reset()
    session.play()
    qtbot.waitUntil(lambda: session.history.last_epoch > 5, timeout=20_000)
    session.bring_back(first)
    assert session.state is RunState.ENDED
    assert session.shown.epoch == 60
    assert len(session.runs.runs) == 3
    assert session.runs.runs[-1].last.epoch > 5
    with qtbot.waitSignal(session.devices_changed):  # an answer to the last question
        session.ask_for_devices()
    assert session.shown.epoch == 60, "nothing of the other run comes after it"


def test_nothing_is_trained_on_the_way_to_a_run_that_is_brought_back(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two_runs(session, qtbot)
    session.edit(with_training(session.experiment, epochs=1_000_000), "Epochs")
    session.play()
    asked: list[object] = []
    monkeypatch.setattr(session._thread, "ask", asked.append)
    session.bring_back(first)
    assert not [command for command in asked if isinstance(command, Start)]


def test_an_exact_solution_is_brought_back(session: Session, qtbot: QtBot) -> None:
    solve(session, 6, qtbot)
    solve(session, 1, qtbot)
    six = session.runs.runs[0]
    session.bring_back(six)
    assert session.ending is Ending.SOLVED
    assert len(session.shown.parameters) == 7
    assert session.state is RunState.ENDED
    assert "Undo brings those before back" in str(session.notice)
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    assert session.runs.runs[0] is six


def test_a_diverged_run_is_brought_back_with_what_happened(session: Session, qtbot: QtBot) -> None:
    session.edit(with_training(session.experiment, learning_rate=50.0), "Learning rate")
    run_to_end(session, qtbot)
    diverged = session.runs.runs[0]
    session.reset()
    session.bring_back(diverged)
    assert session.ending is Ending.DIVERGED
    assert session.notice is None, "the sentence below says what happened"


def test_edits_in_mid_run_do_not_make_an_early_epoch_the_best(session: Session, qtbot: QtBot) -> None:
    """The least error of all was measured on other points."""
    session.edit(with_training(session.experiment, epochs=30), "Epochs")
    run_to_end(session, qtbot)
    validation = np.flatnonzero(session.experiment.dataset.roles)
    far = session.experiment.dataset.moved(validation.tolist(), 0.0, 5.0)
    session.edit_points(far, "Move points")
    run_to_end(session, qtbot)
    best = session.history.best_epoch
    assert best is not None
    assert best > 30
    run = session.runs.runs[-1]
    assert run.history().best_epoch == best
    session.bring_back(run)
    assert session.history.best_epoch == best


# --- pins -----------------------------------------------------------------------------------------


def test_pins_are_undone_and_leave_the_run_alone(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    run = session.shown_run()
    with qtbot.waitSignal(session.pins_changed):
        session.edit_pins((run,), "Pin")
    assert session.pins == (run,)
    assert len(session.history) == 61
    session.undo_stack.undo()
    assert session.pins == ()
    assert len(session.history) == 61


def test_what_is_shown_is_what_is_pinned(session: Session, qtbot: QtBot) -> None:
    assert session.shown_run() is None
    run_to_end(session, qtbot)
    assert session.shown_run().last.epoch == 60
    session.show_epoch(20)
    shown = session.shown_run()
    assert shown.last.epoch == 20
    assert len(shown.rows) == 21
    assert np.array_equal(shown.last.parameters, session.shown.parameters)
    session.show_epoch(0)
    assert session.shown_run() is None, "nothing was trained at epoch 0"


def test_a_look_stays_with_its_pin(session: Session, qtbot: QtBot) -> None:
    runs = [replace(run_of(session, degree, qtbot), label=f"{degree}") for degree in (1, 2, 3)]
    session.edit_pins(tuple(runs), "Pin")
    assert session.pin_slots == (0, 1, 2)
    session.edit_pins((runs[0], runs[2]), "Unpin")
    assert session.pin_slots == (0, 2)
    session.edit_pins((runs[0], replace(runs[2], label="renamed")), "Rename")
    assert session.pin_slots == (0, 2)
    session.edit_pins((runs[0], runs[2], runs[1]), "Pin")
    assert session.pin_slots == (0, 2, 1)
    session.open_document(session.whole_document())
    assert session.pin_slots == (0, 1, 2)


def run_of(session: Session, degree: int, qtbot: QtBot) -> KeptRun:
    solve(session, degree, qtbot)
    return session.shown_run()


def test_a_slider_dragged_while_it_trains_leaves_no_fragments(remote: Session, qtbot: QtBot) -> None:
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 5, timeout=30_000)
    gesture = remote.new_gesture()
    for degree in (3, 4, 5):
        remote.edit(with_model(remote.experiment, PolynomialSpec(degree)), "Degree", gesture)
        qtbot.waitUntil(
            lambda degree=degree: (
                remote.history.last_epoch > 5 and len(remote.shown.parameters) == degree + 1
            ),
            timeout=30_000,
        )
    remote.stop()
    assert [run.experiment.model.degree for run in remote.runs.runs] == [1, 5]
    remote.play()
    qtbot.waitUntil(lambda: remote.state is RunState.RUNNING, timeout=30_000)
    remote.edit(with_model(remote.experiment, PolynomialSpec(2)), "Degree")
    remote.stop()
    assert [run.experiment.model.degree for run in remote.runs.runs] == [1, 5]
