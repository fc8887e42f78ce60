"""When a run has gone far enough."""

from itertools import pairwise

from nnviz.core.experiment import Training
from nnviz.core.training.steps import EVERY_ONE, Ending, Epoch, Finish, is_recorded


def test_finish_counts_epochs_from_where_it_began() -> None:
    finish = Finish(10)
    found = [finish.ending(Epoch(k, 1, 1 / k, 0, 0), Training(epochs=3)) for k in range(10, 14)]
    assert found == [None, None, None, Ending.FINISHED]


def test_patience_waits_for_a_new_least_validation_error() -> None:
    finish, training = Finish(), Training(patience=2)
    validation = [5.0, 4.0, 4.5, 3.0, 3.0, 3.5]
    found = [finish.ending(Epoch(k, 1, v, 0, 0), training) for k, v in enumerate(validation)]
    assert found == [None] * 5 + [Ending.STOPPED_EARLY]


def test_patience_begins_again_when_the_points_change() -> None:
    finish, training = Finish(), Training(patience=2)
    assert finish.ending(Epoch(0, 1, 0.1, 0, 0), training) is None
    assert finish.ending(Epoch(1, 1, 0.2, 0, 0), training) is None
    finish.forget_best(1)
    validation = [7.0, 6.0, 6.5, 6.5]  # above the old minimum, yet the least is new
    found = [finish.ending(Epoch(k, 1, v, 0, 0), training) for k, v in enumerate(validation, 2)]
    assert found == [None] * 3 + [Ending.STOPPED_EARLY]


def test_patience_needs_validation_points() -> None:
    finish = Finish()
    for k in range(50):
        assert finish.ending(Epoch(k, 1, float("nan"), 0, 0), Training(patience=2)) is None


def test_long_runs_record_fewer_and_fewer_epochs() -> None:
    assert all(is_recorded(epoch) for epoch in range(EVERY_ONE + 1))
    for replicas, most, gap in ((False, 37_000, 4_096), (True, 6_200, 512)):
        recorded = [epoch for epoch in range(1_000_001) if is_recorded(epoch, replicas)]
        assert len(recorded) < most
        assert recorded[-1] > 1_000_000 * (1 - 1 / gap)
        assert all(after - before <= max(1, after / gap) for before, after in pairwise(recorded))
