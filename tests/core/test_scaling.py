"""Features are brought to one size by the training points alone."""

import numpy as np
import pytest

from nnviz.core.scaling import (
    SCALINGS,
    Scaling,
    Uneven,
    constant_features,
    constant_words,
    differ_in_size,
    fitted,
)
from nnviz.core.tables.bundled import bundled_rows

IRIS = bundled_rows("iris").features

# Of iris by scikit-learn 1.9.1: shift, scale, the first flower; by StandardScaler and MinMaxScaler((-1, 1))
STANDARD = (
    [5.843333333333335, 3.057333333333334, 3.7580000000000027, 1.199333333333334],
    [0.8253012917851409, 0.43441096773549437, 1.7594040657753032, 0.7596926279021594],
    [-0.9006811702978099, 1.0190043519716065, -1.3402265266227635, -1.3154442950077407],
)
MIN_MAX = (
    [6.1, 3.2, 3.95, 1.3],
    [1.8, 1.2, 2.95, 1.2],
    [-0.5555555555555558, 0.25, -0.864406779661017, -0.9166666666666665],
)


@pytest.mark.parametrize(("kind", "known"), [("standard", STANDARD), ("min-max", MIN_MAX)])
def test_it_scales_as_scikit_learn_does(kind: Scaling, known: tuple[list[float], ...]) -> None:
    shift, scale = fitted(IRIS, kind)
    assert shift == pytest.approx(known[0], rel=1e-13)
    assert scale == pytest.approx(known[1], rel=1e-13)
    assert (IRIS[0] - shift) / scale == pytest.approx(known[2], rel=1e-12)


def test_what_comes_out() -> None:
    shift, scale = fitted(IRIS, "standard")
    inputs = (IRIS - shift) / scale
    assert inputs.mean(0) == pytest.approx(np.zeros(4), abs=1e-13)
    assert inputs.std(0) == pytest.approx(np.ones(4), rel=1e-13)
    shift, scale = fitted(IRIS, "min-max")
    inputs = (IRIS - shift) / scale
    assert inputs.min(0) == pytest.approx(-np.ones(4))
    assert inputs.max(0) == pytest.approx(np.ones(4))


def test_none_changes_nothing() -> None:
    assert fitted(IRIS, "none")[0].tolist() == [0] * 4
    assert fitted(IRIS, "none")[1].tolist() == [1] * 4


@pytest.mark.parametrize("kind", SCALINGS)
def test_without_points_nothing_changes(kind: Scaling) -> None:
    shift, scale = fitted(np.empty((0, 3)), kind)
    assert (shift.tolist(), scale.tolist()) == ([0, 0, 0], [1, 1, 1])


@pytest.mark.parametrize("kind", ["min-max", "standard"])
@pytest.mark.parametrize("value", [0.0, 0.1, -7.0, 1e9, 5e-324])
def test_a_feature_that_never_changes_becomes_0(kind: Scaling, value: float) -> None:
    features = np.column_stack([np.full(7, value), np.arange(7.0)])
    shift, scale = fitted(features, kind)
    assert scale[0] == 1
    assert ((features - shift) / scale)[:, 0].tolist() == [0] * 7
    assert scale[1] != 1
    assert constant_features(features) == (0,)


@pytest.mark.parametrize("kind", ["min-max", "standard"])
def test_rounding_is_not_taken_for_a_change(kind: Scaling) -> None:
    nearly = np.array([0.3, 0.1 + 0.2, 0.3])[:, None]
    assert np.ptp(nearly) > 0
    assert np.abs((nearly - fitted(nearly, kind)[0]) / fitted(nearly, kind)[1]).max() < 1e-15
    nothing = np.array([0, 1e-30, 2e-30])[:, None]  # no other point could be divided by so little
    assert constant_features(nothing) == (0,)
    small = np.array([1e-9, 2e-9, 3e-9])[:, None]  # but these differ
    assert np.ptp((small - fitted(small, kind)[0]) / fitted(small, kind)[1]) >= 2


def test_constant_features_are_named() -> None:
    features = np.column_stack([np.arange(3.0), np.ones(3), np.zeros(3)])
    names = ["colour", "ash", "hue"]
    assert constant_words(features[:, :1], names) is None
    assert constant_words(np.empty((0, 3)), names) is None
    assert str(constant_words(features[:, :2], names)).startswith("Feature “ash” is the same")
    assert str(constant_words(features[:, :2])).startswith("Feature 2 is the same")
    assert str(constant_words(features, names)).startswith("2 of 3 features, such as “ash”, are the same")


def test_three_pixels_of_the_digits_are_always_white() -> None:
    assert constant_features(bundled_rows("digits").features) == (0, 32, 39)


def test_rounding_of_larger_features_is_not_taken_for_a_change() -> None:
    """Such as of a point that came by way of principal components, where all the others are exactly 0."""
    features = bundled_rows("digits").features
    drawn = features.mean(axis=0)
    drawn[32] = 2.6e-18
    assert constant_features(np.vstack([features, drawn])) == (0, 32, 39)
    assert fitted(np.vstack([features, drawn]), "standard")[1][32] == 1


def test_a_small_unit_beside_a_large_one_still_counts() -> None:
    wavelengths = np.linspace(4e-7, 7e-7, 20)
    assert constant_features(np.column_stack([wavelengths, 3e8 / wavelengths])) == ()


def test_features_that_differ_much_in_size() -> None:
    even = np.array([[0.0, 1.0, 5.0], [1.0, 3.0, 5.0], [2.0, 9.0, 5.0]])
    assert not differ_in_size(even)  # the third one is the same everywhere
    assert differ_in_size(even * [1, 100, 1]) == Uneven(1, 0, pytest.approx(100 * np.sqrt(52 / 3)))
    assert not differ_in_size(even * 1e6)
    assert not differ_in_size(even[:0])
