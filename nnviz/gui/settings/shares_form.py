"""How the points are dealt out: which are for training, for validation and for the test."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.sentences import Sentence, number
from nnviz.core.shares import Shares, shares_of, shows, with_shares
from nnviz.core.truths import SEEDS
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Row
from nnviz.gui.widgets import ComboBox, NumberBox, explain

CHOOSE = Sentence("Choose “stratified” as Split, below.")
PRESS = Sentence("Press “Split the points like this”, below.")
CHOOSE_AND_PRESS = Sentence("Choose “stratified” as Split, below, and press “Split the points like this”.")
LARGER = Sentence("Give the smaller parts a larger share, below.")  # too small for so many classes


class SharesForm(QWidget):
    """Where the roles are those of the split that is shown, another one is made at once; else by a button."""

    changed = Signal()  # another split is shown, and the points are not dealt out like it

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.shares = Shares()
        self.how = ComboBox((
            (self.tr("stratified"), "stratified"), (self.tr("random"), "random"),
            (self.tr("by position"), "positional"),
        ))  # fmt: skip
        self.validation, self.test = NumberBox(0, 99, 5, whole=False), NumberBox(0, 99, 5, whole=False)
        self.seed = NumberBox(0, SEEDS - 1)
        self._form = Form()
        self.rows = self._add_rows()
        self.left = self._form.add_note()
        self.split = QPushButton(self.tr("Split the points like this"))
        explain(
            self.split,
            self.tr("Give every point its role by this split. Undo brings the present roles back."),
        )
        self._last: Row = self.rows["how"]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._form)
        layout.addWidget(self.split)
        self.how.activated.connect(lambda _index: self._on_edited(self.rows["how"]))
        for name, box in (("validation", self.validation), ("test", self.test), ("seed", self.seed)):
            box.edited.connect(lambda _value, row=self.rows[name]: self._on_edited(row))
        self.split.clicked.connect(self._on_split)
        session.opened.connect(self._guess)
        session.experiment_changed.connect(self._show)
        self._guess()
        self._show()

    def _add_rows(self) -> dict[str, Row]:
        add = self._form.add
        return {
            "how": add(
                self.tr("Split"),
                self.how,
                self.tr(
                    "Stratified: each class is dealt out alike, by chance. Random: by chance alone. By "
                    "position: the first points train, the last ones test."
                ),
            ),
            "validation": add(
                self.tr("Validation, %"),
                self.validation,
                self.tr("The share of points that only judge the model while it is chosen, in per cent."),
            ),
            "test": add(
                self.tr("Test, %"),
                self.test,
                self.tr("The share of points that are kept back to judge what was chosen, in per cent."),
            ),
            "seed": add(
                self.tr("Split seed"),
                self.seed,
                self.tr("The random draw as a number: the same seed gives the same split."),
            ),
        }

    @Slot()
    def _guess(self) -> None:
        """Show the split that the points of another document have. Those of a pattern have none."""
        dataset, pattern = self._session.experiment.dataset, self._session.experiment.pattern
        guessed = shares_of(dataset) if dataset.is_classes and pattern is None else None
        self.shares = guessed or self.shares

    def is_split(self) -> bool:
        """Whether the points are dealt out as the fields say, so that nothing is lost by another split."""
        return shows(self._session.experiment.dataset, self.shares)

    def remedy(self) -> Sentence:
        """What to do here so that each class is in each part."""
        if self.is_split():
            return CHOOSE if self.shares.how != "stratified" else LARGER
        return PRESS if self.shares.how == "stratified" else CHOOSE_AND_PRESS

    @Slot()
    def _show(self) -> None:
        dataset, shares = self._session.experiment.dataset, self.shares
        if not dataset.is_classes:
            return
        self.how.show_key(shares.how)
        self.validation.show_value(shares.validation)
        self.test.show_value(shares.test)
        self.seed.show_value(shares.seed)
        self.rows["seed"].set_enabled(shares.how != "positional")
        for row in self.rows.values():
            row.note.clear()
        same = self.is_split()
        self.split.setVisible(len(dataset) > 0 and not same)
        words = self.tr("{n} % are left for training.").format(n=number(shares.training))
        if same:
            words = self.tr(
                "{n} % are left for training: {training}, {validation} and {test} points."
            ).format(
                n=number(shares.training),
                training=dataset.count(Role.TRAINING),
                validation=dataset.count(Role.VALIDATION),
                test=dataset.count(Role.TEST),
            )
        self.left.say(words)

    # --- what the user does -----------------------------------------------------------------------

    def _on_edited(self, row: Row) -> None:
        self._last = row
        same, before = self.is_split(), self.shares
        self.shares = replace(
            before,
            how=self.how.currentData(),
            validation=self.validation.value(),
            test=self.test.value(),
            seed=int(self.seed.value()),
        )
        if same and not self._deal(joins=True):
            self.shares = before  # the fields keep what was typed, and the note says what is wrong
        else:
            self._show()  # also where the split is another one and gives the same roles
            self.changed.emit()

    @Slot()
    def _on_split(self) -> None:
        self._deal(joins=False)

    def _deal(self, joins: bool) -> bool:
        def dealt(experiment: Experiment) -> Experiment:
            return with_dataset(experiment, with_shares(experiment.dataset, self.shares))

        return self._edits.make(self.tr("Split the points"), dealt, self._last.note, joins)
