"""Polynomials: basis, exact fit, coefficients of x."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x, scaled, solve_exactly
from nnviz.core.sentences import BadInput

BISHOP_X = np.arange(10) / 9
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
domains = st.tuples(st.floats(-20, 20), st.floats(0.5, 20)).map(lambda d: (d[0], d[0] + d[1]))


def fitted(degree: int, l2: float = 0.0) -> np.ndarray:
    spec = PolynomialSpec(degree, "exact")
    return solve_exactly(spec.inputs(BISHOP_X, (0, 1)), BISHOP_T, spec.penalised, l2)


@pytest.mark.parametrize("degree", BISHOP_COEFFICIENTS)
def test_bishops_table(degree: int) -> None:
    found = coefficients_in_x(fitted(degree), (0.0, 1.0))
    assert_allclose(found, BISHOP_COEFFICIENTS[degree], rtol=1e-5, atol=0.0051)


@pytest.mark.parametrize(
    ("degree", "error"), [(0, 0.6143), (1, 0.4622), (3, 0.1870), (6, 0.1817), (8, 0.1682), (9, 0)]
)
def test_bishops_training_errors(degree: int, error: float) -> None:
    design = PolynomialSpec(degree).inputs(BISHOP_X, (0, 1))
    assert np.sqrt(np.mean((design @ fitted(degree) - BISHOP_T) ** 2)) == pytest.approx(error, abs=5e-5)


@given(domains)
def test_the_basis_is_orthonormal_over_the_domain(domain: tuple[float, float]) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(20)
    x = (domain[0] + domain[1]) / 2 + nodes * (domain[1] - domain[0]) / 2
    design = PolynomialSpec(9).inputs(x, domain)
    assert_allclose(design.T @ (design * weights[:, None]) / 2, np.eye(10), atol=1e-9)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=8), domains)
def test_coefficients_of_x_give_the_same_curve(parameters: list[float], domain: tuple[float, float]) -> None:
    spec, x = PolynomialSpec(len(parameters) - 1), np.linspace(*domain, 9)
    expected = spec.predict(np.array(parameters), spec.inputs(x, domain))
    coefficients = coefficients_in_x(np.array(parameters), domain)
    found = np.polynomial.polynomial.polyval(x, coefficients)
    terms = np.abs(coefficients) @ np.abs(x[None, :]) ** np.arange(len(parameters))[:, None]
    assert_allclose(found, expected, atol=1e-12 * (1 + terms.max()))


@pytest.mark.parametrize("l2", [1e-6, 0.1, 10.0])
def test_ridge_is_the_normal_equation(l2: float) -> None:
    spec = PolynomialSpec(6)
    design = spec.inputs(BISHOP_X, (0, 1))
    matrix = design.T @ design / 10 + l2 * np.diag(spec.penalised.astype(float))
    assert_allclose(fitted(6, l2), np.linalg.solve(matrix, design.T @ BISHOP_T / 10), rtol=1e-6)


def test_without_enough_points_the_least_norm_is_taken() -> None:
    design = PolynomialSpec(9).inputs(np.array([0.1, 0.4, 0.8]), (0, 1))
    targets = np.array([1.0, -1.0, 2.0])
    found = solve_exactly(design, targets, PolynomialSpec(9).penalised, 0.0)
    assert_allclose(design @ found, targets)
    assert_allclose(found, np.linalg.pinv(design) @ targets)


def test_what_a_spec_knows() -> None:
    spec = PolynomialSpec(3)
    assert spec.parameter_count == len(spec.parameter_names) == len(spec.initial_parameters(7)) == 4
    assert spec.penalised.tolist() == [False, True, True, True]
    assert not spec.initial_parameters(7).any()
    assert spec.is_linear
    assert spec.layout == PolynomialSpec(3, "exact").layout != PolynomialSpec(4).layout
    assert_allclose(scaled(np.array([2.0, 3.0, 4.0]), (2, 4)), [-1, 0, 1])


@pytest.mark.parametrize("degree", [-1, 31])
def test_impossible_degrees_are_refused(degree: int) -> None:
    with pytest.raises(BadInput, match=f"from 0 to 30, not {degree}"):
        PolynomialSpec(degree)


def test_an_unknown_solver_is_refused() -> None:
    with pytest.raises(BadInput, match="by descent or exactly"):
        PolynomialSpec(1, "guess")
