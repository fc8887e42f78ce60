"""How dense the points of each class lie at a place: the logarithms that the posterior is made of."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import LARGEST_COORDINATE
from nnviz.core.patterns.pattern import Pattern, PatternKind
from nnviz.core.patterns.shapes import (
    CLUSTER_CENTRES,
    CLUSTER_MIXINGS,
    SPIRAL_RADII,
    SPIRAL_TURNS,
    blob_centres,
    moon,
    ring_radii,
    spiral,
)

Array = NDArray[np.float64]
LEAST_NOISE = 1e-5  # stands in for 0: the nearest shape decides, and where two are as near, both by half
PIECE_NODES = 6  # of Gauss and Legendre in a piece of a curve, which is 2 noises long: error below 1e-5
MOST_PIECES = (
    150  # a spiral of noise 0.08, half a second for 40,000 x; with less noise the nearest place decides
)
NEAREST_PLACES = 4000  # of these, along each curve
BLOCK = 2**21  # numbers held at a time: 16 MiB


def log_densities(pattern: Pattern, x: Array) -> Array:
    """The logarithm of p(x | class), labels not yet flipped, up to a term that the classes share. [n, K]

    x: [n, 2]; beyond the largest coordinate a point may have, it counts as there. Finite everywhere.
    """
    noise = max(pattern.noise, LEAST_NOISE)
    x = np.clip(np.asarray(x, np.float64), -LARGEST_COORDINATE, LARGEST_COORDINATE)
    return _DENSITIES[pattern.kind](x, noise, pattern.class_count)


def _blobs(x: Array, noise: float, class_count: int) -> Array:
    """−|x − c|²/2σ² without |x|², which is common to all and would swamp the rest far away."""
    centres = blob_centres(class_count)
    return np.asarray((x @ centres.T - 0.5 * (centres**2).sum(1)) / noise**2, np.float64)


def _circles(x: Array, noise: float, class_count: int) -> Array:
    """A ring of radius R with Gaussian noise: exp(−(r² + R²)/2σ²) I₀(rR/σ²), the Rice distribution."""
    from scipy.special import i0e  # imported when there is need of it: 50 ms

    radii = ring_radii(class_count)
    inner = np.hypot(x[:, 0], x[:, 1])[:, None] * radii / noise**2
    return np.asarray(inner - 0.5 * (radii / noise) ** 2 + np.log(i0e(inner)), np.float64)


def _xor(x: Array, noise: float, class_count: int) -> Array:
    """Two squares each: products of a uniform number from 0 to 1, or −1 to 0, plus Gaussian noise."""
    above, below = _log_interval(x, noise), _log_interval(-x, noise)
    same = np.logaddexp(above[:, 0] + above[:, 1], below[:, 0] + below[:, 1])
    differ = np.logaddexp(above[:, 0] + below[:, 1], below[:, 0] + above[:, 1])
    return np.column_stack([same, differ])


def _log_interval(x: Array, noise: float) -> Array:
    """log(Φ(x/σ) − Φ((x − 1)/σ)), from the tail in which it keeps its digits."""
    from scipy.special import log_ndtr

    x = 0.5 - np.abs(x - 0.5)  # the interval is symmetric; now at most ½, both Φ in or near the lower tail
    upper, lower = log_ndtr(x / noise), log_ndtr((x - 1) / noise)
    return np.asarray(upper + np.log(-np.expm1(lower - upper)), np.float64)


def _clusters(x: Array, noise: float, class_count: int) -> Array:
    """Two Gaussian distributions each, of covariance σ² MᵀM."""
    centred = x[:, None, None] - CLUSTER_CENTRES
    scaled = np.einsum("nkci,kcij->nkcj", centred, np.linalg.inv(CLUSTER_MIXINGS)) / noise
    log_size = np.log(np.abs(np.linalg.det(CLUSTER_MIXINGS)))
    return np.asarray(np.logaddexp.reduce(-0.5 * (scaled**2).sum(-1) - log_size, axis=2), np.float64)


def _moons(x: Array, noise: float, class_count: int) -> Array:
    return _along(x, lambda t: moon(np.arange(2)[:, None], t), np.pi, noise)


def _spirals(x: Array, noise: float, class_count: int) -> Array:
    low, high = SPIRAL_RADII
    fastest = float(np.hypot(high - low, high * 2 * np.pi * SPIRAL_TURNS))  # at the outer end
    return _along(x, lambda t: spiral(np.arange(class_count)[:, None], t, class_count), fastest, noise)


def _along(x: Array, curve: Callable[[Array], Array], length: float, noise: float) -> Array:
    """The mean Gaussian along each class's curve, t [m], 0–1, to places [K, m, 2] of about this length."""
    pieces = int(np.ceil(length / (2 * noise)))
    if pieces > MOST_PIECES:
        return _nearest(x, curve((np.arange(NEAREST_PLACES) + 0.5) / NEAREST_PLACES), noise)
    node, weight = np.polynomial.legendre.leggauss(PIECE_NODES)
    t = (np.arange(pieces)[:, None] + (node + 1) / 2) / pieces
    return _mean(x, curve(t.ravel()), np.tile(weight / (2 * pieces), pieces), noise)


def _nearest(x: Array, places: Array, noise: float) -> Array:
    """The Gaussian around the nearest place [K, m, 2] of each class: with little noise all that counts."""
    from scipy.spatial import KDTree

    nearest = np.stack([of_class[KDTree(of_class).query(x)[1]] for of_class in places], axis=1)  # [n, K, 2]
    inner = np.einsum("nkj,nj->nk", nearest, x)
    return np.asarray((inner - 0.5 * (nearest**2).sum(-1)) / noise**2, np.float64)


def _mean(x: Array, places: Array, weights: Array, noise: float) -> Array:
    """The weighted mean Gaussian around the places [K, m, 2] of each class."""
    constants = np.log(weights) - 0.5 * (places**2).sum(-1) / noise**2  # [K, m]; without |x|², as for blobs
    result = np.empty((len(x), len(places)))
    rows = max(1, BLOCK // len(weights))
    for start in range(0, len(x), rows):
        part = slice(start, start + rows)
        for k, (of_class, constant) in enumerate(zip(places, constants, strict=True)):
            exponent = (x[part] / noise**2) @ of_class.T + constant
            most = exponent.max(axis=1, keepdims=True)
            exponent -= most
            result[part, k] = most[:, 0] + np.log(np.exp(exponent, out=exponent).sum(axis=1))
    return result


_DENSITIES: dict[PatternKind, Callable[[Array, float, int], Array]] = {
    "blobs": _blobs,
    "circles": _circles,
    "moons": _moons,
    "xor": _xor,
    "spirals": _spirals,
    "clusters": _clusters,
}
