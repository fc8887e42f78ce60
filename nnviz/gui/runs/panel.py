"""The RUNS panel: a place for the board of runs, which is made when it is first looked at."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.runs.pinning import Pinning
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

if TYPE_CHECKING:
    from nnviz.gui.runs.board import RunsBoard

LEAST = QSize(220, 100)  # pixels; without anything in it, it would never be painted


class RunsPanel(QWidget):
    """Its insides are made after it was first painted, so that the window does not open later for them."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self.pinning = Pinning(session, self)
        self.board: RunsBoard | None = None
        self.setMinimumSize(LEAST)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.board:
            self.board.show_theme(theme)

    @Slot()
    def make(self) -> None:
        """Make the insides, if they are not there."""
        if self.board is None:
            from nnviz.gui.runs.board import RunsBoard

            self.board = RunsBoard(self._session, self.pinning, self._theme)
            self._layout.addWidget(self.board)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.board is None:
            QTimer.singleShot(0, self.make)
