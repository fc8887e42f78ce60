"""The figures of CLASSES and HIDDEN: the confusion matrix with misread points, and a hidden layer."""

from html import escape
from math import ceil, inf

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QPainter, QTextDocument

from nnviz.core.dataset import Role
from nnviz.core.judgement import Judgement, judge
from nnviz.gui.classes.board import right_words, role_words
from nnviz.gui.classes.matrix_drawing import HEADER, LOWEST, MatrixDrawing, least_width, widths_of
from nnviz.gui.classes.misread import Misread, misread_of
from nnviz.gui.classes.misread_view import LINE, TILE, MisreadDrawing
from nnviz.gui.classes.table import Table
from nnviz.gui.figure import Figure, Steps, unchanged
from nnviz.gui.figures.captions import caption
from nnviz.gui.figures.legend import Entry
from nnviz.gui.figures.panels import MARGIN, PlotFigure
from nnviz.gui.figures.pens import in_pixels
from nnviz.gui.figures.plane import class_entries
from nnviz.gui.figures.plot import plot_steps
from nnviz.gui.figures.stage import Stage
from nnviz.gui.figures.words import document_of
from nnviz.gui.readout import with_even_digits
from nnviz.gui.theme import Theme

GAP = 12.0  # pixels between the matrix and the misread points
BROAD = 1.5  # times its height: in such a figure they stand beside it
WIDE = 255.0  # pixels of a misread point in words
MARK = 10.0  # pixels of a class in the legend


class ClassesFigure(Figure):
    """The points of one role, as many of the misread ones as there is room for."""

    def __init__(self, stage: Stage, theme: Theme, size: QSize, with_caption: bool, role: Role) -> None:
        self._stage, self._theme, self._with_caption, self._role = stage, theme, with_caption, role
        self._font = in_pixels(with_even_digits(stage.font()))
        self._beside = size.width() > BROAD * size.height()
        self.size = QSizeF(size).expandedTo(self._least(self._judgement()))
        self.title = stage.tr("Confusion matrix")

    def _judgement(self) -> Judgement:
        session = self._stage.session
        *_, found = judge(session.experiment.dataset, self._role, session.shown.probabilities)
        assert found is not None
        return found

    def _least(self, judgement: Judgement) -> QSizeF:
        """In which nothing is cut off, and a few of the misread points can be seen."""
        table, found = Table(judgement), misread_of(judgement)
        words = self._words(judgement, inf).size().height() + GAP
        width = least_width(table, self._font) + (_width(found) if self._beside else 0)
        height = words + HEADER + (table.rows - 1) * LOWEST + (0 if self._beside else _height(found))
        return QSizeF(ceil(width) + 2 * MARGIN, ceil(height) + 2 * MARGIN)

    def steps(self, painter: QPainter) -> Steps:
        judgement = self._judgement()
        painter.fillRect(QRectF(QPointF(), self.size), QColor(self._theme.plot))
        painter.setFont(self._font)
        with unchanged(painter):
            painter.translate(MARGIN, MARGIN)
            room = QSizeF(self.size.width() - 2 * MARGIN, self.size.height() - 2 * MARGIN)
            words = self._words(judgement, room.width())
            words.drawContents(painter)
            above = words.size().height() + GAP
            painter.translate(0, above)
            yield
            yield from self._draw_parts(painter, judgement, QSizeF(room.width(), room.height() - above))

    def _words(self, judgement: Judgement, width: float) -> QTextDocument:
        lines = [f"{escape(role_words(self._role))}: {right_words(judgement)}"]
        if self._with_caption:
            lines += caption(self._stage.session)
        return document_of("<br>".join(lines), self._font, self._theme.text, -1.0 if width == inf else width)

    def _draw_parts(self, painter: QPainter, judgement: Judgement, room: QSizeF) -> Steps:
        table, found = Table(judgement), misread_of(judgement)
        beside = self._beside
        width = room.width() - (_width(found) if beside else 0)
        below = 0 if beside else _height(found)
        widths = widths_of(table, (width, room.height() - below), painter.font())
        drawing = MatrixDrawing(self._theme)
        for row in range(table.rows):
            for column in range(table.columns):
                with unchanged(painter):
                    drawing.draw(painter, widths.cell(row, column), table, (row, column))
            yield
        corner = widths.cell(table.rows - 1, table.columns - 1)
        at = QPointF(corner.right() + GAP, 0) if beside else QPointF(0, corner.bottom() + GAP)
        painter.translate(at)
        self._draw_misread(painter, found, QSizeF(room.width() - at.x(), room.height() - at.y()))

    def _draw_misread(self, painter: QPainter, found: list[Misread], room: QSizeF) -> None:
        drawing = MisreadDrawing(self._theme)
        for number, misread in enumerate(found):
            line = QSize(int(min(room.width(), 1.5 * WIDE)), LINE.height())
            size = QSizeF(TILE if misread.picture is not None else line)
            in_row = max(1, int(room.width() // size.width()))
            row, column = divmod(number, in_row)
            place = QRectF(QPointF(column * size.width(), row * size.height()), size)
            if place.bottom() > room.height() + 1 or place.right() > room.width() + 1:
                return
            drawing.draw(painter, place, misread, chosen=False)


def _width(found: list[Misread]) -> float:
    """Pixels that misread points need beside the matrix, with the gap."""
    if not found:
        return 0.0
    return GAP + (2 * TILE.width() if found[0].picture is not None else WIDE)


def _height(found: list[Misread]) -> float:
    """Pixels that the first misread points need below the matrix, with the gap."""
    if not found:
        return 0.0
    return GAP + (TILE.height() if found[0].picture is not None else min(3, len(found)) * LINE.height())


class HiddenFigure(PlotFigure):
    """The points and the grid of the plane in a hidden layer."""

    def __init__(self, stage: Stage, theme: Theme, size: QSize, with_caption: bool = True) -> None:
        super().__init__(stage, stage.hidden, theme, size.expandedTo(QSize(300, 270)), with_caption)
        self.title = stage.tr("The points in a hidden layer")

    def entries(self) -> list[Entry]:
        misread = self.stage.hidden.plot.points.some_misread
        return class_entries(self.stage.session.experiment.dataset, self.theme, misread)

    def steps(self, painter: QPainter) -> Steps:
        self.stage.hidden.look()
        yield from super().steps(painter)

    def panel_steps(self, painter: QPainter) -> Steps:
        board = self.stage.hidden
        painter.translate(QPointF(board.plot.mapTo(board, board.plot.rect().topLeft())))
        yield from plot_steps(painter, board.plot, self.theme)
