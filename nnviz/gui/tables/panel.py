"""The POINTS panel: every point as numbers, exact to the digit, beside the plot."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

if TYPE_CHECKING:
    from nnviz.gui.tables.points_board import PointsBoard

LEAST = QSize(220, 100)  # pixels; without anything in it, it would never be painted


class PointsPanel(QWidget):
    """Its insides are made after it was first painted, so that the window does not open later for them."""

    paste_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self.board: PointsBoard | None = None
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
            from nnviz.gui.tables.points_board import PointsBoard

            self.board = PointsBoard(self._session, self._theme)
            self.board.paste_wanted.connect(self.paste_wanted)
            self._layout.addWidget(self.board)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.board is None:
            QTimer.singleShot(0, self.make)
