"""Polynomials in orthonormal Legendre form, and their exact least-squares fit."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from nnviz.core.sentences import require

Array = NDArray[np.float64]
Domain = tuple[float, float]
MAX_DEGREE = 30


@dataclass(frozen=True)
class PolynomialSpec:
    """A polynomial of some degree, fitted in the basis √(2j+1)·P_j(u).

    P_j are Legendre polynomials and u is x scaled from the experiment's domain to [−1, 1]. The basis
    is orthonormal for x spread evenly over the domain, so that gradient descent treats all degrees
    alike (raw powers of x reach condition numbers of 1e10 at degree 9), and the distance between two
    parameter vectors is the root mean square distance between their curves.

    solver: "descent" trains by gradient descent from zero; "exact" solves the least-squares problem.
    """

    degree: int = 1
    solver: Literal["descent", "exact"] = "descent"

    def __post_init__(self) -> None:
        require(
            0 <= self.degree <= MAX_DEGREE,
            "The degree must be a whole number from 0 to {most}, not {degree}.",
            most=MAX_DEGREE, degree=self.degree,
        )  # fmt: skip
        require(self.solver in ("descent", "exact"), "A polynomial is fitted by descent or exactly.")

    @property
    def parameter_count(self) -> int:
        return self.degree + 1

    @property
    def is_linear(self) -> bool:
        """Whether predictions are linear in the parameters."""
        return True

    @property
    def layout(self) -> tuple[object, ...]:
        """Equal layouts can share parameters."""
        return ("polynomial", self.degree)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(f"c{j}" for j in range(self.degree + 1))

    @property
    def penalised(self) -> NDArray[np.bool_]:
        """Which parameters L1 and L2 act on: all but the constant."""
        return np.arange(self.degree + 1) > 0

    def initial_parameters(self, seed: int) -> Array:
        """Zeros: from there gradient descent ends at the solution of least norm."""
        return np.zeros(self.parameter_count)

    def initial_replicas(self, seed: int, count: int) -> Array:
        """The same for `count` replicas, [count, P]."""
        return np.zeros((count, self.parameter_count))

    def inputs(self, x: Array, domain: Domain) -> Array:
        """The design matrix for x [n]: float64 [n, degree + 1]."""
        weights = np.sqrt(2 * np.arange(self.degree + 1) + 1)
        return np.asarray(legendre.legvander(scaled(x, domain), self.degree) * weights, np.float64)

    def predict(self, parameters: Array, inputs: Array) -> Array:
        """Predictions [n] for parameters [degree + 1] and a design matrix."""
        return inputs @ parameters


def scaled(x: Array, domain: Domain) -> Array:
    """x mapped linearly from the domain to [−1, 1]."""
    low, high = domain
    return (2 * np.asarray(x, np.float64) - low - high) / (high - low)


def coefficients_in_x(parameters: Array, domain: Domain) -> Array:
    """The coefficients of 1, x, x², … of the fitted polynomial, [degree + 1].

    Computed with exact fractions: in floating point the change of basis loses about one digit for
    every two degrees.
    """
    low, high = Fraction(domain[0]), Fraction(domain[1])
    u = [-(low + high) / (high - low), 2 / (high - low)]
    previous, current = [Fraction(0)], [Fraction(1)]
    total = [Fraction(0)] * len(parameters)
    for j, parameter in enumerate(parameters):
        factor = Fraction(float(parameter * np.sqrt(2 * j + 1)))
        for power, coefficient in enumerate(current):
            total[power] += factor * coefficient
        previous, current = current, _next_legendre(previous, current, u, j)
    return np.array([float(c) for c in total])


def _next_legendre(
    previous: list[Fraction], current: list[Fraction], u: list[Fraction], j: int
) -> list[Fraction]:
    """(j+1)·P_{j+1} = (2j+1)·u·P_j − j·P_{j−1} (Abramowitz & Stegun 22.7.10), as powers of x."""
    following = [Fraction(0)] * (len(current) + 1)
    for power, c in enumerate(current):
        following[power] += Fraction(2 * j + 1, j + 1) * u[0] * c
        following[power + 1] += Fraction(2 * j + 1, j + 1) * u[1] * c
    for power, c in enumerate(previous):
        following[power] -= Fraction(j, j + 1) * c
    return following


def solve_exactly(design: Array, targets: Array, penalised: NDArray[np.bool_], l2: float) -> Array:
    """The minimum of (1/n)·Σ residual² + l2·Σ penalised c², by singular value decomposition.

    design: [n, p]; targets: [n] for coefficients [p], or [n, B] for [p, B]. Without a penalty and with
    fewer points than parameters this is the solution of least norm. Source: Hastie, Tibshirani,
    Friedman, ESL, section 3.4.1 (ridge written as extra rows); the constant is not penalised.
    """
    n = len(targets)
    if l2 > 0:
        rows = np.diag(np.sqrt(n * l2) * penalised)[penalised]
        design = np.vstack([design, rows])
        targets = np.concatenate([targets, np.zeros((len(rows), *targets.shape[1:]))])
    return np.asarray(np.linalg.lstsq(design, targets, rcond=None)[0], np.float64)
