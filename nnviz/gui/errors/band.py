"""A translucent area between two curves."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnviz.gui.errors.scale import Array

OPACITY = {"light": 48, "dark": 70}  # of 255: three bands on top of each other are still told apart


class Band(QGraphicsPathItem):
    """Made once, filled again and again. Not pyqtgraph's FillBetweenItem: that one draws each band twice."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self._edges = (np.empty(0), np.empty(0), np.empty(0))

    def show_colour(self, colour: str, theme_name: str) -> None:
        filling = QColor(colour)
        filling.setAlpha(OPACITY[theme_name])
        self.setBrush(filling)

    def show_edges(self, x: Array, low: Array, high: Array) -> None:
        """Places, NaN for a gap."""
        self._edges = (x, low, high)
        self.setPath(_area(x, low, high))

    def edges(self) -> tuple[Array, Array, Array]:
        """x, low, high as they are drawn."""
        return self._edges


def _area(x: Array, low: Array, high: Array) -> QPainterPath:
    area = QPainterPath()
    finite = np.isfinite(low) & np.isfinite(high)
    turns = np.flatnonzero(np.diff(finite)) + 1
    for part in np.split(np.arange(len(x)), turns):
        if len(part) > 1 and finite[part[0]]:
            there_and_back = np.concatenate([part, part[::-1]])
            y = np.concatenate([low[part], high[part[::-1]]])
            area.addPath(pg.arrayToQPath(x[there_and_back], y))
    return area
