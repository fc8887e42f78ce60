"""The Data section: how many points there are, the x range, and points drawn from a known function."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.dataset import LARGEST_COORDINATE, Role
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note, side_by_side
from nnviz.gui.settings.generator import Generator
from nnviz.gui.widgets import NumberBox


class DataSection(QWidget):
    """Shows how many points there are, and changes the x range."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.count = Note()
        self.low = NumberBox(-LARGEST_COORDINATE, LARGEST_COORDINATE, 0.5, whole=False)
        self.high = NumberBox(-LARGEST_COORDINATE, LARGEST_COORDINATE, 0.5, whole=False)
        form = Form()
        self.range = form.add(
            self.tr("&x range"),
            side_by_side(self.low, self.high),
            self.tr(
                "The part of the x axis that is drawn and in which models are fitted. It holds every point."
            ),
        )
        form.name_pair(self.range, self.low, self.high)
        self.generator = Generator(session, edits)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.count, form, self.generator):
            layout.addWidget(widget)
        for box in (self.low, self.high):
            box.edited.connect(self._on_range)
        session.experiment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        dataset = experiment.dataset
        training, validation = dataset.count(Role.TRAINING), dataset.count(Role.VALIDATION)
        self.count.say(f"{self._training(training)}, {self._validation(validation)}")
        self.low.show_value(experiment.domain[0])
        self.high.show_value(experiment.domain[1])
        self.range.note.clear()

    def _training(self, n: int) -> str:
        return self.tr("1 training point") if n == 1 else self.tr("{n} training points").format(n=f"{n:,}")

    def _validation(self, n: int) -> str:
        words = self.tr("1 validation point") if n == 1 else self.tr("{n} validation points")
        return words.format(n=f"{n:,}")

    @Slot()
    def _on_range(self) -> None:
        domain = self.low.value(), self.high.value()
        self._edits.make(self.tr("x range"), lambda e: replace(e, domain=domain), self.range.note, joins=True)
