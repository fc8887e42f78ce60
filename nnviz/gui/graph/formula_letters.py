"""The letters of a formula by itself: a value to type for each, its gradient, and whether it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from nnviz.core.formulas.tree import INPUT
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.summary import plain_number
from nnviz.gui.graph.parameter import LARGEST, ROOM_FOR_ARROWS, STEP
from nnviz.gui.widgets import NumberBox, explain

DIGITS = 4  # of a gradient
FIRST_VALUE = 1.0  # of a letter that has none yet: at 0 products say little


@dataclass(frozen=True)
class _Row:
    name: QLabel
    value: NumberBox
    gradient: QLabel
    kept: QCheckBox

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return self.name, self.value, self.gradient, self.kept


class Letters(QWidget):
    """A row for each letter. One that leaves the formula and comes back has the value that it had."""

    edited = Signal()  # a value, by the user
    refused = Signal(str)  # what was typed is not a number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        titles = (self.tr("letter"), self.tr("value"), self.tr("gradient"), self.tr("keep"))
        for column, title in enumerate(titles):
            label = QLabel(title)
            label.setProperty("quiet", True)
            self._grid.addWidget(label, 0, column)

    def show_letters(self, names: Sequence[str]) -> None:
        """Have rows for these letters, in this order."""
        if tuple(names) == self.names:
            return
        self.names = tuple(names)
        for row in self._rows.values():
            for widget in row.widgets:
                self._grid.removeWidget(widget)
                widget.hide()
        for line, name in enumerate(names, 1):
            if name not in self._rows:
                self._rows[name] = self._new_row(name)
            for column, widget in enumerate(self._rows[name].widgets):
                self._grid.addWidget(widget, line, column)
                widget.show()

    def _new_row(self, name: str) -> _Row:
        row = _Row(QLabel(name), NumberBox(-LARGEST, LARGEST, STEP, whole=False), QLabel(), QCheckBox())
        row.name.setTextFormat(Qt.TextFormat.PlainText)
        widest = row.value.fontMetrics().horizontalAdvance("−0.000123456789")
        row.value.setMinimumWidth(widest + ROOM_FOR_ARROWS)
        row.value.show_value(FIRST_VALUE)
        row.value.setAccessibleName(self.tr("Value of {letter}").format(letter=name))
        explain(row.value, self.tr("The value of this letter. The graph follows at once."))
        row.value.edited.connect(self._on_edited)
        row.value.refused.connect(self.refused)
        row.gradient.setToolTip(
            self.tr(
                "By how much the formula's value grows per unit of this letter; a step goes the other way."
            )
        )
        row.kept.setAccessibleName(self.tr("Keep {letter}").format(letter=name))
        explain(row.kept, self.tr("Ticked: steps down the gradient leave this letter as it is."))
        row.kept.setChecked(name == INPUT)
        return row

    @property
    def values(self) -> dict[str, float]:
        return {name: self._rows[name].value.value() for name in self.names}

    @property
    def kept(self) -> frozenset[str]:
        """The letters that a step leaves as they are."""
        return frozenset(name for name in self.names if self._rows[name].kept.isChecked())

    def box(self, name: str) -> NumberBox:
        return self._rows[name].value

    def keep(self, name: str, on: bool) -> None:
        self._rows[name].kept.setChecked(on)

    def show_values(self, values: Mapping[str, float]) -> None:
        """Values that were not typed here."""
        for name, value in values.items():
            self._rows[name].value.show_value(value)

    def show_gradients(self, graph: Graph | None) -> None:
        """graph: of the formula at these values; None while it is not there."""
        found = {node.key: node.gradient for node in graph.nodes} if graph else {}
        for name in self.names:
            gradient = found.get(name)
            words = "" if gradient is None else plain_number(float(gradient), DIGITS)
            self._rows[name].gradient.setText(words)

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()
