"""A figure on the clipboard, as a picture in pixels and as lines and letters."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from nnviz.gui import picture_formats
from nnviz.gui.figure import Figure

SVG = "image/svg+xml"


def copy_figure(figure: Figure, scale: float) -> None:
    """Every program takes what it can. Raises `BadInput` where there is no memory for it."""
    data = QMimeData()
    data.setImageData(picture_formats.image_of(figure, scale))
    if figure.is_vector:
        data.setData(SVG, picture_formats.svg(figure))
    QGuiApplication.clipboard().setMimeData(data)
