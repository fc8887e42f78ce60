"""The image of the regions in the plot."""

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class Shading(pg.GraphicsObject):
    """Shows a picture over a rectangle of the plot, smooth between its pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.area = QRectF()

    def show_picture(self, image: QImage, area: QRectF) -> None:
        """area: in the plot's units."""
        if area != self.area:
            self.prepareGeometryChange()
            self.area = area
        self.image = image
        self.update()

    def boundingRect(self) -> QRectF:
        return self.area

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.image.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self.area
        painter.translate(area.left(), area.bottom())
        painter.scale(1.0, -1.0)  # the plot's y goes upwards
        painter.drawImage(QRectF(0.0, 0.0, area.width(), area.height()), self.image)
