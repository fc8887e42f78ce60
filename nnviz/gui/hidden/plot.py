"""The plot of a hidden layer: the bent grid in the colours of the said classes, points, straight borders."""

from math import hypot

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.dataset import Dataset
from nnviz.core.hidden import Bent
from nnviz.gui.class_points import ClassPoints
from nnviz.gui.marks import MOST_CLASSES, class_colour
from nnviz.gui.plots import Array, Plot, pen, plottable
from nnviz.gui.theme import Theme

GRID_OPACITY = {"light": 0.42, "dark": 0.5}
NEAR = 14.0  # pixels from a point within which a click means it
Range = tuple[float, float]
MARGIN = 0.06  # of the range, on either side
ROOMY = 0.6  # of a range: where what is drawn takes less, the view closes in
BOUNDS: dict[str, Range] = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "sine": (-1.0, 1.0)}


class HiddenPlot(Plot):
    """`pointed_at` tells which of the shown points was clicked. Items are made once and reused."""

    pointed_at = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._grid: list[pg.PlotCurveItem] = []
        self._places: Array = np.empty((0, 2))
        self._range: tuple[Range, Range] | None = None
        super().__init__(theme, ("", ""), parent)
        self.setMouseEnabled(x=False, y=False)
        self.setAccessibleName(self.tr("The points in a hidden layer"))
        for number in range(MOST_CLASSES):
            self._grid.append(self._curve(-MOST_CLASSES + number))
        self.borders = self._curve(5.0)
        self.points = ClassPoints(self)
        self.show_theme(theme)

    def _curve(self, z: float) -> pg.PlotCurveItem:
        curve = pg.PlotCurveItem()
        curve.setZValue(z)
        self.addItem(curve, ignoreBounds=True)
        return curve

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        for number, curve in enumerate(self._grid):
            colour = QColor(class_colour(theme, number))
            colour.setAlphaF(GRID_OPACITY[theme.name])
            curve.setPen(pg.mkPen(colour, width=1))
        if self._grid:
            self.borders.setPen(pen(theme.text, 2))
            self.points.show_theme(theme, self.devicePixelRatioF())

    def show_bent(self, bent: Bent, dataset: Dataset, points: NDArray[np.intp], bounds: Range | None) -> None:
        """points: which of the data set are shown. bounds: of all units, where they have some."""
        self._places = plottable(bent.points)
        self._show_grid(bent)
        borders = np.empty((0, 2)) if bent.borders is None else plottable(bent.borders).reshape(-1, 2)
        self.borders.setData(borders[:, 0], borders[:, 1], connect="pairs")
        classes = dataset.classes[points]
        self.points.show(self._places, classes, dataset.roles[points])
        self.points.show_misread(bent.taken != classes)
        self._choose_range(np.concatenate([self._places, bent.grid.reshape(-1, 2)]), bounds)

    def _show_grid(self, bent: Bent) -> None:
        x, y = plottable(bent.grid[..., 0]).ravel(), plottable(bent.grid[..., 1]).ravel()
        goes_on = np.ones(bent.said.shape, np.bool_)
        goes_on[:, -1:] = False
        said = set(np.unique(bent.said).tolist())
        for number, curve in enumerate(self._grid):
            if number in said:
                curve.setData(x, y, connect=((bent.said == number) & goes_on).ravel())
            else:
                curve.clear()

    def _choose_range(self, drawn: Array, bounds: Range | None) -> None:
        """The view stays while all is in it and uses enough of it, or it would never rest in training."""
        if bounds is not None:
            wanted = _wider(bounds), _wider(bounds)
        elif len(drawn):
            low, high = drawn.min(axis=0).tolist(), drawn.max(axis=0).tolist()
            wanted = _wider((low[0], high[0])), _wider((low[1], high[1]))
            if self._range and all(map(_holds, self._range, zip(low, high, strict=True))):
                return
        else:
            return
        if wanted != self._range:
            self._range = wanted[0], wanted[1]
            self.setRange(xRange=wanted[0], yRange=wanted[1], padding=0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and len(self._places):
            at = self.mapToScene(event.position().toPoint())
            place = self.getViewBox().childGroup.sceneTransform()
            seen = [place.map(QPointF(*each)) for each in self._places.tolist()]
            distances = [hypot(each.x() - at.x(), each.y() - at.y()) for each in seen]
            nearest = int(np.argmin(distances))
            self.pointed_at.emit(nearest if distances[nearest] <= NEAR else -1)


def _wider(ends: tuple[float, float]) -> Range:
    low, high = ends
    margin = MARGIN * (high - low) if high > low else 1.0
    return low - margin, high + margin


def _holds(present: Range, ends: tuple[float, float]) -> bool:
    low, high = ends
    return present[0] <= low and high <= present[1] and high - low >= ROOMY * (present[1] - present[0])
