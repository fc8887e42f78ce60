"""The table of a comparison as Qt's model: a row for each model, filled as they are trained."""

from dataclasses import dataclass
from math import inf, isnan

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QFont

from nnviz.core.comparison.models import model_label
from nnviz.core.comparison.trained import TrainedModel
from nnviz.core.dataset import Dataset, Role
from nnviz.core.sentences import number, percent
from nnviz.core.training.steps import Ending
from nnviz.gui.comparison import Comparison
from nnviz.gui.translate import text

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
SORTED_BY = Qt.ItemDataRole.UserRole
UNKNOWN = "–"
MODEL, PARAMETERS, EPOCH = range(3)  # the first columns; the last one says how it ended
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column:
    """score: a field of `Scores`. best: whether the largest or the least one is best, None for neither."""

    score: str
    head: str
    tip: str
    best: str | None = None

    @property
    def is_share(self) -> bool:
        return self.score.endswith("accuracy")


class RowsModel(QAbstractTableModel):
    """Shows the comparison; holds nothing but what it showed last."""

    def __init__(self, comparison: Comparison, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparison = comparison
        self.at_best = True  # whether numbers are those of the best epoch, or of the end
        self.sorted_by = MODEL, Qt.SortOrder.AscendingOrder
        self._shown = comparison.experiments
        self.scores = self._score_columns()
        comparison.changed.connect(self._on_changed)
        comparison.progressed.connect(self._on_progressed)

    def show_at_best(self, at_best: bool) -> None:
        self.at_best = at_best
        self._redraw()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def show_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Mark the column that the view sorts by."""
        self.sorted_by = column, order
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def trained(self, row: int) -> TrainedModel | None:
        return self._comparison.models.get(row)

    def _score_columns(self) -> tuple[Column, ...]:
        tr, points = self.tr, self._shown[0].dataset if self._shown else Dataset.from_xy()
        test = tr("Points that take no part in training nor in the choice of an epoch.")
        if points.is_classes:
            share = tr("The share of points whose class is told.")
            loss = tr("The mean loss: what training makes small.")
            columns: tuple[Column, ...] = (
                Column("train_accuracy", tr("training\naccuracy"), share),
                Column("validation_accuracy", tr("validation\naccuracy"), share, "largest"),
                Column("test_accuracy", tr("test\naccuracy"), f"{share} {test}"),
                Column("train_error", tr("training\nloss"), loss),
                Column("validation_error", tr("validation\nloss"), loss, "least"),
                Column("test_error", tr("test\nloss"), f"{loss} {test}"),
            )
        else:
            square = tr("The mean squared error, in squared units of y.")
            columns = (
                Column("train_error", tr("training\nerror"), square),
                Column("validation_error", tr("validation\nerror"), square, "least"),
                Column("test_error", tr("test\nerror"), f"{square} {test}"),
            )
        tested = points.count(Role.TEST) > 0
        return tuple(each for each in columns if tested or not each.score.startswith("test"))

    @Slot()
    def _on_changed(self) -> None:
        if self._comparison.experiments is self._shown:
            self._redraw()
            return
        self.beginResetModel()
        self._shown = self._comparison.experiments
        self.scores = self._score_columns()
        self.endResetModel()

    def _redraw(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))

    @Slot()
    def _on_progressed(self) -> None:
        where = self.index(self._comparison.index, self.columnCount() - 1)
        self.dataChanged.emit(where, where)

    # --- what Qt asks for -------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else EPOCH + 1 + len(self.scores) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if not 0 <= row < len(self._shown):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(row, column)
            case Qt.ItemDataRole.UserRole:
                return self._sorted_by(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return LEFT if column in (MODEL, self.columnCount() - 1) else RIGHT
            case Qt.ItemDataRole.FontRole if column == MODEL or self._is_best(row, column):
                font = QFont()
                font.setBold(True)
                return font
        return None

    def _words(self, row: int, column: int) -> str:
        value, model = self._value(row, column), self.trained(row)
        if column == MODEL:
            return text(model_label(self._shown[row].model))
        if column == self.columnCount() - 1:
            return self._ended(model.ending) if model else self._state(row)
        if isnan(value):
            return UNKNOWN if model else ""
        if column in (PARAMETERS, EPOCH):
            return f"{value:,.0f}"
        return percent(value) if self.scores[column - EPOCH - 1].is_share else number(value)

    def _value(self, row: int, column: int) -> float:
        """The number in a cell; NaN where there is none."""
        model = self.trained(row)
        if column == PARAMETERS:
            return self._shown[row].model.parameter_count
        if model is None or column in (MODEL, self.columnCount() - 1):
            return float("nan")
        scores = model.scores(self.at_best)
        value: float = (
            scores.epoch if column == EPOCH else getattr(scores, self.scores[column - EPOCH - 1].score)
        )
        return value

    def _sorted_by(self, row: int, column: int) -> object:
        if column == MODEL:
            return row  # as they were asked for: from simple to large
        if column == self.columnCount() - 1:
            return self._words(row, column)
        value = self._value(row, column)
        return inf if isnan(value) else value

    def _is_best(self, row: int, column: int) -> bool:
        """Whether no other model has a better number on the validation points."""
        place = column - EPOCH - 1
        if not 0 <= place < len(self.scores) or not (best := self.scores[place].best):
            return False
        values = [self._value(each, column) for each in range(len(self._shown))]
        known = [value for value in values if not isnan(value)]
        return len(known) > 1 and values[row] == (max if best == "largest" else min)(known)

    def _state(self, row: int) -> str:
        now = self._comparison
        if not now.is_running:
            return self.tr("not trained")
        if row != now.index:
            return self.tr("waits")
        return self.tr("epoch {n:,}").format(n=now.epoch)

    def _ended(self, ending: Ending) -> str:
        return {
            Ending.FINISHED: self.tr("finished"),
            Ending.STOPPED_EARLY: self.tr("stopped early"),
            Ending.DIVERGED: self.tr("diverged"),
            Ending.SOLVED: self.tr("solved"),
        }[ending]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        last = self.columnCount() - 1
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section in (MODEL, last) else RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        tips = role == Qt.ItemDataRole.ToolTipRole
        if EPOCH < section < last:
            column = self.scores[section - EPOCH - 1]
            return column.tip if tips else self._marked(column.head, section)
        tr = self.tr
        heads, told = {
            MODEL: (tr("model"), tr("Inputs, units of the hidden layers, and outputs.")),
            PARAMETERS: (tr("para-\nmeters"), tr("How many numbers are learned.")),
            EPOCH: (
                tr("best\nepoch") if self.at_best else tr("last\nepoch"),
                tr(
                    "Where the numbers are from. The best epoch has the least error on the validation points."
                ),
            ),
        }.get(section, (tr("ending"), tr("Why training ended.")))
        return told if tips else self._marked(heads, section)

    def _marked(self, head: str, section: int) -> str:
        """Qt's own mark of the sorted column would lie over two lines of words."""
        column, order = self.sorted_by
        mark = "▴" if order is Qt.SortOrder.AscendingOrder else "▾"
        return f"{head} {mark}" if section == column and self._shown else head
