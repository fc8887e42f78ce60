"""The GRAPH panel: the computational graph of the model that is being trained, with its numbers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.graph.graph import Level
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

if TYPE_CHECKING:
    from nnviz.gui.graph.board import GraphBoard
    from nnviz.gui.graph.formula_window import FormulaWindow


LEAST = QSize(270, 100)  # pixels; without anything in it, it would never be painted


class GraphPanel(QWidget):
    """Its insides are made after it was first painted, so that the window does not open later for them.

    level: what is shown first. Nothing is recorded while the panel cannot be seen.
    """

    ready = Signal()  # `board` is there

    def __init__(self, session: Session, theme: Theme, level: Level = "layers") -> None:
        super().__init__()
        self._session, self._theme, self._level = session, theme, level
        self.board: GraphBoard | None = None
        self._expression: FormulaWindow | None = None
        self.setMinimumSize(LEAST)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def level(self) -> Level:
        return self.board.shown.level if self.board else self._level

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.board:
            self.board.show_theme(theme)
        if self._expression:
            self._expression.show_theme(theme)

    def slow_motion(self) -> None:
        """Begin the next step in slow motion, or go one moment on."""
        self.make()
        assert self.board is not None
        if self.board.slow_motion.on_air:
            self.board.slow_motion.on()
        else:
            self.board.slow_motion.start()
            self.board.view.setFocus()  # Page Down goes on

    @Slot()
    def open_expression(self) -> None:
        """Open the window for any expression, made when it is first wanted."""
        if self._expression is None:
            from nnviz.gui.graph.formula_window import FormulaWindow

            self._expression = FormulaWindow(self._session, self._theme, self.window())
        self._expression.show()
        self._expression.raise_()
        self._expression.activateWindow()

    def close_expression(self) -> None:
        """Close that window, if it is open."""
        if self._expression is not None:
            self._expression.close()

    @Slot()
    def make(self) -> None:
        """Make the insides, if they are not there."""
        if self.board is None:
            from nnviz.gui.graph.board import GraphBoard

            self.board = GraphBoard(self._session, self._theme, self._level)
            self.board.expression_wanted.connect(self.open_expression)
            self._layout.addWidget(self.board)
            self.ready.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.board is None:
            QTimer.singleShot(0, self.make)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.recordings.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._session.recordings.watch(False)
