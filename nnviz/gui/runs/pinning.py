"""Pinning runs: their curves or borders stay in FIT and their errors in ERRORS, to compare with."""

from dataclasses import replace

from PySide6.QtCore import QObject

from nnviz.core.document import MOST_PINS, KeptRun
from nnviz.core.sentences import Sentence
from nnviz.gui.session import Session

NOTHING_YET = Sentence("There is no trained curve to pin yet. Press Play (F5) first.")
PINNED_ALREADY = Sentence("This run is pinned already: its curve and its errors stay in FIT and ERRORS.")
CLASSES_PINNED_ALREADY = Sentence(
    "This run is pinned already: its border stays in FIT, its loss and its accuracy in ERRORS."
)
TOO_MANY = Sentence(
    "{most} runs are pinned already; more curves could not be told apart. Unpin one in the RUNS panel first.",
    {"most": MOST_PINS},
)
NONE_PINNED = Sentence("No run is pinned.")


class Pinning(QObject):
    """All edits of the pins: each can be undone. What cannot be done is said in the window."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def pin_of(self, run: KeptRun) -> KeptRun | None:
        """The pin that keeps this run; None where it is not pinned."""
        return next((pin for pin in self._session.pins if pin is run or pin.is_same(run)), None)

    def pin_shown(self) -> None:
        """Pin the present run up to the shown epoch."""
        run = self._session.shown_run()
        if run is None:
            self._session.tell(NOTHING_YET)
        elif self.pin_of(run) is not None:
            classes = run.experiment.dataset.is_classes
            self._session.tell(CLASSES_PINNED_ALREADY if classes else PINNED_ALREADY)
        else:
            self.pin(run)

    def pin(self, run: KeptRun) -> None:
        if len(self._session.pins) >= MOST_PINS:
            self._session.tell(TOO_MANY)
        else:
            self._session.edit_pins((*self._session.pins, run), self.tr("Pin a run"))

    def toggle(self, run: KeptRun) -> None:
        """Pin a run, or unpin it."""
        pin = self.pin_of(run)
        if pin is None:
            self.pin(run)
        else:
            self.unpin(pin)

    def unpin(self, pin: KeptRun) -> None:
        left = tuple(each for each in self._session.pins if each is not pin)
        self._session.edit_pins(left, self.tr("Unpin a run"))

    def unpin_all(self) -> None:
        if not self._session.pins:
            self._session.tell(NONE_PINNED)
        self._session.edit_pins((), self.tr("Unpin all runs"))

    def rename(self, pin: KeptRun, label: str) -> None:
        """Call a pin something else; an empty name is that of its model."""
        named = (replace(each, label=label.strip()) if each is pin else each for each in self._session.pins)
        self._session.edit_pins(tuple(named), self.tr("Rename a pin"))
