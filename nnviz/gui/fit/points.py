"""The points in the FIT plot: one shape for each role, and rings round those that are selected."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnviz.core.dataset import Dataset, Role
from nnviz.gui.plots import pen
from nnviz.gui.theme import Theme

# Symbol and size in pixels.
MARKS = {Role.TRAINING: ("o", 11), Role.VALIDATION: ("d", 15), Role.TEST: ("s", 10)}
RING = 21  # size of the ring round a selected point
WIDE_RING = 30  # round the one that the graph is about


class PointItems:
    """Made once and reused."""

    def __init__(self) -> None:
        self.of_role = {role: pg.ScatterPlotItem(size=size, symbol=s) for role, (s, size) in MARKS.items()}
        self.selected = pg.ScatterPlotItem(size=RING, symbol="o", brush=None)
        self.focused = pg.ScatterPlotItem(size=WIDE_RING, symbol="o", brush=None)

    @property
    def items(self) -> tuple[pg.ScatterPlotItem, ...]:
        """Lowest first."""
        return *self.of_role.values(), self.selected, self.focused

    def show(self, dataset: Dataset) -> None:
        for role, item in self.of_role.items():
            chosen = dataset.roles == role
            item.setData(dataset.x[chosen], dataset.y[chosen])

    def show_selection(self, dataset: Dataset, selection: NDArray[np.intp]) -> None:
        self.selected.setData(dataset.x[selection], dataset.y[selection])

    def show_focus(self, dataset: Dataset, point: int | None) -> None:
        """A second ring round the point that the graph is about; None: round no point."""
        chosen = slice(0, 0) if point is None else slice(point, point + 1)
        self.focused.setData(dataset.x[chosen], dataset.y[chosen])

    def show_theme(self, theme: Theme, one: float) -> None:
        """one: pixels of the screen in a pixel of the window."""
        self.selected.setPen(pen(theme.accent, 2 * one))
        self.focused.setPen(pen(theme.accent, one))
        colours = {
            Role.TRAINING: theme.training, Role.VALIDATION: theme.validation, Role.TEST: theme.quiet,
        }  # fmt: skip
        for role, colour in colours.items():
            hollow = role is not Role.TRAINING
            self.of_role[role].setPen(pen(colour if hollow else theme.plot, (2 if hollow else 1) * one))
            self.of_role[role].setBrush(QColor(theme.plot if hollow else colour))
