"""The window “Compare models”: what to compare, the table that fills, and what to do with it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.comparison.models import model_label
from nnviz.core.comparison.tables import comparison_text
from nnviz.core.comparison.trained import TrainedModel, verdict
from nnviz.core.experiment import Experiment
from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.comparing.choice import Choice
from nnviz.gui.comparing.keeping import bring_and_pin, of_other_points
from nnviz.gui.comparing.reading import ReadingThread
from nnviz.gui.comparing.table import ModelsTable
from nnviz.gui.session import Session
from nnviz.gui.tables.exports import WritingThread
from nnviz.gui.translate import text
from nnviz.gui.where_to_save import ask_where
from nnviz.gui.widgets import ComboBox, explain

WIDTH, HEIGHT = 920, 460  # pixels, where the screen has them
STILL_BUSY = Sentence("The file before is still being written. Try again in a moment.")


class ComparingDialog(QDialog):
    """Not modal: it goes on in the background while one works in the window, and while this is closed."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._comparison = session, session.comparison
        self._reading: ReadingThread | None = None
        self._writing: WritingThread | None = None
        self.setWindowTitle(self.tr("Compare models"))
        tr = self.tr
        self.choice, self.table = Choice(session), ModelsTable(self._comparison)
        self.start, self.stop = QPushButton(tr("&Start")), QPushButton(tr("S&top"))
        self.bar, self.said, self.other_points = QProgressBar(), QLabel(), QLabel()
        self.when = ComboBox(((tr("at the best epoch"), True), (tr("at the end of training"), False)))
        self.pin, self.open_row = QPushButton(tr("Pi&n the curves")), QPushButton(tr("&Open the model"))
        self.when.setMinimumContentsLength(18)
        self.copy, self.save = QPushButton(tr("&Copy")), QPushButton(tr("S&ave as CSV…"))
        self.close_button = QPushButton(tr("Close"))
        self._explain()
        self._lay_out()
        self._connect()
        self._show()

    def _explain(self) -> None:
        tr = self.tr
        self.other_points.setText(
            tr(
                "The present points are others: if you pin or open, those of this table take their place. "
                "Undo brings them back."
            )
        )
        self.other_points.setProperty("quiet", True)
        self.bar.setAccessibleName(tr("Epochs that are trained"))
        self.when.setAccessibleName(tr("Which epoch the numbers are from"))
        for widget, words in (
            (self.start, tr("Train these models one after the other, in the background.")),
            (self.stop, tr("Stop here. What is trained stays in the table.")),
            (self.when, tr("A model's best epoch is that of the least error on the validation points.")),
            (self.pin, tr("Up to four rows, the chosen ones or the first: their curves stay in the panels, "
                          "in place of what is pinned. Undo takes them out again.")),
            (self.open_row, tr("Make the chosen model and its run present. Or double click its row.")),
            (self.copy, tr("The chosen rows, or all, for a spreadsheet: at the best epoch and at the end.")),
            (self.save, tr("All rows as a table: at the best epoch and at the end.")),
        ):  # fmt: skip
            explain(widget, words)

    def _lay_out(self) -> None:
        self.start.setProperty("primary", True)
        self.start.setDefault(True)
        self.bar.setTextVisible(False)
        for label in (self.said, self.other_points):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for button in (self.stop, self.pin, self.open_row, self.copy, self.save, self.close_button):
            button.setAutoDefault(False)  # or Enter in the field or the table would press it
        running = QHBoxLayout()
        for button in (self.start, self.stop):
            running.addWidget(button)
        running.addWidget(self.bar, 1)
        running.addStretch(0)
        running.addWidget(QLabel(self.tr("Numbers")))
        running.addWidget(self.when)
        doing = QHBoxLayout()
        for button in (self.pin, self.open_row, self.copy, self.save):
            doing.addWidget(button)
        doing.addStretch(1)
        doing.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.choice)
        layout.addLayout(running)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.other_points)
        layout.addLayout(doing)
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))

    def _connect(self) -> None:
        self.start.clicked.connect(self._on_start)
        self.stop.clicked.connect(self._comparison.stop)
        self.when.currentIndexChanged.connect(self._on_when)
        self.pin.clicked.connect(self._on_pin)
        self.open_row.clicked.connect(self._on_open)
        self.copy.clicked.connect(self._on_copy)
        self.table.copy_wanted.connect(self._on_copy)
        self.table.opened.connect(self.open_model)
        self.save.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.close)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self._comparison.changed.connect(self._show)
        self._comparison.progressed.connect(self._show_progress)
        self._session.experiment_changed.connect(self._show_other_points)

    def begin(self) -> None:
        """Show it, in front."""
        if self.isVisible():
            self.raise_()
            self.activateWindow()
        self.show()

    def wait(self) -> None:
        """Until nothing is being read or written."""
        self._leave_reading()
        if self._writing is not None:
            self._writing.wait()

    def models(self, rows: list[int]) -> list[TrainedModel]:
        """Those of these rows that are trained."""
        return [model for row in rows if (model := self._comparison.models.get(row)) is not None]

    def _chosen(self) -> list[TrainedModel]:
        """The chosen rows, or all of them where none is, as far as they are trained."""
        return self.models(self.table.chosen() or self.table.in_order())

    # --- what is shown ----------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        running = self._comparison.is_running
        self.start.setVisible(not running)
        self.stop.setVisible(running)
        self.bar.setVisible(running)
        self.choice.setEnabled(not running)
        self._show_buttons()
        self._show_other_points()
        self._show_progress()
        if not running:
            self._show_end()

    @Slot()
    def _show_buttons(self) -> None:
        some = bool(self._comparison.models)
        for button in (self.pin, self.copy, self.save):
            button.setEnabled(some)
        self.open_row.setEnabled(len(self.models(self.table.chosen())) == 1)

    @Slot()
    def _show_other_points(self) -> None:
        self.other_points.setVisible(of_other_points(self._session, self._comparison.models.values()))

    @Slot()
    def _show_progress(self) -> None:
        now = self._comparison
        if not now.is_running:
            return
        done, of = now.epochs
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        words = self.tr("Model {n} of {of}, {model}: epoch {epoch:,}. You can go on working meanwhile.")
        experiment = now.experiments[now.index]
        label = text(model_label(experiment.model))
        self._say(words.format(n=now.index + 1, of=len(now.experiments), model=label, epoch=now.epoch))

    def _show_end(self) -> None:
        now = self._comparison
        if now.problem is not None:
            self._say(text(now.problem), wrong=True)
        elif now.models:
            models = tuple(model for _, model in sorted(now.models.items()))
            self._say(" ".join(text(sentence) for sentence in verdict(models)))
        else:
            self._say(self.tr("Start trains the models in the background, and the table fills."))

    def _say(self, words: str, wrong: bool = False) -> None:
        self.said.setProperty("warning", wrong)
        self.said.style().polish(self.said)
        self.said.setText(words)

    # --- what is done -----------------------------------------------------------------------------

    @Slot()
    def _on_start(self) -> None:
        if self._reading is not None:
            return
        if self.choice.chosen is not None:
            self._reading = ReadingThread(self.choice.chosen, self)
            self._reading.read.connect(self._on_read)
            self._reading.start()
            return
        try:
            self._comparison.begin(self.choice.own_experiments())
        except BadInput as problem:
            self._say(text(problem.sentence), wrong=True)

    @Slot(object)
    def _on_read(self, experiments: tuple[Experiment, ...]) -> None:
        if self._reading is None:  # the window closes
            return
        self._leave_reading()
        self._comparison.begin(experiments)

    def _leave_reading(self) -> None:
        if self._reading is not None:
            self._reading.wait()
            self._reading.deleteLater()
            self._reading = None

    @Slot()
    def _on_when(self) -> None:
        self.table.rows.show_at_best(self.when.currentData())

    @Slot()
    def _on_pin(self) -> None:
        chosen = self._chosen()
        if chosen:
            self._say(text(bring_and_pin(self._session, chosen)))

    @Slot()
    def _on_open(self) -> None:
        for row in self.table.chosen()[:1]:
            self.open_model(row)

    @Slot(int)
    def open_model(self, row: int) -> None:
        """Make this model and its run the present ones."""
        for model in self.models([row]):
            self._session.bring_back(model.run)
            words = self.tr(
                "{model} is the present model now, with its run. Undo brings the one before back."
            )
            self._say(words.format(model=text(model.label)))

    @Slot()
    def _on_copy(self) -> None:
        if chosen := self._chosen():
            QGuiApplication.clipboard().setText(comparison_text(chosen, "\t"))
            self._say(
                self.tr("{n} rows are on the clipboard: paste them into a spreadsheet.").format(n=len(chosen))
            )

    @Slot()
    def _on_save(self) -> None:
        path = ask_where(self, self.tr("Save the table"), "comparison.csv", self.tr("CSV table (*.csv)"))
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write all rows, in the background."""
        if self._writing is not None:
            self._say(text(STILL_BUSY), wrong=True)
            return
        models = self.models(self.table.in_order())
        self._writing = WritingThread(path, partial(comparison_text, models), self)
        self._writing.ended.connect(self._on_written)
        self._writing.start()

    @Slot(object)
    def _on_written(self, sentence: Sentence) -> None:
        if self._writing is not None:
            self._writing.wait()
            self._writing.deleteLater()
            self._writing = None
        self._say(text(sentence))
