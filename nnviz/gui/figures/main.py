"""Figures of what stands in FIT's place, a curve or a plane; and with ERRORS beside it."""

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QPainter

from nnviz.gui.figure import Figure, Steps, unchanged
from nnviz.gui.figures.panels import ErrorsFigure, FitFigure, PlotFigure
from nnviz.gui.figures.plane import PlaneFigure
from nnviz.gui.figures.stage import Stage
from nnviz.gui.theme import Theme


def main_figure(stage: Stage, theme: Theme, size: QSize, with_caption: bool = True) -> PlotFigure:
    """Of the panel that suits the points on the stage."""
    kind = PlaneFigure if stage.has_classes else FitFigure
    return kind(stage, theme, size, with_caption)


class SideBySide(Figure):
    """Curve or plane at the left, ERRORS at the right; the numbers stand once."""

    def __init__(
        self, stage: Stage, theme: Theme, size: QSize, with_caption: bool = True, cursor: bool = False
    ) -> None:
        half = QSize(size.width() // 2, size.height())
        self._main = main_figure(stage, theme, half, with_caption)
        half.setHeight(round(self._main.size.height()))
        self._errors = ErrorsFigure(stage, theme, half, False, cursor)
        self.size = QSizeF(self._main.size.width() + self._errors.size.width(), half.height())
        self.title = self._main.title

    def steps(self, painter: QPainter) -> Steps:
        yield from self._main.steps(painter)
        with unchanged(painter):
            painter.translate(self._main.size.width(), 0)
            yield from self._errors.steps(painter)
