"""The split of bootstrap replicas at the training points that each of them has not seen."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.generalization.decomposition import Array, Averages

FEWEST = 3  # replicas that must not have seen a point for it to count: leaving one out must leave a variance


def decompose_out_of_bag(
    predictions: Array, targets: Array, outside: NDArray[np.bool_], parts: int = 1
) -> Averages:
    """Bias² plus noise, and variance, averaged over the points that at least `FEWEST` replicas have not seen.

    predictions: [B, n] at the training x; targets: [n]; outside: [B, n], whether a replica's sample lacks the
    point. At point i only the B_i replicas outside take part: (m_i − y_i)² − V_i/B_i, and V_i, as in
    `decompose`. parts: how many of the n make up one point, whose sum counts. NaN where no point counts.
    Source: Breiman 1996, Out-of-bag estimation.
    """
    counted = outside.sum(axis=0) >= FEWEST
    if not counted.any():
        return Averages(*[float("nan")] * 5)
    f, y, inside = predictions[:, counted], targets[counted], outside[:, counted].astype(np.float64)
    centre = (f * inside).sum(axis=0) / inside.sum(axis=0)
    d = (f - centre) * inside  # about the mean: squares of large values would eat up the digits
    count, sums, squares = inside.sum(axis=0), d.sum(axis=0), np.square(d).sum(axis=0)
    bias, variance = _averages(count, sums, squares, centre - y)
    left = _averages(count - inside, sums - d, squares - np.square(d), centre - y)  # [B] each
    errors = [_jackknife(values) for values in (*left, left[0] + left[1])]
    return Averages(*(parts * each for each in (float(bias), float(variance), *errors)))


def _averages(count: Array, sums: Array, squares: Array, gap: Array) -> tuple[Array, Array]:
    """Averages over the last axis. sums, squares: of deviations from a centre, `gap` above the target."""
    variance = (squares - np.square(sums) / count) / (count - 1)
    bias = np.square(sums / count + gap) - variance / count
    return bias.mean(axis=-1), variance.mean(axis=-1)


def _jackknife(left_out: Array) -> float:
    return float(np.sqrt((len(left_out) - 1) * np.var(left_out)))
