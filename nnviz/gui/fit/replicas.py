"""The replicas in the FIT plot: their curves as one faint bundle, the centre of all, and a band round it."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem

from nnviz.core.generalization.at_x import AtX
from nnviz.core.generalization.spread import Spread
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.gui.plots import pen, plottable
from nnviz.gui.theme import Theme

FAINTEST, STRONGEST = 45, 190  # opacity of 255: of a hundred curves, and of a single one
BAND = 50  # its opacity


class ReplicaItems:
    """Made once and reused. With fewer than two replicas there is neither centre nor band."""

    def __init__(self) -> None:
        self.bundle = pg.PlotCurveItem()  # one joined item takes a quarter of the time of a hundred
        self.band = pg.PlotCurveItem(fillLevel="enclosed", pen=None)  # along its upper edge and back
        self.centre = pg.PlotCurveItem()
        # Drawn once and kept as pixels: the curve and the points move more often than the bundle.
        self.bundle.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._shown: Spread | None = None
        self.show(None, None)

    @property
    def items(self) -> tuple[pg.GraphicsObject, ...]:
        """Lowest first."""
        return self.band, self.bundle, self.centre

    def show(self, spread: Spread | None, at: AtX | None) -> None:
        """spread: None for nothing; at: its centre and variance."""
        self.bundle.setVisible(spread is not None and len(spread.curves) > 0)
        several = spread is not None and spread.count >= FEWEST_FOR_SPLIT
        for item in (self.centre, self.band):
            item.setVisible(several)
        if spread is not None and spread is not self._shown:
            self._show_bundle(spread)
        self._shown = spread
        if several and at is not None:
            deviation = at.deviation
            edges = np.concatenate([at.centre + deviation, (at.centre - deviation)[::-1]])
            self.band.setData(np.concatenate([at.x, at.x[::-1]]), plottable(edges))
            self.centre.setData(at.x, plottable(at.centre))

    def _show_bundle(self, spread: Spread) -> None:
        count = len(spread.curves)
        values = plottable(spread.curves.astype(np.float64))
        joined = np.zeros(values.shape, np.uint8)  # no line from the end of a curve to the start of the next
        known = np.isfinite(values)  # nor over a gap, where a formula has no value
        joined[:, :-1] = known[:, :-1] & known[:, 1:]
        if count:
            self.bundle.setData(np.tile(spread.x, count), values.ravel(), connect=joined.ravel())
            self._tint(count)

    def _tint(self, count: int) -> None:
        colour = QColor(self.bundle.opts["pen"].color())
        colour.setAlpha(round(max(FAINTEST, STRONGEST / count**0.4)))
        if colour != self.bundle.opts["pen"].color():
            self.bundle.setPen(_thin(colour))

    def show_theme(self, theme: Theme, one: float) -> None:
        """one: pixels of the screen in a pixel of the window."""
        self.bundle.setPen(_thin(QColor(theme.variance)))
        self._tint(max(1, len(self._shown.curves)) if self._shown else 1)
        band = QColor(theme.variance)
        band.setAlpha(BAND)
        self.band.setBrush(band)
        self.centre.setPen(pen(theme.bias, 2 * one))  # from here to the truth is the bias


def _thin(colour: QColor) -> QPen:
    # Of width 1, whatever the screen: a wider one takes a hundred times as long.
    made: QPen = pg.mkPen(colour, width=1)
    return made
