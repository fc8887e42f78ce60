"""What is asked about documents: which file, and what to do about changes and other windows."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import SUFFIX
from nnviz.core.sentences import Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.naming import NamingDialog
from nnviz.gui.documents.own_file import Holder, is_own
from nnviz.gui.documents.recovery_dialog import Choice, ask
from nnviz.gui.documents.slots import SafetyCopy
from nnviz.gui.translate import text


class Asking(QObject):
    """Asks, and waits for the answer. All that waits for the user is here, so that a test can answer."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def file_to_open(self, folder: Path) -> Path | None:
        """Which file to open; None if none."""
        kinds = ";;".join(
            (
                self.tr("Experiments (*.nnviz *.json)"),
                self.tr("All files (*)"),
            )
        )
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open an experiment"), str(folder), kinds
        )
        return Path(chosen) if chosen else None

    def file_to_save(self, suggested: Path) -> Path | None:
        """Where to save; None if nowhere. Its name ends in `SUFFIX`."""
        while True:
            chosen, _ = QFileDialog.getSaveFileName(
                self._window, self.tr("Save the experiment"), str(suggested), self.tr("Experiments (*.nnviz)")
            )
            if not chosen:
                return None
            path = with_suffix(Path(chosen))
            if path == Path(chosen) or not path.exists() or self.replace(path):
                return path
            suggested = path

    def name_and_note(self, experiment: Experiment) -> tuple[str, str]:
        """What the experiment is to be called, and its note: those it has, if the user says nothing else."""
        dialog = NamingDialog(experiment, self._window)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        texts = dialog.texts()
        dialog.deleteLater()
        return texts if accepted else (experiment.name, experiment.note)

    def replace(self, path: Path) -> bool:
        """Whether to replace a file that the dialog did not ask about: it was called by half its name."""
        return (
            self._ask(
                self.tr("There is already a file “{name}”.").format(name=path.name),
                self.tr("Replace it by this document?"),
                (self.tr("&Replace"), Answer.REPLACE),
            )
            is Answer.REPLACE
        )

    def keep_changes(self, title: str) -> Answer:
        """What to do about unsaved changes: `SAVE`, `DISCARD` or `CANCEL`."""
        return self._ask(
            self.tr("Save the changes to “{title}”?").format(title=title),
            self.tr("If you do not save them, they are lost."),
            (self.tr("&Save"), Answer.SAVE),
            (self.tr("&Don't save"), Answer.DISCARD),
        )

    def changed_on_disk(self, path: Path) -> Answer:
        """What to do about a file that was changed by somebody else: `REPLACE`, `SAVE_AS` or `CANCEL`."""
        return self._ask(
            self.tr("“{name}” was changed by another program since you opened it here.").format(
                name=path.name
            ),
            self.tr("Save as… under another name keeps both. Replace throws the other changes away."),
            (self.tr("&Save as…"), Answer.SAVE_AS),
            (self.tr("&Replace"), Answer.REPLACE),
        )

    def open_elsewhere(self, path: Path, holder: Holder) -> Answer:
        """What to do about a file that another window has open: `OPEN_COPY`, `CANCEL`, or `OPEN_ANYWAY`
        where nobody can know whether that window is still there."""
        since = f"{holder.since:%H:%M}" if _is_today(holder) else f"{holder.since:%Y-%m-%d %H:%M}"
        copy = (self.tr("Open a &copy"), Answer.OPEN_COPY)
        advice = self.tr("What is saved in two windows overwrites each other. Open a copy, or go on there.")
        if not holder.computer:
            words = self.tr("“{name}” is open in another window of nnviz, since {since}.")
            return self._ask(words.format(name=path.name, since=since), advice, copy)
        words = self.tr("“{name}” is open on the computer {computer}, since {since}.")
        return self._ask(
            words.format(name=path.name, computer=holder.computer, since=since),
            advice + " " + self.tr("If nnviz does not run there any more, open it anyway."),
            copy,
            (self.tr("Open &anyway"), Answer.OPEN_ANYWAY),
        )

    def bring_back(self, copies: Sequence[SafetyCopy]) -> tuple[Choice, int]:
        """What to do about the documents of a window that was not closed, and about which of them."""
        return ask(copies, self._window)

    def tell(self, sentence: Sentence | str, advice: str = "") -> None:
        """Say what could not be done."""
        box = self._box(text(sentence), advice)
        box.setIcon(QMessageBox.Icon.Warning)
        box.addButton(QMessageBox.StandardButton.Ok)
        box.exec()
        box.deleteLater()

    def _ask(self, words: str, advice: str, *choices: tuple[str, Answer]) -> Answer:
        """The first choice is the one for Enter; Cancel is always there, and what Escape means."""
        box = self._box(words, advice)
        box.setIcon(QMessageBox.Icon.Question)
        answers: dict[QPushButton, Answer] = {}
        for label, answer in choices:
            role = (
                QMessageBox.ButtonRole.DestructiveRole
                if answer in (Answer.DISCARD, Answer.REPLACE)
                else QMessageBox.ButtonRole.AcceptRole
            )
            answers[box.addButton(label, role)] = answer
        first = next(iter(answers))
        first.setProperty("primary", True)
        first.style().polish(first)
        box.setDefaultButton(first)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return next((answer for button, answer in answers.items() if button is clicked), Answer.CANCEL)

    def _box(self, words: str, advice: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle("nnviz")
        box.setProperty("question", bool(advice))  # bold: a headline over the advice, not a whole paragraph
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a file may be called <b>
        box.setText(words)
        box.setInformativeText(advice)
        return box


def with_suffix(path: Path) -> Path:
    """The path with `SUFFIX` at its end, in place of “.json”: that is what is written."""
    if is_own(path):
        return path
    return path.with_suffix(SUFFIX) if path.suffix.lower() == ".json" else path.with_name(path.name + SUFFIX)


def _is_today(holder: Holder) -> bool:
    return holder.since.date() == type(holder.since).now().date()
