"""Keeps the present document safe while one works: a copy of it, at most 10 s after every change."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.core.document import Document
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.training.steps import Ending
from nnviz.gui.documents.own_file import About
from nnviz.gui.documents.save_document import checked_text
from nnviz.gui.documents.slots import SafetySlot, new_slot
from nnviz.gui.documents.writer import Writer
from nnviz.gui.session import RunState, Session

DELAY = 5_000  # milliseconds from a change to the copy: with the time to write, well below 10 s
RETRY = 30_000  # milliseconds until it is tried again, where it could not be written
TRAINING = 60_000  # milliseconds to the next copy of a run that goes on, so that an hour of it is not lost


class Autosave(QObject):
    """Watches the session, and writes into a slot what is not in the document's own file.

    about: where the present document is from.
    """

    failed = Signal(object)  # the Sentence that says why there is no copy; once until there is one again

    def __init__(self, session: Session, about: Callable[[], About], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._about = session, about
        self._slot: SafetySlot | None = None
        self._safe: Document | None = session.whole_document()  # no crash can lose it
        self._kept: Document | None = None  # what the slot holds; None also where the last copy failed
        self._has_copies = False  # whether there may be any in the slot, also of an earlier document
        self._has_failed = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self.keep)
        self._writer = Writer(self)
        self._writer.failed.connect(self._on_failed)
        self._writer.done.connect(self._on_done)

        self._watched = [
            session.experiment_changed, session.pins_changed, session.opened, session.state_changed,
        ]  # fmt: skip
        for signal in self._watched:
            signal.connect(self._on_changed)

    def note_safe(self, safe: bool) -> None:
        """The session's document is in its file as it is now; or, not safe, it is in none."""
        self._safe = self._session.whole_document() if safe else None
        if self._has_copies or not safe:
            self._timer.start(0)

    def adopt(self, slot: SafetySlot) -> None:
        """Go on with the slot of a window that is no more, whose document the session now has."""
        self._writer.finish()
        if self._slot is not None:
            self._slot.remove()
        self._slot, self._safe, self._has_copies = slot, None, True
        self._kept = self._session.whole_document()

    @Slot()
    def keep(self) -> None:
        """Have the present document written, unless that is done already."""
        if self._session.state is RunState.RUNNING:
            self._timer.start(TRAINING)
        document = self._session.whole_document()
        if self._safe is not None and is_in(document, self._safe):
            if self._has_copies:
                self._kept, self._has_copies = None, False
                self._writer.do(self._clear)
        elif document != self._kept:
            self._kept, self._has_copies = document, True
            self._writer.do(partial(self._write, document, self._about()))

    def keep_now(self) -> Path | None:
        """Write the present document before anything else happens; returns where it is. Raises `BadInput`."""
        self._writer.finish()
        document = self._session.whole_document()
        self._kept, self._has_copies = None, True
        self._write(document, self._about())
        self._kept = document
        return self._slot.newest_file if self._slot else None

    def close(self) -> None:
        """The window was closed as it should be: nothing is to be brought back."""
        while self._watched:
            self._watched.pop().disconnect(self._on_changed)
        self._timer.stop()
        self._writer.finish()
        if self._slot is not None:
            self._slot.remove()
            self._slot = None

    # --- the writer's thread ----------------------------------------------------------------------

    def _write(self, document: Document, about: About) -> None:
        if self._slot is None or not self._slot.folder.is_dir():  # somebody may have tidied up
            self._slot = new_slot()
        self._slot.write(_text(document), about)

    def _clear(self) -> None:
        if self._slot is not None:
            self._slot.clear()

    # --- what happened ----------------------------------------------------------------------------

    @Slot()
    def _on_changed(self) -> None:
        # Not put off by the next change, or it would never come.
        if not self._timer.isActive() or self._timer.remainingTime() > DELAY:
            self._timer.start(DELAY)

    @Slot(object)
    def _on_failed(self, sentence: Sentence) -> None:
        self._kept, self._has_copies = None, True
        self._timer.start(RETRY)
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(sentence)

    @Slot()
    def _on_done(self) -> None:
        self._has_failed = False


def _text(document: Document) -> str:
    """The text of the copy. Where the runs are too large for a file it is without them: the rest is safe."""
    try:
        return checked_text(document)
    except BadInput:
        return checked_text(replace(document, run=None, pins=()))


def is_in(document: Document, kept: Document) -> bool:
    """Whether nothing of a document is lost where the other one is kept. An exact solution soon is again."""
    if document.run is not None and document.run.ending is Ending.SOLVED:
        document = replace(document, run=kept.run)
    return document == kept
