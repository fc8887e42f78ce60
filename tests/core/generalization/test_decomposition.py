"""Bias², variance and their errors by known answers: least squares, ridge, descent, and by leaving out."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.decomposition import (
    NORMAL_MAD,
    at_each_x,
    decompose,
    medians,
    plug_in,
    typical,
)
from nnviz.core.generalization.judge import grid
from nnviz.core.models import PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import member_points
from nnviz.core.training.exact import exact_stack
from nnviz.core.training.run import train
from nnviz.core.truths import Truth

N, SIGMA = 20, 0.3
X = np.linspace(0, 1, N)
TRUTH = Truth("sine", (1.0, 1.0, 0.0), SIGMA)
F = TRUTH(X)
EQUAL = np.full(N, 1 / N)


def experiment(degree: int, count: int, seed: int = 1, l2: float = 0.0, solver: str = "exact") -> Experiment:
    return Experiment(
        dataset=Dataset.from_xy(np.column_stack([X, F])), truth=TRUTH, model=PolynomialSpec(degree, solver),
        training=Training(l2=l2, learning_rate=0.1), replicas=Replicas(count, seed=seed),
    )  # fmt: skip


def hat(some: Experiment) -> np.ndarray:
    """H with ŷ = H·y, [n, n]."""
    design = some.inputs(X)
    penalty = N * some.training.l2 * np.diag(some.model.penalised)
    return design @ np.linalg.solve(design.T @ design + penalty, design.T)


def at_training_x(some: Experiment) -> np.ndarray:
    """Predictions of the exact replicas at the training x, [B, n]."""
    return exact_stack(some)[1:] @ some.inputs(X).T


# --- known answers -------------------------------------------------------------------------------


@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize("degree", [0, 1, 3, 9])
def test_least_squares_and_ridge_have_the_bias_and_variance_of_the_books(degree: int, l2: float) -> None:
    """Variance σ²·tr(HHᵀ)/n, which is σ²(d + 1)/n without a penalty; bias² the mean of ((I − H)·f)²."""
    some = experiment(degree, 1000, l2=l2)
    predictions = [at_training_x(some), at_training_x(experiment(degree, 1000, seed=2, l2=l2))]  # B = 2,000
    found, h = decompose(np.concatenate(predictions), F, EQUAL), hat(some)
    variance = SIGMA**2 * np.trace(h @ h.T) / N
    if l2 == 0:
        assert_allclose(variance, SIGMA**2 * (degree + 1) / N)
    assert abs(found.variance - variance) < 3 * found.variance_se
    # Least squares scatters only at right angles to its own bias: with one parameter what is left is the
    # square of one normal number, which no standard error describes.
    error = found.bias_squared_se if degree else SIGMA**2 / N / 2000
    assert abs(found.bias_squared - np.mean((F - h @ F) ** 2)) < 3 * error
    assert found.variance_se < 0.05 * variance


@pytest.mark.parametrize("count", [5, 20, 50, 200])
def test_the_corrected_bias_of_an_unbiased_model_is_zero(count: int) -> None:
    """Degree 9 follows the sine; over 100 seeds the average is 0 within three of its standard errors."""
    runs = [at_training_x(experiment(9, count, seed)) for seed in range(100)]
    corrected = [decompose(run, F, EQUAL).bias_squared for run in runs]
    plain = [plug_in(run, F, EQUAL)[0] for run in runs]
    assert abs(np.mean(corrected)) < 3 * np.std(corrected) / 10 + 1e-6  # the sine is no polynomial
    assert np.mean(plain) == pytest.approx(SIGMA**2 * 10 / N / count, rel=0.1)
    assert min(corrected) < 0  # nothing is clipped


def test_few_replicas_fake_a_bias_without_the_correction() -> None:
    """Degree 5 with 5 replicas: σ²·6/n/5 = 0.0054 where the true bias² is 0 (a cubic truth)."""
    truth = Truth("polynomial", (0.0, -1.0, 0.0, 2.0), SIGMA)
    found = []
    for seed in range(400):
        cubic = Experiment(
            dataset=Dataset.from_xy(np.column_stack([X, truth(X)])), truth=truth,
            model=PolynomialSpec(5, "exact"), replicas=Replicas(5, seed=seed),
        )  # fmt: skip
        run = at_training_x(cubic)
        found.append((plug_in(run, truth(X), EQUAL)[0], decompose(run, truth(X), EQUAL).bias_squared))
    plain, corrected = np.mean(found, axis=0)
    assert plain == pytest.approx(0.0054, abs=0.0004)
    assert abs(corrected) < 3 * np.std([c for _, c in found]) / np.sqrt(400)


def test_descent_follows_figure_f10_at_every_epoch() -> None:
    """Each replica, direction by direction; and bias² and variance over epochs within three errors."""
    some = experiment(6, 400, solver="descent")
    u, sizes, _ = np.linalg.svd(some.inputs(X), full_matrices=False)
    rates = 2 * some.training.learning_rate * sizes**2 / N  # the 2 of the gradient of the mean square
    outside = F - u @ (u.T @ F)
    inputs = some.inputs(X)
    targets = member_points(some).y[1:]
    for k, step in enumerate(islice(train(some), 120)):
        predictions = step.state.predict(inputs)[1:]
        part = 1 - (1 - rates) ** k
        assert_allclose(predictions, (targets @ u * part) @ u.T, atol=1e-12)
        found = decompose(predictions, F, EQUAL)
        bias = np.mean(outside**2) + np.sum((1 - part) ** 2 * (u.T @ F) ** 2) / N
        assert abs(found.bias_squared - bias) <= 3 * found.bias_squared_se + 1e-12
        assert abs(found.variance - SIGMA**2 * np.sum(part**2) / N) <= 3 * found.variance_se + 1e-12


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_standard_errors_cover_the_truth_about_two_times_in_three(degree: int) -> None:
    """One standard error to either side, over 200 seeds, on the program's own grid: 60 to 76 %."""
    x, weights = grid(experiment(degree, 2))
    design = experiment(degree, 2).inputs(x)
    hat_there = design @ np.linalg.pinv(experiment(degree, 2).inputs(X))  # from targets to the curve at x
    variance = SIGMA**2 * np.sum(hat_there**2, axis=1) @ weights
    bias = (hat_there @ F - TRUTH(x)) ** 2 @ weights
    inside = np.zeros(3)
    for seed in range(200):
        a = decompose(exact_stack(experiment(degree, 50, seed))[1:] @ design.T, TRUTH(x), weights)
        total = a.bias_squared + a.variance
        inside += (
            abs(a.bias_squared - bias) < a.bias_squared_se,
            abs(a.variance - variance) < a.variance_se,
            abs(total - bias - variance) < a.total_se,
        )
    assert np.all((inside / 200 >= 0.60) & (inside / 200 <= 0.76)), inside / 200


