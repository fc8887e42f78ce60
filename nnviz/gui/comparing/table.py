"""The view of the table: sorted by any column, rows chosen, opened with a double click or Enter."""

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from nnviz.gui.comparing.rows import MODEL, SORTED_BY, RowsModel
from nnviz.gui.comparison import Comparison
from nnviz.gui.readout import with_even_digits

ROW_HEIGHT = 26  # pixels
HEADER_HEIGHT = 42  # of two lines
ROOM = 22  # pixels beside the words of a cell
FEWEST_ROWS = 4  # that are seen at once


class ModelsTable(QTableView):
    """Rows are those of the comparison, whatever they are sorted by."""

    opened = Signal(int)  # a row of the comparison
    copy_wanted = Signal()

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(comparison, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.rows)
        self._sorted.setSortRole(SORTED_BY)
        self.setModel(self._sorted)
        self.setProperty("roomy", True)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("The compared models"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        if corner := self.findChild(QAbstractButton, "qt_tableview_cornerbutton"):  # Qt's own, without a name
            corner.setAccessibleName(self.tr("All rows"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setFixedHeight(HEADER_HEIGHT)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setStretchLastSection(True)
        columns.setHighlightSections(False)
        self.setMinimumHeight(HEADER_HEIGHT + FEWEST_ROWS * ROW_HEIGHT + 4)
        self.setSortingEnabled(True)
        columns.setSortIndicatorShown(False)  # the words of the header say it
        columns.sortIndicatorChanged.connect(self._on_sorted)
        self.sortByColumn(MODEL, Qt.SortOrder.AscendingOrder)
        self.fit_columns()
        for changed in (self.rows.modelReset, self.rows.dataChanged):
            changed.connect(self.fit_columns)
        self.activated.connect(self._on_activated)

    @Slot()
    def fit_columns(self) -> None:
        """As wide as what is in them. Qt's own way keeps room for the mark of sorting in each of them."""
        self.horizontalHeader().setVisible(self.rows.rowCount() > 0)
        bold = QFont(self.font())
        bold.setBold(True)
        widths = QFontMetrics(bold)
        for column in range(self.rows.columnCount()):
            words = str(self.rows.headerData(column, Qt.Orientation.Horizontal)).split("\n")
            words += [str(self.rows.index(row, column).data() or "") for row in range(self.rows.rowCount())]
            width = max(widths.horizontalAdvance(each) for each in words)
            self.horizontalHeader().resizeSection(column, width + ROOM)

    def chosen(self) -> list[int]:
        """The selected rows of the comparison, in the order in which they stand."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._row(row) for row in rows]

    def in_order(self) -> list[int]:
        """All rows of the comparison, in the order in which they stand."""
        return [self._row(row) for row in range(self._sorted.rowCount())]

    def _row(self, row: int) -> int:
        return self._sorted.mapToSource(self._sorted.index(row, 0)).row()

    @Slot(int, Qt.SortOrder)
    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        self.rows.show_sorted(column, order)
        self.fit_columns()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._row(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)
