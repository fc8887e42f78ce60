"""The points of the session as a table model: a row each, read when it is seen, edited cell by cell."""

from typing import cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QIcon

from nnviz.core.dataset import Dataset, Role
from nnviz.core.sentences import BadInput
from nnviz.core.tables.numbers import typed_number
from nnviz.core.tables.writing import plain
from nnviz.gui.icons import icon
from nnviz.gui.selection import same_points
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
X, Y, ROLE = range(3)  # the columns
NOWHERE = QModelIndex()
EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
NUMBER_SIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PointsModel(QAbstractTableModel):
    """Holds nothing but the data set that it showed last."""

    def __init__(self, session: Session, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dataset = session.experiment.dataset
        self.words = {Role.TRAINING: self.tr("training"), Role.VALIDATION: self.tr("validation")}
        self.icons: dict[Role, QIcon] = {}
        self.show_theme(theme)
        session.experiment_changed.connect(self._on_experiment_changed)

    def show_theme(self, theme: Theme) -> None:
        self.icons = {
            Role.TRAINING: icon("dot", theme, theme.training),
            Role.VALIDATION: icon("diamond", theme, theme.validation),
        }

    @Slot()
    def _on_experiment_changed(self) -> None:
        """Show the points of the session, if they are others than before."""
        dataset, before = self._session.experiment.dataset, self.dataset
        if dataset is before:
            return
        rows, shown = len(dataset), len(before)
        if rows == shown:
            self.dataset = dataset
            if rows:
                self.dataChanged.emit(self.index(0, X), self.index(rows - 1, ROLE))
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
        return 0 if parent.isValid() else 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        return EDITABLE if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if not 0 <= row < len(self.dataset):
            return None
        if column == ROLE:
            return self._of_role(Role(int(self.dataset.roles[row])), role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return plain(float((self.dataset.x if column == X else self.dataset.y)[row]))
        return NUMBER_SIDE if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _of_role(self, what: Role, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.words[what]
            case Qt.ItemDataRole.EditRole:
                return int(what)
            case Qt.ItemDataRole.DecorationRole:
                return self.icons[what]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("x", "y", self.tr("role"))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                self.tr("Where the point lies, with all digits."),
                self.tr("The value there, with all digits."),
                self.tr("The model learns from training points; validation points only judge it."),
            )[section]
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Edit the point. What is no number is said in the window, and the point stays as it is."""
        row, column = index.row(), index.column()
        if role != Qt.ItemDataRole.EditRole or not 0 <= row < len(self.dataset):
            return False
        try:
            dataset = self._changed(row, column, value)
            self._session.edit_points(dataset, self._undo_text(column))
        except BadInput as problem:
            self._session.tell(problem.sentence)
            return False
        return True

    def _changed(self, row: int, column: int, value: object) -> Dataset:
        """Raises `BadInput` for what cannot be typed there."""
        if column == ROLE:
            return self.dataset.with_role([row], Role(cast(int, value)))
        x, y = float(self.dataset.x[row]), float(self.dataset.y[row])
        typed = typed_number(str(value))
        return self.dataset.with_place(row, *((typed, y) if column == X else (x, typed)))

    def _undo_text(self, column: int) -> str:
        return self.tr("Turn point") if column == ROLE else self.tr("Type a number")
