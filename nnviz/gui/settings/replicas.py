"""The Replicas section: how many times the same model is fitted to other samples, and how these are made."""

from dataclasses import replace
from math import ceil, floor
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.remarks import BOOTSTRAP_MISLEADS
from nnviz.core.replicas import FEWEST_FOR_SPLIT, MOST_REPLICAS, TRUSTED_FROM, USUAL_COUNT
from nnviz.core.resampling import chosen_replicas, obstacle, smooth_degree
from nnviz.core.sentences import BadInput
from nnviz.core.training.memory import check_memory, in_words, needed_bytes
from nnviz.core.truths import SEEDS
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Row
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox, NumberBox

NOTABLE = 100e6  # bytes of memory from which on they are worth a line
COUNT_STEP = 10


class ReplicasSection(QWidget):
    """Shows and changes `experiment.replicas`. While there are none, only their number is shown."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.count = CountBox(self.tr("off"))
        self.made_by = ComboBox(self._ways(is_classes=False))
        self._listed = False  # whether the ways are those of classes
        self.same_weights = QCheckBox(self.tr("Same &initial weights"))
        self.seed = NumberBox(0, SEEDS - 1)
        self._main, self._how = Form(), Form()
        self.count_row = self._add_count()
        self.memory = self._main.add_note()
        self.rows = self._add_rows()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._main)
        layout.addWidget(self._how)
        self.count.edited.connect(self._on_count)
        self.made_by.activated.connect(self._on_made_by)
        self.same_weights.clicked.connect(self._on_same_weights)
        self.seed.edited.connect(self._on_seed)
        session.experiment_changed.connect(self._show)
        self._show()

    def _ways(self, is_classes: bool) -> tuple[tuple[str, object], ...]:
        if is_classes:
            return (
                (self.tr("fresh labels"), "same-x"),
                (self.tr("fresh points"), "fresh-x"),
                (self.tr("bootstrap: points"), "bootstrap"),
            )
        return (
            (self.tr("same x, fresh noise"), "same-x"),
            (self.tr("fresh x, too"), "fresh-x"),
            (self.tr("bootstrap: points"), "bootstrap"),
            (self.tr("bootstrap: residuals"), "residuals"),
        )

    def _add_count(self) -> Row:
        return self._main.add(
            self.tr("Replica co&unt"),
            self.count,
            self.tr(
                "The same model, fitted again and again to other samples: how much its curve changes from "
                "one to the next is its variance. 50 is usual."
            ),
        )

    def _add_rows(self) -> dict[str, Row]:
        add = self._how.add
        return {
            "resample": add(
                self.tr("Made b&y"),
                self.made_by,
                self.tr("Where the points of the replicas come from. It decides what variance means here."),
            ),
            "same_weights": self._how.add_check(
                self.same_weights,
                self.tr(
                    "All replicas start from the model's own initial weights: what is left is the variance "
                    "that comes from the points. Polynomials start at zero anyway."
                ),
            ),
            "seed": add(
                self.tr("Replica seed"),
                self.seed,
                self.tr("The random draw as a number: the same seed gives the replicas the same points."),
            ),
        }

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        replicas = experiment.replicas
        self.count.show_value(replicas.count)
        self._list_ways(experiment.dataset.is_classes)
        self.made_by.show_key(replicas.resample)
        with QSignalBlocker(self.same_weights):
            self.same_weights.setChecked(replicas.same_weights)
        self.seed.show_value(replicas.seed)
        self._how.setVisible(replicas.count > 0)
        self.rows["same_weights"].set_enabled(not experiment.solved_exactly)
        for row in self.rows.values():
            row.note.clear()
        self._show_count_note(replicas.count, experiment.dataset.is_classes)
        self._show_memory(experiment)
        self._show_way(experiment)

    def _list_ways(self, is_classes: bool) -> None:
        """Those that make sense of such points."""
        if is_classes is not self._listed:
            self._listed = is_classes
            with QSignalBlocker(self.made_by):
                self.made_by.clear()
                for words, way in self._ways(is_classes):
                    self.made_by.addItem(words, way)

    def _show_count_note(self, count: int, is_classes: bool) -> None:
        note = self.count_row.note
        if count == 0 and is_classes:
            words = self.tr("Fit the model to other samples, too, and see how much its borders change.")
            note.say(words)
        elif count == 0:
            note.say(self.tr("Fit the model to other samples, too, and see how much its curve changes."))
        elif count < FEWEST_FOR_SPLIT:
            words = self.tr("One replica has no variance: take 2 or more, {usual} is usual.")
            note.warn(words.format(usual=USUAL_COUNT))
        elif count < TRUSTED_FROM:
            words = self.tr("Fewer than {n}: the standard errors are guesses themselves.")
            note.say(words.format(n=TRUSTED_FROM))
        else:
            note.clear()

    def _show_memory(self, experiment: Experiment) -> None:
        self.memory.clear()
        if not experiment.replicas.count:
            return
        try:
            check_memory(experiment)
        except BadInput as bad:
            self.memory.warn(text(bad.sentence))
        else:
            if (needed := needed_bytes(experiment)) >= NOTABLE:
                self.memory.say(self.tr("About {size} of memory.").format(size=in_words(needed)))

    def _show_way(self, experiment: Experiment) -> None:
        if not experiment.replicas.count:
            return
        note, hindrance = self.rows["resample"].note, obstacle(experiment)
        if hindrance is not None:
            note.warn(text(hindrance))
        else:
            explain = self._explained_of_classes if experiment.dataset.is_classes else self._explained
            note.say(" ".join(filter(None, (explain(experiment), self._without_noise(experiment)))))

    def _explained_of_classes(self, experiment: Experiment) -> str:
        match experiment.replicas.resample:
            case "same-x":
                return self.tr(
                    "Each replica sees the same places, with classes drawn anew as the pattern makes them "
                    "probable there."
                )
            case "fresh-x":
                return self.tr("Each replica sees other points of the pattern, with places of their own.")
            case _:
                return self.tr(
                    "Each replica draws as many of your points, some twice, some not at all. It needs no "
                    "pattern."
                )

    def _explained(self, experiment: Experiment) -> str:
        """What the chosen way does, and what it shows."""
        match experiment.replicas.resample:
            case "same-x":
                return self.tr(
                    "Each replica sees the same x with fresh noise around the truth: what would have "
                    "happened had the same experiment been repeated."
                )
            case "fresh-x":
                return self.tr(
                    "Each replica draws its x anew, too, with fresh noise around the truth: more realistic, "
                    "and wilder at the edges."
                )
            case "bootstrap":
                words = self.tr(
                    "Each replica draws as many of your points, some twice, some not at all. It needs no "
                    "truth."
                )
                return f"{words} {text(BOOTSTRAP_MISLEADS)}"
            case "residuals":
                words = self.tr(
                    "Each replica keeps x and draws anew from what is left over around a smooth curve (a "
                    "polynomial of degree {d} here). It needs no truth."
                )
                return words.format(d=smooth_degree(experiment))

    def _without_noise(self, experiment: Experiment) -> str:
        """What no noise around the truth means for replicas that are drawn from it."""
        truth, replicas = experiment.truth, experiment.replicas
        if truth is None or truth.noise or not replicas.needs_truth:
            return ""
        if replicas.resample == "fresh-x":
            return self.tr("The noise is 0: their points differ only in x.")
        return self.tr(
            "The noise is 0: all get the same points, and only initial weights can make them differ."
        )

    # --- what the user does -----------------------------------------------------------------------

    @Slot(float)
    def _on_count(self, value: float) -> None:
        def change(experiment: Experiment) -> Experiment:
            return replace(experiment, replicas=chosen_replicas(experiment, int(value), None))

        self._edits.make(self.tr("Replicas"), change, self.count_row.note, joins=True)

    @Slot()
    def _on_made_by(self) -> None:
        self._set(self.tr("Way to make replicas"), "resample", self.made_by.currentData())

    @Slot(bool)
    def _on_same_weights(self, checked: bool) -> None:
        self._set(self.tr("Same initial weights"), "same_weights", checked)

    @Slot(float)
    def _on_seed(self, value: float) -> None:
        self._set(self.tr("Replica seed"), "seed", int(value), joins=True)

    def _set(self, name: str, field: str, value: Any, joins: bool = False) -> None:
        def change(experiment: Experiment) -> Experiment:
            return replace(experiment, replicas=replace(experiment.replicas, **{field: value}))

        self._edits.make(name, change, self.rows[field].note, joins)


class CountBox(NumberBox):
    """A number of replicas: stepped in tens, from "off" to the usual number at once."""

    def __init__(self, off: str, parent: QWidget | None = None) -> None:
        super().__init__(0, MOST_REPLICAS, zero=off, parent=parent)

    def _stepped(self, value: float, steps: int) -> float:
        if value == 0 and steps > 0:
            return USUAL_COUNT + (steps - 1) * COUNT_STEP
        tens = floor(value / COUNT_STEP) if steps > 0 else ceil(value / COUNT_STEP)
        return (tens + steps) * COUNT_STEP
