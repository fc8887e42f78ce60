"""The axes of the ERRORS panel: numbers as people read them, as many as there is room for."""

from math import ceil, floor, inf, isfinite, log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneResizeEvent

from nnviz.core.sentences import number

ROOM_FOR_NUMBERS = 50  # pixels of height, below which the numbers on the left would touch
FULL_AXIS = ((120, 5), (75, 4), (40, 2))  # pixels of height, from which it is divided into so many parts
BETWEEN = 6  # pixels of nothing between two numbers below the plot
BEYOND = 8  # pixels that a number may reach beyond the ends of the axis, or a narrow plot has no 0
NICE = (1, 2, 5)


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
    """Whole numbers with thousands separators, none so near to the next that they touch.

    On a logarithmic axis 1, 2, 5 as far as there is room.
    """

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.setStyle(hideOverlappingLabels=BEYOND)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """In a narrow plot fewer have numbers: pyqtgraph has three even where there is room for one."""
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.logMode or not levels or self.width() <= 0:
            return levels
        step = levels[0][0]
        if self._fits(step):
            return levels
        tens = 10.0 ** floor(log10(step))
        wider = (n * tens * more for more in (1, 10, 100) for n in NICE)
        return [(next((each for each in wider if self._fits(each)), high), 0.0), (step, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.logMode:
            if not self._fits(spacing):
                return [""] * len(values)
            return [f"{v:,.0f}" if abs(v - round(v)) < 1e-6 * max(1, abs(v)) else "" for v in values]
        decades = max(self.range[1] - self.range[0], 0.1)
        room = (self._width_of(10.0 ** self.range[1]) + BETWEEN) / max(self.width(), 1.0) * decades
        leading, step = ((1, 2, 5) if room < log10(2) else (1,)), max(1, ceil(room))
        numbers = [round(10.0**v) for v in values]
        return [
            f"{n:,}" if int(str(n)[0]) in leading and not (len(str(n)) - 1) % step else "" for n in numbers
        ]

    def _fits(self, step: float) -> bool:
        """Whether numbers so far apart do not touch; one that reaches beyond the end is not shown."""
        low, high = self.range
        pixels = self.width() / max(high - low, 1e-300)  # of one epoch
        last = floor(high / step) * step
        if self._width_of(last) / 2 > (high - last) * pixels + BEYOND:
            last -= step
        wide = (self._width_of(last) + self._width_of(last - step)) / 2
        return bool(step * pixels >= wide + BETWEEN)

    def _width_of(self, epoch: float) -> float:
        """Pixels of its number."""
        letters = QFontMetricsF(self.style["tickFont"] or self.font())
        return letters.horizontalAdvance(f"{max(epoch, 1.0):,.0f}")


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
