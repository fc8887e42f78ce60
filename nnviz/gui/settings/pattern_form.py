"""The fields of a pattern: its classes, noise, flipped labels, numbers of points, and seed."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.dataset import FEWEST_CLASSES, MAX_POINTS
from nnviz.core.patterns import Pattern
from nnviz.core.patterns.pattern import FAMILIES, MOST_FLIPPED, MOST_NOISE
from nnviz.core.truths import SEEDS
from nnviz.gui.settings.form import Form, Note, Row
from nnviz.gui.widgets import NumberBox

PERCENT = 100


class PatternForm(QWidget):
    """Shows a pattern and reads it back."""

    edited = Signal()  # by the user

    def __init__(self) -> None:
        super().__init__()
        self.classes = NumberBox(FEWEST_CLASSES, FEWEST_CLASSES)
        self.noise = NumberBox(0, MOST_NOISE, 0.05, whole=False, zero=self.tr("none"))
        self.flip = NumberBox(0, MOST_FLIPPED * PERCENT, 5, whole=False, zero=self.tr("none"))
        self.n_training = NumberBox(0, MAX_POINTS, 10)
        self.n_validation = NumberBox(0, MAX_POINTS, 10)
        self.n_test = NumberBox(0, MAX_POINTS, 10)
        self.seed = NumberBox(0, SEEDS - 1)
        self._form = Form()
        self.rows = self._add_rows()
        self.last_note: Note = self.rows["noise"].note
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._form)
        for name, row in self.rows.items():
            box: NumberBox = getattr(self, name)
            box.edited.connect(lambda _value, row=row: self._edited_in(row.note))

    def _add_rows(self) -> dict[str, Row]:
        add = self._form.add
        return {
            "classes": add(
                self.tr("Classes"),
                self.classes,
                self.tr("How many classes the pattern has: blobs up to 10, circles and spirals up to 5."),
            ),
            "noise": add(
                self.tr("Noise"),
                self.noise,
                self.tr("How far points scatter around the shape of their class, in both features."),
            ),
            "flip": add(
                self.tr("Flipped labels, %"),
                self.flip,
                self.tr(
                    "How many of a hundred points get a class that is not their own. No model can know which."
                ),
            ),
            "n_training": add(
                self.tr("Training points"),
                self.n_training,
                self.tr("How many points the model learns from. More of them make overfitting harder."),
            ),
            "n_validation": add(
                self.tr("Validation points"),
                self.n_validation,
                self.tr("How many points only judge the model: it never learns from them."),
            ),
            "n_test": add(
                self.tr("Test points"),
                self.n_test,
                self.tr("How many points are kept back until all is chosen, to judge that in the end."),
            ),
            "seed": add(
                self.tr("Sample seed"),
                self.seed,
                self.tr("The random draw as a number: the same seed gives the same points."),
            ),
        }

    def show_pattern(self, pattern: Pattern) -> None:
        most = FAMILIES[pattern.kind].most_classes
        self.classes.set_range(FEWEST_CLASSES, most)
        self.rows["classes"].set_visible(most > FEWEST_CLASSES)
        for box, value in (
            (self.classes, pattern.class_count),
            (self.noise, pattern.noise),
            (self.flip, round(pattern.flip * PERCENT, 10)),
            (self.n_training, pattern.n_training),
            (self.n_validation, pattern.n_validation),
            (self.n_test, pattern.n_test),
            (self.seed, pattern.seed),
        ):
            box.show_value(value)
        for row in self.rows.values():
            row.note.clear()

    def read(self, pattern: Pattern) -> Pattern:
        """What the fields say now. Raises `BadInput` when that makes no pattern."""
        shown = round(pattern.flip * PERCENT, 10)
        return replace(
            pattern,
            class_count=int(self.classes.value()),
            noise=self.noise.value(),
            flip=pattern.flip if self.flip.value() == shown else self.flip.value() / PERCENT,
            n_training=int(self.n_training.value()),
            n_validation=int(self.n_validation.value()),
            n_test=int(self.n_test.value()),
            seed=int(self.seed.value()),
        )

    def warn(self, words: str) -> None:
        """Say what is wrong, under the field that was changed last."""
        self.last_note.warn(words)

    def _edited_in(self, note: Note) -> None:
        self.last_note = note
        self.edited.emit()
