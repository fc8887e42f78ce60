"""Takes tables in: from a file by way of the import dialog, and from the clipboard."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.core.dataset import Role
from nnviz.core.files.sharing import looks_like
from nnviz.core.sentences import BadInput, Sentence, require
from nnviz.core.tables.format import TableFormat, guess, has_points, sample_of
from nnviz.core.tables.placing import fits, with_points_added
from nnviz.core.tables.reading import read_all
from nnviz.core.tables.source import Head, Source, head_of
from nnviz.gui.session import Session
from nnviz.gui.tables.import_dialog import ImportDialog

NO_TABLE = "The clipboard holds no points. Copy two columns of numbers, such as in a spreadsheet."
NO_CLASSES = (
    "The clipboard holds no points with classes. Copy {n} columns of numbers and one of classes, such as in "
    "a spreadsheet."
)
AN_EXPERIMENT = "The clipboard holds a copied experiment. File ▸ Open copied text opens it."
PASTED_WITH_TEST = (
    "Points were pasted: {training:,} for training, {validation:,} for validation, {test:,} for the test."
)
PASTED = "Points were pasted: {training:,} for training, {validation:,} for validation."


class Incoming(QObject):
    """What cannot be read is said in the window."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.dialog: ImportDialog | None = None  # the one that is open

    def close(self) -> None:
        """Close the dialog, without an import."""
        if self.dialog is not None:
            self.dialog.reject()

    def import_table(self, path: str | Path | None = None) -> None:
        """Open the import dialog for a file; None asks for one."""
        if path is None:
            dialog = QFileDialog(self._window, self.tr("Import a table"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([self.tr("Tables (*.csv *.tsv *.txt *.dat)"), self.tr("All files (*)")])
            dialog.fileSelected.connect(self.import_table)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
            return
        try:
            source = Source.of_file(path)
            self._open_dialog(source, head_of(source))
        except BadInput as problem:
            self._session.tell(problem.sentence)

    @Slot()
    def paste_points(self) -> None:
        """Add the points on the clipboard; where it takes a choice, the import dialog asks for it."""
        try:
            self._paste(QGuiApplication.clipboard().text())
        except BadInput as problem:
            self._session.tell(problem.sentence)

    def _paste(self, words: str) -> None:
        require(bool(words.strip()), NO_TABLE)
        require(not looks_like(words), AN_EXPERIMENT)
        source = Source.of_text(words)
        head = head_of(source)
        dataset = self._session.experiment.dataset
        table_format = guess(head, beside=dataset)
        if not has_points(head, table_format):
            raise self._nothing()
        if not head.whole:
            self._open_dialog(source, head)
            return
        reading = read_all(source, table_format, Role.TRAINING, head.encoding, dataset.class_names)
        columns = len(sample_of(head, table_format).names)
        used = len({*table_format.numbers, table_format.role, table_format.label} - {None})
        if reading.problems or columns > used or not fits(dataset, reading.points):
            self._open_dialog(source, head)
            return
        before = len(dataset)
        new = with_points_added(self._session.experiment, reading.checked(skip=False))
        self._session.edit(new, self.tr("Paste points"))
        self._session.selection.choose(np.arange(before, len(new.dataset)))
        training, validation, test = (reading.points.count(role) for role in Role)
        counts: dict[str, object] = {"training": training, "validation": validation, "test": test}
        self._session.tell_for_a_while(Sentence(PASTED_WITH_TEST if test else PASTED, counts))

    def _nothing(self) -> BadInput:
        dataset = self._session.experiment.dataset
        return BadInput(NO_CLASSES, n=dataset.feature_count) if dataset.is_classes else BadInput(NO_TABLE)

    def _open_dialog(self, source: Source, head: Head) -> None:
        self.close()
        self.dialog = ImportDialog(self._session, source, head, self._guess(head), self._window)
        self.dialog.finished.connect(self._on_dialog_finished)
        self.dialog.open()

    def _guess(self, head: Head) -> TableFormat:
        return guess(head, beside=self._session.experiment.dataset)

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
