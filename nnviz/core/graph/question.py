"""Question: which points a recording is asked about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """All training points (neither), one point of the data set by its index, or an x without a target."""

    point: int | None = None
    x: float | None = None


ALL_POINTS = Question()
