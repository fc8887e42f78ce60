"""The classes by their marks: their names to edit, how many points each has, one more, one fewer."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnviz.core.class_edits import with_class_added, with_class_renamed, without_class
from nnviz.core.dataset import FEWEST_CLASSES, MOST_CLASSES, Dataset, Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.gui.icons import icon
from nnviz.gui.marks import mark_of, mark_sample
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import ROW_HEIGHT, Note
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import LineEdit, explain

MARK, MARK_BOX = 11.0, QSize(18, 18)  # pixels
CLOSE = QSize(12, 12)


class ClassList(QWidget):
    """A row for each class there can be; those that are not there are hidden."""

    def __init__(self, session: Session, edits: Edits, theme: Theme) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.marks = [QLabel() for _ in range(MOST_CLASSES)]
        self.names = [LineEdit() for _ in range(MOST_CLASSES)]
        self.counts = [QLabel() for _ in range(MOST_CLASSES)]
        self.removers = [QToolButton() for _ in range(MOST_CLASSES)]
        self.add = QPushButton(self.tr("Add a class"))
        explain(self.add, self.tr("One more class, up to ten, whose points can then be drawn."))
        self.note = Note()
        self._lay_out()
        self.add.clicked.connect(self._on_add)
        for number, (name, remover) in enumerate(zip(self.names, self.removers, strict=True)):
            name.editingFinished.connect(lambda number=number: self._on_name(number))
            remover.clicked.connect(lambda _checked, number=number: self._on_remove(number))
        session.experiment_changed.connect(self._show)
        self.show_theme(theme)
        self._show()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, row in enumerate(self._rows()):
            name, count, remover = row[1:]
            tip = self.tr("What this class is called. Enter takes the name.")
            name.setAccessibleName(self.tr("Name of class {n}").format(n=number + 1))
            explain(name, tip)
            name.setMinimumHeight(ROW_HEIGHT)
            count.setProperty("quiet", True)
            remover.setAutoRaise(True)
            remover.setAccessibleName(self.tr("Remove class {n}").format(n=number + 1))
            explain(remover, self.tr("Remove this class, which has no points."))
            remover.setIconSize(CLOSE)
            for column, widget in enumerate(row):
                grid.addWidget(widget, number, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(grid)
        layout.addWidget(self.note)
        layout.addWidget(self.add)

    def _rows(self) -> list[tuple[QLabel, LineEdit, QLabel, QToolButton]]:
        return list(zip(self.marks, self.names, self.counts, self.removers, strict=True))

    def show_theme(self, theme: Theme) -> None:
        for number, (label, _, _, remover) in enumerate(self._rows()):
            label.setPixmap(mark_sample(mark_of(theme, number, Role.TRAINING, MARK), MARK_BOX))
            remover.setIcon(icon("close", theme))

    @Slot()
    def _show(self) -> None:
        dataset = self._session.experiment.dataset
        if not dataset.is_classes:
            return
        counts = np.bincount(dataset.classes, minlength=dataset.class_count).tolist()
        for number, row in enumerate(self._rows()):
            there = number < dataset.class_count
            for widget in row:
                widget.setVisible(there)
            if there:
                self._show_row(number, dataset, counts[number])
        self.add.setEnabled(dataset.class_count < MOST_CLASSES)
        self.note.clear()

    def _show_row(self, number: int, dataset: Dataset, count: int) -> None:
        self.names[number].show_text(dataset.class_names[number])
        words = self.tr("1 point") if count == 1 else self.tr("{n} points").format(n=f"{count:,}")
        self.counts[number].setText(words)
        remover = self.removers[number]
        remover.setEnabled(count == 0 and dataset.class_count > FEWEST_CLASSES)
        if count:
            tip = self.tr("It can be removed when it has no points left.")
        elif dataset.class_count == FEWEST_CLASSES:
            tip = self.tr("There must be two classes or more to tell apart.")
        else:
            tip = self.tr("Remove this class, which has no points.")
        explain(remover, tip)

    # --- what the user does -----------------------------------------------------------------------

    def _on_name(self, number: int) -> None:
        dataset, name = self._session.experiment.dataset, self.names[number].text()
        if number >= dataset.class_count or name == dataset.class_names[number]:
            self.note.clear()
            return
        self._make(self.tr("Rename class"), lambda e: with_class_renamed(e.dataset, number, name))

    @Slot()
    def _on_add(self) -> None:
        if self._make(self.tr("Add class"), lambda e: with_class_added(e.dataset)):
            field = self.names[self._session.experiment.dataset.class_count - 1]
            field.setFocus()
            field.selectAll()

    def _on_remove(self, number: int) -> None:
        self._make(self.tr("Remove class"), lambda e: without_class(e.dataset, number))

    def _make(self, name: str, change: Callable[[Experiment], Dataset]) -> bool:
        return self._edits.make(name, lambda e: with_dataset(e, change(e)), self.note)
