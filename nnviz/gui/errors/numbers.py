"""The numbers of one epoch in the ERRORS panel: the errors, and below them what they add up to."""

from dataclasses import replace
from html import escape

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnviz.core.generalization.effective import effective_parameters
from nnviz.core.generalization.split import Split
from nnviz.gui.errors.check import check_of, signed
from nnviz.gui.errors.curves import ACCURACIES, READ, Curve, column_of, loss_of
from nnviz.gui.errors.fitted import FittedLabel, Part
from nnviz.gui.errors.scale import Array
from nnviz.gui.errors.words import box_word, loss_name, word
from nnviz.gui.readout import score, short
from nnviz.gui.session import Session

MARGIN = 10  # pixels beside the numbers
# Read off whether their curves are shown or not.
ALWAYS = ("train_error", "validation_error", "train_accuracy", "validation_accuracy")
WEIGHT = {  # what the line keeps longest; the parts of the split stand in the line below as well
    "train_error": 9, "validation_error": 8, "total": 7, "variance": 4, "bias_squared": 3,
    "bias_squared_plus_noise": 3, "penalty": 2, "noise": 1, "validation_accuracy": 7, "train_accuracy": 6,
}  # fmt: skip
ESSENTIAL = 7  # the least weight that the note may not push out, and the short one not even those below


class Numbers(QWidget):
    """Readout, note and check line. The owner says which epoch, and when: numbers that race are a blur."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cut_off = self._low = self._pointed = False
        self.readout = FittedLabel()
        self.readout.setAccessibleName(self.tr("Errors at this epoch"))
        self.check = FittedLabel()
        self.check.setAccessibleName(self.tr("What the error adds up to"))
        cut_off = self.tr("Higher errors are cut off: Log y shows them.")
        self._notes = cut_off, self.tr("top cut off"), "↑"
        self.note = QLabel()
        self.note.setAccessibleName(cut_off)
        self.note.setToolTip(cut_off)
        self.note.setMinimumWidth(1)  # never keeps the panel wide: it is said in fewer words
        self.note.setProperty("quiet", True)
        layout = QGridLayout(self)
        layout.setContentsMargins(MARGIN, 1, MARGIN, 2)
        layout.setHorizontalSpacing(MARGIN)
        layout.setVerticalSpacing(0)
        layout.addWidget(self.readout, 0, 0)
        layout.addWidget(self.note, 0, 1)
        layout.addWidget(self.check, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)

    def show_epoch(self, epoch: int, pointed: bool, wanted: list[Curve], medians: bool) -> None:
        """The numbers of an epoch, of `wanted` curves only. pointed: whether the mouse asks for it."""
        self._pointed = pointed
        history = self._session.history
        row = history.row(epoch)[None] if len(history) else None
        self.readout.show_parts([] if row is None else self._errors(row, wanted, medians))
        split = Split() if row is None else history.split(epoch)
        parts = check_of(self._session.experiment, split, self._lost()) if len(history) else []
        if parts and medians:
            parts = _after(self.tr("Means:"), parts)
        if parts and loss_of(self._session.experiment) is not None:
            parts = _after(self.tr("Brier score:"), parts)
        self.check.show_parts(parts)
        self._explain(row)
        self._share_room()

    def show_cut_off(self, cut_off: bool) -> None:
        """Say that errors are cut off, in as many words as leave room for the numbers."""
        self._cut_off = cut_off
        self._share_room()

    def show_low(self, low: bool) -> None:
        """In a low panel there is one line: what the error adds up to, and under the mouse the numbers."""
        self._low = low
        self._share_room()

    def _share_room(self) -> None:
        checked = self._session.experiment.replicas.count > 0
        read = not (self._low and checked) or self._pointed
        self.check.setVisible(checked and not (self._low and read))
        self.readout.setVisible(read)
        room = self.width() - 3 * MARGIN
        advance = self.note.fontMetrics().horizontalAdvance
        needed = (self.readout.width_of(ESSENTIAL), self.readout.width_of(ESSENTIAL - 1), 0)
        fitting = (
            note for note, beside in zip(self._notes, needed, strict=True) if advance(note) + beside <= room
        )
        self.note.setText(next(fitting, ""))
        self.note.setVisible(self._cut_off and read and bool(self.note.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _lost(self) -> tuple[int, ...]:
        spread = self._session.spread or self._session.disagreement
        return spread.lost if spread is not None else ()

    def _errors(self, row: Array, wanted: list[Curve], medians: bool) -> list[Part]:
        experiment, loss = self._session.experiment, loss_of(self._session.experiment)
        epoch = int(column_of(row, "epoch")[0])
        begin = self.tr("exact") if experiment.solved_exactly else self.tr("epoch {n:,}").format(n=epoch)
        parts = [Part(begin, 9)]
        for curve in READ:
            value = float(curve.values(row, medians)[0])
            if value != value or not (curve in wanted or curve.column in ALWAYS):
                continue
            weight = WEIGHT[curve.column]
            if curve in ACCURACIES:
                parts.append(Part(score(value / curve.factor), weight, ", "))
                parts.append(Part(self.tr("right"), 2, " ", filler=True))
            else:
                figure = signed(value) if value < 0 else short(value, experiment.dataset)
                if loss is not None and curve.column in ALWAYS:  # the graph says, too, that it is a loss
                    parts.append(Part(box_word(curve.column, loss), weight))
                    parts.append(Part(self.tr("loss"), 2, " ", filler=True))
                    parts.append(Part(figure, weight, " "))
                else:
                    name = word(curve.column, medians and bool(curve.median), loss)
                    parts.append(Part(f"{name} {figure}", weight))
        effective = effective_parameters(experiment, epoch) if self._session.settings_held else None
        self._has_effective = effective is not None
        if effective is not None:
            words = self.tr("effective parameters {effective} of {count:,}").format(
                effective=f"{effective:,.1f}", count=experiment.model.parameter_count
            )
            parts.append(Part(words, 6))
        return parts

    def _explain(self, row: Array | None) -> None:
        paragraphs = [self.readout.whole] if row is not None else []
        paragraphs.append(
            self.tr("The numbers of the epoch under the mouse, or else of the shown one. Click to go there.")
        )
        if row is not None:
            figures = (float(curve.values(row)[0]) for curve in READ)
            exact = ", ".join(f"{figure:.6g}" for figure in figures if figure == figure)
            paragraphs[-1] += " " + self.tr("In figures: {figures}.").format(figures=exact)
        if (loss := loss_of(self._session.experiment)) is not None:
            words = self.tr(
                "The loss is the {loss}; “right” is the accuracy, the share of points whose class is told."
            )
            paragraphs.append(words.format(loss=loss_name(loss)))
        if row is not None and self._has_effective:
            paragraphs.append(
                self.tr(
                    "Effective parameters: training that has not gone all the way uses fewer directions than "
                    "the model has, Σ(1 − (1 − 2ηλ)ᵏ) of them after k steps; η is the learning rate, λ the "
                    "steepness of each direction."
                )
            )
        self.readout.setToolTip(_paragraphs(paragraphs))
        explained = self.tr("± is one standard error; B is how many replicas take part.")
        if self._session.experiment.replicas.needs_truth:
            explained += " " + self.tr(
                "The fresh points take no part in the sum, so the two check each other."
            )
        self.check.setToolTip(_paragraphs([self.check.whole, explained]) if self.check.whole else "")


def _after(words: str, parts: list[Part]) -> list[Part]:
    """The parts after these words."""
    return [Part(words, 9), replace(parts[0], lead=" "), *parts[1:]]


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in texts)
