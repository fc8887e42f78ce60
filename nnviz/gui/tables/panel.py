"""The POINTS panel: every point as numbers, exact to the digit, beside the plot."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from nnviz.gui.late_panel import LatePanel

if TYPE_CHECKING:
    from nnviz.gui.tables.points_board import PointsBoard


class PointsPanel(LatePanel):
    """A place for its board, which is made when it is first looked at."""

    paste_wanted = Signal()
    board: "PointsBoard | None" = None

    def new_board(self) -> "PointsBoard":
        from nnviz.gui.tables.points_board import PointsBoard

        board = PointsBoard(self._session, self._theme)
        board.paste_wanted.connect(self.paste_wanted)
        return board
