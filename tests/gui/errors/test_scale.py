"""The scale of the ERRORS panel: what is shown, what is cut off, and that no number breaks it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.gui.errors.scale import Scale, linear_top, scale_for

EPOCHS = np.arange(1_000.0)
FALLING = 18 * np.exp(-EPOCHS / 20) + 0.5


def scale_of(*curves: np.ndarray, log_y: bool = False, whole: bool = False) -> Scale:
    return scale_for(list(curves), list(curves), False, log_y, whole)


def test_one_giant_first_error_does_not_flatten_the_rest() -> None:
    training = FALLING.copy()
    training[0] = 1e6
    scale = scale_of(training)
    assert scale.cut_off
    assert 1 < scale.high <= 3


@pytest.mark.parametrize("tau", [0.2, 10, 60])
def test_a_fall_to_almost_nothing_is_seen(tau: float) -> None:
    scale = scale_of(15 * np.exp(-EPOCHS / tau))
    assert scale.high >= 1.5


def test_an_exploding_validation_error_leaves_through_the_top() -> None:
    validation = 20 * np.exp(EPOCHS / 50)
    scale = scale_of(FALLING, validation)
    assert scale.cut_off
    assert 18 <= scale.high <= 100


def test_overfitting_is_seen_whole() -> None:
    validation = 28 * np.exp(-EPOCHS / 20) + 13 * (1 - np.exp(-EPOCHS / 200))
    scale = scale_of(FALLING, validation)
    assert 13 < scale.high <= 30


def test_a_curve_without_extremes_is_seen_whole() -> None:
    scale = scale_of(np.linspace(3, 1, 100))
    assert not scale.cut_off
    assert scale.high == 3


def test_all_of_an_exact_solution_is_seen() -> None:
    scale = scale_of(np.full(2, 1e-30), np.full(2, 13.3), whole=True)
    assert not scale.cut_off
    assert scale.high == 15


def test_a_logarithmic_axis_shows_all_within_twelve_decades() -> None:
    scale = scale_of(np.array([1e3, 1e-2]), log_y=True)
    assert scale.low < -2
    assert scale.high > 3
    scale = scale_of(np.array([1.0, 1e-30, 0.0]), log_y=True)
    assert -14 < scale.low < -11


def test_epoch_0_has_a_place_on_a_logarithmic_axis() -> None:
    scale = Scale(True, False, 0, 1, False)
    assert scale.x(np.array([0.0, 9.0, 99.0])).tolist() == [0, 1, 2]
    assert [scale.epoch(x) for x in (-3.0, 0.0, 1.0, 2.0)] == [0, 0, 9, 99]


def test_what_falls_below_0_has_room_there_but_not_all() -> None:
    assert scale_of(FALLING).low == pytest.approx(-0.03 * scale_of(FALLING).high)
    scale = scale_of(FALLING, np.full(1_000, -0.5))
    assert scale.low == -0.5
    wild = scale_of(FALLING, np.full(1_000, -1e6))
    assert wild.low == -0.25 * wild.high


def test_nothing_known_is_no_limit() -> None:
    assert linear_top([np.full(3, np.nan)]) == 0


@given(st.lists(st.floats(min_value=0) | st.just(float("nan")), max_size=40), st.booleans(), st.booleans())
def test_any_numbers_give_a_usable_scale(values: list[float], log_y: bool, whole: bool) -> None:
    curve = np.array(values, float)
    scale = scale_of(curve, curve[::-1], log_y=log_y, whole=whole)
    places = scale.y(curve)
    assert np.isfinite([scale.low, scale.high]).all()
    assert 1e-13 < scale.high - scale.low < 2e12
    known = places[~np.isnan(curve)]
    assert np.isfinite(known).all()
    if len(known):
        assert np.abs(known - scale.low).max() <= 2.1 * (scale.high - scale.low)


@pytest.mark.parametrize("log_y", [False, True])
def test_nan_stays_a_gap(log_y: bool) -> None:
    values = np.array([1.0, np.nan, 2.0, np.inf])
    assert np.isnan(scale_of(values, log_y=log_y).y(values)).tolist() == [False, True, False, False]


def test_a_curve_that_begins_at_almost_0_does_not_stretch_a_logarithmic_axis() -> None:
    variance = np.concatenate([[1e-30], np.linspace(0.01, 0.07, 400)])
    found = scale_for([np.linspace(0.5, 0.1, 401), variance], [], False, True, False)
    assert -2.5 < found.low < -2
    falling = np.geomspace(1, 1e-9, 401)  # what falls all the way is seen to its end
    assert scale_for([falling], [], False, True, False).low < -9
