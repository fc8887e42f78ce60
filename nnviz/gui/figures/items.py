"""What is plotted, drawn with pens that grow with the picture: curves, areas, points, lines, words.

pyqtgraph's own painting is for the screen: its pens have a fixed number of pixels whatever the scale, and its
points are bitmaps.
"""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QPainter,
    QPalette,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsItem

from nnviz.gui.errors.band import Band
from nnviz.gui.figure import Steps
from nnviz.gui.figures.clipping import Array, area_within, lines_within
from nnviz.gui.figures.pens import grown
from nnviz.gui.line import Line
from nnviz.gui.plane.shading import Shading

FINER = 4  # times as many pixels along each side
LINES_AT_A_TIME = 10
POINTS_AT_A_TIME = 200


class ItemPainter:
    """Draws the items of one plot. The painter is measured in pixels of its scene.

    frame: the area between the axes. one: pixels of the screen in a pixel of the window.
    """

    def __init__(self, painter: QPainter, frame: QRectF, one: float) -> None:
        self._painter, self._frame, self._one = painter, frame, one

    def draw(self, item: QGraphicsItem) -> Steps:
        """Draw an item and what belongs to it."""
        if not item.isVisible():
            return
        match item:
            case pg.PlotCurveItem():
                yield from self._draw_curve(item)
            case pg.ScatterPlotItem():
                yield from self._draw_points(item)
            case pg.InfiniteLine():
                self._draw_line(item)
            case Shading():
                self._draw_shading(item)
            case Band():
                self._fill(item.sceneTransform(), *item.edges(), item.brush())
            case pg.TextItem():
                self._draw_words(item)
        yield

    # --- curves and areas -----------------------------------------------------------------------------

    def _draw_curve(self, item: pg.PlotCurveItem) -> Steps:
        x, y = item.getData()
        if x is None or not len(x):
            return
        place, brush, level = item.sceneTransform(), item.opts["brush"], item.opts["fillLevel"]
        if level is not None and brush is not None and brush.style() != Qt.BrushStyle.NoBrush:
            if level == "enclosed":
                known = np.isfinite(y)
                self._painter.fillPath(area_within(self._frame, *_placed(place, x[known], y[known])), brush)
            else:
                self._fill(place, x, np.full(len(x), float(level)), y, brush)
        pen = item.opts["pen"]
        if pen is not None and pen.style() != Qt.PenStyle.NoPen:
            self._painter.setPen(grown(pen, self._one, item.thickness if isinstance(item, Line) else 1.0))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            joined = _joined(item.opts["connect"], len(x))
            # One by one: as a single path a hundred curves take Qt seconds, for every crossing is looked for.
            for number, part in enumerate(lines_within(self._frame, *_placed(place, x, y), joined)):
                self._painter.drawPolyline(part)
                if number % LINES_AT_A_TIME == LINES_AT_A_TIME - 1:
                    yield

    def _fill(self, place: QTransform, x: Array, low: Array, high: Array, brush: QBrush) -> None:
        """The area between two edges, with gaps where one is not known."""
        known = np.isfinite(low) & np.isfinite(high)
        turns = np.flatnonzero(np.diff(known)) + 1
        for part in np.split(np.arange(len(x)), turns):
            if len(part) > 1 and known[part[0]]:
                there_and_back = np.concatenate([x[part], x[part[::-1]]])
                edge = np.concatenate([low[part], high[part[::-1]]])
                self._painter.fillPath(area_within(self._frame, *_placed(place, there_and_back, edge)), brush)

    def _draw_shading(self, item: Shading) -> None:
        """In more pixels: not every program that shows vectors makes pictures smooth."""
        area, image = item.sceneTransform().mapRect(item.area), item.image
        smooth = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.IgnoreAspectRatio
        self._painter.drawImage(area, image.scaled(image.size() * FINER, keep, smooth))

    # --- points, lines, words ---------------------------------------------------------------------------

    def _draw_points(self, item: pg.ScatterPlotItem) -> Steps:
        place, opts = item.sceneTransform(), item.opts
        x, y = _placed(place, item.data["x"], item.data["y"])
        size = float(opts["size"])
        shape = opts["symbol"]
        symbol = QTransform.fromScale(size, size).map(Symbols[shape] if isinstance(shape, str) else shape)
        pen = pg.mkPen(opts["pen"])
        self._painter.setPen(pen if pen.style() is Qt.PenStyle.NoPen else grown(pen, self._one))
        self._painter.setBrush(pg.mkBrush(opts["brush"]))
        for number, at in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
            if number % POINTS_AT_A_TIME == POINTS_AT_A_TIME - 1:
                yield
            centre = QPointF(*at)
            if not self._frame.contains(centre):  # a point is there or not: none is cut
                continue
            if shape == "o":
                self._painter.drawEllipse(centre, size / 2, size / 2)
            else:
                self._painter.drawPath(symbol.translated(centre))

    def _draw_line(self, item: pg.InfiniteLine) -> None:
        """Only upright ones and levels are used."""
        value, frame = float(item.value()), self._frame
        upright = item.angle == 90
        place = item.getViewBox().mapViewToScene(QPointF(value, 0.0) if upright else QPointF(0.0, value))
        if upright:
            line = QLineF(place.x(), frame.top(), place.x(), frame.bottom())
        else:
            line = QLineF(frame.left(), place.y(), frame.right(), place.y())
        self._painter.setPen(grown(item.pen, self._one))
        self._painter.drawLine(line)
        for child in item.childItems():
            if isinstance(child, pg.TextItem) and child.isVisible():
                self._draw_words(child)

    def _draw_words(self, item: pg.TextItem) -> None:
        item.updateTransform(force=True)  # where it stands is known only once it has been painted
        words = item.textItem
        place = words.sceneTransform()
        area = place.mapRect(words.boundingRect())
        aside = max(0.0, self._frame.left() - area.left()) + min(0.0, self._frame.right() - area.right())
        self._painter.save()
        self._painter.translate(aside, 0.0)  # or a long word beside a line in the middle would be cut off
        self._painter.setTransform(place, True)
        self._painter.setPen(QPen(Qt.PenStyle.NoPen))
        self._painter.setBrush(item.fill)
        self._painter.drawRect(words.boundingRect())
        colour = QAbstractTextDocumentLayout.PaintContext()
        colour.palette.setColor(QPalette.ColorRole.Text, words.defaultTextColor())
        words.document().documentLayout().draw(self._painter, colour)
        self._painter.restore()


def _placed(place: QTransform, x: Array, y: Array) -> tuple[Array, Array]:
    """In pixels of the scene."""
    return place.dx() + place.m11() * x, place.dy() + place.m22() * y


def _joined(connect: "str | Array", count: int) -> NDArray[np.bool_]:
    """Whether there is a line from each of the places to the next, [count − 1]."""
    if isinstance(connect, str):
        return np.ones(count - 1, np.bool_) if connect != "pairs" else np.arange(count - 1) % 2 == 0
    return np.asarray(connect, np.bool_)[: count - 1]
