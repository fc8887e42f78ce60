"""Train ▸ Compare models…: opens the window of it, and says when a comparison is done that nobody watched."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.sentences import Sentence
from nnviz.gui.session import Session

if TYPE_CHECKING:
    from nnviz.gui.comparing.dialog import ComparingDialog

DONE = Sentence("The models are compared: Train ▸ Compare models… shows the table.")


class Comparing(QObject):
    """The dialog is made when it is first wanted, so that the window opens no later for it."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.dialog: ComparingDialog | None = None

    def open(self) -> None:
        if self.dialog is None:
            from nnviz.gui.comparing.dialog import ComparingDialog

            self.dialog = ComparingDialog(self._session, self._window)
            self._session.comparison.changed.connect(self._on_changed)
        self.dialog.begin()

    def close(self) -> None:
        """The window closes."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.wait()

    @Slot()
    def _on_changed(self) -> None:
        comparison = self._session.comparison
        if self.dialog is None or self.dialog.isVisible() or comparison.is_running:
            return
        self._session.tell_for_a_while(comparison.problem or DONE)
