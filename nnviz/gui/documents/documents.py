"""What can be done with documents: new, open, save; nothing unsaved goes without a question."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import notes, read_document
from nnviz.core.files.experiment_values import whole_characters
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.own_file import Hold, Stamp, is_own, stamp_of
from nnviz.gui.documents.present_file import PresentFile
from nnviz.gui.documents.recent import RecentMenu
from nnviz.gui.documents.save_document import save_document
from nnviz.gui.documents.typed import finish_typing
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import Session

if TYPE_CHECKING:  # not needed for the first paint
    from nnviz.gui.documents.asking import Asking
    from nnviz.gui.documents.autosave import Autosave
    from nnviz.gui.documents.slots import SafetyCopy, SafetySlot

EMPTY = Experiment(domain=(0.0, 10.0))  # round numbers to draw on, and room for them
TABLES = (".csv", ".tsv", ".txt", ".dat")
BROUGHT_BACK = "This is what was open, as it was at {time}. It is not saved yet: press Ctrl+S to keep it."
SAVED = "“{name}” is saved."
NOT_KEPT = "There is no safety copy of your work, so save it often. {problem}"


class Documents(QObject):
    """Opens and saves the session's document, and asks before anything unsaved is lost.

    Points, settings and pins are what makes a document unsaved, by the undo stack alone. A run does not:
    training gives it again. It is in every file that is saved, and in the safety copy, but nobody is asked
    for the sake of a run alone.
    """

    table_dropped = Signal(object)  # a Path

    def __init__(self, session: Session, window: QMainWindow, preferences: Preferences | None) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.recent_menu = RecentMenu(preferences, window)
        self.recent_menu.chosen.connect(self.open_file)
        self.file = PresentFile(window, self._name_of(session.experiment))
        self._autosave: Autosave | None = None
        session.undo_stack.cleanChanged.connect(self._on_clean_changed)

    @cached_property
    def asking(self) -> "Asking":
        """Asks the user."""
        from nnviz.gui.documents.asking import Asking

        return Asking(self._window)

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost without saving."""
        return not self._session.undo_stack.isClean()

    # --- the beginning ----------------------------------------------------------------------------

    def show_title(self, path: Path) -> None:
        """The session's document is from this file. `begin` does the rest, when the window is painted."""
        self.file.title = path.stem
        self.file.show()

    def begin(self, path: Path | None, notices: Sequence[Sentence | None] = ()) -> None:
        """All that can wait for the first paint. path: the file that the program was started with, if any.

        Bring back what was open in a window that is no more; keep the document safe; take dropped files; say
        what else was found at the start.
        """
        if not self._window.isVisible():
            return  # closed before it had begun
        from nnviz.gui.documents.autosave import Autosave
        from nnviz.gui.documents.dropping import Dropping
        from nnviz.gui.documents.recovery import Recovery
        from nnviz.gui.documents.sweeping import sweep_in_background

        # Queued: what is asked must not hold up the program that the file comes from.
        Dropping(self._window).dropped.connect(self.take_dropped, Qt.ConnectionType.QueuedConnection)
        if path is not None:
            self._take_first(path.absolute())
        self._autosave = Autosave(self._session, self.file.about, self)
        self._autosave.failed.connect(self._on_not_kept)
        try:
            left = Recovery(self.asking, self).find()
        except BadInput as problem:
            self._on_not_kept(problem.sentence)
        else:
            if left is not None:
                self._bring_back(*left)
        sweep_in_background(self.recent_menu.files)
        for notice in notices:
            if notice is not None:
                said = self._session.notice
                both = Sentence("{one} {other}", {"one": said, "other": notice})
                self._session.tell(both if said is not None else notice)

    def _take_first(self, path: Path) -> None:
        stamp = stamp_of(path)
        go_on, hold = self._claim(path)
        if go_on:
            self._call_as(path, hold, stamp)
        else:
            self._show(Document(EMPTY), self.tr("Untitled"))

    # --- what actions do --------------------------------------------------------------------------

    def new(self) -> None:
        """An empty plane, to draw on."""
        if self.may_leave():
            self._show(Document(EMPTY), self.tr("Untitled"))

    def open(self) -> None:
        path = self.asking.file_to_open(self.file.folder)
        if path is not None:
            self.open_file(path)

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Open this file in place of the present document, unless the user says no."""
        if not self.may_leave():
            return
        path = path.absolute()
        stamp = stamp_of(path)
        try:
            document = read_document(path)
        except BadInput as problem:
            self.recent_menu.forget_missing(path)
            self.asking.tell(problem.sentence)
            return
        go_on, hold = self._claim(path)
        if go_on:
            self._session.open_document(document)
            self._call_as(path, hold, stamp)

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
            self._mark_unsaved()

    def describe(self) -> None:
        """Have the user name the experiment and say what it is to show."""
        now = self._session.experiment
        name, note = self.asking.name_and_note(now)
        self._session.edit(replace(now, name=name, note=note), self.tr("Name and note"))
        if self.file.path is None and name:
            self.file.title = name
            self.file.show()

    def save(self) -> bool:
        """Save into the document's file; whether it is saved now."""
        finish_typing()
        path = self.file.path
        if path is None:
            return self.save_as()
        if self.file.changed_by_others:
            answer = self.asking.changed_on_disk(path)
            if answer is Answer.SAVE_AS:
                return self.save_as()
            if answer is not Answer.REPLACE:
                return False
        return self._write(path, self.file.hold)

    def save_as(self) -> bool:
        """Save into a file that the user names; whether it is saved now."""
        finish_typing()
        path = self.asking.file_to_save(self.file.suggestion)
        if path is None:
            return False
        if self.file.is_held_at(path):
            return self._write(path, self.file.hold)
        hold = Hold(path)
        if hold.take() is not None:
            open_there = Sentence("“{name}” is open in another window.", {"name": path.name})
            self.asking.tell(open_there, self.tr("Choose another name."))
            return False
        saved = self._write(path, hold)
        if not saved:
            hold.release()
        return saved

    @Slot(object)
    def take_dropped(self, paths: tuple[Path, ...]) -> None:
        """Open what was dropped on to the window: an experiment, or a table."""
        from nnviz.gui.documents.dropping import one_file

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
        finish_typing()
        if not self.unsaved:
            return True
        answer = self.asking.keep_changes(self.file.title)
        return self.save() if answer is Answer.SAVE else answer is Answer.DISCARD

    def may_close(self) -> bool:
        """The same for closeEvent: an error inside an override of Qt's would end the program."""
        try:
            return self.may_leave()
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            return False

    def close(self) -> None:
        """Let go of the file, and of the safety copy."""
        if self._autosave is not None:
            self._autosave.close()
            self._autosave = None
        self.file.hold_only(None)

    def keep_safe(self) -> Path | None:
        """Write a safety copy at once, as something has broken; where it is, if there is one."""
        try:
            return self._autosave.keep_now() if self._autosave else None
        except BadInput:
            return None

    # --- opening and saving -----------------------------------------------------------------------

    def _claim(self, path: Path) -> tuple[bool, Hold | None]:
        """Hold a file. Whether to go on, and the hold; none if only a copy is to be opened."""
        if self.file.is_held_at(path):
            return True, self.file.hold
        hold = Hold(path)
        holder = hold.take() if is_own(path) else None
        if holder is not None:
            answer = self.asking.open_elsewhere(path, holder)
            if answer is not Answer.OPEN_ANYWAY:
                return answer is Answer.OPEN_COPY, None
            hold.take_over()
        return True, hold

    def _call_as(self, path: Path, hold: Hold | None, stamp: Stamp | None) -> None:
        """Name the document after the file that it was just read from; without a hold it is a copy.

        stamp: of the file as it was read: while a question waited it may have been written again.
        Only files of our own kind are saved into: a run.json holds more than an experiment.
        """
        self.recent_menu.remember(path)
        if hold is None:
            self.file.call(self.tr("Copy of {name}").format(name=path.stem))
        elif is_own(path):
            self.file.call(path.stem, path, hold)
            self.file.stamp = stamp
        else:
            self.file.call(whole_characters(path.stem))
        self.file.folder = path.parent
        self._note_safe(True)
        first, *others = (*notes(self._session.document), None)
        if first is not None:
            more = Sentence("{note} (And {count} more.)", {"note": first, "count": len(others) - 1})
            self._session.tell(more if len(others) > 1 else first)

    def _show(self, document: Document, title: str) -> None:
        """Show a document that is in no file."""
        self._session.open_document(document)
        self.file.call(title)
        self._note_safe(True)

    def _bring_back(self, slot: "SafetySlot", copy: "SafetyCopy") -> None:
        """Show what was open in a window that is no more, unsaved and stopped."""
        self._session.open_document(copy.document)
        about, path = copy.about, Path(copy.about.path) if copy.about.path else None
        hold = Hold(path) if path else None
        if path is not None and self.file.is_held_at(path):  # the program was started with this file
            hold = self.file.hold
        elif hold is not None and hold.take() is not None:
            path, hold = None, None  # somebody has opened the file since
        self.file.call(about.title or self._name_of(copy.document.experiment), path, hold)
        self.file.stamp = about.stamp
        self._mark_unsaved()
        if self._autosave is not None:
            self._autosave.adopt(slot)
        self._session.tell(Sentence(BROUGHT_BACK, {"time": copy.when}))

    def _mark_unsaved(self) -> None:
        self._session.undo_stack.resetClean()
        self._note_safe(False)

    def _note_safe(self, safe: bool) -> None:
        """The document is in its file as it is now; or, not safe, it is in none."""
        if self._autosave is not None:
            self._autosave.note_safe(safe)

    def _write(self, path: Path, hold: Hold | None) -> bool:
        try:
            save_document(path, self._session.whole_document())
        except BadInput as problem:
            still = self.tr("The document is still unsaved. File ▸ Save as… puts it elsewhere.")
            self.asking.tell(problem.sentence, still)
            return False
        self._session.undo_stack.setClean()
        self.file.call(path.stem, path, hold)
        self._note_safe(True)
        self.recent_menu.remember(path)
        self._session.tell_for_a_while(Sentence(SAVED, {"name": path.name}))
        return True

    def _name_of(self, experiment: Experiment) -> str:
        return experiment.name or self.tr("Untitled")

    # --- what happened ----------------------------------------------------------------------------

    @Slot(object)
    def _on_not_kept(self, problem: Sentence) -> None:
        self._session.tell(Sentence(NOT_KEPT, {"problem": problem}))

    @Slot(bool)
    def _on_clean_changed(self, clean: bool) -> None:
        self._window.setWindowModified(not clean)
