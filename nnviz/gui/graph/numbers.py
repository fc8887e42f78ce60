"""The widget that shows a table of numbers, of which one row can be chosen."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from nnviz.core.graph.summary import plain_number
from nnviz.gui.graph.table import Table
from nnviz.gui.readout import with_even_digits

Index = QModelIndex | QPersistentModelIndex
DIGITS = 3
ROW_HEIGHT = 22  # pixels
FEWEST_ROWS, MOST_ROWS = 2, 6  # that are seen at once, if there is room
NARROWEST_COLUMN, NARROWEST = 50, 190
NOWHERE = QModelIndex()


class NumbersModel(QAbstractTableModel):
    """A `Table`, asked only for what is seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = Table()

    def show_table(self, table: Table) -> None:
        """Other numbers; what is chosen stays while rows and columns are the same."""
        before, same = self.table, self._shape(self.table) == self._shape(table)
        if not same:
            self.beginResetModel()
        self.table = table
        if not same:
            self.endResetModel()
        elif table.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(table.rows - 1, len(table.columns) - 1))
        if [name for name, _ in before.columns] != [name for name, _ in table.columns]:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(table.columns) - 1))

    def _shape(self, table: Table) -> tuple[object, ...]:
        first = table.labels[0] if table.rows else ""
        return table.rows, len(table.columns), first, table.parameters[:1].tolist()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.table.rows

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return plain_number(float(self.table.columns[index.column()][1][index.row()]), DIGITS)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        across = orientation is Qt.Orientation.Horizontal
        return self.table.columns[section][0] if across else self.table.labels[section]


class NumbersView(QTableView):
    """All numbers of a node; emits the row that is chosen."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = NumbersModel(self)
        self.setModel(self._model)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("All numbers of the node"))
        self.setToolTip(self.tr("Every element of the node. Choose a row to change it or to check it."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control
        self.setCornerButtonEnabled(False)
        if corner := self.findChild(QAbstractButton, "qt_tableview_cornerbutton"):  # Qt's own, without a name
            corner.setAccessibleName(self.tr("All rows"))
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlternatingRowColors(True)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.setMinimumSectionSize(NARROWEST_COLUMN)
        columns.setFixedHeight(ROW_HEIGHT)
        self.setMinimumWidth(NARROWEST)
        self.setMinimumHeight((FEWEST_ROWS + 1) * ROW_HEIGHT)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)

    @property
    def table(self) -> Table:
        return self._model.table

    @property
    def row(self) -> int:
        """The chosen row; the first if none is."""
        return max(0, self.currentIndex().row())

    def show_table(self, table: Table) -> None:
        self._model.show_table(table)
        self.setMaximumHeight((min(max(table.rows, FEWEST_ROWS), MOST_ROWS) + 1) * ROW_HEIGHT + 4)

    def choose(self, row: int) -> None:
        """Choose a row and bring it into sight."""
        self.selectRow(row)

    @Slot(QModelIndex, QModelIndex)
    def _on_row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid() and now.row() != before.row():
            self.chosen.emit(now.row())
