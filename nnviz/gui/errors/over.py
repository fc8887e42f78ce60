"""Quiet words over a plot."""

from typing import Literal

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

MARGIN = 3  # pixels between words in a corner and the edges of the plot

Place = Literal["middle", "low", "upper corner", "lower corner"]


class Over(QLabel):
    """The mouse goes through it to the plot."""

    def __init__(self, plot: QWidget) -> None:
        super().__init__(plot)
        self.setProperty("quiet", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def put(self, frame: QRect, place: Place) -> None:
        """frame: the area between the axes, in pixels of the plot. Corners are those at the right."""
        size = self.sizeHint()
        x = frame.center().x() - size.width() // 2
        if place.endswith("corner"):
            x = frame.right() - size.width() - MARGIN
        y = {
            "middle": frame.center().y() - size.height() // 2,
            "low": frame.bottom() - 2 * size.height(),
            "upper corner": frame.top() + MARGIN,
            "lower corner": frame.bottom() - size.height() - MARGIN,
        }[place]
        self.setGeometry(x, y, size.width(), size.height())
