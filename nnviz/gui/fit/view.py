"""Which part of the plane the FIT panel shows."""

from dataclasses import replace

import numpy as np

from nnviz.core.experiment import Experiment
from nnviz.core.truths import Truth

Range = tuple[float, float]
MARGIN_X, MARGIN_Y = 0.03, 0.3  # of the range, on either side
LEFT_WIDTH = 62  # pixels of the y axes: two plots above each other line up
LOWEST = 1e-290  # of y; within less than 1e-308 pyqtgraph fails (its issue 2370)
FLATTEST = 1e-12  # of the largest y: a smaller height is only rounding
USED_AT_LEAST = 0.15  # of the height; below, a view that may close in does


def view_range(
    experiment: Experiment, present: Range | None = None, may_close_in: bool = False
) -> tuple[Range, Range]:
    """The x and y range to show: the whole domain, and the points with a margin.

    present: the y range on the screen now. It only grows, and only where a point lies outside, so
    that the view holds still while one draws. may_close_in: it may also shrink, where the points
    use next to nothing of it (an outlier was taken back).
    """
    low, high = experiment.domain
    margin = MARGIN_X * (high - low)
    x = low - margin, high + margin
    values = [experiment.dataset.y]
    if experiment.truth is not None:
        truth = experiment.truth(np.linspace(low, high, 200))
        values.append(truth[np.isfinite(truth)])  # a drawn one may be known over a part only
    y = np.concatenate(values)
    if len(y) == 0:
        return x, present or (-1.0, 1.0)
    bottom, top = float(y.min()), float(y.max())
    if 0 < bottom < top - bottom:
        bottom = 0.0  # where a polynomial starts: one sees it rise
    height, size = top - bottom, max(abs(bottom), abs(top))
    if height < max(LOWEST, FLATTEST * size):
        height = max(1.0, size)  # as good as one y
    wanted = bottom - MARGIN_Y * height, top + MARGIN_Y * height
    if present is None or (may_close_in and height < USED_AT_LEAST * (present[1] - present[0])):
        return x, wanted
    kept = present[0] if present[0] <= bottom else wanted[0], present[1] if top <= present[1] else wanted[1]
    return x, kept


def is_another(truth: Truth | None, before: Truth | None, points_changed: bool) -> bool:
    """Whether the truth differs to the eye: in more than its noise, unless the points changed with it."""
    if points_changed or not truth or not before:
        return truth != before
    return truth != replace(before, noise=truth.noise)
