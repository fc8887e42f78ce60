"""Quiet words over a plot."""

from collections.abc import Sequence
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
        self._forms: tuple[str, ...] = ("",)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def whole(self) -> str:
        """The words, however few of them there is room for."""
        return self._forms[0]

    def say(self, forms: Sequence[str]) -> None:
        """The same in fewer and fewer words; none for nothing."""
        self._forms = tuple(forms) or ("",)
        self.setText(self.whole)

    def put(self, frame: QRect, place: Place) -> None:
        """frame: the area between the axes, in pixels of the plot. Corners are those at the right."""
        if place.endswith("corner"):
            self._shorten(frame.width())
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
        if place.endswith("corner"):
            x = max(x, frame.left())
            y = min(max(y, frame.top()), frame.bottom() + 1 - size.height())
        self.setGeometry(x, y, size.width(), size.height())

    def _shorten(self, room: int) -> None:
        """Say it in fewer words, and in the end cut them, rather than reach over the axis' numbers."""
        for words in self._forms:
            self.setText(words)
            if self.sizeHint().width() <= room:
                return
        beside = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        letters = max(0, room - beside)
        self.setText(self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, letters))
