"""A slider over epochs that jumps to where it is pressed and marks the best epoch with a triangle."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from nnviz.gui.theme import Theme

HANDLE = 20  # pixels, as in resources/style.qss: 16 and a border of 2 on either side
MARK = 5  # half the width of the triangle
STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
}  # fmt: skip


class EpochSlider(QSlider):
    """`asked` is the epoch that the user wants, `stepped` that one kept epoch more (1) or less (−1) is."""

    asked = Signal(int)
    stepped = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._best: int | None = None
        self.setMinimumHeight(34)  # the triangle stands below the handle
        self.actionTriggered.connect(self._on_action)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def mark(self, best: int | None) -> None:
        """Put the triangle at this epoch; None takes it away."""
        if best != self._best:
            self._best = best
            self.update()

    def x_of(self, epoch: int) -> int:
        """Where the middle of the handle stands for an epoch, in pixels."""
        room = self.width() - HANDLE
        return HANDLE // 2 + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), epoch, room)

    def epoch_at(self, x: float) -> int:
        room = self.width() - HANDLE
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(x) - HANDLE // 2, max(room, 1)
        )

    def _on_action(self, action: int) -> None:
        """Keys such as Home and Page Up, and screen readers, move the slider through Qt."""
        if self.sliderPosition() != self.value():
            self.asked.emit(self.sliderPosition())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.asked.emit(self.epoch_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.asked.emit(self.epoch_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.stepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._best is None or not self.isEnabled():
            return
        x, bottom = self.x_of(self._best), self.height() - 1.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.validation))
        top = bottom - 1.5 * MARK
        painter.drawPolygon(
            QPolygonF([QPointF(x, top), QPointF(x + MARK, bottom), QPointF(x - MARK, bottom)])
        )
