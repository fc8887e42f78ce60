"""The dialog that imports a table: how it is read, its first lines, and how many points will come."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.class_remarks import class_remarks
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.sentences import BadInput, Sentence, number
from nnviz.core.tables.cells import Delimiter
from nnviz.core.tables.format import Sample, TableFormat, as_classes, guess, sample_of
from nnviz.core.tables.placing import with_points_added, with_points_replaced
from nnviz.core.tables.reading import Reading, reading
from nnviz.core.tables.source import FALLBACK, Head, Source
from nnviz.gui.session import Session
from nnviz.gui.tables.format_form import FormatForm
from nnviz.gui.tables.preview import Preview
from nnviz.gui.tables.reading_thread import ReadingThread
from nnviz.gui.translate import text

SHOWN_ROWS = 100
WIDTH, HEIGHT = 860, 520  # pixels
SOON = 200  # milliseconds that a reading may take before its progress is shown
MOST_REMARKS = 2  # about classes
ALL_FOR_TRAINING = Sentence(
    "All points are for training, so nothing judges the model. Data ▸ Training, validation, test splits them."
)
WHOLE = 1000  # steps of the progress bar


class ImportDialog(QDialog):
    """Window-modal. Edits the session's points once, when Import is pressed.

    head: what the source begins with. table_format: how it is read at first.
    """

    def __init__(
        self, session: Session, source: Source, head: Head, table_format: TableFormat, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._source, self._head = session, source, head
        self._thread: ReadingThread | None = None
        self._number = 0  # of the reading
        self.reading: Reading | None = None
        self._problem: Sentence | None = None
        self.setWindowTitle(self.tr("Import a table"))
        self.form, self.preview = FormatForm(), Preview()
        self.said = QLabel()
        self.progress = QProgressBar()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._lay_out()
        self._connect()
        self._show_format(table_format)

    def _lay_out(self) -> None:
        self.resize(WIDTH, HEIGHT)
        path = self._source.path
        title = QLabel(path.name if path else self.tr("From the clipboard"))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("title", True)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMinimumHeight(3 * self.said.fontMetrics().lineSpacing())
        self.progress.setRange(0, WHOLE)
        self.progress.setAccessibleName(self.tr("How much of the table is read"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.ok.setProperty("primary", True)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.form)
        middle.addWidget(self.preview, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addLayout(middle, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.form.delimiter_chosen.connect(self._on_delimiter_chosen)
        self.form.kind_chosen.connect(self._on_kind_chosen)
        self.form.edited.connect(self._on_format_edited)
        self.form.use_chosen.connect(self._show_result)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._leave)
        self._soon.timeout.connect(self.progress.show)
        self._session.experiment_changed.connect(self._show_result)

    # --- the format -------------------------------------------------------------------------------

    @Slot(str)
    def _on_delimiter_chosen(self, delimiter: Delimiter) -> None:
        try:
            self._show_format(guess(self._head, delimiter, self._dataset))
        except BadInput as problem:
            self._leave()
            self._refuse(problem.sentence)

    @Slot(bool)
    def _on_kind_chosen(self, is_classes: bool) -> None:
        present = self.form.format
        if not is_classes:
            self._show_format(replace(present, label=None, features=()))
            return
        try:
            self._show_format(as_classes(self._head, present))
        except BadInput as problem:
            self._leave()
            self._refuse(problem.sentence)

    @property
    def _dataset(self) -> Dataset:
        return self._session.experiment.dataset

    @Slot()
    def _on_format_edited(self) -> None:
        self._show_format(self.form.format)

    def _show_format(self, table_format: TableFormat) -> None:
        """Show what this format makes of the first rows, and read the whole table by it."""
        self._leave()
        sample, problem = Sample((), ()), None
        try:
            sample = sample_of(self._head, table_format, SHOWN_ROWS)
        except BadInput as error:
            problem = error.sentence
        self.form.show_format(table_format, sample)
        self.preview.rows.show(sample, table_format)
        if problem is None:
            self._read()
        else:
            self._refuse(problem)

    # --- reading ----------------------------------------------------------------------------------

    def _read(self) -> None:
        self.reading = self._problem = None
        self._number += 1
        form = self.form
        known = self._dataset.class_names
        steps = reading(self._source, form.format, form.default_role, self._head.encoding, known)
        self._thread = ReadingThread(self._number, steps, self)
        self._thread.progressed.connect(self._on_progressed)
        self._thread.read.connect(self._on_read)
        self._thread.refused.connect(self._on_refused)
        self._thread.start()
        self._soon.start(SOON)
        self._show_result()

    @Slot()
    def _leave(self) -> None:
        """Stop reading."""
        self._soon.stop()
        self.progress.hide()
        if self._thread is not None:
            self._thread.leave()
            self._thread = None

    @Slot(int, float)
    def _on_progressed(self, number: int, share: float) -> None:
        if number == self._number:
            self.progress.setValue(round(share * WHOLE))

    @Slot(int, object)
    def _on_read(self, number: int, result: Reading) -> None:
        if number == self._number and self._thread is not None:
            self._leave()
            self.reading = result
            self._show_result()

    @Slot(int, object)
    def _on_refused(self, number: int, problem: Sentence) -> None:
        if number == self._number and self._thread is not None:
            self._leave()
            self._refuse(problem)

    def _refuse(self, problem: Sentence) -> None:
        self.reading, self._problem = None, problem
        self._show_result()

    # --- what comes of it -------------------------------------------------------------------------

    def experiment(self) -> Experiment:
        """What Import makes of the present one. Raises `BadInput` where it cannot."""
        assert self.reading is not None, "Import waits for it"
        points = self.reading.checked(self.form.skip.isChecked())
        place = with_points_replaced if self.form.replaces.isChecked() else with_points_added
        return place(self._session.experiment, points)

    @Slot()
    def _show_result(self) -> None:
        good = False
        self.form.show_place(self._obstacle())
        if self._problem is not None:
            words = text(self._problem)
        elif self.reading is None:
            words = self.tr("Reading …")
        else:
            good, words = self._result(self.reading)
        self.said.setText(words)
        warning = not good and self._thread is None
        if self.said.property("warning") is not warning:
            self.said.setProperty("warning", warning)
            self.said.style().polish(self.said)
        self.ok.setEnabled(good)

    def _obstacle(self) -> str:
        """Why the points cannot be added to the present ones; "" where they can."""
        here, how = self._dataset, self.form.format
        if not len(here):
            return ""
        if here.is_classes and not how.is_classes:
            return self.tr("The present points have classes, and those of the table have none.")
        if how.is_classes and not here.is_classes:
            return self.tr("The present points are a curve's, and those of the table have classes.")
        if how.is_classes and here.feature_count != len(how.features):
            words = self.tr("The present points have {n} features, those of the table {more}.")
            return words.format(n=here.feature_count, more=len(how.features))
        return ""

    def _result(self, reading: Reading) -> tuple[bool, str]:
        """Whether the points can be imported, and what is to be said of them."""
        try:
            new = self.experiment()
        except BadInput as problem:
            words = text(problem.sentence)
            if reading.left_out > 1:
                words += " " + self.tr("In all, {n:,} lines hold no point.").format(n=reading.left_out)
            if reading.left_out and not self.form.skip.isChecked():
                words += " " + self.tr("Correct the table, choose other columns, or skip them.")
            return False, words
        return True, " ".join(self._parts(reading, new))

    def _parts(self, reading: Reading, new: Experiment) -> list[str]:
        points = reading.points
        training, validation, test = (points.count(role) for role in Role)
        words = self.tr("{n:,} points: {training:,} for training, {validation:,} for validation.")
        if test:
            words = self.tr(
                "{n:,} points: {training:,} for training, {validation:,} for validation, {test:,} for the "
                "test."
            )
        parts = [words.format(n=len(points), training=training, validation=validation, test=test)]
        if points.is_classes:
            parts += self._of_classes(points, new)
        if test and not new.dataset.count(Role.VALIDATION):
            parts.append(self.tr(
                "There are no validation points to choose by: test points are kept for the end. In POINTS "
                "they can be turned into validation points."
            ))  # fmt: skip
        if reading.left_out:
            words = self.tr("{n:,} lines are skipped. The first:").format(n=reading.left_out)
            if reading.left_out == 1:
                words = self.tr("1 line is skipped:")
            parts.append(f"{words} {text(reading.problems[0])}")
        if not points.is_classes and new.domain != self._session.experiment.domain:
            low, high = map(number, new.domain)
            parts.append(self.tr("The x range becomes {low} to {high}.").format(low=low, high=high))
        if reading.encoding == FALLBACK:
            parts.append(self.tr("The text is not UTF-8; letters beyond ASCII were read as Latin-1."))
        return parts

    def _of_classes(self, points: Dataset, new: Experiment) -> list[str]:
        """The classes by name, and what will be in the way of learning them."""
        used = sorted(set(points.classes.tolist()))
        names = ", ".join(points.class_names[k] for k in used)
        words = self.tr("The class is “{names}”.") if len(used) == 1 else self.tr("{n} classes: {names}.")
        scaled = []
        if new.scaling != self._session.experiment.scaling:
            scaled = [self.tr(
                "As its features differ much in size, they are scaled: standard (mean 0, sd 1), see Data."
            )]  # fmt: skip
        remarks = class_remarks(new.dataset)[:MOST_REMARKS]
        return [words.format(n=len(used), names=names), *scaled, *map(text, remarks)]

    def accept(self) -> None:
        try:
            new = self.experiment()
        except BadInput as problem:
            self._refuse(problem.sentence)
            return
        self._session.edit(new, self.tr("Import a table"))
        dataset = new.dataset
        if dataset.is_classes and dataset.count(Role.TRAINING) == len(dataset):
            self._session.tell_for_a_while(ALL_FOR_TRAINING)
        super().accept()
