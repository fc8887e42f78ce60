"""How the confusion matrix is drawn, on the screen and in figures: widths, and each cell in its place."""

from dataclasses import dataclass
from math import ceil, inf

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from nnviz.core.dataset import Role
from nnviz.gui.classes.table import Table
from nnviz.gui.letters import smaller
from nnviz.gui.marks import draw_mark, mark_of
from nnviz.gui.theme import Theme

MARK = 10.0  # pixels of a class's mark
PAD = 5.0  # beside words
TALLEST, LOWEST = 40.0, 23.0  # pixels of a row
HEADER = 36.0  # of the row with the said classes: a mark over a name
GAP = 4.0  # between numbers side by side, at least
WIDEST = 84.0  # of a class's column; wider ones are no easier to read
NAMES = 0.3  # of the width, at most, for the names of the true classes
FAINTEST, STRONGEST = 0.10, 0.55  # opacity of a cell with one point, and of one with all of its row
FOCUS = 4.5  # pixels from the edges of a cell to the frame that says where the keys are
SMALLER = 0.86  # of the size of letters, where a number would not fit


def draw_focus(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """Where the keys are: inside of what frames a cell of its own or a selected one."""
    painter.save()
    painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(FOCUS, FOCUS, -FOCUS, -FOCUS))
    painter.restore()


@dataclass(frozen=True)
class Widths:
    """Pixels of the columns and rows. columns: all of them; header: of the first row, row: of each other."""

    columns: tuple[float, ...]
    header: float
    row: float

    def cell(self, row: int, column: int) -> QRectF:
        """Where a cell lies, from the table's top left corner."""
        top = 0.0 if row == 0 else self.header + (row - 1) * self.row
        height = self.header if row == 0 else self.row
        return QRectF(sum(self.columns[:column]), top, self.columns[column], height)


@dataclass(frozen=True)
class Needs:
    """Pixels that columns need. names: of the true classes; each: the numbers of a class, said: its name
    over them; beside: recall and the number of points.
    """

    names: float
    each: float
    said: float
    beside: tuple[float, float]

    @property
    def around(self) -> float:
        return self.names + sum(self.beside)


def widths_of(table: Table, room: tuple[float, float], font: QFont) -> Widths:
    """room: width and height that there is. Wider or higher only where nothing could be read in less."""
    small = smaller(font, SMALLER)
    needs = _needs(table, room[0], font, small)
    if needs.around + table.classes * needs.each > room[0]:
        needs = _needs(table, room[0], small, small)
    each = max(needs.each, min(WIDEST, (room[0] - needs.around) / table.classes))
    low = (room[1] - HEADER) / (table.rows - 1)
    columns = needs.names, *[each] * table.classes, *needs.beside
    return Widths(columns, HEADER, max(LOWEST, min(TALLEST, low)))


def least_width(table: Table, font: QFont) -> float:
    """In which no name of a usual length is cut off, and all letters keep their size."""
    needs = _needs(table, inf, font, smaller(font, SMALLER))
    return needs.around + table.classes * max(needs.each, min(WIDEST, needs.said))


def _needs(table: Table, room: float, font: QFont, small: QFont) -> Needs:
    """The same for whatever a model says of these points, so that no column moves while it learns.

    small: the letters of the corner, which has the most of them.
    """
    bold = QFont(font)
    bold.setBold(True)

    def wide(*words: str, font: QFont = font) -> float:
        return max(ceil(QFontMetricsF(font).horizontalAdvance(each)) for each in words)

    names = wide(*(table.text(row, 0) for row in range(1, table.rows - 1))) + 2 * PAD
    counts = [table.text(row, table.columns - 1) for row in range(1, table.rows)]
    numbers = max(wide("100"), wide(*counts[:-1], font=bold), MARK)
    below = wide(table.text(table.rows - 1, 0)) + 2 * PAD
    corner = wide(table.text(0, 0), font=small) + PAD + GAP
    recall, points = (table.text(0, column) for column in range(table.columns)[-2:])
    return Needs(
        max(min(names + MARK + PAD, NAMES * room), below, corner),
        numbers + GAP,
        names,
        (wide(recall, "100") + 2 * GAP, wide(points, *counts) + 2 * GAP),
    )


class MatrixDrawing:
    """Draws cells in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def draw(self, painter: QPainter, place: QRectF, table: Table, cell: tuple[int, int]) -> None:
        """One cell; the painter's font is that of the words."""
        painter.save()
        kind = table.kind(*cell)
        if kind in ("right", "wrong"):
            self._shade(painter, place, table, cell)
        if kind in ("class", "said"):
            self._draw_class(painter, place, table, cell)
        else:
            self._draw_words(painter, place, table, cell)
        painter.restore()

    def outline(self, painter: QPainter, place: QRectF) -> None:
        """Round a cell whose points are selected."""
        painter.save()
        painter.setPen(QPen(QColor(self.theme.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(2, 2, -2, -2))
        painter.restore()

    def _shade(self, painter: QPainter, place: QRectF, table: Table, cell: tuple[int, int]) -> None:
        """The larger the share of the row, the stronger; the diagonal has another colour, and a frame."""
        theme, right = self.theme, table.kind(*cell) == "right"
        inner = place.adjusted(1, 1, -1, -1)
        if share := table.share(*cell):
            tint = QColor(theme.accent if right else theme.warning)
            tint.setAlphaF(FAINTEST + (STRONGEST - FAINTEST) * share)
            painter.fillRect(inner, tint)
        if right:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_class(self, painter: QPainter, place: QRectF, table: Table, cell: tuple[int, int]) -> None:
        """A mark before the name in a row's heading, over it in a column's."""
        beside = table.kind(*cell) == "class"
        mark = mark_of(self.theme, (cell[0] if beside else cell[1]) - 1, Role.TRAINING, MARK)
        x = place.left() + PAD + MARK / 2 if beside else place.center().x()
        y = place.center().y() if beside else place.top() + MARK
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(x, y))
        draw_mark(painter, mark)
        painter.restore()
        words = place.adjusted(MARK + 2 * PAD, 0, -PAD, 0) if beside else place.adjusted(1, 1.6 * MARK, -1, 0)
        side = Qt.AlignmentFlag.AlignLeft if beside else Qt.AlignmentFlag.AlignHCenter
        self._write(painter, words, table.text(*cell), side, self.theme.text)

    def _draw_words(self, painter: QPainter, place: QRectF, table: Table, cell: tuple[int, int]) -> None:
        kind, colour = table.kind(*cell), self.theme.text
        if kind in ("corner", "heading") or (kind == "wrong" and not table.share(*cell)):
            colour = self.theme.quiet
        font = painter.font()
        font.setBold(kind == "right")
        painter.setFont(font)
        side, place = Qt.AlignmentFlag.AlignHCenter, place.adjusted(GAP / 2, 0, -GAP / 2, 0)
        if kind == "corner" or cell[1] == 0:
            side, place = Qt.AlignmentFlag.AlignLeft, place.adjusted(PAD - 1, 0, 1, 0)
        if cell[0] == 0:
            place = place.adjusted(0, 1.6 * MARK, 0, 0)
        self._write(painter, place, table.text(*cell), side, colour)

    def _write(
        self, painter: QPainter, place: QRectF, words: str, side: Qt.AlignmentFlag, colour: str
    ) -> None:
        if QFontMetricsF(painter.font()).horizontalAdvance(words) > place.width():
            painter.setFont(smaller(painter.font(), SMALLER))
        fitted = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.setPen(QColor(colour))
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, fitted)
