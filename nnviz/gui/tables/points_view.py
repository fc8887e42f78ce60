"""The view of the POINTS panel: keys as in a spreadsheet, and the selection of the whole window."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz.core.dataset import Role
from nnviz.gui.readout import with_even_digits
from nnviz.gui.session import Session
from nnviz.gui.tables.points_model import PointsModel
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import ComboBox

ROW_HEIGHT = 24  # pixels
ROLE_WIDTH, CLASS_ROLE_WIDTH = 104, 84  # pixels; of points with classes the role has no mark
CLASS_WIDTHS = (52, 140)  # pixels: the narrowest and widest column of classes
MARK_WIDTH = 30  # pixels beside the name of a class
NUMBER_WIDTH, WIDEST_NUMBER = 72, 150  # pixels
MARGIN = 20  # pixels beside a title
MOST_STRETCHES = 200  # of consecutive selected rows that Qt is told of; 10,000 take it two seconds
TINT = 0.4  # how much of the accent is in the ground of a selected row
NUMBERS = "0123456789+-−.,"  # what a number may begin with
ROWS = QItemSelectionModel.SelectionFlag.Rows
ANEW = QItemSelectionModel.SelectionFlag.ClearAndSelect | ROWS


class PointsView(QTableView):
    """Selected rows are the session's selected points, and the other way round."""

    delete_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection = session.selection
        self._following = False  # the view shows another panel's selection
        self._scattered: set[int] = set()  # selected rows that Qt is not told of: it would take seconds
        self.points = PointsModel(session, theme, self)
        self.setModel(self.points)
        self._numbers, self._choices = NumberDelegate(self), ChoiceDelegate(self)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("All points"))
        self.setToolTip(self.tr("Double click or type to change a number; it stays exact to the last digit."))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        if corner := self.findChild(QAbstractButton, "qt_tableview_cornerbutton"):  # Qt's own, without a name
            corner.setAccessibleName(self.tr("All rows"))
        self._shape_headers()
        self._shape_columns()
        self.show_theme(theme)
        self.points.modelReset.connect(self._on_reset)
        self.selectionModel().selectionChanged.connect(self._on_rows_selected)
        session.selection.changed.connect(self.show_selection)
        self.show_selection()

    def show_theme(self, theme: Theme) -> None:
        self.points.show_theme(theme)
        colours = self.palette()  # a selected row is tinted only, so that the marks of the roles stay visible
        colours.setColor(
            QPalette.ColorRole.Highlight, _mixed(QColor(theme.accent), QColor(theme.field), TINT)
        )
        colours.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.text))
        self.setPalette(colours)
        self.viewport().update()

    def _shape_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        columns.setFixedHeight(ROW_HEIGHT)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _shape_columns(self) -> None:
        """Widths and editors, as the columns are now."""
        header, columns = self.horizontalHeader(), self.points.columns
        share = self.points.shares_room
        for number, column in enumerate(columns):
            self.setItemDelegateForColumn(number, self._numbers if column.is_number else self._choices)
            if column.is_number and share:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
                continue
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(number, self._width(number))

    def _width(self, number: int) -> int:
        column, dataset = self.points.columns[number], self.points.dataset
        if column.kind == "role":
            return CLASS_ROLE_WIDTH if dataset.is_classes else ROLE_WIDTH
        title = str(self.points.headerData(number, Qt.Orientation.Horizontal))
        wanted = self.horizontalHeader().fontMetrics().horizontalAdvance(title) + MARGIN
        if column.kind == "class":
            names = max(map(self.fontMetrics().horizontalAdvance, dataset.class_names), default=0)
            return min(max(wanted, names + MARK_WIDTH, CLASS_WIDTHS[0]), CLASS_WIDTHS[1])
        return min(max(NUMBER_WIDTH, wanted), WIDEST_NUMBER)

    @Slot()
    def _on_reset(self) -> None:
        self._shape_columns()
        self.show_selection()

    def edit_point(self, row: int) -> None:
        """Bring the point into sight and let its first number be typed."""
        column = next(i for i, column in enumerate(self.points.columns) if column.is_number)
        index = self.points.index(row, column)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    # --- the selection ----------------------------------------------------------------------------

    @Slot()
    def show_selection(self) -> None:
        wanted = np.unique(self._selection.indices)
        if self._following or np.array_equal(wanted, self._rows()):
            return
        self._following = True
        chosen, stretches = QItemSelection(), _stretches(wanted)
        self._scattered = set[int]() if len(stretches) <= MOST_STRETCHES else set(wanted.tolist())
        for first, last in [] if self._scattered else stretches:
            chosen.select(self.points.index(first, 0), self.points.index(last, len(self.points.columns) - 1))
        self.selectionModel().select(chosen, ANEW)
        if len(wanted):
            self.scrollTo(self.points.index(int(wanted[0]), max(self.columnAt(0), 0)))
        self._following = False
        self.viewport().update()

    def is_scattered(self, row: int) -> bool:
        """Whether the row is selected without Qt's knowing."""
        return row in self._scattered

    def _rows(self) -> NDArray[np.intp]:
        """The selected rows in their order."""
        selection = self.selectionModel().selection()
        ranges = [np.arange(r.top(), r.bottom() + 1) for r in map(selection.at, range(selection.count()))]
        return np.unique(np.concatenate([np.empty(0, np.intp), *ranges]))

    @Slot()
    def _on_rows_selected(self) -> None:
        if not self._following:
            self._following, self._scattered = True, set()
            self._selection.choose(self._rows())
            self._following = False

    # --- Qt's events ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """What belongs to the table does not reach the window's actions: copying, the start of a number."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            begins = event.text() in NUMBERS and event.text() and self._is_number(self.currentIndex())
            if event.matches(QKeySequence.StandardKey.Copy) or begins:
                event.accept()
                return True
        return super().event(event)

    def _is_number(self, index: QModelIndex) -> bool:
        return index.isValid() and self.points.columns[index.column()].is_number

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # what a field has left over, such as the Return that ends it
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif Qt.Key(event.key()) in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        elif Qt.Key(event.key()) is Qt.Key.Key_Escape:
            self.clearSelection()
        elif Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    """share: how much of `one`."""
    return QColor.fromRgbF(
        share * one.redF() + (1 - share) * other.redF(),
        share * one.greenF() + (1 - share) * other.greenF(),
        share * one.blueF() + (1 - share) * other.blueF(),
    )


