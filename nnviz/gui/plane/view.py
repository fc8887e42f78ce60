"""Which part of the plane is shown."""

import numpy as np
from numpy.typing import NDArray

Range = tuple[float, float]
MARGIN = 0.12  # of the range, on either side: one sees what the model decides beyond the points
EMPTY: tuple[Range, Range] = ((-3.0, 3.0), (-3.0, 3.0))
SMALLEST = 1e-9  # of the largest coordinate: a smaller extent is one place
WASTED = 2.2  # times as much may be shown along one axis, so that both have one scale
USED_AT_LEAST = 0.35  # of a range; below, the view closes in again


def view_range(places: NDArray[np.float64]) -> tuple[Range, Range]:
    """Of u and v, for points at places [n, 2]: all of them with a margin."""
    if not len(places):
        return EMPTY
    low, high = places.min(axis=0), places.max(axis=0)
    flat = high - low <= SMALLEST * np.maximum(1e-290, np.abs(places).max())
    longest = 2 * max(1.0, float(np.abs(places).max())) if flat.all() else (high - low).max()
    middle, half = (low + high) / 2, np.where(flat, longest, high - low) * (0.5 + MARGIN)
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return (left, right), (bottom, top)


def has_one_scale(wanted: tuple[Range, Range], shape: float) -> bool:
    """Whether both axes can have one scale in a plot of this shape: then distances are what they look like.

    shape: its width in heights.
    """
    across, upwards = (high - low for low, high in wanted)
    times = across / upwards / shape
    return 1 / WASTED <= times <= WASTED


def still_fits(present: tuple[Range, Range], places: NDArray[np.float64], is_drawn: bool = False) -> bool:
    """Whether the view can stay: all points are in it, and they use enough of it.

    is_drawn: they are the points before with a few more, fewer or moved ones. The view then stays however
    little of it they use, or they would jump away from the mouse.
    """
    if not len(places):
        return True
    low, high = places.min(axis=0), places.max(axis=0)
    starts, ends = np.array(present).T
    inside = bool(((starts <= low) & (high <= ends)).all())
    return inside and (is_drawn or bool(((high - low) / (ends - starts)).max() >= USED_AT_LEAST))


def is_drawn(before: NDArray[np.float64], now: NDArray[np.float64]) -> bool:
    """Whether features [n, d] can have come from others by drawing, erasing or moving points."""
    if not len(before):
        return len(now) <= 1
    return bool(np.isin(now[:, 0], before[:, 0]).any())


class Widened:
    """From where the view has moved for the sake of points outside: it comes back when they are gone."""

    def __init__(self) -> None:
        self._before: list[tuple[Range, Range]] = []

    def forget(self) -> None:
        self._before.clear()

    def leave(self, present: tuple[Range, Range]) -> None:
        """The view moves away from here."""
        self._before.append(present)

    def back(self, places: NDArray[np.float64]) -> tuple[Range, Range] | None:
        """The first of the former views in which all points are again, if any."""
        for number, former in enumerate(self._before):
            if still_fits(former, places, is_drawn=True):
                del self._before[number:]
                return former
        return None
