"""Which part of the plane the FIT panel shows."""

import numpy as np

from nnviz.core.experiment import Experiment

Range = tuple[float, float]
MARGIN_X, MARGIN_Y = 0.03, 0.3  # of the range, on either side
USED_AT_LEAST = 0.4  # of the height; below, the view closes in on the points


def view_range(experiment: Experiment, present: Range | None = None) -> tuple[Range, Range]:
    """The x and y range to show: the whole domain, and the points with a margin.

    present: the y range on the screen now. It stays where the points lie within it and use enough
    of it, so that the view holds still while one draws.
    """
    low, high = experiment.domain
    margin = MARGIN_X * (high - low)
    x = low - margin, high + margin
    values = [experiment.dataset.y]
    if experiment.truth is not None:
        values.append(experiment.truth(np.linspace(low, high, 200)))
    y = np.concatenate(values)
    if len(y) == 0:
        return x, present or (-1.0, 1.0)
    bottom, top = float(y.min()), float(y.max())
    if 0 < bottom < top - bottom:
        bottom = 0.0  # where a polynomial starts: one sees it rise
    if present and present[0] <= bottom and top <= present[1]:
        used = (top - bottom) / (present[1] - present[0])
        if used >= USED_AT_LEAST or len(y) < 3:
            return x, present
    height = top - bottom or max(1.0, abs(top))
    return x, (bottom - MARGIN_Y * height, top + MARGIN_Y * height)
