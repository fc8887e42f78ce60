"""The CLASSES panel: a place for its board, which is made when it is first looked at."""

from typing import TYPE_CHECKING

from nnviz.gui.late_panel import LatePanel

if TYPE_CHECKING:
    from nnviz.gui.classes.board import ClassesBoard


class ClassesPanel(LatePanel):
    """Nothing is computed while it cannot be seen."""

    board: "ClassesBoard | None" = None

    def new_board(self) -> "ClassesBoard":
        from nnviz.gui.classes.board import ClassesBoard

        return ClassesBoard(self._session, self._theme)
