"""The first rows of a table that is to be imported, with what is understood of them marked."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QPalette
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from nnviz.core.tables.format import Sample, TableFormat
from nnviz.core.tables.numbers import NotANumber, class_in, number_in, role_in, shown
from nnviz.gui.readout import with_even_digits

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW_HEIGHT, HEADER_HEIGHT = 22, 40  # pixels
COLUMN_WIDTH, WIDEST_COLUMN, MARGIN = 104, 190, 24
MOST_COLUMNS = 200  # that are shown
TINT = 34  # opacity of the ground of a chosen column, of 255


class PreviewModel(QAbstractTableModel):
    """Chosen columns are tinted, the others and the header quiet, cells that cannot be used in warning."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.sample, self.format = Sample((), ()), TableFormat()

    def show(self, sample: Sample, table_format: TableFormat) -> None:
        self.beginResetModel()
        self.sample, self.format = sample, table_format
        self.endResetModel()

    def use_of(self, column: int) -> str:
        """What a column is taken for: "x", "y", "feature", "class", "role" or ""."""
        how = self.format
        if column == how.role:
            return self.tr("role")
        if how.is_classes:
            feature = self.tr("feature") if column in how.features else ""
            return self.tr("class") if column == how.label else feature
        return {how.x: "x", how.y: "y"}.get(column, "")

    def is_usable(self, row: int, column: int) -> bool:
        """Whether a cell holds what its column is taken for."""
        cell = self._cell(row, column)
        if row < self.format.header or not self.use_of(column):
            return True
        if column == self.format.role:
            return not cell or role_in(cell) is not None
        reads = class_in if column == self.format.label else number_in
        try:
            reads(cell, self.format.decimal)
        except NotANumber:
            return False
        return True

    def _cell(self, row: int, column: int) -> str:
        cells = self.sample.rows[row][1]
        return cells[column] if column < len(cells) else ""

    # --- what Qt asks for -------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.sample.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else min(len(self.sample.names), MOST_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        cell, usable = self._cell(row, column), self.is_usable(row, column)
        used = row >= self.format.header and bool(self.use_of(column))
        palette = self._parent.palette()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown(cell) if cell or usable else "–"
            case Qt.ItemDataRole.ForegroundRole:
                if not usable:
                    return QBrush(palette.color(QPalette.ColorRole.BrightText))
                return None if used else QBrush(palette.color(QPalette.ColorRole.PlaceholderText))
            case Qt.ItemDataRole.BackgroundRole if used:
                tint = QColor(palette.color(QPalette.ColorRole.Highlight))
                tint.setAlpha(TINT)
                return QBrush(tint)
            case Qt.ItemDataRole.FontRole if not usable or row < self.format.header:
                font = QFont(self._parent.font())
                font.setBold(not usable)
                font.setItalic(usable)
                return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return self.sample.rows[section][0] if role == Qt.ItemDataRole.DisplayRole else None
        use = self.use_of(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{use}\n{shown(self.sample.names[section]) or section + 1}"
        if role == Qt.ItemDataRole.FontRole and use:
            font = QFont(self._parent.font())
            font.setBold(True)
            return font
        return None


class Preview(QTableView):
    """Only to look at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("The first lines of the table"))
        self.setToolTip(self.tr("The first lines, with the columns that are used in colour."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        if corner := self.findChild(QAbstractButton, "qt_tableview_cornerbutton"):  # Qt's own, without a name
            corner.setAccessibleName(self.tr("All rows"))
        self.setShowGrid(False)
        lines, columns = self.verticalHeader(), self.horizontalHeader()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(ROW_HEIGHT)
        columns.setDefaultSectionSize(COLUMN_WIDTH)
        columns.setFixedHeight(HEADER_HEIGHT)
        columns.setHighlightSections(False)
        self.rows.modelReset.connect(self._shape_columns)

    @Slot()
    def _shape_columns(self) -> None:
        """As wide as their names, within reason."""
        letters = self.horizontalHeader().fontMetrics()
        for number, name in enumerate(self.rows.sample.names[:MOST_COLUMNS]):
            wanted = letters.horizontalAdvance(shown(name)) + MARGIN
            self.setColumnWidth(number, min(max(COLUMN_WIDTH, wanted), WIDEST_COLUMN))
