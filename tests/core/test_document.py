"""What is kept of a run: its rows, its weights, its best epoch; and what makes two of them the same."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.document import MOST_ROWS, MOST_WEIGHTS, Document, KeptRun
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.steps import Checkpoint, Ending

LINE = preset("five-dots-line")


def history_of(validation: np.ndarray, parameters: int = 2, replicas: int = 0) -> History:
    """Every epoch with its weights, whose numbers are the epoch."""
    history, n = History(), len(validation)
    rows = np.column_stack([np.arange(n), np.linspace(2, 1, n), validation, np.zeros(n), np.zeros(n)])
    history.add(rows, {epoch: np.full((1 + replicas, parameters), float(epoch)) for epoch in range(n)})
    return history


def kept(
    validation: np.ndarray, experiment: Experiment = LINE, ending: Ending | None = Ending.FINISHED
) -> KeptRun:
    run = KeptRun.of(experiment, history_of(validation, experiment.model.parameter_count), ending)
    assert run is not None
    return run


DOWN_AND_UP = np.array([3.0, 2.0, 1.0, 2.0, 3.0])


def test_the_last_and_the_best_epoch_are_kept_with_their_weights() -> None:
    run = kept(DOWN_AND_UP)
    assert [(each.epoch, each.parameters.tolist()) for each in run.kept] == [(2, [2, 2]), (4, [4, 4])]
    assert run.last is run.kept[-1]
    assert run.errors == (1.0, 3.0)
    assert run.best == (2, 1.0)
    assert run.history().best_epoch == 2
    assert kept(DOWN_AND_UP[:3]).kept[0].epoch == 2, "the last one is the best"


def test_what_has_not_trained_is_no_run() -> None:
    assert KeptRun.of(LINE, History(), None) is None
    assert KeptRun.of(LINE, history_of(np.array([1.0])), None) is None
    assert KeptRun.of(LINE, history_of(np.array([1.0])), Ending.SOLVED) is not None


def test_without_validation_points_there_is_no_best() -> None:
    run = kept(np.full(5, np.nan))
    assert len(run.kept) == 1
    assert run.best is None
    assert np.isnan(run.errors[1])


def test_many_rows_are_thinned_once() -> None:
    validation = np.linspace(3, 2, 5_000)
    validation[1_234] = 0.5
    run = kept(validation)
    assert MOST_ROWS - 2 <= len(run.rows) <= MOST_ROWS
    assert {0, 1_234, 4_999} <= set(run.rows[:, 0])
    again = KeptRun.of(LINE, run.history(), run.ending)
    assert again == run, "what was thinned stays so"


def test_a_run_of_a_thousand_epochs_is_kept_whole() -> None:
    assert kept(np.linspace(3, 2, 1_001)).rows[:, 0].tolist() == list(range(1_001))


def test_what_was_better_on_other_points_is_not_the_best() -> None:
    history = History()
    errors = np.array([3.0, 0.1, 0.2, 2.0, 1.0, 1.5])
    rows = np.column_stack([np.arange(6), errors, errors, np.zeros(6), np.zeros(6)])
    history.add(rows, {epoch: np.full((1, 2), float(epoch)) for epoch in range(6)}, measured_from=3)
    run = KeptRun.of(LINE, history, Ending.FINISHED)
    assert run is not None
    assert run.best == (4, 1.0)
    assert run.history().best_epoch == 4


def test_weights_that_are_too_many_are_left_out_replicas_first() -> None:
    count = MOST_WEIGHTS // 4
    with_replicas = KeptRun.of(LINE, history_of(DOWN_AND_UP, count, replicas=3), None)
    assert with_replicas is not None
    assert [each.epoch for each in with_replicas.kept] == [2, 4]
    assert all(len(each.replicas) == 0 for each in with_replicas.kept)
    assert with_replicas.nbytes < 2.1 * 8 * count
    assert all(each.parameters.base is None for each in with_replicas.kept), "no view of the replicas"
    large = KeptRun.of(LINE, history_of(DOWN_AND_UP, MOST_WEIGHTS), None)
    assert large is not None
    assert [each.epoch for each in large.kept] == [4]
    assert large.best == (2, 1.0), "its rows still know"
    assert large.history().best_epoch == 2


def test_weights_that_come_only_now_and_then_end_the_run_where_they_are() -> None:
    history = history_of(DOWN_AND_UP)
    history.add(np.array([[5.0, 0.9, 4.0, 0.0, 0.0]]), {})
    run = KeptRun.of(LINE, history, None)
    assert run is not None
    assert run.last.epoch == run.rows[-1, 0] == 4


@pytest.mark.parametrize(
    "other",
    [
        kept(DOWN_AND_UP + 0.1),
        kept(DOWN_AND_UP[:4]),
        kept(DOWN_AND_UP, ending=Ending.STOPPED_EARLY),
        kept(DOWN_AND_UP, replace(LINE, weight_seed=9)),
        kept(DOWN_AND_UP, with_model(LINE, MLPSpec(()))),
        replace(kept(DOWN_AND_UP), kept=(Checkpoint(4, np.zeros(2)),)),
    ],
)
def test_runs_that_differ_are_not_the_same(other: KeptRun) -> None:
    assert not kept(DOWN_AND_UP).is_same(other)
    assert kept(DOWN_AND_UP) != other


def test_runs_that_are_only_called_otherwise_are_the_same() -> None:
    run, named = kept(DOWN_AND_UP), replace(kept(DOWN_AND_UP), label="mine", extra={"later": 1})
    assert run.is_same(named)
    assert run != named
    assert Document(LINE, pins=(run,)) != Document(LINE, pins=(named,))
    assert run == kept(DOWN_AND_UP)
    assert hash(run) == hash(kept(DOWN_AND_UP))
