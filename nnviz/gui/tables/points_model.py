"""The points of the session as a table model: a row each, read when it is seen, edited cell by cell."""

from typing import cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QIcon

from nnviz.core.dataset import Dataset, Role
from nnviz.core.sentences import BadInput
from nnviz.core.tables.numbers import typed_number
from nnviz.core.tables.writing import plain
from nnviz.gui.icons import icon
from nnviz.gui.marks import mark_of, mark_sample
from nnviz.gui.selection import same_points
from nnviz.gui.session import Session
from nnviz.gui.tables.points_columns import Column, columns_of
from nnviz.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
FEW = 3  # columns of numbers share the room of the table; more are wide enough to be read, and scroll
EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
NUMBER_SIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MARK, MARK_BOX = 9.0, QSize(14, 14)  # pixels


class PointsModel(QAbstractTableModel):
    """Holds nothing but the data set that it showed last."""

    def __init__(self, session: Session, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dataset = session.experiment.dataset
        self.columns = columns_of(self.dataset)
        self.words = {
            Role.TRAINING: self.tr("training"),
            Role.VALIDATION: self.tr("validation"),
            Role.TEST: self.tr("test"),
        }
        self._theme = theme
        self.icons: dict[Role, QIcon] = {}
        self._marks: dict[tuple[int, int], QIcon] = {}  # of class and role, made when they are seen
        self.show_theme(theme)
        session.experiment_changed.connect(self._on_experiment_changed)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._marks.clear()
        self.icons = {
            Role.TRAINING: icon("dot", theme, theme.training),
            Role.VALIDATION: icon("diamond", theme, theme.validation),
            Role.TEST: icon("square", theme, theme.quiet),
        }

    def mark(self, number: int, role: Role) -> QIcon:
        """What stands for points of this class and role in the plane."""
        if (number, role) not in self._marks:
            mark = mark_of(self._theme, number, role, MARK)
            self._marks[number, role] = QIcon(mark_sample(mark, MARK_BOX))
        return self._marks[number, role]

    @property
    def shares_room(self) -> bool:
        """Whether all columns are in sight."""
        return sum(column.is_number for column in self.columns) <= FEW

    @Slot()
    def _on_experiment_changed(self) -> None:
        """Show the points of the session, if they are others than before."""
        dataset, before = self._session.experiment.dataset, self.dataset
        if dataset is before:
            return
        rows, shown, columns = len(dataset), len(before), columns_of(dataset)
        if columns != self.columns:
            self.beginResetModel()
            self.dataset, self.columns = dataset, columns
            self.endResetModel()
        elif rows == shown:
            self.dataset = dataset
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(columns) - 1))
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        elif rows > shown and same_points(before, dataset) == shown:
            self.beginInsertRows(NOWHERE, shown, rows - 1)
            self.dataset = dataset
            self.endInsertRows()
        else:
            self.beginResetModel()
            self.dataset = dataset
            self.endResetModel()

    # --- what Qt asks for -------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.dataset)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return EDITABLE if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if not 0 <= row < len(self.dataset) or not 0 <= index.column() < len(self.columns):
            return None
        column = self.columns[index.column()]
        if column.kind == "role":
            return self._of_role(row, role)
        if column.kind == "class":
            return self._of_class(row, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            values = self.dataset.features[:, column.feature]
            return plain(float((values if column.kind == "feature" else self.dataset.targets)[row]))
        return NUMBER_SIDE if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _of_role(self, row: int, role: int) -> object:
        what = Role(int(self.dataset.roles[row]))
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.words[what]
            case Qt.ItemDataRole.EditRole:
                return int(what)
            case Qt.ItemDataRole.DecorationRole if not self.dataset.is_classes:
                return self.icons[what]
        return None

    def _of_class(self, row: int, role: int) -> object:
        number = int(self.dataset.targets[row])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.dataset.class_names[number]
            case Qt.ItemDataRole.EditRole:
                return number
            case Qt.ItemDataRole.DecorationRole:
                return self.mark(number, Role(int(self.dataset.roles[row])))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return self._of_row(section, role)
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(self.columns[section])
        return self._tip(self.columns[section]) if role == Qt.ItemDataRole.ToolTipRole else None

    def _of_row(self, row: int, role: int) -> object:
        """Its number, and the mark of its class, which stays in sight beside many features."""
        if role == Qt.ItemDataRole.DisplayRole:
            return row + 1
        if role == Qt.ItemDataRole.DecorationRole and not self.shares_room and row < len(self.dataset):
            return self.mark(int(self.dataset.targets[row]), Role(int(self.dataset.roles[row])))
        return None

    def _title(self, column: Column) -> str:
        if column.kind == "feature":
            return self.dataset.names[column.feature]
        return {"value": "y", "class": self.tr("class"), "role": self.tr("role")}[column.kind]

    def _tip(self, column: Column) -> str:
        if column.kind == "role":
            words = self.tr("The model learns from training points; validation points only judge it.")
            also = self.tr("Test points are kept back until all is chosen.")
            return f"{words} {also}"
        if column.kind == "class":
            return self.tr("The class of the point, with its mark: its shape and colour say the class.")
        if column.kind == "value":
            return self.tr("The value there, with all digits.")
        if self.dataset.is_classes:
            return self.tr("{feature}: a feature of the point, with all digits.").format(
                feature=self._title(column)
            )
        return self.tr("Where the point lies, with all digits.")

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Edit the point. What is no number is said in the window, and the point stays as it is."""
        row = index.row()
        if role != Qt.ItemDataRole.EditRole or not 0 <= row < len(self.dataset):
            return False
        column = self.columns[index.column()]
        try:
            dataset = self._changed(row, column, value)
            self._session.edit_points(dataset, self._undo_text(column))
        except BadInput as problem:
            self._session.tell(problem.sentence)
            return False
        return True

    def _changed(self, row: int, column: Column, value: object) -> Dataset:
        """Raises `BadInput` for what cannot be typed there."""
        if column.kind == "role":
            return self.dataset.with_role([row], Role(cast(int, value)))
        if column.kind == "class":
            return self.dataset.with_class([row], cast(int, value))
        typed = typed_number(str(value))
        if column.kind == "feature":
            return self.dataset.with_feature(row, column.feature, typed)
        return self.dataset.with_place(row, float(self.dataset.x[row]), typed)

    def _undo_text(self, column: Column) -> str:
        if column.kind == "class":
            return self.tr("Class of a point")
        return self.tr("Turn point") if column.kind == "role" else self.tr("Type a number")
