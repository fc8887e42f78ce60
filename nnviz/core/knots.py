"""Knots: a curve that was drawn by hand, as the points that it passes through smoothly."""

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import LARGEST_COORDINATE
from nnviz.core.sentences import require

Array = NDArray[np.float64]
FEWEST_KNOTS, MOST_KNOTS = 2, 100
SMALLEST_GAP = 1e-12  # between two knots: below, slopes overflow


def check_knots(numbers: tuple[float, ...]) -> None:
    """Raise `BadInput` unless these are knots x0, y0, x1, y1, … with growing x."""
    count = len(numbers)
    require(
        count % 2 == 0 and FEWEST_KNOTS <= count // 2 <= MOST_KNOTS,
        "A drawn truth takes {fewest} to {most} knots, each an x and a y; {given} numbers were given.",
        fewest=FEWEST_KNOTS, most=MOST_KNOTS, given=count,
    )  # fmt: skip
    require(
        all(abs(c) <= LARGEST_COORDINATE for c in numbers),  # False for NaN too
        "The knots of the truth must be finite and within ±{most:.0e}.", most=LARGEST_COORDINATE,
    )  # fmt: skip
    for before, after in pairwise(numbers[::2]):
        require(
            after - before >= SMALLEST_GAP,
            "The x of the truth's knots must grow from one to the next; after {before:g} comes {after:g}.",
            before=before, after=after,
        )  # fmt: skip


@lru_cache(maxsize=16)  # asked for at every drawn frame; building takes longer than evaluating
def curve_through(numbers: tuple[float, ...]) -> Callable[[Array], Array]:
    """The smooth curve through the knots x0, y0, x1, y1, …; NaN where x lies outside them.

    Piecewise cubic with continuous slope (Fritsch & Butland 1984, as `PchipInterpolator`): between two
    knots it stays between their heights, so that no bump appears that nobody drew.
    """
    from scipy.interpolate import PchipInterpolator  # here, as it takes 0.4 s and few truths are drawn

    knots = np.array(numbers).reshape(-1, 2)
    curve: Callable[[Array], Array] = PchipInterpolator(knots[:, 0], knots[:, 1], extrapolate=False)
    return curve
