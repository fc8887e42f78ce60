"""The document of a window and its file: new, open, save, and what the title says."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import SUFFIX, notes, read_document
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.documents.asking import Answer, Asking, is_own
from nnviz.gui.documents.dropping import Dropping, one_file
from nnviz.gui.documents.own_file import Hold, Stamp, stamp_of
from nnviz.gui.documents.recent import RecentMenu
from nnviz.gui.documents.save_document import save_document
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import Session

EMPTY = Experiment(domain=(0.0, 10.0))  # round numbers to draw on, and room for them
TABLES = (".csv", ".tsv", ".txt")
LONGEST_NAME = 80  # characters of a suggested file name


class Documents(QObject):
    """Holds which file the session's document is from, and asks before anything unsaved is lost.

    Points, settings and pins are what makes a document unsaved, by the undo stack alone. A run does not:
    training gives it again. It is in every file that is saved, and in the safety copy, but nobody is asked
    for the sake of a run alone.
    """

    table_dropped = Signal(object)  # a Path

    def __init__(self, session: Session, window: QMainWindow, preferences: Preferences | None) -> None:
        super().__init__(window)
        self._session, self._window, self._preferences = session, window, preferences
        self.asking = Asking(window)
        self.recent_menu = RecentMenu(self._recent_files, window)
        self.recent_menu.chosen.connect(self.open_file)
        self.recent_menu.cleared.connect(self._on_recent_cleared)
        self.path: Path | None = None
        self.title = ""
        self._stamp: Stamp | None = None
        self._hold: Hold | None = None
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        session.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self._call(self._name_of(session.experiment))

    def show_title(self, path: Path) -> None:
        """The session's document is from this file. `begin` does the rest, when the window is painted."""
        self.title = path.stem
        self._show_title(path)

    def begin(self, path: Path | None) -> None:
        """Take files that are dropped. path: what the program was started with; another may have it."""
        Dropping(self._window).dropped.connect(self.take_dropped)
        if path is None:
            return
        path = path.absolute()
        go_on, hold = self._claim(path)
        if go_on:
            self._call_as(path, hold)
        else:
            self._show(Document(EMPTY), self.tr("Untitled"))

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost without saving."""
        return not self._session.undo_stack.isClean()

    # --- what actions do --------------------------------------------------------------------------

    def new(self) -> None:
        """An empty plane, to draw on."""
        if self.may_leave():
            self._show(Document(EMPTY), self.tr("Untitled"))

    def open(self) -> None:
        path = self.asking.file_to_open(self._folder)
        if path is not None:
            self.open_file(path)

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Open this file in place of the present document, unless the user says no."""
        if self.may_leave():
            self._open(path)

    @Slot(str)
    def open_example(self, name: str) -> None:
        """An example as a new document; the example itself stays as it is."""
        if self.may_leave():
            experiment = preset(name)
            self._show(Document(experiment), self._name_of(experiment))

    def open_unsaved(self, document: Document, title: str) -> None:
        """Open what came from elsewhere than a file, such as a copied text; it counts as unsaved."""
        if self.may_leave():
            self._show(document, title)
            self._session.undo_stack.resetClean()

    def save(self) -> bool:
        """Save into the document's file; whether it is saved now."""
        self._finish_typing()
        if self.path is None:
            return self.save_as()
        if self._stamp is not None and not self._stamp.is_of(self.path):
            answer = self.asking.changed_on_disk(self.path)
            if answer is Answer.SAVE_AS:
                return self.save_as()
            if answer is not Answer.REPLACE:
                return False
        return self._write(self.path, self._hold)

    def save_as(self) -> bool:
        """Save into a file that the user names; whether it is saved now."""
        self._finish_typing()
        path = self.asking.file_to_save(self.path or self._folder / self._suggested_name())
        if path is None:
            return False
        hold = self._hold
        if hold is None or hold.path != path.resolve():
            hold = Hold(path)
            if hold.take() is not None:
                self.asking.tell(
                    Sentence("“{name}” is open in another window.", {"name": path.name}),
                    self.tr("Choose another name."),
                )
                return False
        saved = self._write(path, hold)
        if not saved and hold is not self._hold:
            hold.release()
        return saved

    @Slot(object)
    def take_dropped(self, paths: tuple[Path, ...]) -> None:
        """Open what was dropped on to the window: an experiment, or a table."""
        try:
            path = one_file(paths)
        except BadInput as problem:
            self.asking.tell(problem.sentence)
            return
        if path.suffix.lower() in TABLES:
            self.table_dropped.emit(path)
        else:
            self.open_file(path)

    # --- leaving ----------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Whether the present document may go: it is saved, or the user does not want it any more."""
        self._finish_typing()
        if not self.unsaved:
            return True
        answer = self.asking.keep_changes(self.title)
        return self.save() if answer is Answer.SAVE else answer is Answer.DISCARD

    def close(self) -> None:
        """Let go of the file."""
        if self._hold is not None:
            self._hold.release()

    # --- opening and saving -----------------------------------------------------------------------

    def _open(self, path: Path) -> None:
        try:
            document = read_document(path)
        except BadInput as problem:
            self._forget(path)
            self.asking.tell(problem.sentence)
            return
        go_on, hold = self._claim(path)
        if go_on:
            self._session.open_document(document)
            self._call_as(path, hold)

    def _claim(self, path: Path) -> tuple[bool, Hold | None]:
        """Hold a file. Whether to go on, and the hold; none if only a copy is to be opened."""
        if self._hold is not None and self._hold.path == path.resolve():
            return True, self._hold
        hold = Hold(path)
        holder = hold.take() if is_own(path) else None
        if holder is not None:
            answer = self.asking.open_elsewhere(path, holder)
            if answer is not Answer.OPEN_ANYWAY:
                return answer is Answer.OPEN_COPY, None
            hold.take_over()
        return True, hold

    def _call_as(self, path: Path, hold: Hold | None) -> None:
        """Name the document after the file that it was just read from; without a hold it is a copy.

        Only files of our own kind are saved into: a run.json holds more than an experiment.
        """
        self._folder = path.parent
        self._remember(path)
        if hold is None:
            self._call(self.tr("Copy of {name}").format(name=path.stem))
        elif is_own(path):
            self._call(path.stem, path, hold)
        else:
            self._call(path.stem)
        for note in notes(self._session.document)[:1]:
            self._session.tell(note)

    def _show(self, document: Document, title: str) -> None:
        """Show a document that is in no file."""
        self._session.open_document(document)
        self._call(title)

    def _write(self, path: Path, hold: Hold | None) -> bool:
        document = self._session.whole_document()
        try:
            save_document(path, document)
        except BadInput as problem:
            self.asking.tell(
                problem.sentence, self.tr("The document is still unsaved. File ▸ Save as… puts it elsewhere.")
            )
            return False
        self._folder = path.parent
        self._session.undo_stack.setClean()
        self._call(path.stem, path, hold)
        self._remember(path)
        return True

    def _finish_typing(self) -> None:
        """What is typed in a field and not yet entered belongs to the document too."""
        field = QApplication.focusWidget()
        if field is not None and field.window() is self._window:
            field.clearFocus()
            field.setFocus()

    # --- names ------------------------------------------------------------------------------------

    def _call(self, title: str, path: Path | None = None, hold: Hold | None = None) -> None:
        """The name of the present document, and its file as it is now."""
        if self._hold is not None and self._hold is not hold:
            self._hold.release()
        self.title, self.path, self._hold = title, path, hold
        self._stamp = stamp_of(path) if path else None
        self._show_title(path)

    def _show_title(self, path: Path | None) -> None:
        name = self.title.replace("[*]", "[*][*]")
        self._window.setWindowTitle(self.tr("{name}[*] – nnviz").format(name=name))
        self._window.setWindowFilePath(str(path) if path else "")
        self._window.setWindowModified(self.unsaved)

    def _name_of(self, experiment: Experiment) -> str:
        return experiment.name or self.tr("Untitled")

    def _suggested_name(self) -> str:
        """The title as the name of a file, on every system."""
        plain = "".join("-" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in self.title)
        return plain.strip(" .")[:LONGEST_NAME] + SUFFIX

    @Slot(bool)
    def _on_clean_changed(self, clean: bool) -> None:
        self._window.setWindowModified(not clean)

    # --- recent files -----------------------------------------------------------------------------

    def _recent_files(self) -> tuple[Path, ...]:
        return self._preferences.recent_files if self._preferences else ()

    def _remember(self, path: Path) -> None:
        if self._preferences:
            others = (each for each in self._preferences.recent_files if each != path)
            self._preferences.recent_files = (path, *others)

    def _forget(self, path: Path) -> None:
        """Take a file off the list that is not there any more."""
        if self._preferences and not path.exists():
            self._preferences.recent_files = tuple(
                each for each in self._preferences.recent_files if each != path
            )

    @Slot()
    def _on_recent_cleared(self) -> None:
        if self._preferences:
            self._preferences.recent_files = ()
