"""Draws the frames of an animation, in portions so small that the window does not feel them."""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter

from nnviz.core.generalization.spread import AnySpread
from nnviz.gui.figure import Figure, Steps
from nnviz.gui.mirror import Mirror

PORTION = 0.006  # seconds of drawing, after which the window has its turn


class Camera(QObject):
    """Belongs to the window's thread. One frame after the other.

    longest: seconds of the longest turn so far.
    """

    shot = Signal(QImage)
    broke = Signal()  # an error that nobody foresaw

    def __init__(self, figure: Figure, session: Mirror, scale: float, parent: QObject) -> None:
        super().__init__(parent)
        self._figure, self._session, self._scale = figure, session, scale
        self._size = (figure.size * scale).toSize()
        self._image, self._painter = QImage(), QPainter()
        self._steps: Steps | None = None
        self.longest = 0.0

    @Slot(int, object)
    def shoot(self, epoch: int, spread: AnySpread | None) -> None:
        """Draw a kept epoch, with the replicas' curves there; `shot` tells when it is done."""
        begun = perf_counter()
        self.stop()
        try:
            self._session.show_at(epoch, spread)
        except BaseException:
            self.broke.emit()
            raise
        self._image = QImage(self._size, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(self._scale)
        self._painter.begin(self._image)
        self._steps = self._figure.steps(self._painter)
        QTimer.singleShot(0, self, self._go_on)
        self._note(begun)

    @Slot()
    def _go_on(self) -> None:
        if self._steps is None:
            return
        begun = perf_counter()
        try:
            done = self._draw_until(begun + PORTION)
        except BaseException:
            self.stop()
            self.broke.emit()
            raise
        self._note(begun)
        if done:
            self.stop()
            self.shot.emit(self._image)
        else:
            QTimer.singleShot(0, self, self._go_on)

    def _draw_until(self, end: float) -> bool:
        """Whether all is drawn."""
        assert self._steps is not None
        return all(perf_counter() <= end for _ in self._steps)

    def stop(self) -> None:
        """Leave the frame as far as it has come."""
        if self._steps is not None:
            self._steps.close()
            self._steps = None
            self._painter.end()

    def _note(self, begun: float) -> None:
        self.longest = max(self.longest, perf_counter() - begun)
