"""The legend of a figure: a sample of each curve beside its words, in as many rows as are needed."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from nnviz.gui.figures.pens import in_pixels
from nnviz.gui.marks import Mark, draw_mark

MARKS = ("o", "d")
SAMPLE = 26.0  # pixels of width
MARK = 5.0  # pixels from the middle of a point's sample to its edge
BESIDE = 6.0  # pixels between sample and words
BETWEEN = 18.0  # pixels between entries
LEADING = 1.25  # heights of a line from one row to the next


@dataclass(frozen=True)
class Entry:
    """words, and what stands for them: a line, a point (symbol), an area, or an area with a line in it.

    pen: of the line or the point's outline. brush: of the point or the area. symbol: "o" and "d" as pyqtgraph
    names them, "≈" for a bundle of lines, "" for none. mark: of a class, in place of all that.
    """

    words: str
    pen: QPen
    brush: QBrush = field(default_factory=QBrush)
    symbol: str = ""
    mark: Mark | None = None


@dataclass(frozen=True)
class _Place:
    entry: Entry
    left: float
    row: int


class Legend:
    """Laid out for a width when it is made."""

    def __init__(self, entries: list[Entry], width: float, font: QFont, colour: str) -> None:
        self._font, self._colour = in_pixels(font), colour
        self._metrics = QFontMetricsF(self._font)
        self._row_height = LEADING * self._metrics.height()
        self._places: list[_Place] = []
        left, row = 0.0, 0
        for entry in entries:
            wide = self._sample_width(entry) + BESIDE + self._metrics.horizontalAdvance(entry.words)
            if left and left + wide > width:
                left, row = 0.0, row + 1
            self._places.append(_Place(entry, left, row))
            left += wide + BETWEEN
        self.height = (row + 1) * self._row_height if entries else 0.0

    def _sample_width(self, entry: Entry) -> float:
        point = entry.mark is not None or entry.symbol in MARKS
        return 2 * MARK if point else SAMPLE

    def draw(self, painter: QPainter) -> None:
        """With its top left corner at (0, 0)."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        for place in self._places:
            middle = (place.row + 0.5) * self._row_height
            wide = self._sample_width(place.entry)
            self._draw_sample(painter, place.entry, QRectF(place.left, middle - MARK, wide, 2 * MARK))
            painter.setPen(QColor(self._colour))
            baseline = middle + (self._metrics.ascent() - self._metrics.descent()) / 2
            painter.drawText(QPointF(place.left + wide + BESIDE, baseline), place.entry.words)
        painter.restore()

    def _draw_sample(self, painter: QPainter, entry: Entry, area: QRectF) -> None:
        if entry.mark is not None:
            painter.save()
            painter.translate(area.center())
            draw_mark(painter, entry.mark)
            painter.restore()
            return
        painter.setPen(entry.pen)
        painter.setBrush(entry.brush)
        if entry.symbol == "o":
            painter.drawEllipse(area)
        elif entry.symbol == "d":
            middle = area.center()
            corners = (
                (middle.x(), area.top() - 1),
                (area.right(), middle.y()),
                (middle.x(), area.bottom() + 1),
            )
            painter.drawPolygon(QPolygonF([QPointF(*at) for at in (*corners, (area.left(), middle.y()))]))
        else:
            painter.fillRect(area, entry.brush)
            for height in (0.2, 0.5, 0.8) if entry.symbol else (0.5,):
                y = area.top() + height * area.height()
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
