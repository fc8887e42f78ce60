"""The log of runs: which states of a run are one entry, and which are several."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.gui.run_log import MOST_BYTES, MOST_RUNS, RunLog

LINE = preset("five-dots-line")
FASTER = replace(LINE, training=replace(LINE.training, learning_rate=0.2))


def run(
    epoch: int, experiment: Experiment = LINE, ending: Ending | None = Ending.FINISHED, error: float = 0.5
) -> KeptRun:
    rows = np.array([[n, error, error, 0.0, np.nan] for n in range(epoch + 1)])
    weights = np.full(experiment.model.parameter_count, float(epoch))
    return KeptRun(experiment, rows, (Checkpoint(epoch, weights),), ending)


def solved(degree: int, error: float = 0.1, experiment: Experiment = LINE) -> KeptRun:
    return run(0, with_model(experiment, PolynomialSpec(degree, "exact")), Ending.SOLVED, error)


@pytest.fixture
def log(qtbot: QtBot) -> RunLog:
    return RunLog()


def epochs(log: RunLog) -> list[int]:
    return [each.last.epoch for each in log.runs]


def numbers(log: RunLog) -> list[int]:
    return [entry.number for entry in log.entries]


def test_one_run_after_another(log: RunLog) -> None:
    for epoch in (10, 20):
        log.note(run(epoch), 0)
        log.leave()
    assert (epochs(log), numbers(log)) == ([10, 20], [1, 2])
    assert log.present is None


def test_what_was_not_trained_is_no_run(log: RunLog) -> None:
    log.note(None, 0)
    assert log.entries == ()


def test_play_pressed_twice_is_one_run(log: RunLog) -> None:
    log.note(run(10), 0)
    log.note(run(20), 0)
    assert (epochs(log), numbers(log)) == ([20], [1])
    assert log.present is log.runs[0]


def test_an_end_that_was_gone_on_from_with_other_settings_stays(log: RunLog) -> None:
    log.note(run(10), 0)
    log.note(run(20, FASTER), 1)
    assert epochs(log) == [10, 20]
    assert log.present is log.runs[1]


def test_a_pause_is_no_end_whatever_was_changed_in_it(log: RunLog) -> None:
    log.note(run(5, ending=None), 0)
    log.note(run(7, FASTER, ending=None), 1)
    log.note(run(10, FASTER), 1)
    assert (epochs(log), numbers(log)) == ([10], [1])


def test_what_is_moved_after_the_end_makes_no_other_run(log: RunLog) -> None:
    log.note(run(10), 0)
    log.note(run(10, FASTER), 1)
    log.note(run(10, ending=None), 1)
    (kept,) = log.runs
    assert kept.experiment == LINE
    assert kept.ending is Ending.FINISHED


def test_a_paused_run_that_ends_there_has_ended(log: RunLog) -> None:
    log.note(run(10, ending=None), 0)
    log.note(run(10), 0)
    assert [each.ending for each in log.runs] == [Ending.FINISHED]


def test_an_equal_run_only_moves_to_the_end(log: RunLog) -> None:
    for each in (run(10), run(20), run(10)):
        log.note(each, 0)
        log.leave()
    assert (epochs(log), numbers(log)) == ([20, 10], [2, 1])


def test_a_run_that_comes_to_be_equal_to_an_earlier_one_takes_its_place(log: RunLog) -> None:
    log.note(run(20), 0)
    log.leave()
    log.note(run(10), 0)
    log.note(run(20), 0)
    assert (epochs(log), numbers(log)) == ([20], [1])


def test_a_slider_dragged_over_ten_degrees_is_one_run(log: RunLog) -> None:
    log.note(solved(1), 4)
    for degree in range(2, 12):
        log.note(solved(degree), 5)
    assert [each.experiment.model.degree for each in log.runs] == [1, 11]
    log.note(solved(3), 6)
    assert [each.experiment.model.degree for each in log.runs] == [1, 11, 3]


def test_an_exact_solution_that_follows_its_points_is_one_run(log: RunLog) -> None:
    log.note(solved(2), 1)
    moved = replace(LINE, dataset=LINE.dataset.moved([0], 0.0, 1.0))
    for edit in range(2, 9):
        log.note(solved(2, error=0.1 * edit, experiment=moved), edit)
    assert len(log.entries) == 1
    assert log.runs[0].experiment.dataset == moved.dataset


def test_exact_after_descent_is_another_run(log: RunLog) -> None:
    log.note(run(10, ending=None), 0)
    log.note(solved(1), 0)
    assert len(log.entries) == 2


def test_a_run_that_was_brought_back_keeps_its_place_and_its_state(log: RunLog) -> None:
    for epoch in (10, 20, 30):
        log.note(run(epoch), 0)
        log.leave()
    first = log.runs[0]
    log.bring(replace(first, label="mine"))
    assert log.present is first
    assert epochs(log) == [10, 20, 30]
    log.note(run(10), 0)  # as it is when it is left
    assert epochs(log) == [10, 20, 30]
    log.note(run(40), 0)
    assert epochs(log) == [10, 20, 30, 40]
    log.note(run(50), 0)
    assert epochs(log) == [10, 20, 30, 50]


def test_an_exact_solution_that_was_brought_back_is_not_overwritten(log: RunLog) -> None:
    log.note(solved(2), 1)
    log.leave()
    log.bring(log.runs[0])
    log.note(solved(2, error=0.7), 1)
    assert [each.errors[0] for each in log.runs] == [0.1, 0.7]


def test_a_run_of_a_file_joins_when_it_is_brought(log: RunLog) -> None:
    log.bring(run(10))
    assert epochs(log) == [10]
    assert log.present is log.runs[0]


def test_only_the_last_ones_are_kept(log: RunLog) -> None:
    for epoch in range(1, MOST_RUNS + 6):
        log.note(run(epoch), 0)
        log.leave()
    assert epochs(log) == list(range(6, MOST_RUNS + 6))
    assert numbers(log)[-1] == MOST_RUNS + 5


def test_giants_push_out_earlier_runs_but_the_latest_stays(log: RunLog) -> None:
    half = np.zeros(MOST_BYTES // 16)
    for epoch in (1, 2, 3):
        log.note(replace(run(epoch), kept=(Checkpoint(epoch, half),)), 0)
        log.leave()
    assert epochs(log) == [3]
    log.note(replace(run(4), kept=(Checkpoint(4, np.zeros(MOST_BYTES // 4)),)), 0)
    assert epochs(log) == [4]


def test_remove_and_clear(log: RunLog) -> None:
    for epoch in (10, 20):
        log.note(run(epoch), 0)
        log.leave()
    log.remove(log.runs[0])
    assert epochs(log) == [20]
    log.clear()
    assert log.entries == ()


def test_says_when_it_changed_and_not_when_it_did_not(log: RunLog) -> None:
    said: list[int] = []
    log.changed.connect(lambda: said.append(1))
    log.note(run(10), 0)
    log.note(run(10), 0)
    log.note(None, 0)
    assert len(said) == 1
    log.leave()
    log.leave()
    assert len(said) == 2
