"""The small pictures in a node: a tensor's squares, a unit's curve, a warning sign."""

from math import isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from nnviz.core.graph.graph import Array
from nnviz.gui.theme import Theme

NARROWEST_PICTURE = 7.0  # pixels, of a tensor of one column


def draw_tensor(painter: QPainter, picture: QImage, room: QRectF, theme: Theme) -> None:
    """Squares as large as there is room, to the right of it."""
    square = min(room.width() / picture.width(), room.height() / picture.height(), room.width() / 2)
    width = max(square * picture.width(), NARROWEST_PICTURE)
    height = max(square * picture.height(), NARROWEST_PICTURE)
    area = QRectF(room.right() - width, room.center().y() - height / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(area, picture)
    painter.setPen(QPen(QColor(theme.border), 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def draw_curve(painter: QPainter, curve: Array, frame: QRectF, theme: Theme) -> None:
    """A unit's output over x, and the line of zero."""
    known = curve[np.isfinite(curve)]
    painter.setPen(QPen(QColor(theme.border), 0.8))
    painter.setBrush(QBrush(QColor(theme.plot)))
    painter.drawRect(frame)
    if len(known) < 2:
        return
    low, high = float(min(known.min(), 0.0)), float(max(known.max(), 0.0))
    room = (high - low) or 1.0
    inner = frame.adjusted(2, 3, -2, -3)
    y = inner.bottom() - (np.clip(curve, low, high) - low) / room * inner.height()
    x = np.linspace(inner.left(), inner.right(), len(curve))
    zero = inner.bottom() + low / room * inner.height()
    painter.setPen(QPen(QColor(theme.grid), 0.7))
    painter.drawLine(QPointF(inner.left(), zero), QPointF(inner.right(), zero))
    painter.setPen(QPen(QColor(theme.curve), 1.4))
    points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True) if isfinite(b)]
    painter.drawPolyline(QPolygonF(points))


def draw_map(painter: QPainter, picture: QImage, frame: QRectF, theme: Theme) -> None:
    """A unit's output over two features."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(frame, picture)
    painter.setPen(QPen(QColor(theme.border), 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


def draw_mark(painter: QPainter, corner: QPointF, theme: Theme) -> None:
    """A small warning sign round a place."""
    sign = QPolygonF([corner + QPointF(0, -7), corner + QPointF(8, 7), corner + QPointF(-8, 7)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(theme.warning)))
    painter.drawPolygon(sign)
    painter.setPen(QPen(QColor(theme.field), 1.8))
    painter.drawLine(corner + QPointF(0, -2.5), corner + QPointF(0, 2))
    painter.drawPoint(corner + QPointF(0, 4.8))
