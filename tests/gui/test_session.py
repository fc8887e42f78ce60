"""The session: edits and undo, runs in the background, going back in time, failures."""

import gc
import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment, Training, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.training.messages import Advanced, Stop
from nnviz.core.training.player import Player, Snapshot
from nnviz.core.training.steps import EVERY_ONE, Ending
from nnviz.gui.session import RunState, Session

LINE = preset("five-dots-line")


def with_training(experiment: Experiment, **changes: object) -> Experiment:
    return replace(experiment, training=replace(experiment.training, **changes))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(with_training(LINE, epochs=60), in_process=True)
    session.open()
    yield session
    session.close()


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


def has_no_gap(session: Session) -> bool:
    """Every epoch is recorded, as long as all are; a fast run gets beyond that while one looks."""
    epochs = session.history.column("epoch")
    early = epochs[epochs <= EVERY_ONE]
    return bool(np.all(np.diff(early) == 1) and np.all(np.diff(epochs) > 0) and epochs[0] == 0)


def test_play_trains_all_epochs_and_reports_each(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    assert session.ending is Ending.FINISHED
    assert session.history.column("epoch").tolist() == list(range(61))
    assert session.shown.epoch == 60
    train, validation = session.errors()
    assert train == pytest.approx(session.history.column("train_error")[-1])
    assert validation == pytest.approx(session.history.column("validation_error")[-1])


def test_play_after_the_end_goes_on_for_as_many_epochs_again(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    run_to_end(session, qtbot)
    assert session.history.column("epoch").tolist() == list(range(121))


def test_two_runs_from_the_same_seed_are_equal(session: Session, qtbot: QtBot) -> None:
    session.edit(with_model(session.experiment, MLPSpec((4,))), "Perceptron")
    run_to_end(session, qtbot)
    first = session.shown.parameters
    session.reset()
    assert session.state is RunState.READY
    assert len(session.history) == 0
    assert np.array_equal(session.shown.parameters, session.experiment.initial_parameters())
    run_to_end(session, qtbot)
    assert np.array_equal(first, session.shown.parameters)


def test_one_step_advances_once_and_pauses(session: Session, qtbot: QtBot) -> None:
    session.step()
    qtbot.waitUntil(lambda: session.history.last_epoch == 1, timeout=20_000)
    session.step()
    qtbot.waitUntil(lambda: session.history.last_epoch == 2, timeout=20_000)
    assert session.state is RunState.PAUSED


def test_one_step_of_a_small_batch_moves_the_curve_but_completes_no_epoch(
    session: Session, qtbot: QtBot
) -> None:
    session.edit(with_training(session.experiment, batch_size=2), "Batch size")
    before = session.shown.parameters.copy()
    session.step()
    qtbot.waitUntil(lambda: not np.array_equal(session.shown.parameters, before), timeout=20_000)
    assert session.history.last_epoch == 0


def test_edits_of_one_gesture_are_one_undo_with_its_name(session: Session) -> None:
    start = session.experiment
    gesture = session.new_gesture()
    for _ in range(5):
        session.edit_points(session.experiment.dataset.moved([0], 0.1, 0.0), "Move point", gesture)
    session.edit_points(session.experiment.dataset.without([1]), "Delete points", session.new_gesture())
    assert session.undo_stack.count() == 2
    assert session.undo_stack.undoText() == "Delete points"
    session.undo_stack.undo()
    assert session.undo_stack.undoText() == "Move point"
    session.undo_stack.undo()
    assert session.experiment == start
    session.undo_stack.redo()
    assert session.experiment.dataset.x[0] == pytest.approx(start.dataset.x[0] + 0.5)


def test_an_edit_that_changes_nothing_leaves_no_undo(session: Session) -> None:
    session.edit(replace(session.experiment), "Nothing")
    assert session.undo_stack.count() == 0


def test_a_point_drawn_while_training_is_learned_from(remote: Session, qtbot: QtBot) -> None:
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 20, timeout=30_000)
    remote.edit_points(remote.experiment.dataset.with_points([(4.0, 60.0)], Role.TRAINING), "Add")
    assert remote.state is RunState.RUNNING
    # One wild point raises the least error a line can reach far above what it was.
    qtbot.waitUntil(lambda: remote.history.column("train_error")[-1] > 100, timeout=10_000)
    assert has_no_gap(remote), "the run went on"


def test_another_architecture_starts_afresh_and_says_so(remote: Session, qtbot: QtBot) -> None:
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 20, timeout=30_000)
    remote.edit(with_model(remote.experiment, PolynomialSpec(3)), "Degree")
    assert remote.notice is not None
    assert "afresh" in str(remote.notice)
    qtbot.waitUntil(
        lambda: len(remote.shown.parameters) == 4 and remote.history.last_epoch > 0, timeout=10_000
    )
    assert remote.history.rows[0, 0] == 0


