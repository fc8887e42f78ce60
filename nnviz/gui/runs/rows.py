"""The rows of the RUNS panel: pinned runs first, then the others, the newest at the top."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from nnviz.core.document import KeptRun
from nnviz.gui.pins import pin_labels
from nnviz.gui.runs import words
from nnviz.gui.runs.words import Line, Piece
from nnviz.gui.session import Session

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW = Qt.ItemDataRole.UserRole  # the role under which a row itself is found


@dataclass(frozen=True, eq=False)
class Row:
    """A run as it is listed.

    slot: which of the looks its pin has; None where it is not pinned. number: its place in the log, None for
    a pin that is not there. shown: whether it is the present run. lines: what is written, the title first.
    """

    run: KeptRun
    slot: int | None
    number: int | None
    shown: bool
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All of it, in one line."""
        return ". ".join(words.plain(line) for line in self.lines)


def rows_of(session: Session) -> list[Row]:
    """What is to be listed of the pins and the log."""
    log = session.runs
    older = {id(run): before for before, run in pairwise(log.runs)}
    logged = list(reversed(log.entries))
    rows = []
    for slot, pin, label in zip(session.pin_slots, session.pins, pin_labels(session.pins), strict=True):
        entry = next((each for each in logged if each.run.is_same(pin)), None)
        if entry is not None:
            logged.remove(entry)
        shown = log.present is not None and log.present.is_same(pin)
        before = older.get(id(entry.run)) if entry else None
        number = entry.number if entry else None
        rows.append(_row(pin, before, number, slot, label, shown))
    for entry in logged:
        shown = entry.run is log.present
        rows.append(_row(entry.run, older.get(id(entry.run)), entry.number, None, "", shown))
    return rows


def _row(
    run: KeptRun, before: KeptRun | None, number: int | None, slot: int | None, label: str, shown: bool
) -> Row:
    what = words.what_was_trained(run, before)
    if label and not f"{what[0].text} ".startswith(f"{label} "):  # a name of its own, or one told apart
        what = (Piece(label, strong=True), *what)
    about = (Piece(words.about(number, shown, run)),)
    lines = (what, words.errors_at_the_end(run), words.how_it_went(run), about)
    return Row(run, slot, number, shown, tuple(line for line in lines if line))


class RowsModel(QAbstractListModel):
    """Rows for the list; their check mark is the pin.

    toggle: pins or unpins a run.
    """

    def __init__(self, toggle: Callable[[KeptRun], None], parent: QObject) -> None:
        super().__init__(parent)
        self._toggle = toggle
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place_of(self, run: KeptRun) -> int | None:
        """Where this run is listed."""
        places = (place for place, row in enumerate(self.rows) if row.run is run or row.run.is_same(run))
        return next(places, None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        pinned = Qt.CheckState.Unchecked if row.slot is None else Qt.CheckState.Checked
        answers: dict[int, object] = {
            ROW: row,
            Qt.ItemDataRole.DisplayRole: row.text,
            Qt.ItemDataRole.AccessibleTextRole: row.text,
            Qt.ItemDataRole.CheckStateRole: pinned,
        }
        return answers.get(role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self._toggle(self.rows[index.row()].run)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable
