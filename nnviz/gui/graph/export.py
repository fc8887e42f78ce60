"""A drawn graph as a picture: QImage, PNG, SVG or PDF, of the whole graph whatever is in sight."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.core.graph.graph import Graph
from nnviz.core.sentences import Sentence
from nnviz.gui import picture_formats
from nnviz.gui.figure import Figure, Steps, unchanged
from nnviz.gui.graph.drawing import GraphDrawing, layout_of, node_sizes
from nnviz.gui.theme import Theme
from nnviz.gui.writing import write_file


class GraphFigure(Figure):
    """The whole graph on the theme's ground."""

    def __init__(self, drawing: GraphDrawing, theme: Theme, title: str = "") -> None:
        self._drawing, self._ground = drawing, QColor(theme.plot)
        self.size = drawing.frame.size()
        self.title = title or QCoreApplication.translate("GraphCanvas", "Computational graph")

    def steps(self, painter: QPainter) -> Steps:
        painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), self._ground)
        with unchanged(painter):
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            painter.translate(-self._drawing.frame.topLeft())
            self._drawing.draw(painter)
        yield


def still(graph: Graph, marks: Mapping[str, Sentence], theme: Theme) -> GraphDrawing:
    """A graph that is drawn once, without a view. Lays it out at once."""
    drawing = GraphDrawing(graph, layout_of(graph, node_sizes(graph)), theme)
    drawing.show_graph(graph, marks)
    return drawing


def picture(drawing: GraphDrawing, theme: Theme, scale: float = 1.0) -> QImage:
    """The whole graph. Smaller than asked for where a side would be too long."""
    return picture_formats.image_of(GraphFigure(drawing, theme), scale)


def svg(drawing: GraphDrawing, theme: Theme, title: str) -> str:
    """The whole graph as SVG text."""
    return picture_formats.svg(GraphFigure(drawing, theme, title)).decode()


def write_svg(drawing: GraphDrawing, theme: Theme, title: str, path: Path) -> None:
    """Raises `BadInput` when the file cannot be written."""
    write_file(path, svg(drawing, theme, title))


def write_pdf(drawing: GraphDrawing, theme: Theme, title: str, path: Path) -> None:
    """Raises `BadInput` when the file cannot be written."""
    write_file(path, picture_formats.pdf(GraphFigure(drawing, theme, title)))


def write_png(drawing: GraphDrawing, theme: Theme, path: Path, scale: float = 2.0) -> None:
    """Raises `BadInput` when the file cannot be written."""
    write_file(path, picture_formats.png(GraphFigure(drawing, theme), scale))