def test_pause_keeps_the_run_and_play_goes_on(remote: Session, qtbot: QtBot) -> None:
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 5, timeout=30_000)
    remote.pause()
    assert remote.state is RunState.PAUSED
    remote.play()
    reached = remote.history.last_epoch
    qtbot.waitUntil(lambda: remote.history.last_epoch > reached + 5, timeout=10_000)
    assert has_no_gap(remote)


def test_stop_then_play_goes_on_from_the_same_weights(remote: Session, qtbot: QtBot) -> None:
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 5, timeout=30_000)
    remote.stop()
    reached = remote.history.last_epoch
    assert remote.state is RunState.ENDED
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > reached, timeout=10_000)
    assert has_no_gap(remote)


def test_looking_back_pauses_and_shows_that_epoch(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.show_epoch(10)
    assert session.shown.epoch == 10
    assert session.errors()[0] == pytest.approx(session.history.row(10)[1])
    session.show_epoch(None)
    assert session.shown.epoch == 60


def test_keep_this_one_goes_on_from_there(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.show_epoch(10)
    kept = session.shown.parameters.copy()
    session.keep_shown()
    assert session.history.last_epoch == 10
    assert np.array_equal(session.shown.parameters, kept)
    run_to_end(session, qtbot)
    assert session.history.column("epoch").tolist() == list(range(71))


def test_the_exact_solver_follows_every_edit(session: Session, qtbot: QtBot) -> None:
    session.edit(with_model(session.experiment, PolynomialSpec(4, "exact")), "Exact")
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    assert session.errors()[0] == pytest.approx(0, abs=1e-20)
    for degree in (3, 6, 2):
        session.edit(with_model(session.experiment, PolynomialSpec(degree, "exact")), "Degree")
        session.predict(np.linspace(0, 8, 5))  # the former curve stays drawable meanwhile
    qtbot.waitUntil(lambda: len(session.shown.parameters) == 3, timeout=20_000)
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)


def test_from_classes_back_to_an_exact_solution(session: Session, qtbot: QtBot) -> None:
    """What is shown can be asked about the points at any time: also before the solution is there."""
    session.edit(with_model(session.experiment, PolynomialSpec(2, "exact")), "Exact")
    for features in (1, 4):
        places = np.arange(6.0 * features).reshape(6, features)
        session.edit_points(Dataset(places, [0, 1] * 3, [0] * 6, ("a", "b")), "Classes")
        assert session.shown.probabilities(places).shape == (6, 2)
        run_to_end(session, qtbot)
        session.undo_stack.undo()
        assert session.predict(session.experiment.dataset.places).shape == (7,)
        qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)


def test_a_diverging_run_ends_at_a_finite_state(session: Session, qtbot: QtBot) -> None:
    session.edit(with_training(session.experiment, learning_rate=50.0), "Learning rate")
    run_to_end(session, qtbot)
    assert session.ending is Ending.DIVERGED
    assert np.isfinite(session.shown.parameters).all()
    assert np.isfinite(session.history.column("train_error")).all()
    session.step()
    assert "starts afresh" in str(session.notice)
    assert session.shown.epoch == 0


def test_no_training_points_is_a_sentence_and_the_experiment_stays(session: Session) -> None:
    session.edit_points(Dataset.from_xy(), "Clear")
    session.play()
    assert session.state is RunState.READY
    assert "no training points" in str(session.notice)
    session.undo_stack.undo()
    assert len(session.experiment.dataset) == 7


def test_a_missing_device_is_a_sentence(session: Session, qtbot: QtBot) -> None:
    session.edit(with_training(session.experiment, device="cuda:7"), "Device")
    session.play()
    qtbot.waitUntil(lambda: session.notice is not None, timeout=20_000)
    assert "cuda:7" in str(session.notice)
    assert session.state is RunState.ENDED


def test_a_killed_worker_loses_nothing_and_is_replaced(remote: Session, qtbot: QtBot) -> None:
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 20, timeout=30_000)
    pid = remote.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: remote.notice is not None, timeout=10_000)
    assert "ended unexpectedly" in str(remote.notice)
    assert len(remote.experiment.dataset) == 7
    reached = remote.history.last_epoch
    assert reached > 20
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > reached, timeout=30_000)
    assert remote.worker_pid != pid