def _stretches(rows: NDArray[np.intp]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive rows."""
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > 1)
    firsts, lasts = rows[np.r_[0, breaks + 1]], rows[np.r_[breaks, len(rows) - 1]]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


class _Cells(QStyledItemDelegate):
    """Draws a row as selected also where Qt does not know that it is."""

    def __init__(self, view: PointsView) -> None:
        super().__init__(view)
        self._view = view

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if self._view.is_scattered(index.row()):
            option.state |= QStyle.StateFlag.State_Selected


class NumberDelegate(_Cells):
    """A number is typed where it stands, at the right."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor


class ChoiceDelegate(_Cells):
    """A list of the classes or the roles, which is there only while one is chosen."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        points = self._view.points
        if points.columns[index.column()].kind == "class":
            box = ComboBox(tuple((name, k) for k, name in enumerate(points.dataset.class_names)), parent)
            for number in range(box.count()):
                box.setItemIcon(number, points.mark(number, Role.TRAINING))
            box.setAccessibleName(self.tr("class"))
        else:
            box = ComboBox(tuple((word, int(role)) for role, word in points.words.items()), parent)
            box.setAccessibleName(self.tr("role"))
        box.activated.connect(self._on_chosen)
        return box

    @Slot()
    def _on_chosen(self) -> None:
        box = self.sender()
        if isinstance(box, QWidget):
            self.commitData.emit(box)
            self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, ComboBox):
            editor.show_key(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, ComboBox):
            model.setData(index, editor.currentData())
