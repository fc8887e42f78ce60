"""The fields of a sample: the function's coefficients, noise, numbers of points, x range and seed."""

import re
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.dataset import LARGEST_COORDINATE, MAX_POINTS
from nnviz.core.sentences import BadInput
from nnviz.core.truths import FORMS, SEEDS, Sampling, Truth
from nnviz.gui.settings.form import Form, Note, Row, Section, side_by_side
from nnviz.gui.widgets import ComboBox, LineEdit, LogSpinBox, NumberBox, read_number, written

MOST_COEFFICIENTS = 3  # of any function but the polynomial


class GeneratorForm(QWidget):
    """Shows a truth and a sampling, and reads them back."""

    edited = Signal()  # by the user

    def __init__(self) -> None:
        super().__init__()
        far = LARGEST_COORDINATE
        self.coefficients = [NumberBox(-far, far, 0.1, whole=False) for _ in range(MOST_COEFFICIENTS)]
        self.powers = LineEdit()
        self.noise = LogSpinBox(1e-3, 1e3, zero=self.tr("none"))
        self.n_training = NumberBox(0, MAX_POINTS)
        self.n_validation = NumberBox(0, MAX_POINTS)
        self.low = NumberBox(-far, far, 0.5, whole=False)
        self.high = NumberBox(-far, far, 0.5, whole=False)
        self.spacing = ComboBox(((self.tr("even"), "even"), (self.tr("random"), "random")))
        self.seed = NumberBox(0, SEEDS - 1)
        self._main, self._more = Form(), Form()
        self._rows = self._add_main_rows()
        self._more_rows = self._add_more_rows()
        self.last_note = self._main.add_note()
        self._shown_powers = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._main)
        layout.addWidget(self._folded())
        self._connect()

    def _folded(self) -> Section:
        return Section(
            self.tr("Where and how they are drawn"),
            self._more,
            self.tr("The x range of the sample, the spacing of its points, and its seed."),
            small=True,
        )

    def _add_main_rows(self) -> list[Row]:
        add = self._main.add
        tip = self.tr("A number of the function that the points are drawn from.")
        self._numbers = [add("", box, tip) for box in self.coefficients]
        self._powers = add(
            self.tr("Coefficients"),
            self.powers,
            self.tr(
                "The numbers before 1, x, x², x³ and so on, with commas. For example 0, -1, 0, 2 is 2·x³ − x."
            ),
        )
        return [
            *self._numbers,
            self._powers,
            add(
                self.tr("Noise"),
                self.noise,
                self.tr("How far points scatter around the function: a standard deviation in units of y."),
            ),
            add(
                self.tr("Training points"),
                self.n_training,
                self.tr("How many points the model learns from. More of them make overfitting harder."),
            ),
            add(
                self.tr("Validation points"),
                self.n_validation,
                self.tr("How many points only judge the model: it never learns from them."),
            ),
        ]

    def _add_more_rows(self) -> list[Row]:
        add = self._more.add
        pair = add(
            self.tr("x range"),
            side_by_side(self.low, self.high),
            self.tr("Points are drawn between these two values of x. They become the x range, too."),
        )
        self._more.name_pair(pair, self.low, self.high)
        return [
            pair,
            add(
                self.tr("Spacing"),
                self.spacing,
                self.tr(
                    "Whether training points stand evenly along x or at random places. Validation points are "
                    "always at random places."
                ),
            ),
            add(
                self.tr("Sample seed"),
                self.seed,
                self.tr("The random draw as a number: the same seed gives the same points."),
            ),
        ]

    def _connect(self) -> None:
        boxes = {
            **dict(zip(self.coefficients, self._numbers, strict=True)),
            self.noise: self._rows[-3],
            self.n_training: self._rows[-2],
            self.n_validation: self._rows[-1],
            self.low: self._more_rows[0],
            self.high: self._more_rows[0],
            self.seed: self._more_rows[2],
        }
        for box, row in boxes.items():
            box.edited.connect(lambda _value, row=row: self._edited_in(row.note))
        self.spacing.activated.connect(lambda _index: self._edited_in(self._more_rows[1].note))
        self.powers.editingFinished.connect(self._on_powers)

    def show_draft(self, truth: Truth, sampling: Sampling) -> None:
        self._show_coefficients(truth)
        for box, value in (
            (self.noise, truth.noise),
            (self.n_training, sampling.n_training),
            (self.n_validation, sampling.n_validation),
            (self.low, sampling.low),
            (self.high, sampling.high),
            (self.seed, sampling.seed),
        ):
            box.show_value(value)
        self.spacing.show_key(sampling.spacing)
        for row in (*self._rows, *self._more_rows):
            row.note.clear()

    def _show_coefficients(self, truth: Truth) -> None:
        many, names = truth.kind == "polynomial", _names(truth)
        for i, (row, box) in enumerate(zip(self._numbers, self.coefficients, strict=True)):
            row.set_visible(i < len(names))
            if i < len(names):
                row.rename(_capitalised(QCoreApplication.translate("core", names[i])))
                box.show_value(truth.coefficients[i])
        self._powers.set_visible(many)
        text = ", ".join(map(written, truth.coefficients)) if many else ""
        if many:
            self.powers.show_text(text)
        self._shown_powers = text

    def read(self, truth: Truth, sampling: Sampling) -> tuple[Truth, Sampling]:
        """What the fields say now. Raises `BadInput` when that makes no sample."""
        coefficients = truth.coefficients
        if truth.kind == "polynomial" and self.powers.text() != self._shown_powers:
            coefficients = read_coefficients(self.powers.text())
        elif names := _names(truth):
            coefficients = tuple(box.value() for box in self.coefficients[: len(names)])
        return replace(truth, coefficients=coefficients, noise=self.noise.value()), replace(
            sampling,
            n_training=int(self.n_training.value()),
            n_validation=int(self.n_validation.value()),
            low=self.low.value(),
            high=self.high.value(),
            spacing=self.spacing.currentData(),
            seed=int(self.seed.value()),
        )

    def warn(self, words: str) -> None:
        """Say what is wrong, under the field that was changed last."""
        self.last_note.warn(words)

    @Slot()
    def _on_powers(self) -> None:
        if self.powers.text() != self._shown_powers:
            self._edited_in(self._powers.note)

    def _edited_in(self, note: Note) -> None:
        self.last_note = note
        self.edited.emit()


def _names(truth: Truth) -> tuple[str, ...]:
    """What the boxes for its numbers are called: none for a polynomial, a list, nor for a drawn curve."""
    return () if truth.kind in ("polynomial", "drawn") else FORMS[truth.kind].names


def read_coefficients(text: str) -> tuple[float, ...]:
    """Numbers between commas, or between semicolons where commas are decimal. Raises `BadInput`."""
    separator = r"\s*;\s*" if ";" in text else r"\s*,\s*|\s+"
    try:
        return tuple(read_number(part) for part in re.split(separator, text.strip()))
    except ValueError:
        raise BadInput(
            "“{text}” is not a list of numbers. Write them with commas, such as 0, -1, 0, 2.", text=text
        ) from None


def _capitalised(name: str) -> str:
    """“height” becomes “Height”; “x of the step” keeps its x, which is a symbol."""
    return name if name.startswith("x ") else name[:1].upper() + name[1:]
