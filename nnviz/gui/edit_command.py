"""The one kind of undo command: the document before and after."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnviz.core.document import Document


class EditCommand(QUndoCommand):
    """Uses one of two documents; the edits of one gesture are one command.

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
        self._use, self.gesture = use, gesture
        self._before, self._after = change

    def go_on(self, after: Document) -> bool:
        """The gesture goes on to this document; whether there is anything to undo, or it went back."""
        self._after = after
        self.setObsolete(after == self._before)
        self._use(after)
        return not self.isObsolete()

    def redo(self) -> None:
        self._use(self._after)

    def undo(self) -> None:
        self._use(self._before)
