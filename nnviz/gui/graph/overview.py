"""A small map in the corner of the graph: all nodes, and a frame round those in sight."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.gui.graph.drawing import GraphDrawing
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import explain

LARGEST = QSize(168, 104)  # pixels
SMALLEST_SIDE = 26  # pixels: a graph of one row is a thin strip
SHARE = 0.34  # of the view at most, in either direction


class Overview(QWidget):
    """Pressed or dragged, it says which place shall be in the middle."""

    chosen = Signal(QPointF)  # in the drawing's pixels

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._view = theme, parent
        self._drawing: GraphDrawing | None = None
        self._seen = QRectF()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Map of the graph"))
        explain(self, self.tr("The whole graph. Click or drag to move the frame, which is what you see."))
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_drawing(self, drawing: GraphDrawing | None, seen: QRectF) -> None:
        """seen: what of the drawing is in sight. Hidden while that is all."""
        self._drawing, self._seen = drawing, seen
        needed = drawing is not None and not seen.adjusted(-1, -1, 1, 1).contains(drawing.frame)
        if needed:
            self._place()
        self.setVisible(needed)
        self.update()

    def _place(self) -> None:
        """In the lower right corner, in the shape of the graph."""
        assert self._drawing is not None
        frame, view = self._drawing.frame, self._view.size()
        room = QSize(
            min(LARGEST.width(), int(view.width() * SHARE)), min(LARGEST.height(), int(view.height() * SHARE))
        )
        scale = min(room.width() / frame.width(), room.height() / frame.height())
        width = max(round(frame.width() * scale), SMALLEST_SIDE)
        height = max(round(frame.height() * scale), SMALLEST_SIDE)
        self.setGeometry(view.width() - width - 8, view.height() - height - 8, width, height)

    def _scale(self) -> tuple[float, QPointF]:
        """Pixels of the map for one of the drawing, and where the drawing begins."""
        assert self._drawing is not None
        frame = self._drawing.frame
        scale = min(self.width() / frame.width(), self.height() / frame.height())
        middle = QPointF(self.width() / 2, self.height() / 2)
        return scale, middle - frame.center() * scale

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(self._theme.panel)
        ground.setAlpha(235)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        scale, start = self._scale()
        painter.setPen(Qt.PenStyle.NoPen)
        for item in self._drawing.nodes.values():
            box = item.box.translated(item.pos())
            colour = self._theme.accent if item.selected or item.lit_now else self._theme.grid
            painter.setBrush(QColor(self._theme.warning if item.found else colour))
            size = QPointF(max(box.width() * scale, 1.5), max(box.height() * scale, 1.5))
            painter.drawRect(QRectF(box.topLeft() * scale + start, box.topLeft() * scale + start + size))
        painter.setPen(QPen(QColor(self._theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        seen = QRectF(self._seen.topLeft() * scale + start, self._seen.size() * scale)
        painter.drawRect(seen.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _choose(self, event: QMouseEvent) -> None:
        if self._drawing is not None:
            scale, start = self._scale()
            self.chosen.emit((event.position() - start) * (1 / scale))
        event.accept()
