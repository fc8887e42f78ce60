"""The legend of the ERRORS panel: every curve's word with a sample of its line; a click hides the curve."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from nnviz.core.document import KeptRun
from nnviz.gui.errors.curves import CURVES, Curve, meaning, word
from nnviz.gui.flow import FlowLayout
from nnviz.gui.pins import LOOKS, pin_labels
from nnviz.gui.plots import line_sample
from nnviz.gui.readout import short
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import explain

GAP = 8  # pixels between words
SAMPLE = QSize(24, 10)  # of a line
SHORTER = 0.8  # dashes in a sample, so that their whole pattern is in it


class Legend(QWidget):
    """Check boxes: one per curve, and those for medians and logarithmic axes. Says `changed` on any click."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {each.column: _box(word(each.column), meaning(each.column), True) for each in CURVES}
        self.medians = _box(
            self.tr("Medians"),
            self.tr(
                "Show a typical replica instead of the mean: a few wild replicas own the means. Medians do "
                "not add up, and have no ± (a jackknife of medians is not valid)."
            ),
        )
        self.log_x = _box(
            self.tr("Log x"),
            self.tr("Logarithmic epochs: stretches the beginning, where most happens. Shows epoch + 1."),
        )
        self.log_y = _box(
            self.tr("Log y"),
            self.tr(
                "Logarithmic errors: shows giant and tiny errors together. One line up is ten times. "
                "What is not above 0 has no place there."
            ),
        )
        layout = FlowLayout(self, gap=GAP, row_gap=3)
        layout.setContentsMargins(10, 5, 10, 0)
        for box in self.boxes.values():
            box.setIconSize(SAMPLE)
            layout.addWidget(box)
        self.pins = tuple(_box("", "", True) for _ in LOOKS)
        for box in self.pins:
            box.setIconSize(SAMPLE)
            box.hide()
            layout.addWidget(box)
        layout.addWidget(self._axes())
        for box in (*self.boxes.values(), *self.pins, self.medians, self.log_x, self.log_y):
            box.toggled.connect(self._on_toggled)
        self.show_theme(theme)

    def _axes(self) -> QWidget:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for box in (self.medians, self.log_x, self.log_y):
            row.addWidget(box)
        return group

    def show_theme(self, theme: Theme) -> None:
        for curve in CURVES:
            sample = line_sample(curve.pen(theme, width=2, pixel=SHORTER), SAMPLE)
            self.boxes[curve.column].setIcon(QIcon(sample))
        for box, look in zip(self.pins, LOOKS, strict=True):
            box.setIcon(QIcon(line_sample(look.pen(theme, width=1.5, pixel=SHORTER), SAMPLE)))

    def show_known(self, columns: set[str], medians: bool) -> None:
        """Only these curves are there to choose from; medians: whether they are."""
        for column, box in self.boxes.items():
            box.setVisible(column in columns)
        self.medians.setVisible(medians)

    def show_pins(self, slots: Sequence[int], runs: Sequence[KeptRun], low: bool, narrow: bool) -> None:
        """A box for each pinned run.

        A low panel has no room for its last errors, one that is narrow too none for its name, which stands in
        FIT as well.
        """
        for slot, box in enumerate(self.pins):
            box.setVisible(slot in slots)
        for slot, run, label in zip(slots, runs, pin_labels(runs), strict=True):
            training, validation = (short(error, run.experiment.dataset) for error in run.errors)
            words = self.tr("{pin}: {training} | {validation}")
            whole = words.format(pin=label, training=training, validation=validation)
            shown = whole if not low else label if not narrow else ""
            self.pins[slot].setAccessibleName(whole)
            self.pins[slot].setText(shown.replace("&", "&&"))  # no letter is a key
            tip = self.tr(
                "The pinned run “{pin}”. Solid: its training error, in the end {training}; dashed: its "
                "validation error, in the end {validation}. A click hides or shows them."
            )
            explain(self.pins[slot], tip.format(pin=label, training=training, validation=validation))

    def wants_pin(self, slot: int, column: str) -> bool:
        """Whether this error of the pin in this slot is to be drawn."""
        return self.pins[slot].isChecked() and self.boxes[column].isChecked()

    def is_wanted(self, column: str) -> bool:
        box = self.boxes[column]
        return box.isChecked() and not box.isHidden()

    @property
    def wanted(self) -> list[Curve]:
        return [curve for curve in CURVES if self.is_wanted(curve.column)]

    @property
    def wants_medians(self) -> bool:
        return self.medians.isChecked() and not self.medians.isHidden()

    @Slot()
    def _on_toggled(self) -> None:
        self.changed.emit()


def _box(words: str, tip: str, checked: bool = False) -> QCheckBox:
    box = QCheckBox(words)
    box.setChecked(checked)
    explain(box, tip)
    return box
