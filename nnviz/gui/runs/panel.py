"""The RUNS panel: a place for the board of runs, which is made when it is first looked at."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnviz.gui.late_panel import LatePanel
from nnviz.gui.runs.pinning import Pinning
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

if TYPE_CHECKING:
    from nnviz.gui.runs.board import RunsBoard


class RunsPanel(LatePanel):
    """What pins and unpins runs is there from the start."""

    board: "RunsBoard | None" = None

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.pinning = Pinning(session, self)

    def new_board(self) -> "RunsBoard":
        from nnviz.gui.runs.board import RunsBoard

        return RunsBoard(self._session, self.pinning, self._theme)
