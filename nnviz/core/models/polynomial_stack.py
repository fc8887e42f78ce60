"""Exact polynomials of all degrees, for all replicas, from one factorisation. No torch.

With the design of the highest degree written as Φ = QR, the leading columns of Q and the leading block
of R factorise the designs of all lower degrees. In the basis Φ·R⁻¹ a replica's coefficients are Qᵀy at
every degree, so that degree d predicts the sum of its first d + 1 terms. Source: Golub & Van Loan,
Matrix Computations (4th ed.), section 5.3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.models.polynomial import Array, solve_exactly

Indices = NDArray[np.intp]

# Two stable algorithms differ by some multiple of the condition number times 1e-16. Up to this one the
# nested factorisation and `solve_exactly` differed by 1e-9 of a curve at most (10 to 100 points, fixed,
# fresh or resampled x; up to 1e7 by 8e-9). Beyond it `solve_exactly` decides, and what it cuts.
MOST_CONDITION = 1e6


@dataclass(frozen=True)
class Apart:
    """Coefficients [E, P] of the pairs (degree, replica) that the shared factorisation does not serve.

    Each pair is a place [E] in the stack's degrees and a replica [E].
    """

    places: Indices
    replicas: Indices
    coefficients: Array


@dataclass(frozen=True)
class PolynomialStack:
    """Least-squares polynomials of D degrees for B replicas, as terms that degree d adds up to its own.

    P is the highest degree + 1, and J ≤ P the number of terms: at most as many as points.
    directions: [J, B or 1, P]: term j as coefficients, zero beyond j; one for all replicas of equal x.
    amounts: [J, B]: how much of each term a replica takes.
    """

    degrees: tuple[int, ...]
    directions: Array
    amounts: Array
    apart: Apart

    def predict(self, design: Array) -> Array:
        """Predictions [D, B, G] at the places of a design matrix [G, P]; columns beyond P are left out."""
        design = design[:, : self.directions.shape[2]]
        found = np.empty((len(self.degrees), self.amounts.shape[1], len(design)))
        if self.directions.shape[1] == 1:
            self._add_up_shared(design, found)
        else:
            self._add_up(design, found)
        found[self.apart.places, self.apart.replicas] = self.apart.coefficients @ design.T
        return found

    def _add_up_shared(self, design: Array, found: Array) -> None:
        """One product per degree, of the amounts and the terms that all replicas share."""
        terms = self.directions[:, 0] @ design.T
        for place, degree in enumerate(self.degrees):
            np.matmul(self.amounts[: degree + 1].T, terms[: degree + 1], out=found[place])

    def _add_up(self, design: Array, found: Array) -> None:
        """Term by term: each degree is the one below it and one term more."""
        places = {degree: place for place, degree in enumerate(self.degrees)}
        spare, term = np.empty((2, *found.shape[1:]))
        total = np.zeros_like(term)
        for j, (direction, amount) in enumerate(zip(self.directions, self.amounts, strict=True)):
            np.multiply(direction[:, : j + 1] @ design[:, : j + 1].T, amount[:, None], out=term)
            total = np.add(total, term, out=found[places[j]] if j in places else spare)

    def coefficients(self) -> Array:
        """Coefficients [D, B, P], zero beyond each degree."""
        return self.predict(np.eye(self.directions.shape[2]))


def fit_degrees(design: Array, targets: Array, degrees: Sequence[int], l2: float = 0.0) -> PolynomialStack:
    """For each degree and replica the minimum of (1/n)·Σ residual² + l2·Σ c², as `solve_exactly` has it.

    design: [n, P] for replicas with the same x, or [B, n, P] for replicas that each have their own; from
    `PolynomialSpec.inputs` for the highest degree or above. targets: [B, n], n ≥ 1. degrees: each below P
    and given once, or `ValueError` is raised.
    The constant is not penalised; with too few distinct points the solution is that of least norm.
    """
    highest = max(degrees)
    if min(degrees) < 0 or highest >= design.shape[-1] or len(set(degrees)) < len(degrees):
        raise ValueError(f"degrees {degrees} of a design with {design.shape[-1]} columns")
    design = design[..., : highest + 1]
    directions, amounts, served = _nested(*_with_penalty(design, targets, l2))
    beyond = np.array(degrees)[:, None] >= np.broadcast_to(served, len(targets))
    if design.ndim == 2:
        apart = _apart_with_equal_x(design, targets, degrees, beyond, l2)
    else:
        apart = _apart_with_own_x(design, targets, degrees, beyond, l2)
    return PolynomialStack(tuple(degrees), directions, amounts, apart)


def _with_penalty(design: Array, targets: Array, l2: float) -> tuple[Array, Array]:
    """Ridge as extra rows (ESL, section 3.4.1). Those of higher columns are zero in the lower ones."""
    if l2 == 0:
        return design, targets
    n, parameters = design.shape[-2:]
    rows = np.sqrt(n * l2) * np.eye(parameters)[1:]
    rows = np.broadcast_to(rows, (*design.shape[:-2], *rows.shape))
    padding = np.zeros((len(targets), parameters - 1))
    return np.concatenate([design, rows], axis=-2), np.concatenate([targets, padding], axis=1)


def _nested(design: Array, targets: Array) -> tuple[Array, Array, Indices]:
    """Directions [J, B or 1, P], amounts [J, B], and how many leading terms are sound [B or 1]."""
    n, parameters = design.shape[-2:]
    terms = min(n, parameters)
    leading = design[..., :terms]
    if design.ndim == 2:
        q, triangle = np.linalg.qr(leading)
        triangle, amounts = triangle[None], q.T @ targets.T
    else:  # Qᵀy is the last column of R when y is the last column of the design: Q itself is not needed
        joined = np.concatenate([leading, targets[..., None]], axis=2)
        both = np.asarray(np.linalg.qr(joined, mode="r"), np.float64)  # numpy's stub says a pair
        triangle, amounts = both[:, :terms, :terms], both[:, :terms, terms].T
    inverse, condition = _inverse(triangle)
    served = np.sum(condition <= MOST_CONDITION, axis=1)
    sound = np.arange(terms)[:, None] < served
    directions = np.zeros((terms, len(triangle), parameters))
    directions[:, :, :terms] = np.where(sound[..., None], inverse.transpose(2, 0, 1), 0.0)
    return directions, np.where(sound, amounts, 0.0), served


def _inverse(triangle: Array) -> tuple[Array, Array]:
    """Inverses of upper triangular matrices [B, J, J], and the condition [B, J] of each leading block.

    A leading block's inverse is the leading block of the inverse. The condition is that in the Frobenius
    norm, never below the usual one. Where it is huge, the columns of the inverse are of no use.
    """
    size = np.sqrt(np.cumsum(np.sum(triangle**2, axis=1), axis=1))
    diagonal = np.arange(triangle.shape[1])
    pivots = triangle[:, diagonal, diagonal]
    smallest = np.finfo(np.float64).eps * size + np.finfo(np.float64).tiny
    triangle = triangle.copy()
    triangle[:, diagonal, diagonal] = np.where(np.abs(pivots) < smallest, smallest, pivots)
    inverse = np.asarray(np.linalg.solve(triangle, np.eye(triangle.shape[1])), np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        return inverse, size * np.sqrt(np.cumsum(np.sum(inverse**2, axis=1), axis=1))


def _apart_with_equal_x(
    design: Array, targets: Array, degrees: Sequence[int], beyond: NDArray[np.bool_], l2: float
) -> Apart:
    """One solution per degree, with all replicas as its right-hand sides."""
    places, replicas = np.nonzero(beyond)
    found = np.zeros((len(places), design.shape[1]))
    for place in np.unique(places).tolist():
        used = degrees[place] + 1
        solved = solve_exactly(design[:, :used], targets.T, np.arange(used) > 0, l2)
        found[places == place, :used] = solved.T
    return Apart(places, replicas, found)


def _apart_with_own_x(
    design: Array, targets: Array, degrees: Sequence[int], beyond: NDArray[np.bool_], l2: float
) -> Apart:
    """Through the distinct points where there are fewer than parameters, and one by one elsewhere."""
    found = np.zeros((*beyond.shape, design.shape[2]))
    left = beyond.copy()
    if l2 == 0 and beyond.any():
        for members, rows, means in _distinct(design, targets):
            for place in np.flatnonzero(np.array(degrees) >= rows.shape[1]).tolist():
                used = degrees[place] + 1
                coefficients, condition = _least_norm(rows[:, :, :used], means)
                found[place, members, :used] = coefficients
                left[place, members] = condition > MOST_CONDITION
    for place, b in np.argwhere(left).tolist():
        used = degrees[place] + 1
        found[place, b, :used] = solve_exactly(design[b, :, :used], targets[b], np.arange(used) > 0, l2)
    places, replicas = np.nonzero(beyond)
    return Apart(places, replicas, found[places, replicas])


def _distinct(design: Array, targets: Array) -> Iterator[tuple[Indices, Array, Array]]:
    """Replicas [k] with m distinct points < parameters, their design [k, m, P] and mean targets [k, m].

    A curve through the means is the least-squares curve through the points they stand for.
    """
    column = design[:, :, min(1, design.shape[2] - 1)]  # the linear term: it differs wherever x does
    order = np.argsort(column, axis=1)
    new = np.diff(np.take_along_axis(column, order, axis=1), axis=1, prepend=-np.inf) > 0
    counts = new.sum(axis=1)
    label = np.cumsum(new, axis=1) - 1 + np.arange(len(new))[:, None] * new.shape[1]
    ordered = np.take_along_axis(targets, order, axis=1)
    total = np.bincount(label.ravel(), ordered.ravel(), new.size).reshape(new.shape)
    repeats = np.bincount(label.ravel(), minlength=new.size).reshape(new.shape)
    for m in np.unique(counts[counts < design.shape[2]]):
        members = np.flatnonzero(counts == m)
        rows = order[members][new[members]].reshape(len(members), m)
        yield members, design[members[:, None], rows], total[members, :m] / repeats[members, :m]


def _least_norm(design: Array, targets: Array) -> tuple[Array, Array]:
    """Coefficients [k, p] of least norm with design·c = targets, [k, m, p] with m < p; conditions [k]."""
    q, r = np.linalg.qr(design.transpose(0, 2, 1))
    inverse, condition = _inverse(r)
    amounts = inverse.transpose(0, 2, 1) @ targets[..., None]
    with np.errstate(all="ignore"):
        return (q @ amounts)[..., 0], condition[:, -1]
