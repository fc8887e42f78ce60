"""A level to hold curves against: a thin dotted line across the plot, with its words at its right end."""

import pyqtgraph as pg

from nnviz.gui.plots import backdrop, pen
from nnviz.gui.theme import Theme

DOTS = (1.5, 3.0)  # pixels: no curve has them
BEFORE_THE_END = 0.99  # of the plot's width: where the words end
BEHIND = -0.3  # z: above the grid, below all curves
ROOM = 20  # pixels that the words need below the line


class Level(pg.InfiniteLine):
    """Hidden until it is shown somewhere."""

    def __init__(self) -> None:
        super().__init__(angle=0)
        self.words = pg.InfLineLabel(self, "", position=BEFORE_THE_END)
        self.setZValue(BEHIND)
        self.setVisible(False)

    def show_theme(self, theme: Theme, pixel: float) -> None:
        """pixel: how many of the screen's are one of the window's."""
        self.setPen(pen(theme.quiet, pixel, dashes=[each * pixel for each in DOTS]))
        self.words.setColor(theme.quiet)
        self.words.fill = pg.mkBrush(backdrop(theme))

    def show_at(self, place: float | None, words: str) -> None:
        """None hides it. The words stand below the line, where there are fewer curves, if there is room."""
        self.setVisible(place is not None)
        if place is not None:
            self.words.anchors = [(1, 0 if self._has_room_below(place) else 1)] * 2
            self.setValue(place)
        if words != self.words.format:
            self.words.setFormat(words)

    def _has_room_below(self, place: float) -> bool:
        box = self.getViewBox()
        low, high = box.viewRange()[1]
        return bool((place - low) / (high - low) * box.height() >= ROOM)
