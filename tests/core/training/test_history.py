"""The record of a run: all errors, as many weights as memory allows, the best ones always."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from nnviz.core.training import history as module
from nnviz.core.training.history import History, stride
from nnviz.core.training.steps import COLUMNS


def rows(epochs: range, validation: list[float] | None = None) -> np.ndarray:
    """[k, 5]; training error 1/epoch."""
    found = np.zeros((len(epochs), 5))
    found[:, 0] = epochs
    found[:, 1] = 1 / np.arange(epochs.start + 1, epochs.stop + 1)
    found[:, 2] = np.nan if validation is None else validation
    return found


def weights(*epochs: int, size: int = 3) -> dict[int, np.ndarray]:
    return {epoch: np.full((1, size), float(epoch)) for epoch in epochs}


def kept(history: History, most: int) -> list[int]:
    """The epochs whose weights can be had, among 0…most."""
    return [k for k in range(most + 1) if (found := history.nearest(k)) is not None and found.epoch == k]


def record(validation: np.ndarray, size: int, chunk: int) -> History:
    """What a player's snapshots of `chunk` epochs each would build."""
    history, best = History(), float("inf")
    for first in range(0, len(validation), chunk):
        epochs = range(first, min(first + chunk, len(validation)))
        part = {k for k in epochs if k % stride(k, (1, size)) == 0} | {epochs[-1]}
        candidate = first + int(np.argmin(validation[first : epochs.stop]))
        if validation[candidate] < best:
            best = validation[candidate]
            part.add(candidate)
        history.add(rows(epochs, validation[first : epochs.stop]), weights(*sorted(part), size=size))
    return history


def test_an_empty_one() -> None:
    empty = History()
    assert (len(empty), empty.first_epoch, empty.last_epoch) == (0, 0, 0)
    assert empty.best_epoch is None
    assert empty.nearest(3) is None
    assert empty.rows.shape == (0, len(COLUMNS))


def test_all_errors_are_there() -> None:
    history = History()
    for first in range(0, 5000, 1250):
        history.add(rows(range(first, first + 1250)), {})
    assert len(history) == 5000
    assert_array_equal(history.column("epoch"), np.arange(5000))
    assert_array_equal(history.column("train_error"), 1 / np.arange(1, 5001))
    assert history.best_epoch is None
    assert history.last_epoch == 4999


def test_rows_are_found_by_epoch() -> None:
    history = History()
    history.add(rows(range(10, 20)), {})
    assert history.first_epoch == 10
    assert [history.row(epoch)[0] for epoch in (0, 10, 15, 19, 99)] == [10, 10, 15, 19, 19]


@given(st.lists(st.lists(st.sampled_from([1.0, 2.0, 3.0, np.nan]), min_size=1, max_size=5), max_size=6))
def test_the_best_epoch_is_the_earliest_of_the_least(parts: list[list[float]]) -> None:
    history, together = History(), [v for part in parts for v in part]
    first = 0
    for part in parts:
        history.add(rows(range(first, first + len(part)), part), {})
        first += len(part)
    finite = [v for v in together if v == v]
    assert history.best_epoch == (together.index(min(finite)) if finite else None)


