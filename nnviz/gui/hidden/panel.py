"""The HIDDEN panel: a place for its board, which is made when it is first looked at."""

from typing import TYPE_CHECKING

from nnviz.gui.late_panel import LatePanel

if TYPE_CHECKING:
    from nnviz.gui.hidden.board import HiddenBoard


class HiddenPanel(LatePanel):
    """Nothing is computed while it cannot be seen."""

    board: "HiddenBoard | None" = None

    def new_board(self) -> "HiddenBoard":
        from nnviz.gui.hidden.board import HiddenBoard

        return HiddenBoard(self._session, self._theme)
