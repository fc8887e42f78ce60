"""Question: which points a recording is asked about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """All training points (none of these), one point of the data set by its index, or an x without a target.

    place: for points with classes the features [d] of one without a target, as x is for a curve.
    """

    point: int | None = None
    x: float | None = None
    place: tuple[float, ...] | None = None


ALL_POINTS = Question()
