"""The axes of the ERRORS panel: numbers as people read them, as many as there is room for."""

from math import ceil, floor, inf, isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneResizeEvent

from nnviz.core.sentences import number

ROOM_FOR_NUMBERS = 50  # pixels of height, below which the numbers on the left would touch
FULL_AXIS = ((120, 5), (75, 4), (40, 2))  # pixels of height, from which it is divided into so many parts
ROOM_FOR_A_DECADE = 150  # pixels in which the labels 1,000 2,000 5,000 do not touch


class Axis(pg.AxisItem):
    """Kept as pixels, but not longer than it has one size.

    WORKAROUND: of an item that reaches a fifth beyond its view Qt keeps a part only, and when the view grows
    again it leaves the old pixels beside the new ones (QGraphicsScene's `allowPartialCacheExposure`).
    """

    def resizeEvent(self, event: QGraphicsSceneResizeEvent | None = None) -> None:
        super().resizeEvent(event)
        mode = self.cacheMode()
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.setCacheMode(mode)


class EpochAxis(Axis):
    """Whole numbers with thousands separators; on a logarithmic axis 1, 2, 5 as far as there is room."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.logMode:
            return [f"{v:,.0f}" if abs(v - round(v)) < 1e-6 * max(1, abs(v)) else "" for v in values]
        decades = max(self.range[1] - self.range[0], 0.1)
        leading = (1, 2, 5) if self.width() / decades > ROOM_FOR_A_DECADE else (1,)
        numbers = [round(10.0**v) for v in values]
        return [f"{n:,}" if int(str(n)[0]) in leading else "" for n in numbers]


def _parts(size: float) -> int:
    """Into how many a full axis is divided that is so many pixels high."""
    return next((parts for room, parts in FULL_AXIS if size >= room), 1)


class ErrorAxis(Axis):
    """Nothing below zero. In a low plot only two numbers, or they would touch.

    highest: where a full axis ends, as one of per cent does, and is divided into equal parts.
    """

    def __init__(self, side: str) -> None:
        self.highest = inf
        super().__init__(side)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        ends = (float(ceil(low)), float(floor(high))) if self.logMode else (0.0, high)
        if isfinite(self.highest):
            step = self.highest / _parts(size)
            return [(step, np.arange(0.0, self.highest + step / 2, step).tolist())]
        if size < ROOM_FOR_NUMBERS and ends[0] < ends[1]:
            return [(ends[1] - ends[0], list(ends))]
        ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return ticks

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [number(10.0**v, 1) for v in values]
        return [number(v) if v >= 0 else "" for v in values]
