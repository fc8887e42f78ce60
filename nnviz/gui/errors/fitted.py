"""One line of quiet text that leaves out what matters least where there is no room for all of it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz.gui.readout import with_even_digits


@dataclass(frozen=True)
class Part:
    """A piece of a line. weight: the lightest go first; lead: what stands between it and the piece before.

    filler: words that its place says as well, so nobody misses them. briefs: shorter and shorter ways to say
    it where even the heaviest pieces have no room.
    """

    text: str
    weight: int
    lead: str = " · "
    filler: bool = False
    briefs: tuple[str, ...] = ()

    def said(self, brief: int) -> str:
        """Its words; brief: how many times shorter."""
        return (self.text, *self.briefs)[min(brief, len(self.briefs))]


def joined(parts: list[Part], weight: int = 0, brief: int = 0) -> str:
    """The line of the parts that are at least so heavy, with a mark if something is missing."""
    kept = [part for part in parts if part.weight >= weight]
    words = "".join((part.lead if i else "") + part.said(brief) for i, part in enumerate(kept))
    missed = [part for part in parts if not (part.filler or part in kept) or (brief and part.briefs)]
    return words + " …" if missed else words


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
        for brief in range(1, 1 + max((len(part.briefs) for part in self._parts), default=0)):
            words = joined(self._parts, weights[-1], brief)
            if self.fontMetrics().horizontalAdvance(words) <= self.width():
                self.setText(words)
                return
        least = joined(self._parts, weights[-1]) if weights else ""
        self.setText(self.fontMetrics().elidedText(least, Qt.TextElideMode.ElideRight, self.width()))
