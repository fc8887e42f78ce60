"""All degrees and replicas at once: the same curves as one by one, and what theory says of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import MAX_DEGREE, coefficients_in_x, solve_exactly
from nnviz.core.models.polynomial_stack import fit_degrees

Array = NDArray[np.float64]

ALL = range(MAX_DEGREE + 1)
GRID = np.linspace(0, 1, 64)
BISHOP_T = np.array(
    [.349486, .830839, 1.007332, .971507, .133066, .166823, -.848307, -.445686, -.563567, .261502]
)  # fmt: skip
BISHOP_COEFFICIENTS = {  # PRML table 1.1
    0: [0.19],
    1: [0.82, -1.27],
    3: [0.31, 7.99, -25.43, 17.37],
    6: [0.35, 2.62, 32.10, -206.27, 399.00, -332.71, 105.16],
    9: [0.35, 232.37, -5321.83, 48568.31, -231639.30, 640042.26, -1061800.52, 1042400.18,
        -557682.99, 125201.43],
}  # fmt: skip
BISHOP_ERRORS = {0: 0.6143, 1: 0.4622, 3: 0.1870, 6: 0.1817, 8: 0.1682, 9: 0.0}


def inputs(x: Array, degree: int = MAX_DEGREE) -> Array:
    return PolynomialSpec(degree).inputs(x, (0.0, 1.0))


def noisy_sine(x: Array, replicas: int = 4, seed: int = 0) -> Array:
    noise = np.random.default_rng(seed).normal(0, 0.3, (replicas, x.shape[-1]))
    return np.asarray(np.sin(2 * np.pi * x) + noise)


def one_by_one(design: Array, targets: Array, degrees: list[int], l2: float) -> Array:
    """What `fit_degrees` must find: [D, B, highest degree + 1]."""
    found = np.zeros((len(degrees), len(targets), max(degrees) + 1))
    for place, degree in enumerate(degrees):
        for b, y in enumerate(targets):
            own = design if design.ndim == 2 else design[b]
            used = degree + 1
            found[place, b, :used] = solve_exactly(own[:, :used], y, np.arange(used) > 0, l2)
    return found


def assert_the_same(design: Array, targets: Array, degrees: list[int], l2: float = 0.0) -> None:
    """Coefficients and curves agree with `solve_exactly` within 1e-8 of their size."""
    stack, expected = fit_degrees(design, targets, degrees, l2), one_by_one(design, targets, degrees, l2)
    found, size = stack.coefficients(), np.linalg.norm(expected, axis=2)
    assert np.all(np.linalg.norm(found - expected, axis=2) <= 1e-8 * size + 1e-12 * np.abs(targets).max())
    beyond = np.arange(found.shape[2]) > np.array(degrees)[:, None]
    assert not np.any(found * beyond[:, None, :])
    grid = inputs(GRID)[:, : max(degrees) + 1]
    curves = expected @ grid.T
    tolerance = 1e-8 * np.abs(curves).max(axis=2, keepdims=True) + 1e-12 * np.abs(targets).max()
    assert np.all(np.abs(stack.predict(grid) - curves) <= tolerance)


@pytest.mark.parametrize("n", [1, 2, 5, 12, 31, 40, 100])
@pytest.mark.parametrize("l2", [0.0, 1e-9, 1e-3, 10.0])
def test_replicas_of_equal_x(n: int, l2: float) -> None:
    x = np.linspace(0, 1, n)
    assert_the_same(inputs(x), noisy_sine(x), list(ALL), l2)


@pytest.mark.parametrize("n", [1, 2, 5, 12, 31, 40, 100])
@pytest.mark.parametrize("l2", [0.0, 1e-9, 1e-3, 10.0])
def test_replicas_with_their_own_x(n: int, l2: float) -> None:
    x = np.random.default_rng(n).uniform(0, 1, (4, n))
    assert_the_same(inputs(x), noisy_sine(x), list(ALL), l2)


@pytest.mark.parametrize("n", [5, 12, 30, 40, 100])
@pytest.mark.parametrize("l2", [0.0, 1e-3])
def test_bootstraps(n: int, l2: float) -> None:
    x = np.linspace(0, 1, n)
    picked = np.random.default_rng(n).integers(0, n, (6, n))
    assert_the_same(inputs(x[picked]), noisy_sine(x, 1)[0][picked], list(ALL), l2)


@pytest.mark.parametrize("distance", [0.0, 1e-16, 1e-13, 1e-6, 1e-3])
def test_points_on_and_beside_each_other(distance: float) -> None:
    x = np.array([0.1, 0.1 + distance, 0.5, 0.5 + distance, 0.9, 0.9])
    assert_the_same(inputs(x), noisy_sine(x), list(ALL))
    assert_the_same(inputs(np.stack([x] * 4)), noisy_sine(x), list(ALL))


def test_one_place_for_all_points() -> None:
    assert_the_same(inputs(np.full((2, 5), 0.3)), noisy_sine(np.full((2, 5), 0.3), 2), list(ALL))


@given(st.data())
def test_any_points_degrees_and_penalty(data: st.DataObject) -> None:
    n, replicas = data.draw(st.integers(1, 14)), data.draw(st.integers(1, 3))
    eighths = st.integers(0, 8).map(lambda k: k / 8)  # points fall on one another
    own_x = data.draw(st.booleans())
    count = n * replicas if own_x else n
    x = np.array(data.draw(st.lists(eighths | st.floats(0, 1), min_size=count, max_size=count)))
    values = st.lists(st.integers(-100, 100), min_size=n * replicas, max_size=n * replicas)
    targets = np.array(data.draw(values), np.float64).reshape(replicas, n) / 10
    degrees = data.draw(st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True))
    design = inputs(x.reshape(replicas, n) if own_x else x, 12)
    assert_the_same(design, targets, degrees, data.draw(st.sampled_from([0.0, 1e-6, 0.1])))


def test_without_enough_points_the_curve_goes_through_their_means() -> None:
    x = np.array([[0.1, 0.1, 0.4, 0.8], [0.2, 0.2, 0.2, 0.9]])
    stack = fit_degrees(inputs(x, 9), np.array([[1.0, 2, -1, 0], [1, 2, 6, 5]]), [9])
    assert_allclose(stack.predict(inputs(np.array([0.1, 0.4, 0.8]), 9))[0, 0], [1.5, -1, 0], atol=1e-12)
    assert_allclose(stack.predict(inputs(np.array([0.2, 0.9]), 9))[0, 1], [3, 5])
    design = inputs(np.array([0.2, 0.9]), 9)
    assert_allclose(stack.coefficients()[0, 1], np.linalg.pinv(design) @ [3, 5])


@pytest.mark.parametrize("own_x", [False, True])
def test_bishops_table(own_x: bool) -> None:
    design = inputs(np.arange(10) / 9, 9)
    stack = fit_degrees(design[None] if own_x else design, BISHOP_T[None], range(10))
    found, curves = stack.coefficients(), stack.predict(design)
    for degree, expected in BISHOP_COEFFICIENTS.items():
        in_x = coefficients_in_x(found[degree, 0, : degree + 1], (0.0, 1.0))
        assert_allclose(in_x, expected, rtol=1e-5, atol=0.0051)
    for degree, error in BISHOP_ERRORS.items():
        assert np.sqrt(np.mean((curves[degree, 0] - BISHOP_T) ** 2)) == pytest.approx(error, abs=5e-5)


SIGMA, MANY = 0.3, 2000


def hat(design: Array, degree: int, l2: float) -> Array:
    """H [n, n], with H·y the predictions at the training points."""
    design = design[:, : degree + 1]
    penalty = len(design) * l2 * np.diag(np.arange(degree + 1.0) > 0)
    return np.asarray(design @ np.linalg.solve(design.T @ design + penalty, design.T))


@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_variance_at_the_training_points(l2: float) -> None:
    x = np.linspace(0, 1, 20)
    truth, design, degrees = 1 - 2 * x, inputs(x, 9), [1, 3, 9]
    targets = truth + np.random.default_rng(3).normal(0, SIGMA, (MANY, 20))
    curves = fit_degrees(design, targets, degrees, l2).predict(design)
    spread = np.mean((curves - curves.mean(axis=1, keepdims=True)) ** 2, axis=2)  # of each replica
    for degree, one in zip(degrees, spread, strict=True):
        h = hat(design, degree, l2)
        expected = SIGMA**2 * np.trace(h @ h.T) / 20
        if l2 == 0:
            assert expected == pytest.approx(SIGMA**2 * (degree + 1) / 20)
        assert abs(one.sum() / (MANY - 1) - expected) < 3 * one.std() / np.sqrt(MANY)


@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_bias_at_the_training_points(l2: float) -> None:
    x = np.linspace(0, 1, 20)
    truth, design, degrees = np.sin(2 * np.pi * x), inputs(x, 5), [0, 1, 3, 5]
    noise = np.random.default_rng(4).normal(0, SIGMA, (MANY // 2, 20))
    targets = truth + np.concatenate([noise, -noise])  # the mean of linear predictions has no noise left
    curves = fit_degrees(design, targets, degrees, l2).predict(design)
    found = np.mean((curves.mean(axis=1) - truth) ** 2, axis=1)
    expected = [np.mean((truth - hat(design, degree, l2) @ truth) ** 2) for degree in degrees]
    assert_allclose(found, expected, rtol=1e-9)


def test_degrees_come_in_the_order_asked_for() -> None:
    x = np.linspace(0, 1, 20)
    design, targets = inputs(x, 9), noisy_sine(x)
    some, every = fit_degrees(design, targets, [7, 2]), fit_degrees(design, targets, range(10))
    assert_allclose(some.predict(design), every.predict(design)[[7, 2]], atol=1e-12)


@pytest.mark.parametrize("degrees", [[10], [-1, 2], [3, 3]])
def test_impossible_degrees_are_refused(degrees: list[int]) -> None:
    with pytest.raises(ValueError, match="of a design with 10 columns"):
        fit_degrees(inputs(GRID, 9), noisy_sine(GRID), degrees)