def test_a_run_that_was_begun_after_a_worker_was_lost_is_not_lost(session: Session, qtbot: QtBot) -> None:
    """The news of the loss may come after Play was pressed."""
    session.play()
    session._on_worker_lost(session._thread._number - 1, False)
    assert session.state is RunState.RUNNING
    qtbot.waitUntil(lambda: session.ending is Ending.FINISHED, timeout=20_000)
    session.play()
    session._on_worker_lost(session._thread._number, False)
    assert session.state is RunState.ENDED
    assert "ended unexpectedly" in str(session.notice)


def snapshot_of(session: Session) -> Snapshot:
    player = Player(session.experiment)
    player.play()
    for _ in range(5):
        player.advance()
    return player.snapshot()


def test_late_news_of_a_stopped_run_is_dropped(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    late = snapshot_of(session)
    session.reset()
    session._on_reported(Advanced(session._thread._number, late))  # the run is not open any more
    assert len(session.history) == 0
    session.play()
    session._on_reported(Advanced(session._thread._number - 1, late))  # another run is open
    assert len(session.history) == 0


def test_an_end_that_was_on_its_way_when_a_point_moved_still_ends_the_run(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker makes no step after the end, and so will never report that the edit took effect."""
    monkeypatch.setattr(session._thread, "ask", lambda command: None)
    session.play()
    player = Player(with_training(session.experiment, epochs=3))
    player.play()
    while player.active:
        player.advance()
    end = player.snapshot()
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.5), "Move point")
    session._on_reported(Advanced(session._thread._number, end))
    assert session.ending is Ending.FINISHED
    assert session.state is RunState.ENDED


def test_the_worker_is_told_of_every_end(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(session._thread, "ask", asked.append)
    for end in (session.stop, session.reset, session.keep_shown):
        session.play()
        asked.clear()
        end()
        assert [type(command) for command in asked] == [Stop], end


def test_the_next_snapshot_is_asked_for_after_the_drawing(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(session._thread, "drawn", lambda: order.append("drawn"))
    session.advanced.connect(lambda: order.append("advanced"))
    session._thread.has_run = True
    session._on_reported(Advanced(session._thread._number, snapshot_of(session)))
    assert order == ["advanced"]
    qtbot.waitUntil(lambda: order == ["advanced", "drawn"], timeout=2_000)


def test_reset_of_an_exact_solution_solves_it_again(session: Session, qtbot: QtBot) -> None:
    session.edit(with_model(session.experiment, PolynomialSpec(4, "exact")), "Exact")
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    session.reset()
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    assert session.errors()[0] == pytest.approx(0, abs=1e-20)


def test_an_edit_before_the_exact_answer_keeps_the_former_curve(session: Session, qtbot: QtBot) -> None:
    session.edit(with_model(session.experiment, PolynomialSpec(3, "exact")), "Degree")
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.5), "Move point")
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.5), "Move point")
    assert session.predict(np.linspace(0, 8, 5)).shape == (5,)
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED, timeout=20_000)
    assert len(session.shown.parameters) == 4


def test_the_last_of_many_rapid_exact_edits_is_the_one_that_stays(remote: Session, qtbot: QtBot) -> None:
    remote.edit(with_model(remote.experiment, PolynomialSpec(6, "exact")), "Exact")
    for _ in range(20):
        for _ in range(5):
            remote.edit_points(remote.experiment.dataset.moved([0], 0.0, 0.01), "Move point")
        qtbot.waitUntil(lambda: remote.ending is Ending.SOLVED, timeout=30_000)
        assert remote.errors()[0] == pytest.approx(0, abs=1e-16)


def test_dragging_there_and_back_leaves_nothing_to_undo(session: Session) -> None:
    gesture, before = session.new_gesture(), session.experiment.dataset
    session.edit_points(before.moved([0], 1.0, 0.0), "Move point", gesture)
    session.edit_points(before, "Move point", gesture)
    assert not session.undo_stack.canUndo()


def documents_in_memory() -> int:
    gc.collect()
    return sum(type(thing) is Document for thing in gc.get_objects())


def test_a_drag_keeps_no_more_documents_than_it_takes_to_undo_it(session: Session) -> None:
    for _ in range(2):  # the second one finds everything there that is kept from the first time on
        gesture, before = session.new_gesture(), documents_in_memory()
        for _ in range(50):
            session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.1), "Move point", gesture)
    assert documents_in_memory() <= before + 2


def test_a_drag_that_goes_there_and_back_leaves_nothing_behind(session: Session) -> None:
    start = session.experiment.dataset
    for _ in range(2):
        before = documents_in_memory()
        for _ in range(20):
            gesture = session.new_gesture()
            session.edit_points(start.moved([0], 0.0, 0.1), "Move point", gesture)
            session.edit_points(start, "Move point", gesture)
    assert documents_in_memory() <= before + 1
    assert not session.undo_stack.canUndo()


def test_a_drag_there_and_back_and_on_is_one_edit(session: Session) -> None:
    start, stack = session.experiment.dataset, session.undo_stack
    session.edit_points(start.moved([1], 0.0, 1.0), "Move point", session.new_gesture())
    earlier, gesture = session.experiment.dataset, session.new_gesture()
    for dy in (0.1, 0.0, 0.2, 0.3):
        session.edit_points(earlier.moved([0], 0.0, dy), "Move point", gesture)
    assert stack.count() == 2
    stack.undo()
    assert session.experiment.dataset == earlier


def test_what_is_saved_in_the_middle_of_a_drag_can_be_undone_to(session: Session) -> None:
    gesture, start = session.new_gesture(), session.experiment
    session.edit_points(start.dataset.moved([0], 0.0, 0.1), "Move point", gesture)
    session.undo_stack.setClean()
    saved = session.experiment
    session.edit_points(start.dataset.moved([0], 0.0, 0.2), "Move point", gesture)
    session.edit_points(start.dataset.moved([0], 0.0, 0.3), "Move point", gesture)
    session.undo_stack.undo()
    assert session.experiment == saved
    assert session.undo_stack.isClean()
    session.undo_stack.undo()
    assert session.experiment == start


def test_clearing_all_points_forgets_the_run(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.edit_points(Dataset.from_xy(), "Clear")
    assert session.state is RunState.READY
    assert len(session.history) == 0


def test_after_divergence_another_setting_starts_over(session: Session, qtbot: QtBot) -> None:
    session.edit(with_training(session.experiment, learning_rate=50.0), "Learning rate")
    run_to_end(session, qtbot)
    session.edit(with_training(session.experiment, learning_rate=0.01), "Learning rate")
    assert session.ending is None
    assert session.state is RunState.READY


def test_keeping_an_epoch_says_what_was_kept_until_the_next_play(session: Session, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    session.show_epoch(10)
    session.keep_shown()
    assert "You kept epoch 10" in str(session.notice)
    session.play()
    assert session.notice is None


def test_a_notice_of_a_new_start_goes_by_itself(
    remote: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.gui.edited_document.READING_TIME", 50)
    remote.play()
    qtbot.waitUntil(lambda: remote.history.last_epoch > 5, timeout=30_000)
    remote.edit(with_model(remote.experiment, PolynomialSpec(3)), "Degree")
    assert remote.notice is not None
    qtbot.waitUntil(lambda: remote.notice is None, timeout=5_000)


@pytest.mark.parametrize("state", ["paused", "idle", "solved"])
def test_a_worker_killed_at_rest_is_replaced(remote: Session, qtbot: QtBot, state: str) -> None:
    qtbot.waitUntil(lambda: len(remote.devices) > 1, timeout=30_000)
    if state == "paused":
        remote.step()
        qtbot.waitUntil(lambda: remote.history.last_epoch == 1, timeout=30_000)
    if state == "solved":
        remote.edit(with_model(remote.experiment, PolynomialSpec(4, "exact")), "Exact")
        qtbot.waitUntil(lambda: remote.ending is Ending.SOLVED, timeout=30_000)
    reached, pid = remote.history.last_epoch, remote.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: remote.worker_pid not in (None, pid), timeout=30_000)
    remote.play()
    qtbot.waitUntil(
        lambda: remote.history.last_epoch > reached or remote.ending is Ending.SOLVED, timeout=30_000
    )


@pytest.mark.parametrize(
    "error", [OSError("no more processes"), RuntimeError("can't start new thread"), MemoryError()]
)
def test_a_worker_that_cannot_start_is_said_and_not_tried_for_ever(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    made: list[int] = []

    class Broken:
        def __init__(self, in_process: bool) -> None:
            made.append(1)
            raise error

    monkeypatch.setattr("nnviz.gui.run_thread.Worker", Broken)
    session = Session(LINE)
    session.open()
    qtbot.waitUntil(lambda: session.notice is not None, timeout=10_000)
    assert "could not start" in str(session.notice)
    qtbot.waitUntil(lambda: len(made) == 2, timeout=10_000)
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=10_000)
    assert len(made) <= 2 + 3  # one more at most for each thing asked for: the run, its playing, its end
    session.close()


def test_the_windows_process_does_not_import_torch() -> None:
    import subprocess
    import sys

    code = "import sys, nnviz.commands; nnviz.commands.load_window(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_training_settings_reach_the_run(session: Session, qtbot: QtBot) -> None:
    session.edit(replace(session.experiment, training=Training(epochs=5, l2=0.5)), "Penalty")
    run_to_end(session, qtbot)
    assert session.history.column("penalty")[-1] > 0


# --- replicas -------------------------------------------------------------------------------------


@pytest.fixture
def among(qtbot: QtBot) -> Iterator[Session]:
    """A session of a model with replicas."""
    some = replace(with_training(LINE, epochs=60), replicas=Replicas(8, "bootstrap"))
    session = Session(some, in_process=True)
    session.open()
    yield session
    session.close()


def test_a_run_brings_the_split_and_the_replicas_curves(among: Session, qtbot: QtBot) -> None:
    assert np.isnan(among.history.split(among.shown.epoch).total)
    assert among.spread is None
    run_to_end(among, qtbot)
    assert (among.spread.epoch, among.spread.count) == (60, 8)
    assert among.history.split(among.shown.epoch).variance > 0
    assert among.history.split(among.shown.epoch).replicas == 8
    among.reset()
    assert among.spread is None
    assert np.isnan(among.history.split(among.shown.epoch).total)


def test_looking_back_brings_the_curves_of_that_epoch(among: Session, qtbot: QtBot) -> None:
    run_to_end(among, qtbot)
    last = among.spread
    with qtbot.waitSignal(among.spread_changed, check_params_cb=lambda: among.spread is not None):
        among.show_epoch(20)
    assert among.spread.epoch == 20
    assert not np.allclose(among.spread.mean, last.mean)
    assert among.history.split(among.shown.epoch).variance == among.history.split(20).variance
    among.show_epoch(None)
    assert among.spread is last


def test_a_kept_epoch_goes_on_with_its_replicas(among: Session, qtbot: QtBot) -> None:
    run_to_end(among, qtbot)
    expected = among.history.split(45)
    with qtbot.waitSignal(among.spread_changed, check_params_cb=lambda: among.spread is not None):
        among.show_epoch(30)
    among.keep_shown()
    assert among.spread.epoch == 30
    for _ in range(15):
        epoch = among.history.last_epoch
        among.step()
        qtbot.waitUntil(lambda epoch=epoch: among.history.last_epoch > epoch, timeout=20_000)
    assert among.history.split(45).variance == pytest.approx(expected.variance, rel=1e-9)


def test_replicas_that_cannot_be_made_are_a_notice_and_the_points_stay(among: Session, qtbot: QtBot) -> None:
    among.edit(replace(among.experiment, replicas=Replicas(8, "same-x")), "Replicas")
    among.play()
    qtbot.waitUntil(lambda: among.notice is not None, timeout=20_000)
    assert "need the function behind the points" in str(among.notice)
    assert among.report == ""
    among.undo_stack.undo()
    run_to_end(among, qtbot)
    assert among.spread.count == 8


def test_another_number_of_replicas_starts_afresh_and_says_why(among: Session, qtbot: QtBot) -> None:
    run_to_end(among, qtbot)
    among.edit(replace(among.experiment, replicas=Replicas(5, "bootstrap")), "Replicas")
    assert "from epoch 0 on" in str(among.notice)
    assert len(among.history) == 0
    run_to_end(among, qtbot)
    assert among.spread.count == 5


def test_without_replicas_their_curves_go(among: Session, qtbot: QtBot) -> None:
    """Also of an exact solution, which is not begun afresh."""
    exact = with_model(among.experiment, PolynomialSpec(2, "exact"))
    among.edit(exact, "Exact")
    qtbot.waitUntil(lambda: among.ending is Ending.SOLVED, timeout=20_000)
    assert among.spread.count == 8
    among.edit(replace(exact, replicas=Replicas(0)), "Replicas")
    qtbot.waitUntil(lambda: among.ending is Ending.SOLVED, timeout=20_000)
    assert among.spread is None
    assert np.isnan(among.history.split(among.shown.epoch).variance)


def test_settings_held_since_epoch_0_or_not(session: Session, qtbot: QtBot) -> None:
    """What is said of a whole run from its present settings holds only then."""
    session.edit(with_training(session.experiment, learning_rate=0.05), "Learning rate")
    assert session.settings_held
    run_to_end(session, qtbot)
    session.edit(with_training(session.experiment, learning_rate=0.01), "Learning rate")
    assert not session.settings_held
    session.reset()
    assert session.settings_held
