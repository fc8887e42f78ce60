"""A plot with its axes, drawn at any scale and as vectors."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QLabel

from nnviz.gui.figure import Steps, unchanged
from nnviz.gui.figures.items import ItemPainter
from nnviz.gui.figures.pens import grown, in_pixels
from nnviz.gui.figures.words import draw_label
from nnviz.gui.plots import Plot
from nnviz.gui.theme import Theme


def plot_steps(painter: QPainter, plot: Plot, theme: Theme) -> Steps:
    """Draw a plot with its top left corner at (0, 0), in pixels of the window. It may be hidden."""
    one = plot.devicePixelRatioF()
    plot.getPlotItem().layout.activate()  # a title that has just come makes its axis higher
    box = plot.getViewBox()
    box.childTransform()  # brings its items to their places, which else waits for the next paint
    frame = box.mapRectToScene(box.rect())
    with unchanged(painter):
        painter.fillRect(QRectF(plot.rect()), QColor(theme.plot))
        painter.translate(QPointF(plot.viewport().pos()))
        with unchanged(painter):
            painter.setClipRect(frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inside = ItemPainter(painter, frame, one)
            for item in _from_below(box.childGroup.childItems()):
                yield from inside.draw(item)
        for side in ("bottom", "left"):
            _draw_axis(painter, plot.getAxis(side), one)
    yield


def draw_messages(painter: QPainter, plot: Plot, theme: Theme) -> None:
    """The sentences that lie over a plot."""
    for label in plot.findChildren(QLabel):
        if label.isVisible() and label.text():
            painter.fillRect(QRectF(label.geometry()), QColor(theme.plot))
            draw_label(painter, label, QPointF(label.pos()), theme)


def _from_below(items: list[QGraphicsItem]) -> list[QGraphicsItem]:
    return sorted(items, key=lambda item: item.zValue())  # stable: else in the order in which they came


def _draw_axis(painter: QPainter, axis: pg.AxisItem, one: float) -> None:
    ruler = QPixmap(1, 1)  # which measures texts as the screen does
    measuring = QPainter(ruler)
    specs = axis.generateDrawSpecs(measuring)
    measuring.end()
    if specs is None:
        return
    line, ticks, texts = specs
    painter.save()
    painter.setTransform(axis.sceneTransform(), True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # or thin straight lines are grey and wide
    for pen, begin, end in (line, *ticks):
        painter.setPen(grown(pen, one))
        painter.drawLine(QPointF(begin), QPointF(end))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(in_pixels(axis.style["tickFont"]))
    painter.setPen(axis.textPen())
    for area, flags, words in texts:
        painter.drawText(area, int(flags), words)
    painter.restore()
    if axis.label.isVisible():
        painter.save()
        painter.setTransform(axis.label.sceneTransform(), True)
        title = axis.label.document().clone()
        title.setDefaultFont(in_pixels(title.defaultFont()))
        title.drawContents(painter)
        painter.restore()
