"""One line of quiet text that leaves out what matters least where there is no room for all of it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz.gui.readout import with_even_digits


@dataclass(frozen=True)
class Part:
    """A piece of a line. weight: the lightest go first; lead: what stands between it and the piece before."""

    text: str
    weight: int
    lead: str = " · "


def joined(parts: list[Part], weight: int = 0) -> str:
    """The line of the parts that are at least so heavy, with a mark if some are not."""
    kept = [part for part in parts if part.weight >= weight]
    words = "".join(part.text if i == 0 else part.lead + part.text for i, part in enumerate(kept))
    return words if len(kept) == len(parts) else words + " …"


class FittedLabel(QLabel):
    """Shows as many parts as fit; never widens the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self.setProperty("quiet", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(with_even_digits(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(self.fontMetrics().height() + 4)  # the row stays when it is empty

    def show_parts(self, parts: list[Part]) -> None:
        if parts != self._parts:
            self._parts = parts
            self._fit()

    @property
    def whole(self) -> str:
        """The line if there were room for all of it."""
        return joined(self._parts)

    def width_of(self, weight: int) -> int:
        """Pixels that the parts of at least this weight need."""
        return self.fontMetrics().horizontalAdvance(joined(self._parts, weight))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        weights = sorted({part.weight for part in self._parts})
        for weight in weights:
            if self.width_of(weight) <= self.width():
                self.setText(joined(self._parts, weight))
                return
        least = joined(self._parts, weights[-1]) if weights else ""
        self.setText(self.fontMetrics().elidedText(least, Qt.TextElideMode.ElideRight, self.width()))
