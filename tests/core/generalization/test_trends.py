"""Smoothed error curves."""

import numpy as np
import pytest

from nnviz.core.generalization.trends import is_falling, is_rising, medians


def test_medians_keep_an_early_minimum_and_ignore_a_lucky_epoch() -> None:
    curve = np.full(1000, 2.0)
    curve[3] = 1.0
    assert medians(curve).min() == 1.0
    curve[100::7] = 0.0
    assert medians(curve).min() == 1.0
    assert medians(curve)[-1] == 2.0


@pytest.mark.parametrize("length", [1, 2, 3, 10, 1000])
def test_medians_of_any_length_end_at_the_present(length: int) -> None:
    smooth = medians(np.arange(length, 0, -1.0))
    assert smooth[0] == length
    assert np.all(np.diff(smooth) < 0)
    assert is_falling(smooth, 0.0) == (length > 1)
    assert is_rising(medians(np.arange(1.0, length + 1))) == (length > 1)
