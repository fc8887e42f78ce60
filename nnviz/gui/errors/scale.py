"""What part of the errors is shown, and how epochs and errors become places on the axes. No Qt."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from nnviz.gui.axis_ends import nice_above

Array = NDArray[np.float64]
HEADROOM = 4.0  # times the usual error: what lies above is cut off, see `linear_top`
WORTH_CUTTING = 2.0  # times that limit: nothing is cut off to gain less than twice the height
STORY = 0.1  # of the error at the start: where the axis ends at least, or a fall to 0 would not be seen
GIANT = 1e3  # times the second error: a first one that large is no part of the story
DECADES = 12.0  # shown at most on a logarithmic axis; an exact fit has errors around 1e-30
LEAST_BELOW, MOST_BELOW = 0.03, 0.25  # of the upper end: the room under 0 on a linear axis
TOLD_FROM_0 = 0.2  # of its standard error, above which an estimate is drawn on a logarithmic axis
LOWEST_PLACES = 0.02  # share of a curve's epochs that may leave a logarithmic axis through its bottom
TINY = 1e-300  # stands for 0 where a logarithm is taken
HIGHEST = 1e12  # axis end at most: pyqtgraph raises near the end of floating point
PER_CENT = (-4.0, 104.0)  # the ends of an axis of accuracies: lines at 0 and at 100 can be seen
LOWEST_TOP = 1e-12  # axis end at least, for the same reason


@dataclass(frozen=True)
class Scale:
    """How epochs and errors are placed. low, high: the y range in places; cut_off: errors lie above it.

    A logarithmic x axis shows epoch + 1, so that epoch 0 has a place on it. highest: the value above which
    there are no numbers at the axis.
    """

    log_x: bool
    log_y: bool
    low: float
    high: float
    cut_off: bool
    highest: float = inf

    def x(self, epochs: Array) -> Array:
        return np.log10(epochs + 1) if self.log_x else epochs

    def epoch(self, x: float) -> int:
        """The epoch at a place, 0 at least."""
        value = 10.0 ** min(x, 15.0) - 1 if self.log_x else x
        return max(0, round(value))

    def y(self, values: Array) -> Array:
        """Places; beyond the axis at most by its length, or Qt would draw kilometres of dashes.

        A corrected bias² below 0 has no place on a logarithmic axis: a gap, NaN.
        """
        places = values
        if self.log_y:
            places = np.where(values < 0, np.nan, np.log10(np.maximum(values, TINY)))
        beyond = self.high - self.low
        return np.clip(places, self.low - beyond, self.high + beyond)

    @np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
    def band(self, values: Array, errors: Array) -> tuple[Array, Array]:
        """Places of value ± error. What reaches below 0 goes down to the end of a logarithmic axis."""
        low, high = values - errors, values + errors
        if self.log_y:
            low, high = np.maximum(low, 0), np.maximum(high, 0)
        return self.y(low), self.y(high)


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
def reaches(values: Array, errors: Array | None) -> list[Array]:
    """What of a curve the axis must hold: its upper edge, and itself, but nothing that is as good as 0.

    An estimate that happens to lie a thousandth of its error above 0 must not stretch a logarithmic axis.
    """
    if errors is None:
        return [values]
    known = np.nan_to_num(errors)
    return [values + known, np.maximum(values, TOLD_FROM_0 * known)]


def scale_for(curves: list[Array], judged_by: list[Array], log_x: bool, log_y: bool, whole: bool) -> Scale:
    """The scale for the shown curves.

    curves: what the axis must hold, see `reaches`. judged_by: the errors themselves, by which `linear_top`
    judges what is usual.
    whole: show all of a linear axis' values (an exact solution has one level per curve).
    """
    known = [values[np.isfinite(values)] for values in curves]
    if log_y:
        return _logarithmic(known, log_x)
    finite = np.concatenate(known or [np.empty(0)])
    if not len(finite):
        return Scale(log_x, False, -0.03, 1.0, False)
    most = float(finite.max())
    limit = linear_top(judged_by)
    lowest = min((float(np.nanmin(v)) for v in judged_by if np.isfinite(v).any()), default=0.0)
    top = most if whole or most <= WORTH_CUTTING * limit or limit == 0 else limit
    top = nice_above(min(max(top, LOWEST_TOP), HIGHEST))
    return Scale(log_x, False, -room_below(lowest, top), top, bool(most > top))


def per_cent_scale(log_x: bool) -> Scale:
    """For accuracies, which always lie between 0 and 100 %."""
    return Scale(log_x, False, *PER_CENT, cut_off=False, highest=100.0)


def room_below(lowest: float, top: float) -> float:
    """Room under 0: a line that lies on the axis could not be seen, and a corrected bias² goes below it."""
    least, most = LEAST_BELOW * top, MOST_BELOW * top
    return least if lowest > -least else min(nice_above(-lowest), most)


def _logarithmic(known: list[Array], log_x: bool) -> Scale:
    """All of each curve but its lowest places: a variance that begins at 0 would stretch the axis."""
    places = [np.log10(values[values > 0]) for values in known if (values > 0).any()]
    if not places:
        return Scale(log_x, True, -3.0, 1.0, False)
    high = max(float(each.max()) for each in places)
    low = max(min(float(np.quantile(each, LOWEST_PLACES)) for each in places), high - DECADES)
    margin = max(0.05 * (high - low), 0.1)
    return Scale(log_x, True, low - margin, high + margin, False)


def linear_top(judged_by: list[Array]) -> float:
    """Where a linear error axis ends, so that neither a giant start nor an explosion flattens the rest.

    The larger of two: `HEADROOM` times the usual error, which is the training error of three quarters
    of all epochs or, if larger, the least validation error (or total, or variance, …); and the largest
    error of three quarters of all epochs, but no more than the errors that the run began with. So
    overfitting is seen whole, while what explodes beyond the start leaves through the top. A fall to
    almost 0 is seen from `STORY` of the starting training error on, whatever is usual later. 0 if nothing
    is known.
    judged_by: training errors, and others if there are any; the first two are of the first two epochs.
    A bias² below 0 counts as 0.
    """
    known = [values[np.isfinite(values)] for values in judged_by]
    known = [np.maximum(values, 0) for values in known if len(values)]
    if not known:
        return 0.0
    three_quarters = [float(np.quantile(values, 0.75)) for values in known]
    usual = max(three_quarters[0], *(float(values.min()) for values in known))
    start = max(float(values[0]) for values in known)
    return max(HEADROOM * usual, min(1.1 * max(three_quarters), start), STORY * _beginning(known[0]))


def _beginning(errors: Array) -> float:
    """The error that the run began with; the one after it if the first is giant, and more happens later."""
    first, second = float(errors[0]), float(errors[min(1, len(errors) - 1)])
    goes_on = float(np.sort(errors)[len(errors) // 2]) > second / GIANT  # a median overflows
    return second if second < first / GIANT and goes_on else first
