"""Strokes of the mouse become a truth: smoothed, reduced to knots, and joined to what was drawn before."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.knots import MOST_KNOTS
from nnviz.core.resampling import with_truth
from nnviz.core.sentences import require
from nnviz.core.truths import Truth

Array = NDArray[np.float64]
Stroke = Sequence[tuple[float, float]]  # (x, y) in data units, in the order in which they were drawn

KNOTS = 40  # intervals between knots over the whole x range
FINE = 10  # columns between two knots, in which the stroke is painted before it is smoothed
COLUMNS = KNOTS * FINE
SHORTEST = 1 / 50  # of the x range: anything less is a click
WIDTH = 0.7 * FINE  # columns, standard deviation of the smoothing window: it evens out a hand, not a hump
JOIN = 1.5  # distances between knots, in which the old curve turns into the new one
DIGITS = 5  # of the range that a knot is written with: finer than a screen shows, and readable in a file
LEVEL = 1e-3  # of its height above 0: a stroke that rises by less counts as level when its y are rounded
MOST_DECIMALS = 15  # more overflow in numpy's rounding


def with_stroke(experiment: Experiment, stroke: Stroke, before: Truth | None, noise: float) -> Experiment:
    """The experiment with a truth in which this stroke was drawn over `before`; its points stay.

    A formula gives way to the stroke, a drawn truth keeps what the stroke does not cover. noise: of a truth
    where there was none. Raises `BadInput` for a stroke that is too short to be a curve.
    """
    knots = knots_of(stroke, experiment.domain, before.range if before else experiment.domain)
    if before and before.kind == "drawn":
        spacing = (experiment.domain[1] - experiment.domain[0]) / KNOTS
        knots = merged(np.array(before.coefficients).reshape(-1, 2), knots, spacing)
    numbers = tuple(knots.ravel().tolist())
    truth = Truth("drawn", numbers, before.noise if before else noise)
    return with_truth(experiment, truth, None)


def knots_of(stroke: Stroke, domain: tuple[float, float], ends: tuple[float, float]) -> Array:
    """The knots [m, 2] of a stroke within the domain, by growing x.

    domain: the x range, in which knots stand at the same `KNOTS` + 1 places for every stroke. ends: where a
    curve ended that was there before. A stroke that nearly reaches these or those of the x range reaches
    them: nobody hits the edge to the pixel. Raises `BadInput` for a stroke that is too short.
    """
    low, high = domain
    heights = _painted(stroke, domain)
    columns = np.flatnonzero(np.isfinite(heights))
    require(
        len(columns) > 0 and columns[-1] - columns[0] >= SHORTEST * COLUMNS,
        "This stroke is too short to be a curve. Hold the button down and draw along x, between {low:.6g} "
        "and {high:.6g}.",
        low=low, high=high,
    )  # fmt: skip
    first, last = columns[0], columns[-1]
    inner = np.arange(0, COLUMNS + 1, FINE)
    inner = inner[(inner - first >= FINE / 2) & (last - inner >= FINE / 2)]
    chosen = np.concatenate([[first], inner, [last]])
    y = _smoothed(columns.astype(np.float64), heights[columns], chosen.astype(np.float64))
    height = max(float(np.ptp(y)), float(np.abs(y).max()) * LEVEL)
    return np.column_stack([_x_of(chosen, domain, ends), _rounded(y, height)])


def _x_of(columns: NDArray[np.intp], domain: tuple[float, float], ends: tuple[float, float]) -> Array:
    """The x of these columns, [m]; the first and the last reach out to an end that is near."""
    low, high = domain
    exact, near = np.linspace(low, high, COLUMNS + 1)[columns], (high - low) / KNOTS
    x = _rounded(exact, high - low)
    x[0] = min((end for end in (low, ends[0]) if exact[0] - near < end <= exact[0]), default=x[0])
    x[-1] = max((end for end in (high, ends[1]) if exact[-1] <= end < exact[-1] + near), default=x[-1])
    return x


def merged(old: Array, new: Array, spacing: float) -> Array:
    """The knots [k, 2] of an old curve with those of a new one in place of the stretch that it covers.

    spacing: the usual distance between knots. The old ones next to the new ones go, so that the two curves
    join smoothly; a gap between them is bridged. The ends of the old curve stay where they are.
    """
    x, room = old[:, 0], JOIN * spacing
    start, stop = new[0, 0], new[-1, 0]
    left = old[(x < start - room) | ((x == x[0]) & (x < start))]
    right = old[(x > stop + room) | ((x == x[-1]) & (x > stop))]
    knots = np.concatenate([left, new, right])
    kept = np.linspace(0, len(knots) - 1, min(len(knots), MOST_KNOTS)).round().astype(np.intp)
    return np.asarray(knots[kept], np.float64)  # too many only where the x range has changed since


def _painted(stroke: Stroke, domain: tuple[float, float]) -> Array:
    """The stroke's height in each column of the domain, [COLUMNS + 1]; NaN where it did not come.

    Where the stroke turned back, what was drawn later covers what was there.
    """
    low, high = domain
    heights = np.full(COLUMNS + 1, np.nan)
    at = [((x - low) / (high - low) * COLUMNS, y) for x, y in stroke]
    for (x0, y0), (x1, y1) in pairwise(at):
        left, right = min(max(min(x0, x1), 0), COLUMNS + 1), max(min(max(x0, x1), COLUMNS), -1)
        covered = np.arange(ceil(left), floor(right) + 1)
        if len(covered):  # straight up or down on a column, the end counts
            share = (covered - x0) / (x1 - x0) if x1 != x0 else 1.0
            heights[covered] = y0 + share * (y1 - y0)
    return heights


def _smoothed(x: Array, y: Array, places: Array) -> Array:
    """The heights y [n] at x [n] without the tremble of a hand, at `places` [m].

    Local quadratic regression with a normal window (Cleveland 1979; Loader 1999, section 2.1): a parabola
    comes out as it was, so that humps are not flattened, nor the ends bent.
    """
    offsets = (x - places[:, None]) / WIDTH
    weights = np.exp(-(offsets**2) / 2)
    powers = offsets[:, :, None] ** np.arange(3)
    weighted = powers * weights[:, :, None]
    left, right = np.swapaxes(weighted, 1, 2) @ powers, np.swapaxes(weighted, 1, 2) @ y
    return np.asarray(np.linalg.solve(left, right[:, :, None])[:, 0, 0], np.float64)


def _rounded(values: Array, span: float) -> Array:
    """To `DIGITS` digits of a span; a 0 has no sign."""
    return values.round(min(DIGITS - 1 - floor(log10(span or 1.0)), MOST_DECIMALS)) + 0.0
