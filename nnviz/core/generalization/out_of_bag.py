"""The split of bootstrap replicas at the training points that each of them has not seen."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.generalization.decomposition import Array, Averages

FEWEST = 3  # replicas that must not have seen a point for it to count: leaving one out must leave a variance
AT_A_TIME = 2**17  # predictions: ten arrays of that size are made at once, 1 MB each


def decompose_out_of_bag(
    predictions: Array, targets: Array, outside: NDArray[np.bool_], parts: int = 1
) -> Averages:
    """Bias² plus noise, and variance, averaged over the points that at least `FEWEST` replicas have not seen.

    predictions: [B, G] at the training points, as many numbers for each as for the next; targets: [G];
    outside: [B, n], whether a replica's sample lacks the point. At point i only the B_i replicas outside take
    part: (m_i − y_i)² − V_i/B_i, and V_i, as in `decompose`. parts: of how many numbers the error at a point
    is the sum. NaN where no point counts. Source: Breiman 1996, Out-of-bag estimation.
    """
    points = np.flatnonzero(outside.sum(axis=0) >= FEWEST)
    if not len(points):
        return Averages(*[float("nan")] * 5)
    count, each = len(predictions), predictions.shape[1] // outside.shape[1]
    by_point, wanted = predictions.reshape(count, -1, each), targets.reshape(-1, each)
    whole, left = np.zeros((2, 1)), np.zeros((2, count))  # bias² and variance, of all and without one replica
    size = max(1, AT_A_TIME // (count * each))
    for first in range(0, len(points), size):
        here = points[first : first + size]
        inside = np.repeat(outside[:, here], each, axis=1).astype(np.float64)
        found = _sums(by_point[:, here].reshape(count, -1), wanted[here].ravel(), inside)
        whole, left = whole + found[0], left + found[1]
    scale = parts / (len(points) * each)
    bias, variance = (scale * whole[:, 0]).tolist()
    errors = [scale * _jackknife(values) for values in (*left, left[0] + left[1])]
    return Averages(bias, variance, *errors)


def _sums(f: Array, y: Array, inside: Array) -> tuple[Array, Array]:
    """Bias² and variance added up over some places, [2, 1], and the same without each replica, [2, B]."""
    centre = (f * inside).sum(axis=0) / inside.sum(axis=0)
    d = (f - centre) * inside  # about the mean: squares of large values would eat up the digits
    own = np.square(d)
    count, sums, squares = inside.sum(axis=0), d.sum(axis=0), own.sum(axis=0)
    whole = _added(count[None], sums[None], squares[None], centre - y)
    return whole, _added(count - inside, sums - d, squares - own, centre - y)


def _added(count: Array, sums: Array, squares: Array, gap: Array) -> Array:
    """Sums over the last axis. sums, squares: of deviations from a centre, `gap` above the target."""
    variance = (squares - np.square(sums) / count) / (count - 1)
    bias = np.square(sums / count + gap) - variance / count
    return np.stack([bias.sum(axis=-1), variance.sum(axis=-1)])


def _jackknife(left_out: Array) -> float:
    return float(np.sqrt((len(left_out) - 1) * np.var(left_out)))
