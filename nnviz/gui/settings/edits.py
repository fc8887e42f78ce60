"""How settings ask for changes: bad ones become a sentence, quick ones of one control a single undo step."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, Slot

from nnviz.core.experiment import Experiment
from nnviz.core.sentences import BadInput
from nnviz.gui.session import Session
from nnviz.gui.settings.form import Note
from nnviz.gui.translate import text

TOGETHER = 1.0  # seconds: steps of one control that follow each other faster are taken back together


class Edits(QObject):
    """Makes changes for the controls of the settings panel."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._held = False
        self._gesture: int | None = None
        self._note: Note | None = None  # under the control that was stepped last
        self._time = 0.0

    @Slot()
    def hold(self) -> None:
        """From here to `release` all changes are one undo step: a slider is dragged."""
        self._held, self._gesture = True, self._session.new_gesture()

    @Slot()
    def release(self) -> None:
        self._held, self._gesture = False, None

    def make(
        self, name: str, change: Callable[[Experiment], Experiment], note: Note, joins: bool = False
    ) -> bool:
        """Edit the experiment; `name` is the undo text. False when it can't be: the note says why.

        joins: a quick series of these above one note (steps of a number) is one undo step.
        """
        try:
            new = change(self._session.experiment)
        except BadInput as bad:
            note.warn(text(bad.sentence))
            return False
        note.clear()
        self._session.edit(new, name, self._gesture_for(note, joins))
        return True

    def _gesture_for(self, note: Note, joins: bool) -> int | None:
        if self._held:
            return self._gesture
        if not joins:
            self._note = None
            return None
        now = monotonic()
        if note is not self._note or now - self._time > TOGETHER:
            self._gesture = self._session.new_gesture()
        self._note, self._time = note, now
        return self._gesture
