"""What of a drawing is in sight: moved and zoomed by mouse or key, or all of it."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Slot

READABLE = 0.8  # pixels of the screen for one of the drawing, from which on all letters can be read
LARGEST_FIT = 1.25  # a graph of three nodes does not fill the view
SMALLEST_SCALE, LARGEST_SCALE = 0.01, 4.0  # pixels of the screen for one of the drawing


class Sight(pg.ViewBox):
    """Pixels of the drawing, y downwards.

    fitted: all of it is in sight; following: what happens is, in readable letters. Neither once the user has
    moved or zoomed. held: the user wants all in sight, whatever happens.
    """

    def __init__(self) -> None:
        super().__init__(lockAspect=True, invertY=True, enableMenu=False, defaultPadding=0)
        self.fitted, self.following, self.held = True, False, False
        self.sigRangeChangedManually.connect(self._on_moved)

    @property
    def scale_shown(self) -> float:
        """Pixels of the screen for one of the drawing."""
        return float(self.width() / max(self.viewRect().width(), 1e-9))

    def fit(self, frame: QRectF) -> None:
        """All of a frame, in the middle."""
        self.fitted, self.following = True, False
        if self.width() > 0 and self.height() > 0:
            scale = min(self.width() / frame.width(), self.height() / frame.height(), LARGEST_FIT)
            self._show(frame.center(), scale)

    def zoom(self, factor: float) -> None:
        """Above 1: larger, about the middle."""
        self._on_moved()
        self._show(self.viewRect().center(), self.scale_shown * factor)

    def centre_on(self, place: QPointF) -> None:
        self._on_moved()
        self._show(place, self.scale_shown)

    def shift(self, by: QPointF) -> None:
        """Move on by so much."""
        self._show(self.viewRect().center() + by, self.scale_shown)

    def bring(self, box: QRectF) -> None:
        """Move no farther than needed to see a box."""
        seen = self.viewRect()
        if seen.contains(box):
            return
        x = min(0.0, box.left() - seen.left()) or max(0.0, box.right() - seen.right())
        y = min(0.0, box.top() - seen.top()) or max(0.0, box.bottom() - seen.bottom())
        self.fitted = False
        self.shift(QPointF(x, y))

    def follow(self, node: QRectF, beside: QRectF) -> None:
        """Bring a node into sight, with what is beside it where both fit; readable, if all was in sight."""
        if self.fitted and not self.held and self.scale_shown < READABLE:
            self.fitted, self.following = False, True
            self._show(beside.center(), READABLE)
        seen, both = self.viewRect(), node.united(beside)
        self.bring(both if both.width() <= seen.width() and both.height() <= seen.height() else node)

    def _show(self, middle: QPointF, scale: float) -> None:
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        width, height = self.width() / scale, self.height() / scale
        self.setRange(QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height), padding=0)

    @Slot()
    def _on_moved(self) -> None:
        self.fitted = self.following = False
