"""What the Data section has for points with classes: their source, scaling, the classes, and the split."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.class_remarks import class_remarks
from nnviz.core.patterns import Pattern
from nnviz.core.sentences import Sentence
from nnviz.gui.session import Session
from nnviz.gui.settings.class_list import ClassList
from nnviz.gui.settings.class_source import ClassSource
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note, Section
from nnviz.gui.settings.shares_form import SharesForm
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox

MOST_REMARKS = 3
MORE_POINTS = Sentence("Draw more points from the pattern.")


class ClassesPage(QWidget):
    """Shown while the points have classes."""

    def __init__(self, session: Session, edits: Edits, theme: Theme) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.shares = SharesForm(session, edits)
        self.source = ClassSource(session, edits, theme, lambda: self.shares.shares)
        self.classes = ClassList(session, edits, theme)
        self.scaling = ComboBox((
            (self.tr("none"), "none"), (self.tr("min–max to −1…1"), "min-max"),
            (self.tr("standard (mean 0, sd 1)"), "standard"),
        ))  # fmt: skip
        self.remarks = Note()
        self._form = Form()
        self.scaling_row = self._form.add(
            self.tr("Sc&aling"),
            self.scaling,
            self.tr(
                "How features become what the model sees. What it takes is found on the training points "
                "alone, so that nothing of the others leaks into the training."
            ),
        )
        self.split = Section(
            self.tr("Training, validation, test"),
            self.shares,
            self.tr("Which points are for training, for validation, and for the test in the end."),
            small=True,
        )
        named = Section(
            self.tr("Classes"),
            self.classes,
            self.tr("What the classes are called, and how many points each of them has."),
            small=True,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.remarks, self.source, self._form, self.split, named):
            layout.addWidget(widget)
        self.scaling.activated.connect(self._on_scaling)
        self.shares.changed.connect(self._show)
        session.experiment_changed.connect(self._show)
        self._show()

    def show_theme(self, theme: Theme) -> None:
        self.source.show_theme(theme)
        self.classes.show_theme(theme)

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        if not experiment.dataset.is_classes:
            return
        self.scaling.show_key(experiment.scaling)
        self.scaling_row.note.clear()
        self.split.setVisible(not self._is_pattern_sample())
        remedy = MORE_POINTS if self._is_pattern_sample() else self.shares.remedy()
        found = [text(sentence) for sentence in class_remarks(experiment.dataset, remedy)]
        more = len(found) - MOST_REMARKS
        if more > 0:
            found[MOST_REMARKS:] = [self.tr("So it is with {n} more.").format(n=more)]
        self.remarks.say("\n".join(found))

    def _is_pattern_sample(self) -> bool:
        """Whether the pattern says how many points there are of each role."""
        return isinstance(self._session.experiment.pattern, Pattern) and self.source.draws_at_once()

    @Slot()
    def _on_scaling(self) -> None:
        chosen = self.scaling.currentData()
        self._edits.make(self.tr("Scaling"), lambda e: replace(e, scaling=chosen), self.scaling_row.note)
