"""What lies below the points: regions, where replicas disagree, lines of equal probability, borders."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from nnviz.core.generalization.disagreement import Disagreement
from nnviz.gui.line import Line
from nnviz.gui.plane.answers import Answer
from nnviz.gui.plane.borders import Lines
from nnviz.gui.plane.shading import Shading
from nnviz.gui.plots import Plot, pen
from nnviz.gui.shades import fog
from nnviz.gui.theme import Theme

LOWEST, DOUBT, CONTOURS, BORDERS = -10.0, -5.0, 4.0, 5.0  # z; the points are above, the grid between the two
DOTS = (2, 3)  # pixels: dash and gap of lines of equal probability


class RegionLayers:
    """Made once and reused: items that come and go leak (pyqtgraph #2672)."""

    def __init__(self, plot: Plot, theme: Theme) -> None:
        self._theme = theme
        self._disagreement: Disagreement | None = None
        self.shading, self.doubt, self.contours, self.borders = Shading(), Shading(), Line(), Line()
        for item, z in (
            (self.shading, LOWEST),
            (self.doubt, DOUBT),
            (self.contours, CONTOURS),
            (self.borders, BORDERS),
        ):
            item.setZValue(z)
            plot.addItem(item, ignoreBounds=True)

    def show_theme(self, theme: Theme, one: float) -> None:
        """one: pixels of the screen in a pixel of the window. The regions are asked for again."""
        self._theme = theme
        self.borders.setPen(pen(theme.curve, 1))
        self.borders.thickness = round(2 * one)
        self.contours.setPen(pen(theme.quiet, 1, dashes=[each * one for each in DOTS]))
        self.contours.thickness = round(one)
        self.show_disagreement(self._disagreement)

    def show(self, answer: Answer) -> None:
        area = answer.request.area
        (left, right), (bottom, top) = area.u, area.v
        self.shading.show_picture(answer.picture, QRectF(left, bottom, right - left, top - bottom))
        for line, lines in ((self.borders, answer.borders), (self.contours, answer.contours)):
            draw_lines(line, lines)

    def show_disagreement(self, found: Disagreement | None) -> None:
        """The more of the replicas say another class than most, the thicker the fog; None: no fog."""
        self._disagreement = found
        seen = found is not None and len(found.x1) > 1 and bool(np.isfinite(found.share).any())
        self.doubt.setVisible(seen)
        if found is None or not seen:
            return
        half = (found.x1[1] - found.x1[0]) / 2, (found.x2[1] - found.x2[0]) / 2
        area = QRectF(found.x1[0] - half[0], found.x2[0] - half[1], 0.0, 0.0)
        area.setRight(found.x1[-1] + half[0])
        area.setBottom(found.x2[-1] + half[1])
        self.doubt.show_picture(fog(found.share, QColor(self._theme.quiet)), area)

    @property
    def has_border(self) -> bool:
        x, _ = self.borders.getData()
        return x is not None and len(x) > 0


def draw_lines(line: Line, lines: Lines) -> None:
    """Show these lines, each by itself."""
    line.setData(lines.x, lines.y, connect=lines.connect if len(lines.x) else "all")


def share_at(found: Disagreement, x1: float, x2: float) -> float:
    """The share of the replicas that say another class there; NaN beyond the map."""
    if len(found.x1) < 2:
        return float("nan")
    row, column = (
        round((value - places[0]) / (places[1] - places[0]))
        for value, places in ((x2, found.x2), (x1, found.x1))
    )
    inside = 0 <= row < len(found.x2) and 0 <= column < len(found.x1)
    return float(found.share[row, column]) if inside else float("nan")
