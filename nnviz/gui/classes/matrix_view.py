"""The confusion matrix on the screen: a table to read, to point at, and to choose points in."""

from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz.core.classes import Classes, confusion
from nnviz.core.judgement import Judgement
from nnviz.gui.classes.matrix_drawing import (
    HEADER,
    LOWEST,
    TALLEST,
    MatrixDrawing,
    draw_focus,
    least_width,
    widths_of,
)
from nnviz.gui.classes.table import Table
from nnviz.gui.readout import with_even_digits
from nnviz.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CHOSEN = Qt.ItemDataRole.UserRole  # whether a cell's points are the selected ones


class MatrixModel(QAbstractTableModel):
    """The cells of a `Table`; none until there is one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self._selected: Classes = np.empty(0, np.intp)
        self._chosen = np.zeros((0, 0), np.bool_)  # of each true and said class, whether all are selected

    def show_table(self, table: Table | None) -> None:
        before, self.table, chosen = self.table, table, self._chosen
        self._compare()
        names = [each.judgement.dataset.class_names if each else () for each in (before, table)]
        if before is None or table is None or names[0] != names[1]:
            self.beginResetModel()
            self.endResetModel()
        else:
            self._tell(self._differences(before, table, chosen))

    def _differences(self, before: Table, now: Table, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells look different, [rows, columns]: to draw all of ten classes takes too long."""
        old, new = before.judgement.matrix, now.judgement.matrix
        cells = np.zeros((now.rows, now.columns), np.bool_)
        totals = old.sum(axis=1) != new.sum(axis=1)
        changed = (old != new) | totals[:, None]
        cells[1:-1, 1:-2] = changed | (chosen != self._chosen)
        cells[1:-1, -2:] = changed.any(axis=1)[:, None]
        cells[-1, 1:-2] = changed.any(axis=0)
        cells[-1, -2:] = changed.any()
        return cells

    def show_selection(self, selected: Classes) -> None:
        """selected: indices of points in the data set."""
        before, self._selected = self._chosen, selected
        self._compare()
        if self.table:
            self._tell(self._differences(self.table, self.table, before))

    def _compare(self) -> None:
        if self.table is None:
            self._chosen = np.zeros((0, 0), np.bool_)
            return
        judgement = self.table.judgement
        which = np.isin(judgement.points, self._selected)
        chosen = confusion(judgement.classes[which], judgement.said[which], self.table.classes)
        self._chosen = (judgement.matrix > 0) & (chosen == judgement.matrix)

    def _tell(self, cells: NDArray[np.bool_]) -> None:
        for row, column in np.argwhere(cells).tolist():
            self.dataChanged.emit(self.index(row, column), self.index(row, column))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return self.table.rows if self.table and not parent.isValid() else 0

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return self.table.columns if self.table and not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.table is None or not index.isValid():
            return None
        cell = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.table.text(*cell)
            case Qt.ItemDataRole.ToolTipRole:
                return f"<p>{escape(self.table.tip(*cell))}</p>"
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.table.tip(*cell)
            case _ if role == CHOSEN:
                return self._is_chosen(*cell)
        return None

    def _is_chosen(self, row: int, column: int) -> bool:
        assert self.table is not None
        own, said = self.table.own(row), self.table.said(column)
        return own is not None and said is not None and bool(self._chosen[own, said])


class CellDelegate(QStyledItemDelegate):
    def __init__(self, drawing: MatrixDrawing, parent: QWidget) -> None:
        super().__init__(parent)
        self._drawing = drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, MatrixModel) or model.table is None:
            return
        painter.setFont(option.font)
        place = QRectF(option.rect)
        self._drawing.draw(painter, place, model.table, (index.row(), index.column()))
        if index.data(CHOSEN):
            self._drawing.outline(painter, place)
        if option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, place, self._drawing.theme)


class MatrixView(QTableView):
    """`chosen` tells the indices of the points of the cell that was clicked, or walked to with the keys."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = MatrixModel(self)
        self.drawing = MatrixDrawing(theme)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self.drawing, self))
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setAccessibleDescription(
            self.tr("Rows: true classes. Columns: what the model says. A click selects the points of a cell.")
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        self.setFont(with_even_digits(self.font()))
        self.clicked.connect(self._choose)

    def show_theme(self, theme: Theme) -> None:
        self.drawing.theme = theme
        self.viewport().update()

    def show_judgement(self, judgement: Judgement | None) -> None:
        self.cells.show_table(Table(judgement) if judgement else None)
        self._share_room()

    @property
    def least_width(self) -> int:
        """Pixels in which all columns have room, with a scroll bar."""
        if self.cells.table is None:
            return 0
        bar = self.verticalScrollBar().sizeHint().width()
        return int(least_width(self.cells.table, self.font())) + bar

    @Slot()
    def _share_room(self) -> None:
        if (table := self.cells.table) is None:
            return
        size = self.viewport().size()
        widths = widths_of(table, (size.width(), size.height()), self.font())
        for column, width in enumerate(widths.columns):
            self.setColumnWidth(column, int(width))
        for row in range(table.rows):
            self.setRowHeight(row, int(widths.header if row == 0 else widths.row))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if self.cells.table is not None:
            self.chosen.emit(self.cells.table.points(index.row(), index.column()))

    # --- Qt's overrides -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._share_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        rows = self.cells.table.rows - 1 if self.cells.table else 3
        return QSize(320, int(HEADER + rows * TALLEST) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, int(HEADER + 2 * LOWEST))
