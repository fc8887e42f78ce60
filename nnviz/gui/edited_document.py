"""The document that is edited: its undo stack, and what is said about it."""

from abc import abstractmethod
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from nnviz.core.dataset import Dataset
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.sentences import Sentence
from nnviz.gui.edit_command import EditCommand
from nnviz.gui.notices import READING_TIME
from nnviz.gui.pins import slots_after
from nnviz.gui.selection import Selection


class EditedDocument(QObject):
    """Holds the present document; every change of it can be undone. The session adds the run to it."""

    opened = Signal()  # another document took the place of the one before
    experiment_changed = Signal()
    pins_changed = Signal()
    noticed = Signal()  # the notice changed

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take_document(document)
        self.undo_stack = QUndoStack(self)
        self.selection = Selection(document.experiment.dataset, self)
        self.opened.connect(self.selection.clear)
        self.experiment_changed.connect(self._on_experiment_changed)  # first of all: panels look at it then
        self.notice: Sentence | None = None
        self.report = ""  # details of the last failure
        self._gesture = 0
        self._editing: int | None = None  # the gesture of the edit that is being made
        self._last_edit: EditCommand | None = None

    def _take_document(self, document: Document) -> None:
        """The document without what was before it; its pins and their looks go together from the start."""
        self.document = document
        self.pin_slots = slots_after((), (), document.pins)  # which of the looks each pin has

    @property
    def experiment(self) -> Experiment:
        return self.document.experiment

    @property
    def pins(self) -> tuple[KeptRun, ...]:
        """The runs whose curves stay on the screen."""
        return self.document.pins

    def new_gesture(self) -> int:
        """A mark for the edits of one drag or stroke, which undo takes back together."""
        self._gesture += 1
        return self._gesture

    def edit(self, new: Experiment, text: str, gesture: int | None = None) -> None:
        """Make `new` the present experiment; `text` is its name in the Edit menu."""
        self._push(replace(self.document, experiment=new), text, gesture)

    def edit_points(self, dataset: Dataset, text: str, gesture: int | None = None) -> None:
        """Change the points; the x range grows with them, and the model fits their features and classes."""
        self.edit(with_dataset(self.experiment, dataset), text, gesture)

    def edit_pins(self, pins: tuple[KeptRun, ...], text: str, gesture: int | None = None) -> None:
        """Pin other runs; `text` is its name in the Edit menu."""
        self._push(replace(self.document, pins=pins), text, gesture)

    def _push(self, new: Document, text: str, gesture: int | None) -> None:
        if new == self.document:
            return
        self._editing = gesture
        last = self._last_of(gesture)
        if last is None:
            self._last_edit = EditCommand(self._use, (self.document, new), text, gesture)
            self.undo_stack.push(self._last_edit)
        elif not last.go_on(new):
            self._last_edit = None
            self.undo_stack.undo()  # takes it off the stack
        self._editing = None

    def _last_of(self, gesture: int | None) -> EditCommand | None:
        """The last edit, if it is of this gesture and neither undone nor in a file.

        WORKAROUND: Qt's own merging (mergeWith) deletes the command that it merges while it is pushed, and
        PySide 6.10.3 then keeps it for ever, with its two documents: one for each move of the mouse.
        """
        stack, last = self.undo_stack, self._last_edit
        on_top = 0 < stack.index() == stack.count() and not stack.isClean()
        goes_on = on_top and last is not None and gesture is not None and last.gesture == gesture
        return last if goes_on else None

    def _use(self, new: Document) -> None:
        old, self.document = self.document, new
        if new.pins != old.pins:
            self._show_pins(old.pins)
        if new.experiment != old.experiment:
            self._adapt(old.experiment, new.experiment)

    def _show_pins(self, before: tuple[KeptRun, ...]) -> None:
        self.pin_slots = slots_after(before, self.pin_slots if before else (), self.pins)
        self.pins_changed.emit()

    @Slot()
    def _on_experiment_changed(self) -> None:
        self.selection.follow(self.experiment.dataset)

    @abstractmethod
    def _adapt(self, old: Experiment, new: Experiment) -> None:
        """Have the run follow another experiment, and tell those who show it."""

    def tell(self, notice: Sentence | None, report: str = "") -> None:
        """Say something in the window until the next edit or run. report: details of a failure."""
        self.report = report
        if notice != self.notice:
            self.notice = notice
            self.noticed.emit()

    def tell_for_a_while(self, notice: Sentence) -> None:
        """Say something that then makes way for what the run has to say."""
        self.tell(notice)
        QTimer.singleShot(READING_TIME, self, partial(self._take_back, notice))

    def _take_back(self, notice: Sentence | None) -> None:
        """Take a notice back, so that it does not hide what the run has to say."""
        if self.notice is notice:
            self.tell(None)
