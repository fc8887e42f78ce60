"""Bias², variance and noise of a model from the predictions of its replicas, with standard errors.

For replicas f_r (r = 1 … B) at places x with weights w that add up to 1, truth f(x), noise variance σ²:

    mean      m(x)  = (1/B) Σ f_r(x)
    variance  V(x)  = (1/(B−1)) Σ (f_r(x) − m(x))²
    bias²     b²(x) = (m(x) − f(x))² − V(x)/B
    total             b² + V + σ²

The term V/B takes away what the scatter of the mean of B curves adds to (m − f)²; without it few replicas
fake a bias. Corrected bias² is unbiased, so it falls below 0 about half the time where the true one is 0.
Sources: Geman, Bienenstock & Doursat 1992 (the decomposition); Efron & Stein 1981 (the jackknife).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NORMAL_MAD = 1.4826  # standard deviations in a median absolute deviation of normal values: 1/Φ⁻¹(3/4)


@dataclass(frozen=True, eq=False)
class Averages:
    """Averages over x, in squared units of y, each with its jackknife standard error (NaN for B = 2).

    bias_squared: corrected by −V/B, may be negative. Where the truth is unknown it is measured against noisy
    targets and so holds the noise as well.
    """

    bias_squared: float
    variance: float
    bias_squared_se: float
    variance_se: float
    total_se: float


@dataclass(frozen=True, eq=False)
class AtEachX:
    """The same at each place, [G]: mean curve, variance of the replicas, corrected bias²."""

    mean: Array
    variance: Array
    bias_squared: Array


def at_each_x(predictions: Array, truth: Array) -> AtEachX:
    """Split the error at each place. predictions: [B, G], B ≥ 2; truth (or targets): [G]."""
    count = len(predictions)
    mean = predictions.mean(axis=0)
    deviations = predictions - mean
    variance = np.einsum("bg,bg->g", deviations, deviations) / (count - 1)
    return AtEachX(mean, variance, (mean - truth) ** 2 - variance / count)


def decompose(predictions: Array, truth: Array, weights: Array) -> Averages:
    """Bias² and variance averaged over places, with standard errors.

    predictions: [B, G], B ≥ 2; truth: [G]; weights: [G], adding up to 1.
    """
    return jackknife(predictions - predictions.mean(axis=0), predictions.mean(axis=0) - truth, weights)


def jackknife(deviations: Array, gap: Array, weights: Array) -> Averages:
    """The averages and their delete-one jackknife standard errors, √((B−1)/B · Σ (t₋ᵣ − mean t₋ᵣ)²).

    deviations: d_r = f_r − m, [B, G]; gap: m − f, [G]; weights: [G]. Leaving out replica r moves the mean by
    −d_r/(B−1) and leaves the squares Σd² − d_r²·B/(B−1), so that nothing has to be summed again:
    ∫V₋ᵣ = ((B−1)∫V − B/(B−1)·∫d_r²)/(B−2) and ∫(m₋ᵣ−f)² = ∫(m−f)² − 2/(B−1)·∫d_r(m−f) + ∫d_r²/(B−1)².
    """
    count = len(deviations)
    squares = np.square(deviations) @ weights  # ∫d_r², [B]
    variance = squares.sum() / (count - 1)
    raw = float(np.square(gap) @ weights)
    bias = raw - variance / count
    if count < 3:
        nan = float("nan")
        return Averages(float(bias), float(variance), nan, nan, nan)
    others = count - 1
    variances = (others * variance - squares * count / others) / (count - 2)
    raws = raw - (deviations @ (gap * weights)) * (2 / others) + squares / others**2
    biases = raws - variances / others
    left_out = np.stack([biases, variances, biases + variances])
    left_out -= left_out.mean(axis=1, keepdims=True)
    errors = np.sqrt(others / count * np.einsum("tb,tb->t", left_out, left_out)).tolist()
    return Averages(float(bias), float(variance), *errors)


@dataclass(frozen=True, eq=False)
class Medians:
    """What a typical replica does, untouched by a few wild ones; in squared units of y.

    bias_squared: squared distance of the median curve from the truth; variance: square of 1.4826 times the
    median absolute deviation, which is the variance where replicas are normal; both averaged over x. error:
    the median over replicas of their own mean squared distance from the truth. These do not add up.
    """

    bias_squared: float
    variance: float
    error: float


def medians(predictions: Array, truth: Array, weights: Array) -> Medians:
    """predictions: [B, G]; truth: [G]; weights: [G], adding up to 1."""
    middle, scale = typical(predictions)
    own = np.square(predictions - truth) @ weights
    return Medians(
        float(np.square(middle - truth) @ weights), float(np.square(scale) @ weights), float(np.median(own))
    )


def typical(predictions: Array) -> tuple[Array, Array]:
    """Medians over replicas [G] and 1.4826 times the median absolute deviations [G]; NaN where one is NaN."""
    by_place = np.array(predictions.T, np.float64, order="C")  # a place's numbers side by side
    middle = _middles(by_place)
    by_place -= middle[:, None]
    return middle, NORMAL_MAD * _middles(np.abs(by_place, out=by_place))


def _middles(rows: Array) -> Array:
    """The median of each row, which is sorted: with so few numbers that is several times faster."""
    rows.sort(axis=1)
    half = rows.shape[1] // 2
    middle = rows[:, half] if rows.shape[1] % 2 else (rows[:, half - 1] + rows[:, half]) / 2
    return np.where(np.isnan(rows[:, -1]), np.nan, middle)  # NaN is sorted to the end


def plug_in(predictions: Array, truth: Array, weights: Array) -> tuple[float, float, float]:
    """(m − f)², (1/B) Σ (f_r − m)² and (1/B) Σ (f_r − f)², averaged: the first two add up to the third.

    The identity that every split of an error rests on, without corrections; it holds for any numbers.
    """
    mean = predictions.mean(axis=0)
    return (
        float(np.square(mean - truth) @ weights),
        float((np.square(predictions - mean) @ weights).mean()),
        float((np.square(predictions - truth) @ weights).mean()),
    )
