"""The Training section: how parameters are found, what holds them back, where they start."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnviz.core.dataset import Role
from nnviz.core.experiment import MAX_EPOCHS, OPTIMISERS, Experiment, Training
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note, Row, Section
from nnviz.gui.settings.seed_and_device import SeedAndDevice
from nnviz.gui.widgets import ComboBox, LogSpinBox, NumberBox


class TrainingSection(QWidget):
    """Shows and changes `experiment.training` and the weight seed."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.note = Note()
        self.loss = ComboBox((
            (self.tr("cross-entropy"), "cross-entropy"),
            (self.tr("squared error of the probabilities"), "squared error"),
        ))  # fmt: skip
        self.optimiser = ComboBox(tuple((self._optimiser_name(name), name) for name in OPTIMISERS))
        self.rate = LogSpinBox(1e-6, 1e3)
        self.epochs = NumberBox(1, MAX_EPOCHS, 100)
        self.batch = NumberBox(0, 20_000, zero=self.tr("all points"))
        self.shuffle = QCheckBox(self.tr("Shuffle the points in every epoch"))
        self.l2 = LogSpinBox(1e-5, 1e3, zero=self.tr("off"))
        self.l1 = LogSpinBox(1e-5, 1e3, zero=self.tr("off"))
        self.patience = NumberBox(0, MAX_EPOCHS, 10, zero=self.tr("off"))
        self.seed_and_device = SeedAndDevice(session, edits)
        self._main, self._against = Form(), Form()
        self.rows = {**self._add_main_rows(), **self._add_rows_against()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.note)
        layout.addWidget(self._main)
        for section in self._parts():
            layout.addWidget(section)
        self._connect()
        session.experiment_changed.connect(self._show)
        self._show()

    def _optimiser_name(self, name: str) -> str:
        return {
            "SGD": self.tr("SGD (plain)"),
            "momentum": self.tr("SGD with momentum"),
        }.get(name, name)

    def _parts(self) -> tuple[Section, ...]:
        return (
            Section(
                self.tr("Against overfitting"),
                self._against,
                self.tr("Ways to keep a complex model from following the noise."),
                small=True,
            ),
            Section(
                self.tr("Initial weights and device"),
                self.seed_and_device,
                self.tr("Where training starts, and which part of the computer does the work."),
                small=True,
            ),
        )

    def _add_main_rows(self) -> dict[str, Row]:
        add = self._main.add
        return {
            "loss": add(
                self.tr("Loss"),
                self.loss,
                self.tr(
                    "What training makes small. Cross-entropy is −log of the probability that a point's own "
                    "class is given; the squared error of the probabilities (Brier) is milder to those who "
                    "are surely wrong."
                ),
            ),
            "optimiser": add(
                self.tr("&Optimiser"),
                self.optimiser,
                self.tr(
                    "The rule that turns gradients into steps. SGD takes plain steps downhill; momentum "
                    "keeps rolling; Adam gives every parameter a step size of its own."
                ),
            ),
            "learning_rate": add(
                self.tr("Learning &rate"),
                self.rate,
                self.tr(
                    "How far each step goes. Too small and training crawls; too large and the error "
                    "explodes. The arrows go 0.1, 0.2, 0.5, 1."
                ),
            ),
            "epochs": add(
                self.tr("E&pochs"),
                self.epochs,
                self.tr(
                    "How many times one press of Play goes through all training points, from 1 to 1,000,000."
                ),
            ),
            "batch_size": add(
                self.tr("&Batch size"),
                self.batch,
                self.tr(
                    "How many points each step looks at. A few points make quick, noisy steps; “all points” "
                    "(0) makes smooth ones."
                ),
            ),
            "shuffle": self._main.add_check(
                self.shuffle,
                self.tr(
                    "A new order of the points in every epoch, drawn from the seed. It matters only when the "
                    "batch size is smaller than the number of points."
                ),
            ),
        }

    def _add_rows_against(self) -> dict[str, Row]:
        add = self._against.add
        return {
            "l2": add(
                self.tr("L&2 penalty"),
                self.l2,
                self.tr(
                    "Adds this number times the sum of squared weights to the error, so that large weights "
                    "must pay for themselves. It makes curves calmer."
                ),
            ),
            "l1": add(
                self.tr("L&1 penalty"),
                self.l1,
                self.tr(
                    "Adds this number times the sum of the weights' sizes to the error. It pushes weights "
                    "that help little to zero."
                ),
            ),
            "patience": add(
                self.tr("Early stopping after"),
                self.patience,
                self.tr(
                    "Training stops when the validation error (of classes their loss, not their accuracy) "
                    "has not reached a new low for this many epochs. It needs validation points."
                ),
            ),
        }

    def _connect(self) -> None:
        self.loss.activated.connect(self._on_loss)
        self.optimiser.activated.connect(self._on_optimiser)
        self.shuffle.clicked.connect(self._on_shuffle)
        self._number(self.rate, "learning_rate", self.tr("Learning rate"), float)
        self._number(self.epochs, "epochs", self.tr("Epochs"), int)
        self._number(self.batch, "batch_size", self.tr("Batch size"), int)
        self._number(self.l2, "l2", self.tr("L2 penalty"), float)
        self._number(self.l1, "l1", self.tr("L1 penalty"), float)
        self._number(self.patience, "patience", self.tr("Early stopping"), int)

    def _number(self, box: NumberBox, field: str, name: str, kind: Callable[[float], float]) -> None:
        box.edited.connect(lambda value: self._set(name, field, kind(value), joins=True))

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        training = experiment.training
        self.loss.show_key(training.loss)
        self.rows["loss"].set_visible(experiment.dataset.is_classes)
        self.optimiser.show_key(training.optimiser)
        with QSignalBlocker(self.shuffle):
            self.shuffle.setChecked(training.shuffle)
        for box, value in (
            (self.rate, training.learning_rate),
            (self.epochs, training.epochs),
            (self.batch, training.batch_size),
            (self.l2, training.l2),
            (self.l1, training.l1),
            (self.patience, training.patience),
        ):
            box.show_value(value)
        for name, row in self.rows.items():
            row.set_enabled(name == "l2" or not experiment.solved_exactly)
        self._show_notes(experiment)

    def _show_notes(self, experiment: Experiment) -> None:
        for row in self.rows.values():
            row.note.clear()
        if experiment.solved_exactly:
            self.note.say(self.tr("The exact solver finds the best fit at once; of these it needs only L2."))
            return
        self.note.clear()
        training, n = experiment.training, experiment.dataset.count(Role.TRAINING)
        if training.batch_size and n:
            words = self._counts(n, ceil(n / training.batch_size))
            self.rows["batch_size"].note.say(words)
        if training.patience and not experiment.dataset.count(Role.VALIDATION):
            words = self.tr("It needs validation points; without them training never stops early.")
            self.rows["patience"].note.say(words)
        elif training.patience and experiment.dataset.is_classes:
            words = self.tr(
                "It watches the validation loss, which may rise while the accuracy still creeps up."
            )
            self.rows["patience"].note.say(words)

    def _counts(self, n: int, steps: int) -> str:
        if n == 1:
            return self.tr("1 training point: 1 step per epoch.")
        if steps == 1:
            return self.tr("{points} training points: 1 step per epoch.").format(points=n)
        return self.tr("{points} training points: {steps} steps per epoch.").format(points=n, steps=steps)

    @Slot()
    def _on_loss(self) -> None:
        self._set(self.tr("Loss"), "loss", self.loss.currentData())

    @Slot()
    def _on_optimiser(self) -> None:
        self._set(self.tr("Optimiser"), "optimiser", self.optimiser.currentData())

    @Slot(bool)
    def _on_shuffle(self, checked: bool) -> None:
        self._set(self.tr("Shuffle"), "shuffle", checked)

    def _set(self, name: str, field: str, value: Any, joins: bool = False) -> None:
        def change(experiment: Experiment) -> Experiment:
            training: Training = replace(experiment.training, **{field: value})
            return replace(experiment, training=training)

        self._edits.make(name, change, self.rows[field].note, joins)
