"""File ▸ Export: what is on the screen as CSV, made and written in the background."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.sentences import BadInput, Sentence, require
from nnviz.core.tables.class_exports import confusion_csv, disagreement_csv, predictions_csv
from nnviz.core.tables.exports import curves_csv, errors_csv, parameters_csv, points_csv, split_csv
from nnviz.gui.session import Session
from nnviz.gui.tables.tables import Kind
from nnviz.gui.where_to_save import file_name
from nnviz.gui.writing import write_file

NO_POINTS = "There are no points to export. Draw some first."
NOT_TRAINED = "There are no errors yet. Press Play first."
NO_SPLIT = (
    "There is no split to export. Turn Replicas on (P), choose 2 or more, and press Play: then there is one "
    "at each x."
)  # fmt: skip
NO_MAP = (
    "Of classes this is a map of where replicas disagree, and there is none yet. It needs points with two "
    "features, 2 replicas or more (P), and a run."
)  # fmt: skip
NO_CLASSES = (
    "A confusion matrix counts which class is taken for which: it needs points with classes (Draw ▸ Points "
    "with classes)."
)  # fmt: skip
SAVED = "“{path}” was saved."
STILL_BUSY = "The file before is still being written. Try again in a moment."


class Exports(QObject):
    """Asks where to, writes, and says in the window what came of it."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._thread: WritingThread | None = None

    def export(self, kind: Kind) -> None:
        """Ask for a file and write the table there, or say why there is none."""
        try:
            make = self.table(kind)
        except BadInput as problem:
            self._session.tell(problem.sentence)
            return
        dialog = QFileDialog(self._window, self.tr("Export as CSV"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilter(self.tr("CSV table (*.csv)"))
        dialog.selectFile(f"{file_name(self._session.experiment.name) or 'nnviz'}-{kind}.csv")
        dialog.fileSelected.connect(lambda path: self.write(path, make))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def table(self, kind: Kind) -> Callable[[], str]:
        """What makes the text, anywhere and later, from what is shown now. Raises `BadInput` without any."""
        session, experiment = self._session, self._session.experiment
        shown, spread = session.shown, session.spread
        if experiment.dataset.is_classes and kind in ("curves", "split"):
            return self._of_classes(kind)
        match kind:
            case "points":
                require(len(experiment.dataset) > 0, NO_POINTS)
                return lambda: points_csv(experiment.dataset)
            case "curves":
                pins = session.pins
                return lambda: curves_csv(experiment, shown.predict, spread, pins)
            case "errors":
                require(len(session.history) > 0, NOT_TRAINED)
                rows, replicas = session.history.rows.copy(), experiment.replicas.count > 0
                return lambda: errors_csv(rows, replicas)
            case "split":
                if spread is None or spread.count < FEWEST_FOR_SPLIT:
                    raise BadInput(NO_SPLIT)
                return lambda: split_csv(experiment, spread)
            case "parameters":
                return lambda: parameters_csv(shown.model, shown.space.domain, shown.parameters)
            case "confusion":
                require(experiment.dataset.is_classes, NO_CLASSES)
                require(len(experiment.dataset) > 0, NO_POINTS)
                return lambda: confusion_csv(experiment, shown.predict)

    def _of_classes(self, kind: Kind) -> Callable[[], str]:
        """What there is in place of curves and of the split at each x."""
        experiment, shown = self._session.experiment, self._session.shown
        if kind == "curves":
            require(len(experiment.dataset) > 0, NO_POINTS)
            return lambda: predictions_csv(experiment, shown.predict)
        found = self._session.disagreement
        if found is None or not len(found.x1) or found.count < FEWEST_FOR_SPLIT:
            raise BadInput(NO_MAP)
        return lambda: disagreement_csv(experiment, found)

    def write(self, path: str | Path, make: Callable[[], str]) -> None:
        """Make the table and write it, in the background."""
        if self._thread is not None:
            self._session.tell(Sentence(STILL_BUSY))
            return
        self._thread = WritingThread(Path(path), make, self)
        self._thread.ended.connect(self._on_ended)
        self._thread.start()

    def wait(self) -> None:
        """Until nothing is being written."""
        if self._thread is not None:
            self._thread.wait()

    @Slot(object)
    def _on_ended(self, sentence: Sentence) -> None:
        if self._thread is not None:
            self._thread.wait()
            self._thread.deleteLater()
            self._thread = None
        self._session.tell_for_a_while(sentence)


class WritingThread(QThread):
    """Makes a text and writes it to a file, all or nothing."""

    ended = Signal(object)  # a Sentence: what came of it

    def __init__(self, path: Path, make: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._path, self._make = path, make

    def run(self) -> None:
        try:
            write_file(self._path, self._make())
        except BadInput as problem:
            self.ended.emit(problem.sentence)
        else:
            self.ended.emit(Sentence(SAVED, {"path": str(self._path)}))
