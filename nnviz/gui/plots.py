"""The plot that panels draw in: the theme's colours, quiet axes, and one gate for what is plotted."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QWidget

from nnviz.gui.theme import Theme

LARGEST_PLOTTED = 1e12  # pyqtgraph raises on ranges near the end of floating point
BACKDROP = 153  # of 255, opacity of the ground of words in a plot: curves show through
ROOM_FOR_TITLES = 150  # pixels of height
Array = NDArray[np.float64]

pg.setConfigOptions(antialias=True, useOpenGL=False)


def plottable(values: Array) -> Array:
    """Values as they may reach pyqtgraph: infinities and giants clipped, NaN kept (a gap in the line)."""
    return np.clip(values, -LARGEST_PLOTTED, LARGEST_PLOTTED)


def thinned(count: int, most: int, logarithmic: bool) -> NDArray[np.intp]:
    """At most `most` of the indices 0 … count−1, even on the axis, always with the first and last.

    Those chosen stay while `count` grows (until it doubles), or a growing noisy curve would flicker.
    """
    if count <= most:
        return np.arange(count)
    ceiling = 1 << (count - 1).bit_length()
    if logarithmic:
        spaced = (np.geomspace(1, ceiling, most - 1) - 1).astype(np.intp)
    else:
        spaced = np.arange(0, count, -(-ceiling // (most - 1)))
    return np.unique(np.append(spaced[spaced < count], count - 1))


class Plot(pg.PlotWidget):
    """A plot with two axes and a light grid. `labels`: the words under and beside the axes."""

    def __init__(self, theme: Theme, labels: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)  # without the menus the window opens sooner
        self._labels = labels
        item = self.getPlotItem()
        item.hideButtons()
        item.showGrid(x=True, y=True, alpha=0.18)
        item.getViewBox().setDefaultPadding(0.04)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)  # pyqtgraph takes whatever is dropped, and does nothing with it
        self.viewport().setAcceptDrops(False)
        self.show_theme(theme)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if getattr(self, "plotItem", None) is not None:
            self.show_titles()

    def show_titles(self) -> None:
        """In a low plot the curves need the room of the axes' titles."""
        for side in ("bottom", "left"):
            self.getPlotItem().showLabel(side, self.height() >= ROOM_FOR_TITLES)

    def name_axes(self, labels: tuple[str, str]) -> None:
        """Other words under and beside the axes, in the same letters."""
        before, self._labels = self._labels, labels
        for side, old, new in zip(("bottom", "left"), before, labels, strict=True):
            if new != old:
                self.getAxis(side).setLabel(new)
        if labels != before:
            self.show_titles()  # setting a label shows it

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setBackground(theme.plot)
        font = QFont()
        font.setPointSizeF(9)
        for side, label in zip(("bottom", "left"), self._labels, strict=True):
            axis = self.getAxis(side)
            # Drawn once and kept as pixels: with its grid it costs 3 ms, more than all curves together.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.quiet))
            axis.setStyle(tickFont=font, tickLength=-4)
            axis.setLabel(label, color=theme.quiet, **{"font-size": "9pt"})


def line_sample(drawn_with: QPen, size: QSize) -> QPixmap:
    """A short piece of a line, drawn large so that it stays crisp at any pixel ratio."""
    ratio = 3
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    line = QPen(drawn_with)
    line.setCosmetic(False)
    painter.setPen(line)
    painter.drawLine(1, size.height() // 2, size.width() - 1, size.height() // 2)
    painter.end()
    return pixmap


def backdrop(theme: Theme) -> QColor:
    """The ground of words that stand in a plot."""
    colour = QColor(theme.plot)
    colour.setAlpha(BACKDROP)
    return colour


def pen(
    colour: str,
    width: float = 1.5,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    dashes: Sequence[float] = (),
) -> QPen:
    """A cosmetic pen. dashes: lengths of dash and gap, dash and gap, … in pixels of the screen."""
    made: QPen = pg.mkPen(QColor(colour), width=width, style=style)
    if dashes:
        made.setDashPattern([each / width for each in dashes])
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made
