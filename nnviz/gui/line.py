"""A curve that is wide enough to be seen and fast to draw."""

import pyqtgraph as pg
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class Line(pg.PlotCurveItem):
    """Drawn as lines of one pixel side by side, `thickness` of them to the right and as many downwards.

    For a pen of width 2 Qt computes the outline of every dash: 1–2 ms for a line across the plot, 5–50 ms
    for a restless one. Lines of one pixel it draws at once: three of them take 0.2 ms.
    """

    def __init__(self) -> None:
        super().__init__(connect="finite")
        self.thickness = 2  # pixels of the screen

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        place = painter.worldTransform()
        pixel = 1 / painter.device().devicePixelRatioF()
        centre = (self.thickness - 1) / 2
        sides = [(0, down) for down in range(self.thickness)] + [(r, 0) for r in range(1, self.thickness)]
        for right, down in sides:
            move = QTransform.fromTranslate((right - centre) * pixel, (down - centre) * pixel)
            painter.setWorldTransform(place * move)
            super().paint(painter, option, widget)
        painter.setWorldTransform(place)