def test_a_bootstrap_tells_the_variance_of_degree_3_and_not_of_degree_7() -> None:
    """What `remarks` says of 30 points of a sine: about right, and some 20 times too large (medians)."""
    x = np.linspace(0, 1, 30)
    places = np.linspace(0.02, 0.98, 40)
    for degree, low, high in ((3, 0.8, 1.7), (7, 10, 50)):
        ratios = []
        for seed in range(30):
            y = TRUTH(x) + SIGMA * np.random.default_rng(seed).standard_normal(30)
            some = replace(
                experiment(degree, 100, seed), dataset=Dataset.from_xy(np.column_stack([x, y])),
                replicas=Replicas(100, "bootstrap", seed=seed),
            )  # fmt: skip
            there = some.inputs(places)
            true = SIGMA**2 * np.sum((there @ np.linalg.pinv(some.inputs(x))) ** 2)
            found = (exact_stack(some)[1:] @ there.T).var(axis=0, ddof=1).sum()
            ratios.append(found / true)
        assert low < np.median(ratios) < high


# --- identities ----------------------------------------------------------------------------------

numbers = st.floats(-100, 100, width=64)


@settings(deadline=None)
@given(st.integers(2, 8).flatmap(lambda b: arrays(np.float64, (b, 5), elements=numbers)), st.integers(0, 99))
def test_the_plug_in_parts_add_up(predictions: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth, weights = rng.standard_normal(5), rng.dirichlet(np.ones(5))
    bias, variance, whole = plug_in(predictions, truth, weights)
    assert abs(bias + variance - whole) <= 1e-10 * max(1.0, whole)


def test_errors_are_those_of_leaving_one_replica_out() -> None:
    rng = np.random.default_rng(3)
    predictions, truth, weights = (
        rng.standard_normal((9, 6)),
        rng.standard_normal(6),
        rng.dirichlet(np.ones(6)),
    )
    left = [decompose(np.delete(predictions, r, axis=0), truth, weights) for r in range(9)]
    parts = np.array([[a.bias_squared, a.variance, a.bias_squared + a.variance] for a in left])
    expected = np.sqrt(8 / 9 * np.sum((parts - parts.mean(axis=0)) ** 2, axis=0))
    found = decompose(predictions, truth, weights)
    assert_allclose([found.bias_squared_se, found.variance_se, found.total_se], expected, rtol=1e-12)


def test_the_averages_are_those_of_what_holds_at_each_x() -> None:
    rng = np.random.default_rng(3)
    predictions, truth, weights = (
        rng.standard_normal((9, 6)),
        rng.standard_normal(6),
        rng.dirichlet(np.ones(6)),
    )
    each, found = at_each_x(predictions, truth), decompose(predictions, truth, weights)
    assert_allclose(each.mean, predictions.mean(axis=0))
    assert_allclose(each.variance, predictions.var(axis=0, ddof=1))
    assert_allclose(each.bias_squared @ weights, found.bias_squared)
    assert_allclose(each.variance @ weights, found.variance)


def test_two_replicas_have_a_split_but_no_standard_error() -> None:
    found = decompose(np.array([[0.0], [2.0]]), np.array([0.0]), np.ones(1))
    assert (found.bias_squared, found.variance) == (0.0, 2.0)  # (1 − 0)² − 2/2
    assert np.isnan([found.bias_squared_se, found.variance_se, found.total_se]).all()


# --- medians -------------------------------------------------------------------------------------


def test_medians_are_the_variance_and_bias_where_replicas_are_normal() -> None:
    rng = np.random.default_rng(1)
    predictions = 0.5 + 0.3 * rng.standard_normal((4001, 8))
    found = medians(predictions, np.zeros(8), np.full(8, 1 / 8))
    assert found.bias_squared == pytest.approx(0.25, rel=0.03)
    assert found.variance == pytest.approx(0.09, rel=0.05)


@pytest.mark.parametrize("count", [2, 3, 50, 101])
def test_the_typical_replica_is_that_of_numpy(count: int) -> None:
    predictions = np.random.default_rng(count).standard_normal((count, 7))
    predictions[1, 3] = np.nan
    given = predictions.copy()
    middle, scale = typical(predictions)
    assert_array_equal(predictions, given)
    known = [0, 1, 2, 4, 5, 6]
    wanted = np.median(given[:, known], axis=0)
    assert_allclose(middle[known], wanted, rtol=1e-14)
    deviations = np.abs(given[:, known] - wanted)
    assert_allclose(scale[known], NORMAL_MAD * np.median(deviations, axis=0), rtol=1e-14)
    assert np.isnan([middle[3], scale[3]]).all()


def test_one_wild_replica_moves_the_variance_but_not_the_medians() -> None:
    rng = np.random.default_rng(1)
    predictions, truth, weights = rng.standard_normal((51, 4)), np.zeros(4), np.full(4, 0.25)
    wild = np.vstack([predictions[:-1], np.full(4, 1e3)])
    tame, moved = (medians(p, truth, weights) for p in (predictions, wild))
    assert_allclose(
        [moved.bias_squared, moved.variance, moved.error],
        [tame.bias_squared, tame.variance, tame.error],
        rtol=0.3,
    )
    assert decompose(wild, truth, weights).variance > 1e4
