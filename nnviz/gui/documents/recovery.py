"""After a crash: finds the safety copies of windows that are no more, and offers them."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.documents.asking import Asking
from nnviz.gui.documents.recovery_dialog import Choice
from nnviz.gui.documents.slots import TRIES, SafetyCopy, SafetySlot, left_slots

LIFE = 60_000  # milliseconds; a document that was brought back and lets the program live so long is harmless


class Recovery(QObject):
    """Asks once, at the start. A copy that has ended the program `TRIES` times is set aside instead."""

    def __init__(self, asking: Asking, parent: QObject) -> None:
        super().__init__(parent)
        self._asking = asking

    def find(self) -> tuple[SafetySlot, SafetyCopy] | None:
        """What the user wants back, in its slot; None if nothing.

        Raises `BadInput`.
        """
        found: list[tuple[SafetySlot, SafetyCopy]] = []
        for slot in _left_slots():
            copy = slot.newest() if slot.tries() < TRIES else None
            if copy is None:
                self._set_aside(slot)
            else:
                found.append((slot, copy))
        found.sort(key=lambda each: each[1].kept, reverse=True)
        chosen = self._choose(found) if found else None
        for slot, _ in found:
            if chosen is None or slot is not chosen[0]:
                slot.release()
        if chosen is not None:
            slot, _ = chosen
            slot.count_try()
            QTimer.singleShot(LIFE, self, slot.forget_tries)
        return chosen

    def _choose(self, found: list[tuple[SafetySlot, SafetyCopy]]) -> tuple[SafetySlot, SafetyCopy] | None:
        while found:
            choice, index = self._asking.bring_back([copy for _, copy in found])
            if choice is Choice.LATER:
                return None
            if choice is Choice.BRING_BACK:
                return found[index]
            slot, _ = found.pop(index)
            slot.remove()
        return None

    def _set_aside(self, slot: SafetySlot) -> None:
        often = slot.tries() >= TRIES
        try:
            place: Path = slot.set_aside()
        except (BadInput, OSError):
            slot.release()
            return
        reason = (
            Sentence(
                "A document was brought back {count} times; each time nnviz broke off.", {"count": TRIES}
            )
            if often
            else Sentence("The safety copy of a document could not be read.")
        )
        self._asking.tell(
            reason,
            self.tr("It does not come back by itself any more. It is in “{place}”: File ▸ Open… opens it.")
            .format(place=place),
        )  # fmt: skip


def _left_slots() -> list[SafetySlot]:
    try:
        return list(left_slots())
    except OSError as error:
        raise BadInput("What was open before cannot be looked for: {reason}.", reason=str(error)) from error
