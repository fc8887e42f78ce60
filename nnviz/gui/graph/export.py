"""A drawn graph as a picture: QImage, PNG or SVG, of the whole graph whatever is in sight."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from nnviz.core.files.safe_write import write_safely
from nnviz.core.graph.graph import Graph
from nnviz.core.sentences import Sentence, require
from nnviz.gui.graph.drawing import GraphDrawing, layout_of, node_sizes
from nnviz.gui.theme import Theme

LARGEST_SIDE = 16_000  # pixels: larger images are refused by many programs, and by Qt at 32,767
DOTS_PER_INCH = 96  # at which a pixel of an SVG is a pixel of the drawing


def still(graph: Graph, marks: Mapping[str, Sentence], theme: Theme) -> GraphDrawing:
    """A graph that is drawn once, without a view. Lays it out at once."""
    drawing = GraphDrawing(graph, layout_of(graph, node_sizes(graph)), theme)
    drawing.show_graph(graph, marks)
    return drawing


def picture(drawing: GraphDrawing, theme: Theme, scale: float = 1.0) -> QImage:
    """The whole graph on the theme's ground. Smaller than asked for where a side would be too long."""
    frame = drawing.frame
    scale = min(scale, LARGEST_SIDE / max(frame.width(), frame.height()))
    image = QImage(frame.size().toSize() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(theme.plot))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    painter.translate(-frame.topLeft())
    drawing.draw(painter)
    painter.end()
    return image


def svg(drawing: GraphDrawing, theme: Theme, title: str) -> str:
    """The whole graph as SVG text."""
    frame = drawing.frame
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)
    generator.setSize(QSize(round(frame.width()), round(frame.height())))
    generator.setViewBox(QRectF(0, 0, frame.width(), frame.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, frame.width(), frame.height()), QColor(theme.plot))
    painter.translate(-frame.topLeft())
    drawing.draw(painter)
    painter.end()
    return bytes(buffer.data().data()).decode()


def write_svg(drawing: GraphDrawing, theme: Theme, title: str, path: Path) -> None:
    """Raises `BadInput` when the file cannot be written."""
    write_safely(path, svg(drawing, theme, title))


def write_png(drawing: GraphDrawing, theme: Theme, path: Path, scale: float = 2.0) -> None:
    """Raises `BadInput` when the file cannot be written."""
    saved = QImageWriter(str(path), QByteArray(b"PNG")).write(picture(drawing, theme, scale))
    require(saved, "The picture “{path}” cannot be written. Choose another folder, or make room.", path=path)
