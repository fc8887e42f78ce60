"""The plot of the FIT panel, on which a curve's points and the truth are drawn."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.resampling import without_truth
from nnviz.gui.drawing.canvas import DrawingCanvas
from nnviz.gui.drawing.tool import Tool, Touch
from nnviz.gui.drawing.tools import ToolName
from nnviz.gui.fit.truth_tool import TruthTool
from nnviz.gui.fit.view import LEFT_WIDTH, MARGIN_X
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

LOWEST = 36  # pixels of height: a small screen has no more when the split is shown


class FitCanvas(DrawingCanvas):
    """Points are drawn within the x range, and to the edges of its margin."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        self._x_numbers = True
        super().__init__(session, theme, ("x", "y"), parent)
        self.setMinimumHeight(LOWEST)
        self.getAxis("left").setWidth(LEFT_WIDTH)

    def make_tool(self, name: ToolName) -> Tool:
        return TruthTool(self) if name == "truth" else super().make_tool(name)

    def show_x_numbers(self, wanted: bool) -> None:
        """Whether the x axis has numbers and a title."""
        self._x_numbers = wanted
        self.getAxis("bottom").setStyle(showValues=wanted)
        self.resizeEvent(None)

    def clear_points(self) -> None:
        """Empty the plane. The truth goes too: of points drawn by hand the noise is not known."""
        empty = replace(without_truth(self.session.experiment), dataset=Dataset.from_xy())
        self.session.edit(empty, self.tr("Clear all points"))

    # --- what the points are ----------------------------------------------------------------------

    @property
    def places(self) -> NDArray[np.float64]:
        return np.column_stack([self.dataset.x, self.dataset.y])

    def added(self, x: float, y: float, role: Role) -> Dataset:
        return self.dataset.with_points([(x, y)], role)

    def moved(self, indices: Sequence[int], dx: float, dy: float) -> Dataset:
        return self.dataset.moved(indices, dx, dy)

    # --- Qt's events ------------------------------------------------------------------------------

    def _touch(self, event: QMouseEvent) -> Touch:
        touch = super()._touch(event)
        low, high = self.session.experiment.domain
        margin = 1.01 * MARGIN_X * (high - low)
        if low - margin <= touch.x <= high + margin:  # the visible margin belongs to the edge of the x range
            touch = replace(touch, x=min(max(touch.x, low), high))
        return touch

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if not self._x_numbers:
            self.getPlotItem().showLabel("bottom", False)
