"""Which epochs an animation shows."""

import numpy as np
import pytest

from nnviz.core.training.history import History
from nnviz.core.training.steps import ERROR_COLUMNS
from nnviz.gui.figures.frames import HELD, Timing


def recorded(last: int, every: int = 1) -> History:
    history = History()
    rows = np.zeros((last + 1, len(ERROR_COLUMNS)))
    rows[:, 0] = np.arange(last + 1)
    history.add(rows, {epoch: np.zeros((1, 2)) for epoch in (*range(0, last, every), last)})
    return history


@pytest.mark.parametrize("spacing", ["log", "even"])
def test_it_begins_with_the_first_and_ends_with_the_last_which_is_held(spacing: str) -> None:
    timing = Timing(seconds=2, per_second=10, spacing=spacing)
    shots = timing.shots(recorded(1000))
    assert shots[0].epoch == 0
    assert shots[-1].epoch == 1000
    assert sum(shot.times for shot in shots) == 20 + round(10 * HELD)
    assert shots[-1].times > 10 * HELD
    epochs = [shot.epoch for shot in shots]
    assert epochs == sorted(set(epochs))


def test_even_steps_are_even_and_logarithmic_ones_slow_at_the_beginning() -> None:
    even = [s.epoch for s in Timing(2, 10, "even").shots(recorded(1900))]
    assert np.ptp(np.diff(even)) <= 1
    log = [s.epoch for s in Timing(2, 10, "log").shots(recorded(1900))]
    assert log[1] < 5
    assert log[-1] - log[-2] > 300


def test_where_few_epochs_are_kept_each_is_shown_longer() -> None:
    shots = Timing(2, 10, "even").shots(recorded(100, every=50))
    assert [shot.epoch for shot in shots] == [0, 50, 100]
    assert sum(shot.times for shot in shots) == 20 + round(10 * HELD)


def test_without_a_record_there_is_nothing_to_show() -> None:
    assert Timing().shots(History()) == []
