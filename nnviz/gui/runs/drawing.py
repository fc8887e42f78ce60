"""How a row of the RUNS panel is drawn: the picture, what was trained, what came of it, and the pin."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnviz.core.document import KeptRun
from nnviz.gui.icons import icon
from nnviz.gui.pins import LOOKS
from nnviz.gui.plots import line_sample
from nnviz.gui.readout import with_even_digits
from nnviz.gui.runs.picture import SIZE, draw_run
from nnviz.gui.runs.rows import ROW, Index, Row
from nnviz.gui.runs.words import BETWEEN, Line, Piece
from nnviz.gui.theme import Theme

MARGIN = 8  # pixels round the content of a row
GAP = 10  # between picture and words
MOST_LINES = 4
PIN = 24  # pixels on either side of the pin's button
ICON = 18
CHOSEN, HOVERED = 34, 16  # opacity of 255, of the tint behind a row
BAR = 3  # width of the bar at the shown run
SAMPLE = QSize(30, 8)  # of a pin's line, in the last line of words
LOW = MARGIN + 13  # pixels from a row's lower edge up to the sample's upper one
SMALLER = 0.92  # of the size of letters, for all lines but the title


class RowDrawing(QStyledItemDelegate):
    """Draws rows; where the pin's button stands is told by `pin_place`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures: dict[tuple[int, float], tuple[KeptRun, QPixmap]] = {}  # by id of the run, and ratio
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._pictures.clear()
        self._samples = [line_sample(look.pen(theme, width=1.5), SAMPLE) for look in LOOKS]
        self._unpinned = icon("pin", theme, theme.quiet)
        self._pinned = [icon("pinned", theme, look.colour_in(theme)) for look in LOOKS]

    def forget_others(self, runs: list[KeptRun]) -> None:
        """Keep the pictures of these runs only."""
        kept = {id(run) for run in runs}
        self._pictures = {key: drawn for key, drawn in self._pictures.items() if key[0] in kept}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = MOST_LINES * _line_height(QFontMetrics(option.font))
        return QSize(SIZE.width() + 120, max(SIZE.height(), lines) + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        painter.save()
        self._draw_ground(painter, option, row)
        inner = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(inner.topLeft(), self._picture(row.run, ratio))
        words = inner.adjusted(SIZE.width() + GAP, 0, 0, 0)
        self._draw_words(painter, words, row, option.font)
        self._draw_pin(painter, option.rect, row)
        painter.restore()

    def _picture(self, run: KeptRun, ratio: float) -> QPixmap:
        key = id(run), ratio
        if key not in self._pictures:  # the run is held, too: another one could have its id
            self._pictures[key] = run, draw_run(run, self._theme, ratio)
        return self._pictures[key][1]

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        theme, place = self._theme, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            tint = QColor(theme.accent)
            tint.setAlpha(CHOSEN if chosen else HOVERED)
            painter.fillRect(place, tint)
        painter.setPen(QColor(theme.border))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if row.shown:
            painter.fillRect(QRect(place.topLeft(), QSize(BAR, place.height() - 1)), QColor(theme.accent))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(0, 0, -1, -2))

    def _draw_words(self, painter: QPainter, place: QRect, row: Row, font: QFont) -> None:
        small = with_even_digits(font)
        small.setPointSizeF(font.pointSizeF() * SMALLER)
        height = _line_height(QFontMetrics(font))
        top = place.top() + (place.height() - height * len(row.lines)) // 2
        for number, line in enumerate(row.lines):
            title, last = number == 0, number == len(row.lines) - 1
            taken = PIN if title else SAMPLE.width() + 4 if last and row.slot is not None else 0
            at = QRect(place.left(), top + number * height, place.width() - taken, height)
            colour = self._theme.text if number < 2 else self._theme.quiet
            if title and row.slot is not None:
                line = (replace(line[0], strong=True), *line[1:])
            _draw_line(painter, at, line, font if title else small, (colour, self._theme.warning))

    def _draw_pin(self, painter: QPainter, row_place: QRect, row: Row) -> None:
        drawing: QIcon = self._unpinned if row.slot is None else self._pinned[row.slot % len(LOOKS)]
        at = QRect(QPoint(0, 0), QSize(ICON, ICON))
        at.moveCenter(pin_place(row_place).center())
        drawing.paint(painter, at)
        if row.slot is not None:
            sample = self._samples[row.slot % len(LOOKS)]
            painter.drawPixmap(row_place.right() - MARGIN - SAMPLE.width(), row_place.bottom() - LOW, sample)


def pin_place(row: QRect) -> QRect:
    """Where the pin's button is in a row."""
    return QRect(row.right() - MARGIN - PIN + 4, row.top() + MARGIN - 4, PIN, PIN)


def _line_height(metrics: QFontMetrics) -> int:
    return metrics.height() + 1


def _draw_line(painter: QPainter, place: QRect, line: Line, font: QFont, colours: tuple[str, str]) -> None:
    """One piece after the other, as far as there is room. colours: of words, and of warnings."""
    strong = QFont(font)
    strong.setBold(True)
    left = place.left()
    for number, piece in enumerate(line):
        text = piece.text if number == 0 else BETWEEN + piece.text
        used = strong if piece.strong or piece.warning else font
        metrics = QFontMetrics(used)
        room = place.right() - left
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(used)
        painter.setPen(QColor(_colour(piece, colours)))
        painter.drawText(QRect(left, place.top(), room, place.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if shown != text:
            return
        left += metrics.horizontalAdvance(text)


def _colour(piece: Piece, colours: tuple[str, str]) -> str:
    return colours[1] if piece.warning else colours[0]
