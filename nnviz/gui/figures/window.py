"""The whole window as a figure: its widgets as they are on the screen, its plots drawn anew."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from nnviz.gui.drawing.canvas import DrawingCanvas
from nnviz.gui.figure import Figure, Steps, unchanged
from nnviz.gui.figures.plot import draw_messages, plot_steps
from nnviz.gui.plots import Plot
from nnviz.gui.theme import Theme

SHARP = 3.0  # pixels of the widgets' picture in an SVG for each pixel of the window


class WindowFigure(Figure):
    """In the theme that the window has.

    Qt writes no clipping into SVG files, so that what is scrolled out of sight would lie over its neighbours:
    there all but the plots is a picture in pixels. PDF has all as lines and letters.
    """

    is_vector = False

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self._window, self._theme = window, theme
        self.size = QSizeF(window.size())
        self.title = window.windowTitle()

    def steps(self, painter: QPainter) -> Steps:
        plots = [plot for plot in self._window.findChildren(Plot) if self._is_in_sight(plot)]
        for plot in plots:
            if isinstance(plot, DrawingCanvas):
                plot.left.emit()  # the lines at the mouse are not for figures
        if painter.paintEngine().type() is QPaintEngine.Type.SVG:
            painter.drawImage(QRectF(QPointF(), self.size), self._in_pixels(plots))
        else:
            self._render(painter, plots)
        yield
        for plot in plots:
            with unchanged(painter):
                painter.translate(QPointF(plot.mapTo(self._window, QPoint())))
                yield from plot_steps(painter, plot, self._theme)
                draw_messages(painter, plot, self._theme)

    def _in_pixels(self, plots: list[Plot]) -> QImage:
        image = QImage((self.size * SHARP).toSize(), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        painter = QPainter(image)
        self._render(painter, plots)
        painter.end()
        return image

    def _render(self, painter: QPainter, plots: list[Plot]) -> None:
        """All but the plots."""
        rest = QRegion(self._window.rect())
        for plot in plots:
            rest -= QRegion(QRect(plot.mapTo(self._window, QPoint()), plot.size()))
        flags = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
        self._window.render(painter, QPoint(), rest, flags)

    def _is_in_sight(self, plot: Plot) -> bool:
        """Also not those of the stage, which is a window of its own."""
        return plot.window() is self._window and plot.isVisible() and not plot.visibleRegion().isEmpty()
