"""The one kind of undo command: the document before and after."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnviz.core.document import Document


class EditCommand(QUndoCommand):
    """Uses one of two documents; edits of one gesture merge into one command.

    use: makes a document the present one. change: the document before and after.
    """

    def __init__(
        self,
        use: Callable[[Document], None],
        change: tuple[Document, Document],
        text: str,
        gesture: int | None,
    ) -> None:
        super().__init__(text)
        self._use, self._gesture = use, gesture
        self._before, self._after = change

    def redo(self) -> None:
        self._use(self._after)

    def undo(self) -> None:
        self._use(self._before)

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditCommand) or self._gesture is None or self._gesture != other._gesture:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)  # dragged there and back: nothing to undo
        return True