@pytest.mark.parametrize("size", [1, 31, 50_000, 10_000_000])
def test_the_stride_doubles_and_holds_the_bounds(size: int) -> None:
    strides = [stride(k, (1, size)) for k in range(0, 200_000, 97)]
    assert strides == sorted(strides)
    assert strides[0] == 1
    for k in range(0, 1_000_001, 50_021):
        step = stride(k, (1, size))
        assert step & (step - 1) == 0
        sets = k // step + 1
        assert sets <= max(8, min(module.KEPT_SETS, module.KEPT_BYTES // (8 * size)))


@pytest.mark.parametrize("chunk", [1, 7, 300])
def test_first_best_and_last_are_always_kept(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(module, "KEPT_SETS", 50)
    rng = np.random.default_rng(chunk)
    validation = rng.uniform(1, 2, 1000)
    validation[437] = 0.5
    history = record(validation, 3, chunk)
    assert history.best_epoch == 437
    for epoch in (0, 437, 999):
        found = history.nearest(epoch)
        assert found.epoch == epoch
        assert_array_equal(found.parameters, np.full(3, epoch))
    regular = set(range(0, 1000, stride(999, (1, 3))))
    assert regular <= set(kept(history, 999))


@pytest.mark.parametrize("chunk", [1, 2, 7])
def test_memory_stays_bounded_however_often_there_is_a_new_best(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(module, "KEPT_SETS", 50)
    validation = np.linspace(2, 1, 1500)
    validation[chunk - 1 :: max(chunk, 2)] += 1  # the best of a snapshot is never its last epoch
    history = record(validation, 3, chunk)
    assert len(kept(history, 1499)) <= 50 + 3
    assert history.nearest(history.best_epoch).epoch == history.best_epoch


def test_the_nearest_checkpoint() -> None:
    history = History()
    history.add(rows(range(41)), weights(0, 10, 20, 40))
    asked = {4: 0, 6: 10, 29: 20, 31: 40, 99: 40}
    assert {epoch: history.nearest(epoch).epoch for epoch in asked} == asked


def test_until_forgets_what_came_after() -> None:
    validation = [5.0, 4.0, 3.0, 2.0, 1.0]
    history = History()
    history.add(rows(range(5), validation), weights(*range(5)))
    part = history.until(2)
    assert (part.last_epoch, part.best_epoch, len(part)) == (2, 2, 3)
    assert kept(part, 4) == [0, 1, 2]
    assert (history.last_epoch, history.best_epoch) == (4, 4)
    part.add(rows(range(3, 5), [9.0, 9.0]), weights(3, 4))
    assert history.row(4)[2] == 1.0


def test_after_the_points_changed_only_later_epochs_can_be_best() -> None:
    history = History()
    history.add(rows(range(3), [3.0, 1.0, 2.0]), weights(0, 1, 2))
    history.forget_best()
    assert history.best_epoch is None
    assert history.comparable[:, 0].tolist() == [2]
    history.add(rows(range(3, 6), [9.0, 7.0, 8.0]), weights(3, 4, 5))
    assert history.best_epoch == 4
    assert history.comparable[:, 0].tolist() == [3, 4, 5]


def test_the_best_is_back_with_the_points_that_it_was_measured_on() -> None:
    history = History()
    history.add(rows(range(3), [3.0, 1.0, 2.0]), weights(0, 1, 2))
    history.forget_best()
    history.forget_best()
    history.recall_best()
    assert history.best_epoch == 1
    assert len(history.comparable) == 3
    history.forget_best()
    history.add(rows(range(3, 5), [9.0, 7.0]), weights(3, 4))
    history.recall_best()  # too late: of all five no one can be the best
    assert history.best_epoch == 4


def test_rows_that_were_still_on_their_way_when_the_points_changed_do_not_count() -> None:
    history = History()
    history.add(rows(range(3), [3.0, 1.0, 2.0]), weights(0, 1, 2))
    history.forget_best()
    history.add(rows(range(3, 5), [0.5, 0.4]), weights(3, 4))  # measured before the edit arrived
    history.add(rows(range(5, 9), [0.3, 9.0, 7.0, 8.0]), weights(8), measured_from=6)
    assert history.best_epoch == 7
    assert history.comparable[:, 0].tolist() == [6, 7, 8]


def test_a_part_of_a_history_forgets_the_same_best() -> None:
    history = History()
    history.add(rows(range(3), [3.0, 1.0, 2.0]), weights(0, 1, 2))
    history.forget_best()
    history.add(rows(range(3, 6), [9.0, 7.0, 8.0]), weights(3, 4, 5))
    assert history.until(5).best_epoch == 4
    before = history.until(2)
    assert before.best_epoch is None
    before.add(rows(range(3, 4), [6.0]), weights(3))
    assert before.best_epoch == 3


def test_a_million_epochs() -> None:
    history = History()
    for first in range(0, 1_000_000, 1000):
        part = [k for k in range(first, first + 1000) if k % stride(k, (1, 7)) == 0]
        history.add(rows(range(first, first + 1000), [1.0] * 1000), weights(*part, first + 999, size=7))
    assert len(history) == 1_000_000
    assert history.row(765_432)[0] == 765_432
    assert history.nearest(999_999).epoch == 999_999


def test_a_provisional_row_gives_way_to_the_next_ones() -> None:
    history = History()
    history.add(rows(range(3), [3.0, 2.0, 1.0]), weights(0, 1, 2), provisional=True)
    assert (history.last_epoch, history.best_epoch) == (2, 1)  # what goes again cannot be the best
    assert history.nearest(1).epoch == 1
    history.add(rows(range(3, 5), [2.5, 2.6]), weights(3, 4))
    assert history.column("epoch").tolist() == [0, 1, 3, 4]
    assert history.best_epoch == 1
    history.add(np.empty((0, 5)), {})  # nothing new takes nothing away
    assert history.last_epoch == 4


def test_rows_without_a_split_have_none() -> None:
    history = History()
    history.add(rows(range(2)), {})
    assert np.isnan(history.column("variance")).all()
    full = np.arange(float(len(COLUMNS)))[None] + 2
    history.add(full, {})
    assert_array_equal(history.row(2), full[0])


def test_weights_with_replicas_get_less_room() -> None:
    members = (101, 49)
    alone, among = (max(k for k in range(30_000) if stride(k, shape) == 1) for shape in ((1, 49), members))
    assert alone + 1 == module.KEPT_SETS
    assert (among + 1) * 8 * 101 * 49 <= module.KEPT_BYTES_WITH_REPLICAS < (among + 2) * 8 * 101 * 49
