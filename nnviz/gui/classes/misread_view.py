"""The list of misread points on the screen and in figures; choosing one selects the point."""

import numpy as np
from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnviz.core.classes import Classes
from nnviz.core.dataset import Role
from nnviz.gui.classes.matrix_drawing import draw_focus
from nnviz.gui.classes.misread import MISREAD, Index, Misread, MisreadModel, image_of, shade_colours
from nnviz.gui.letters import smaller
from nnviz.gui.marks import draw_mark, mark_of
from nnviz.gui.readout import whole_percent, with_even_digits
from nnviz.gui.theme import Theme

PICTURE = 48  # pixels of a picture's longer side
TILE = QSize(70, 88)  # a picture and two lines of words
LINE = QSize(200, 24)  # where there are no pictures
MARK = 10.0
SHARE_WIDTH = 46.0
GAP = 6.0
SMALLER = 0.9
TINT = 34  # opacity of 255, of the chosen point's ground


class MisreadDrawing:
    """Draws one misread point in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._colours = shade_colours(theme)
        self._images: dict[int, tuple[Misread, QImage]] = {}  # the point is held, too: ids are used again

    def forget(self) -> None:
        self._images.clear()

    def draw(self, painter: QPainter, place: QRectF, misread: Misread, chosen: bool) -> None:
        painter.save()
        if chosen:
            tint = QColor(self.theme.accent)
            tint.setAlpha(TINT)
            painter.fillRect(place, tint)
            painter.setPen(QPen(QColor(self.theme.accent), 1))
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        if misread.picture is None:
            self._draw_line(painter, place, misread)
        else:
            self._draw_tile(painter, place, misread)
        painter.restore()

    def _draw_tile(self, painter: QPainter, place: QRectF, misread: Misread) -> None:
        assert misread.picture is not None
        rows, columns = misread.picture.shape
        each = PICTURE / max(rows, columns)
        frame = QRectF(0, 0, each * columns, each * rows)
        frame.moveCenter(QPointF(place.center().x(), place.top() + 5 + PICTURE / 2))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)  # its pixels are to be seen
        painter.drawImage(frame, self._image(misread))
        painter.setPen(QPen(QColor(self.theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        words = QRectF(
            place.left(), place.top() + PICTURE + 7, place.width(), (place.height() - PICTURE - 9) / 2
        )
        painter.setPen(QColor(self.theme.text))
        self._write(painter, words, f"{misread.names[0]} → {misread.names[1]}")
        painter.setFont(smaller(painter.font(), SMALLER))
        painter.setPen(QColor(self.theme.quiet))
        self._write(painter, words.translated(0, words.height()), f"{whole_percent(misread.said_share)} %")

    def _image(self, misread: Misread) -> QImage:
        assert misread.picture is not None
        if id(misread) not in self._images:
            self._images[id(misread)] = misread, image_of(misread.picture, self._colours)
        return self._images[id(misread)][1]

    def _draw_line(self, painter: QPainter, place: QRectF, misread: Misread) -> None:
        """“● setosa → ▲ virginica   97 %”"""
        metrics = QFontMetricsF(painter.font())
        arrow = metrics.horizontalAdvance("→")
        room = place.width() - SHARE_WIDTH - arrow - 2 * MARK - 7 * GAP
        own, said = (metrics.horizontalAdvance(name) for name in misread.names)
        left = place.left() + GAP
        for number, name, most, after in (
            (misread.own, misread.names[0], max(room / 2, room - said), "→"),
            (misread.said, misread.names[1], max(room / 2, room - own), ""),
        ):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(left + MARK / 2, place.center().y())
            draw_mark(painter, mark_of(self.theme, number, Role.TRAINING, MARK))
            painter.restore()
            left += MARK + GAP
            words = QRectF(left, place.top(), most, place.height())
            painter.setPen(QColor(self.theme.text))
            fitted = metrics.elidedText(name, Qt.TextElideMode.ElideRight, most)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)
            left += min(most, metrics.horizontalAdvance(name)) + GAP
            painter.setPen(QColor(self.theme.quiet))
            painter.drawText(QPointF(left, place.center().y() + metrics.ascent() / 2 - 1), after)
            left += arrow + GAP
        share = QRectF(place.right() - SHARE_WIDTH - GAP, place.top(), SHARE_WIDTH, place.height())
        words_side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(share, words_side, f"{whole_percent(misread.said_share)} %")

    def _write(self, painter: QPainter, place: QRectF, words: str) -> None:
        fitted = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, fitted)


class MisreadDelegate(QStyledItemDelegate):
    def __init__(self, view: "MisreadView") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return TILE if self._view.has_pictures else LINE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        misread = index.data(MISREAD)
        if not isinstance(misread, Misread):
            return
        painter.setFont(option.font)
        place = QRectF(option.rect)
        self._view.drawing.draw(painter, place, misread, misread.point in self._view.selected)
        if option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, place, self._view.drawing.theme)


class MisreadView(QListView):
    """`chosen` tells the index in the data set of the point that was clicked."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(with_even_digits(self.font()))
        self.drawing = MisreadDrawing(theme)
        self.found = MisreadModel(self)
        self.has_pictures = False
        self.selected: frozenset[int] = frozenset()
        self.setModel(self.found)
        self.setItemDelegate(MisreadDelegate(self))
        self.setAccessibleName(self.tr("Misread points, the surest first"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_theme(self, theme: Theme) -> None:
        self.drawing.show_theme(theme)
        self.viewport().update()

    def show_found(self, found: list[Misread]) -> None:
        pictures = bool(found) and found[0].picture is not None
        if found and pictures is not self.has_pictures:
            self.has_pictures = pictures
            self.setViewMode(QListView.ViewMode.IconMode if pictures else QListView.ViewMode.ListMode)
            self.setMovement(QListView.Movement.Static)
        place = self.verticalScrollBar().value()
        self.drawing.forget()
        self.found.show_found(found)
        self.verticalScrollBar().setValue(place)

    def show_selection(self, selected: Classes) -> None:
        self.selected = frozenset(np.asarray(selected).tolist())
        self.viewport().update()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        misread = index.data(MISREAD)
        if isinstance(misread, Misread):
            self.chosen.emit(misread.point)

    def sizeHint(self) -> QSize:
        return QSize(260, 2 * TILE.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(TILE.width(), LINE.height())
