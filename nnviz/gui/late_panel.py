"""A panel whose insides are made after it was first painted: the window opens no later for them."""

from abc import abstractmethod

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

LEAST = QSize(220, 100)  # pixels; without anything in it, it would never be painted


class Board(QWidget):
    """The insides of a panel."""

    @abstractmethod
    def show_theme(self, theme: Theme) -> None: ...

    def stop(self) -> None:
        """The window closes: wait for what is still computed."""


class LatePanel(QWidget):
    """board: its insides; None until they are made."""

    board: Board | None = None

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self.setMinimumSize(LEAST)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @abstractmethod
    def new_board(self) -> Board: ...

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.board:
            self.board.show_theme(theme)

    def stop(self) -> None:
        """The window closes: wait for what is still computed."""
        if self.board:
            self.board.stop()

    @Slot()
    def make(self) -> None:
        """Make the insides, if they are not there."""
        if self.board is None:
            self.board = self.new_board()
            self._layout.addWidget(self.board)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.board is None:
            QTimer.singleShot(0, self.make)
