"""Known functions and the samples drawn from them."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.dataset import Role
from nnviz.core.sentences import BadInput
from nnviz.core.truths import DEFAULT_RANGES, FORMS, Sampling, Truth, is_sample, sample


@pytest.mark.parametrize(
    ("kind", "coefficients", "x", "y"),
    [
        ("line", (2.0, 0.9), 3.0, 6.9),
        ("sine", (2.0, 1.0, 1.0), 0.25, 3.0),
        ("sine", (1.0, 2.0, 0.0), 0.5, 0.0),
        ("step", (0.5, 3.0, 1.0), 0.5, 4.0),
        ("step", (0.5, 3.0, 1.0), 0.4999, 1.0),
        ("bump", (1.0, 0.5, 2.0), 1.0, 2.0),
        ("bump", (1.0, 0.5, 2.0), 1.5, 2 * np.exp(-0.5)),
        ("polynomial", (1.0, 0.0, 3.0), 2.0, 13.0),
        ("polynomial", (7.0,), 2.0, 7.0),
        ("x sin x", (2.0, 1.0), np.pi / 2, np.pi),
    ],
)
def test_known_values(kind: str, coefficients: tuple, x: float, y: float) -> None:
    truth = Truth(kind, coefficients)
    assert truth(x) == pytest.approx(y, abs=1e-12)
    assert truth([[x, x]]).shape == (1, 2)


def test_every_kind_has_defaults_and_a_range() -> None:
    for kind in FORMS:
        truth, (low, high) = Truth.of_kind(kind), DEFAULT_RANGES[kind]
        assert np.isfinite(truth(np.linspace(low, high, 50))).all()
        assert low < high


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "cosine"}, "no truth called “cosine”"),
        ({"kind": "line", "coefficients": (1.0,)}, "slope, intercept; 1 were given"),
        ({"kind": "polynomial", "coefficients": ()}, "0 were given"),
        ({"kind": "polynomial", "coefficients": (0.0,) * 32}, "32 were given"),
        ({"coefficients": (1.0, float("nan"), 0.0)}, "must be finite"),
        ({"kind": "bump", "coefficients": (0.0, 0.0, 1.0)}, "width of a bump"),
        ({"kind": "drawn", "coefficients": (0.0, 1.0)}, "2 to 100 knots, each an x and a y; 2 numbers"),
        ({"kind": "drawn", "coefficients": (0.0, 1.0, 2.0, 1.0, 3.0)}, "5 numbers were given"),
        ({"kind": "drawn", "coefficients": tuple(map(float, range(202)))}, "202 numbers were given"),
        ({"kind": "drawn", "coefficients": (0.0, 1.0, 0.0, 2.0)}, "after 0 comes 0"),
        ({"kind": "drawn", "coefficients": (3.0, 1.0, 2.5, 2.0)}, "after 3 comes 2.5"),
        ({"kind": "drawn", "coefficients": (0.0, 1.0, 1.0, float("inf"))}, "must be finite"),
        ({"kind": "drawn", "coefficients": (0.0, 1.0, float("nan"), 1.0)}, "must be finite"),
        ({"noise": -0.1}, "not -0.1"),
        ({"noise": float("nan")}, "standard deviation"),
    ],
)
def test_impossible_truths_are_refused(arguments: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Truth(**arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n_training": -1}, "0 or more"),
        ({"n_training": 20_000, "n_validation": 1}, "at most 20,000"),
        ({"low": 1.0, "high": 1.0}, "not from 1 to 1"),
        ({"low": float("nan")}, "from a smaller"),
        ({"spacing": "wide"}, "evenly or at random"),
        ({"seed": -1}, "whole number"),
        ({"seed": 2**32}, "whole number"),
    ],
)
def test_impossible_samplings_are_refused(arguments: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Sampling(**arguments)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 2**32 - 1), st.sampled_from(["even", "random"]))
def test_a_sample_is_what_was_asked_for(n: int, m: int, seed: int, spacing: str) -> None:
    sampling = Sampling(n, m, -2, 3, spacing, seed)
    dataset = sample(Truth(), sampling)
    assert dataset.count(Role.TRAINING) == n
    assert dataset.count(Role.VALIDATION) == m
    assert np.all((dataset.x >= -2) & (dataset.x <= 3))
    assert sample(Truth(), sampling) == dataset


def test_even_spacing_includes_both_ends() -> None:
    training = sample(Truth(), Sampling(5, 0, -1, 3)).of(Role.TRAINING)
    np.testing.assert_allclose(training.x, [-1, 0, 1, 2, 3])


def test_training_and_validation_have_streams_of_their_own() -> None:
    few, many = sample(Truth(), Sampling(10, 5)), sample(Truth(), Sampling(10, 50))
    assert few.of(Role.TRAINING) == many.of(Role.TRAINING)
    more = sample(Truth(), Sampling(40, 5))
    assert few.of(Role.VALIDATION) == more.of(Role.VALIDATION)
    assert sample(Truth(), Sampling(seed=2)) != sample(Truth(), Sampling(seed=1))


def test_the_noise_has_its_standard_deviation() -> None:
    quiet = sample(Truth.of_kind("line", 0.0), Sampling(50, 50))
    np.testing.assert_allclose(quiet.y, 0.8 * quiet.x + 1.0)
    loud = sample(Truth.of_kind("line", 0.5), Sampling(10_000, 10_000))
    for role in (Role.TRAINING, Role.VALIDATION):
        rest = loud.of(role).y - (0.8 * loud.of(role).x + 1.0)
        assert np.std(rest) == pytest.approx(0.5, rel=0.03)
        assert abs(np.mean(rest)) < 0.02


def test_a_sample_is_known_again_even_if_its_last_digit_was_computed_elsewhere() -> None:
    truth, sampling = Truth.of_kind("sine"), Sampling(20, 10)
    drawn = sample(truth, sampling)
    assert is_sample(drawn, truth, sampling)
    assert is_sample(drawn.moved(range(30), 0.0, 1e-15), truth, sampling)
    assert not is_sample(drawn.moved([3], 0.0, 1e-6), truth, sampling)
    assert not is_sample(drawn.without([3]), truth, sampling)
    assert not is_sample(drawn.with_role([3], Role.VALIDATION), truth, sampling)
    assert not is_sample(drawn, truth, Sampling(20, 10, seed=2))


def test_one_role_of_a_sample_is_known_whatever_became_of_the_other() -> None:
    truth, sampling = Truth.of_kind("sine"), Sampling(20, 10)
    moved = sample(truth, sampling).moved([25], 0.0, 1.0)
    assert is_sample(moved, truth, sampling, Role.TRAINING)
    assert not is_sample(moved, truth, sampling, Role.VALIDATION)


def test_a_truth_beyond_what_points_may_be_has_no_sample() -> None:
    steep = Truth("polynomial", (0.0,) * 30 + (1e9,))
    assert not is_sample(sample(Truth(), Sampling()), steep, Sampling(high=10))


# Fritsch & Butland: the slope at the middle knot is 0 at a summit, else the harmonic mean of its neighbours.
PEAK = Truth("drawn", (0.0, 0.0, 1.0, 2.0, 2.0, 0.0))


def test_a_drawn_truth_goes_through_its_knots_and_is_not_known_outside() -> None:
    np.testing.assert_allclose(PEAK([0, 1, 2]), [0, 2, 0])
    assert PEAK.range == (0, 2)
    assert np.isnan(PEAK([-1e-9, 2.001, 7])).all()
    assert PEAK(1.0).shape == ()
    assert PEAK([[0.5, 3]]).shape == (1, 2)
    assert Truth().range == (-np.inf, np.inf)


def test_a_drawn_truth_is_smooth_and_stays_between_its_knots() -> None:
    x = np.linspace(0, 2, 2001)
    assert PEAK(x).max() == 2
    slope = np.gradient(PEAK(x), x)
    assert slope[1000] == pytest.approx(0, abs=1e-6)
    assert np.abs(np.diff(slope)).max() < 0.02  # no corner
    line = Truth("drawn", (0.0, 1.0, 3.0, 7.0))
    np.testing.assert_allclose(line([1, 2]), [3, 5])


def test_a_sample_of_a_drawn_truth() -> None:
    sampling = Sampling(5, 30, 0, 2, seed=3)
    quiet = Truth("drawn", PEAK.coefficients, 0.0)
    points = sample(quiet, sampling)
    np.testing.assert_allclose(points.y, PEAK(points.x))
    assert is_sample(points, quiet, sampling)
    assert pickle.loads(pickle.dumps(PEAK)) == PEAK  # it goes to the process that trains


@pytest.mark.parametrize(("low", "high"), [(-0.1, 1), (1, 2.1), (5, 6)])
def test_points_are_drawn_only_where_the_truth_is_known(low: float, high: float) -> None:
    with pytest.raises(BadInput, match=r"drawn from x = 0 to 2 only\. Choose an x range within that"):
        sample(PEAK, Sampling(low=low, high=high))


def test_formulas_do_without_scipy() -> None:
    code = "import sys; from nnviz.core.truths import *; Truth()(0); sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
