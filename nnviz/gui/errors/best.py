"""The mark at the best epoch: a dashed line up through the plot, with its words at the top."""

import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnviz.gui.plots import backdrop, pen
from nnviz.gui.theme import Theme

ROOM = 50  # pixels of height, below which the words would hide the curves
ROOM_BELOW = 70  # the same where they stand below a name in the corner
DEPTH = 13  # pixels from the top of the plot to their middle


class BestMark(pg.InfiniteLine):
    """Hidden until it is shown somewhere."""

    def __init__(self) -> None:
        super().__init__(angle=90)
        self.words = pg.InfLineLabel(self, "", position=0.93, anchors=[(0, 0.5), (1, 0.5)])
        self.setVisible(False)

    def show_theme(self, theme: Theme, pixel: float) -> None:
        """pixel: how many of the screen's are one of the window's."""
        self.setPen(pen(theme.validation, pixel, Qt.PenStyle.DashLine))
        self.words.setColor(theme.validation)
        self.words.fill = pg.mkBrush(backdrop(theme))

    def put_words(self, below: int) -> None:
        """below: how many pixels at the top of the plot a name there takes."""
        height = max(1.0, self.getViewBox().height())
        room = ROOM_BELOW if below else ROOM
        self.words.setVisible(height >= room and bool(self.words.format))
        self.words.setPosition(max(0.5, 1 - (DEPTH + below) / height))
