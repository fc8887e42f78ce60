"""The Data section: what kind of points there are, how many, and where they come from."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.core.dataset import LARGEST_COORDINATE, Role
from nnviz.core.experiment import Experiment
from nnviz.core.kinds_of_points import as_classes, as_curve, can_be_had_again
from nnviz.core.sentences import Sentence
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note, side_by_side
from nnviz.gui.settings.generator import Generator
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import ComboBox, NumberBox

if TYPE_CHECKING:
    from nnviz.gui.settings.classes import ClassesPage

CURVE_KEPT = Sentence("Your curve's points are kept: Undo brings them back, and so does the same choice.")
CLASSES_KEPT = Sentence(
    "Your points with classes are kept: Undo brings them back, and so does the same choice."
)


class DataSection(QWidget):
    """Shows how many points there are, and changes their kind and the x range.

    What classes have is made when there are some: the window does not open later for it.
    """

    offered = Signal()  # a button that replaces the user's points has appeared
    turned = Signal()  # the user has chosen the other kind of points

    def __init__(self, session: Session, edits: Edits, theme: Theme) -> None:
        super().__init__()
        self._session, self._edits, self._theme = session, edits, theme
        self._classes: ClassesPage | None = None
        self._last: dict[bool, Experiment] = {}  # with the last points of a curve, and with classes
        self.count = Note()
        self.kind = ComboBox(((self.tr("curve: y for each x"), False), (self.tr("classes"), True)))
        head = Form()
        self.kind_row = head.add(
            self.tr("Kin&d of points"),
            self.kind,
            self.tr(
                "A curve has one value y for each x. Points with classes lie in the plane, or have more "
                "features, and the model tells which class is where."
            ),
        )
        self.low = NumberBox(-LARGEST_COORDINATE, LARGEST_COORDINATE, 0.5, whole=False)
        self.high = NumberBox(-LARGEST_COORDINATE, LARGEST_COORDINATE, 0.5, whole=False)
        self.form = Form()
        self.range = self.form.add(
            self.tr("&x range"),
            side_by_side(self.low, self.high),
            self.tr(
                "The part of the x axis that is drawn and in which models are fitted. It holds every point."
            ),
        )
        self.form.name_pair(self.range, self.low, self.high)
        self.generator = Generator(session, edits)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        for widget in (self.count, head, self.form, self.generator):
            self._layout.addWidget(widget)
        self.generator.offered.connect(self.offered)
        self.kind.activated.connect(self._on_kind)
        for box in (self.low, self.high):
            box.edited.connect(self._on_range)
        session.opened.connect(self._last.clear)
        session.experiment_changed.connect(self._show)
        self._show()

    @property
    def classes(self) -> "ClassesPage":
        """What is shown of points with classes."""
        if self._classes is None:
            from nnviz.gui.settings.classes import ClassesPage

            self._classes = ClassesPage(self._session, self._edits, self._theme)
            self._classes.source.offered.connect(self.offered)
            self._layout.addWidget(self._classes)
        return self._classes

    @property
    def replace_points(self) -> QPushButton:
        """The button that replaces the user's points."""
        is_classes = self._session.experiment.dataset.is_classes
        return self.classes.source.replace_points if is_classes else self.generator.replace_points

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._classes is not None:
            self._classes.show_theme(theme)

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        is_classes = experiment.dataset.is_classes
        self._last[is_classes] = experiment
        self.count.say(self._counts(experiment))
        self.kind.show_key(is_classes)
        self.kind_row.note.clear()
        for widget in (self.form, self.generator):
            widget.setVisible(not is_classes)
        if is_classes or self._classes is not None:
            self.classes.setVisible(is_classes)
        self.low.show_value(experiment.domain[0])
        self.high.show_value(experiment.domain[1])
        self.range.note.clear()

    def _counts(self, experiment: Experiment) -> str:
        training, validation, test = (experiment.dataset.count(role) for role in Role)
        parts = [self._training(training), self._validation(validation)]
        return ", ".join([*parts, self._test(test)] if test else parts)

    def _training(self, n: int) -> str:
        return self.tr("1 training point") if n == 1 else self.tr("{n} training points").format(n=f"{n:,}")

    def _validation(self, n: int) -> str:
        words = self.tr("1 validation point") if n == 1 else self.tr("{n} validation points")
        return words.format(n=f"{n:,}")

    def _test(self, n: int) -> str:
        return self.tr("1 test point") if n == 1 else self.tr("{n} test points").format(n=f"{n:,}")

    # --- what the user does -----------------------------------------------------------------------

    @Slot()
    def _on_kind(self) -> None:
        self.turn_to(bool(self.kind.currentData()))

    def turn_to(self, wanted: bool) -> None:
        """Have classes, or a curve: the points of it that were last there, or a first sample."""
        before = self._session.experiment
        if wanted is before.dataset.is_classes:
            return
        last, turn = self._last.get(wanted), as_classes if wanted else as_curve
        name = self.tr("Turn to classes") if wanted else self.tr("Turn to a curve")
        changed = self._edits.make(name, lambda e: turn(e, last), self.kind_row.note)
        if changed and not can_be_had_again(before):
            self._session.tell_for_a_while(CURVE_KEPT if wanted else CLASSES_KEPT)
        self.turned.emit()

    @Slot()
    def _on_range(self) -> None:
        domain = self.low.value(), self.high.value()
        self._edits.make(self.tr("x range"), lambda e: replace(e, domain=domain), self.range.note, joins=True)
