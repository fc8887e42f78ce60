"""The legend of the ERRORS panel: every curve's word with a sample of its line; a click hides the curve."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from nnviz.core.classes import Loss
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.gui.errors.curves import CURVES, GRAPHS, PARTS, READ, Curve, Graph, loss_of
from nnviz.gui.errors.pins import comparable
from nnviz.gui.errors.words import box_word, meaning
from nnviz.gui.flow import FlowLayout
from nnviz.gui.pins import LOOKS, pin_labels
from nnviz.gui.plots import line_sample
from nnviz.gui.readout import score, short
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import explain

GAP = 8  # pixels between words
SAMPLE = QSize(24, 10)  # of a line
SHORTER = 0.8  # dashes in a sample, so that their whole pattern is in it


class Legend(QWidget):
    """Check boxes: one per curve, and those for medians and logarithmic axes. Says `changed` on any click.

    Of classes loss and accuracy share a box, and with replicas the second graph can show their split.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loss: Loss | None = None
        self.boxes = {each.column: _box(box_word(each.column), meaning(each.column), True) for each in CURVES}
        self.split = _box(
            self.tr("Split"),
            self.tr(
                "Show the replicas' bias², variance and noise in the place of the accuracy. They add up to "
                "the squared error of the probabilities (Brier score). Cross-entropy and accuracy do not "
                "split in this way."
            ),
        )
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
        others = self.split, self.medians, self.log_x, self.log_y
        for box in (*self.boxes.values(), *self.pins, *others):
            box.toggled.connect(self._on_toggled)
        self.show_theme(theme)

    def _axes(self) -> QWidget:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self.split.hide()
        for box in (self.split, self.medians, self.log_x, self.log_y):
            row.addWidget(box)
        return group

    def show_theme(self, theme: Theme) -> None:
        for curve in CURVES:
            sample = line_sample(curve.pen(theme, width=2, pixel=SHORTER), SAMPLE)
            self.boxes[curve.column].setIcon(QIcon(sample))
        for box, look in zip(self.pins, LOOKS, strict=True):
            box.setIcon(QIcon(line_sample(look.pen(theme, width=1.5, pixel=SHORTER), SAMPLE)))

    def show_kind(self, loss: Loss | None) -> None:
        """Call the curves what they are. loss: of classes, None for a curve."""
        if loss == self._loss:
            return
        self._loss = loss
        for column, box in self.boxes.items():
            box.setText(box_word(column, loss))
            explain(box, meaning(column, loss))

    def show_known(self, columns: set[str], medians: bool, low: bool = False) -> None:
        """Only these curves are there to choose from; medians: whether they are. low: see `graphs`."""
        parts = {each.column for each in PARTS} & columns
        self.split.setVisible(bool(self._loss and parts))
        shown = {each.column for graph in self.graphs(low) for each in GRAPHS[graph]}
        for column, box in self.boxes.items():
            box.setVisible(column in columns & shown)
        alone = self.graphs(low) == ("split",)
        known = {self.medians: medians and bool(parts & shown), self.log_x: True, self.log_y: True}
        for box, there in known.items():
            box.setVisible(there and (not alone or box.isChecked()))

    @property
    def _beside(self) -> Graph:
        """What the second graph of classes shows: the split only where there is one to choose."""
        return "split" if self.split.isChecked() and not self.split.isHidden() else "accuracy"

    def graphs(self, low: bool) -> tuple[Graph, ...]:
        """What is drawn. A low panel has no room for all boxes beside the split, nor for another graph."""
        if self._loss is None:
            return ("errors",)
        return ("split",) if low and self._beside == "split" else ("loss", self._beside)

    def show_pins(
        self,
        slots: Sequence[int],
        runs: Sequence[KeptRun],
        present: Experiment,
        low: bool,
        narrow: bool,
    ) -> None:
        """A box for each pinned run; it can be used where the present experiment has errors of its kind.

        A low panel has no room for its last errors, one that is narrow too none for its name, which stands in
        FIT as well.
        """
        for slot, box in enumerate(self.pins):
            box.setVisible(slot in slots)
        for slot, run, label in zip(slots, runs, pin_labels(runs), strict=True):
            training, validation = last_scores(run)
            words = self.tr("{pin}: {training} | {validation}")
            whole = words.format(pin=label, training=training, validation=validation)
            shown = whole if not low else label if not narrow else ""
            self.pins[slot].setAccessibleName(whole)
            self.pins[slot].setText(shown.replace("&", "&&"))  # no letter is a key
            self.pins[slot].setEnabled(comparable(run.experiment, present))
            explain(self.pins[slot], self._about(run, present).format(pin=label))

    def _about(self, run: KeptRun, present: Experiment) -> str:
        """Words with a place for {pin}."""
        if not comparable(run.experiment, present):
            return self.tr(
                "The pinned run “{pin}” has errors of another kind. They cannot be compared with these, and "
                "so are not drawn."
            )
        training, validation = (short(error, run.experiment.dataset) for error in run.errors)
        if loss_of(run.experiment) is None:
            tip = self.tr(
                "The pinned run “{pin}”. Solid: its training error, in the end {training}; dashed: its "
                "validation error, in the end {validation}. A click hides or shows them."
            )
        else:
            tip = self.tr(
                "The pinned run “{pin}”. Solid: its training loss, in the end {training}, and accuracy, "
                "{right}; dashed: its validation loss, in the end {validation}, and accuracy, {others}. A "
                "click hides or shows them."
            )
        right, others = last_scores(run)
        values = {"training": training, "validation": validation, "right": right, "others": others}
        return tip.format(pin="{pin}", **values)

    def wants_pin(self, slot: int, column: str) -> bool:
        """Whether this error of the pin in this slot is to be drawn. column: of the box for such errors."""
        pin = self.pins[slot]
        return pin.isChecked() and pin.isEnabled() and self.boxes[column].isChecked()

    def is_wanted(self, column: str) -> bool:
        box = self.boxes[column]
        return box.isChecked() and not box.isHidden()

    @property
    def wanted(self) -> list[Curve]:
        """Curves whose box is there and checked, those of accuracies among them."""
        return [curve for curve in READ if self.is_wanted(curve.box or curve.column)]

    @property
    def wants_medians(self) -> bool:
        return self.medians.isChecked() and not self.medians.isHidden()

    @Slot()
    def _on_toggled(self) -> None:
        self.changed.emit()


def last_scores(run: KeptRun) -> tuple[str, str]:
    """What came of it in training and in validation: the errors of a curve, the accuracies of classes."""
    if not run.experiment.dataset.is_classes:
        training, validation = (short(error, run.experiment.dataset) for error in run.errors)
        return training, validation
    return score(run.accuracies[0]), score(run.accuracies[1])


def _box(words: str, tip: str, checked: bool = False) -> QCheckBox:
    box = QCheckBox(words)
    box.setChecked(checked)
    explain(box, tip)
    return box
