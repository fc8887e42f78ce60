"""Points with classes in a plot: a mark for each class and role, crosses over the misread ones."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainterPath

from nnviz.core.dataset import Role
from nnviz.gui.marks import CROSS, DOT, mark_of
from nnviz.gui.plots import Array, Plot, pen
from nnviz.gui.theme import LIGHT, Theme

SIZES = ((150, 11.0), (500, 9.0), (2_000, 7.0), (6_000, 5.0))  # up to so many points: pixels of a mark
SMALLEST = 4.0  # pixels, of more points
RING, WIDE_RING = 10.0, 19.0  # pixels more than a mark: round selected points, round the graph's
LOW, SMALLER = 200, 0.7  # pixels of a plot's height, below which marks are so much smaller
LARGER = 1.1  # size of a cross in marks
HALO = 1.5  # pixels that a cross's halo is wider than the cross
LOWEST = 10.0  # z of the marks: above regions and borders
HEIGHTS: dict[int, float] = {Role.TRAINING: 2.0, Role.VALIDATION: 1.0}  # above that; test points have dots


def _place(item: pg.ScatterPlotItem, places: Array) -> None:
    """Put the points of an item at places [n, 2].

    All of them look like the first one. `setData` looks up how each point looks, which takes 5 ms for a
    thousand, and misread points come and go, and those of a hidden layer move, with every frame.
    """
    if len(places) and not len(item.data):
        item.setData(places[:1, 0], places[:1, 1])
    item.prepareGeometryChange()
    if len(item.data) != len(places):
        item.data = item.data[:1].repeat(len(places))
    item.data["x"], item.data["y"] = places[:, 0], places[:, 1]
    item.bounds = [None, None]
    item.invalidate()


def mark_size(count: int, height: int) -> float:
    """Pixels of a mark where there are so many points in a plot of this height."""
    size = next((size for most, size in SIZES if count <= most), SMALLEST)
    return max(SMALLEST, size * (SMALLER if height < LOW else 1.0))


class ClassPoints:
    """Items are made when a class first has points of a role, and reused. Add no others at their heights."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._theme, self._one, self._size = LIGHT, 1.0, SIZES[0][1]
        self._marks: dict[tuple[int, int], pg.ScatterPlotItem] = {}
        self._dots: dict[int, pg.ScatterPlotItem] = {}
        self._places: Array = np.empty((0, 2))
        self._halo, self._crosses = (self._item(CROSS, LOWEST + 3) for _ in range(2))
        self._selected, self._focused = (self._item("o", LOWEST + 4) for _ in range(2))

    def _item(self, symbol: str | QPainterPath, z: float) -> pg.ScatterPlotItem:
        item = pg.ScatterPlotItem(symbol=symbol, brush=None)
        item.setZValue(z)
        self._plot.addItem(item, ignoreBounds=True)
        return item

    # --- what is shown ------------------------------------------------------------------------------

    def show(self, places: Array, classes: NDArray[np.integer], roles: NDArray[np.integer]) -> None:
        """Points at places [n, 2] with classes [n], from 0, and roles [n]."""
        self._places = places
        self.fit()
        there = set(zip(classes.tolist(), roles.tolist(), strict=True))
        for number, role in there - self._marks.keys():
            self._add(number, role)
        for (number, role), item in self._marks.items():
            chosen = (classes == number) & (roles == role)
            _place(item, places[chosen])
            if number in self._dots and role not in HEIGHTS:
                _place(self._dots[number], places[chosen])

    def fit(self) -> None:
        """The plot has another height, or other points."""
        if (size := mark_size(len(self._places), self._plot.height())) != self._size:
            self._size = size
            self.show_theme(self._theme, self._one)

    def show_misread(self, wrong: NDArray[np.bool_]) -> None:
        """Cross out the points [n] that the model takes for another class."""
        for item in (self._halo, self._crosses):
            _place(item, self._places[wrong])

    @property
    def some_misread(self) -> bool:
        return len(self._crosses.data) > 0

    def show_selection(self, selection: NDArray[np.intp]) -> None:
        _place(self._selected, self._places[selection])

    def show_focus(self, point: int | None) -> None:
        """A second ring round the point that the graph is about; None: round no point."""
        chosen = slice(0, 0) if point is None else slice(point, point + 1)
        _place(self._focused, self._places[chosen])

    # --- how it looks -------------------------------------------------------------------------------

    def show_theme(self, theme: Theme, one: float) -> None:
        """one: pixels of the screen in a pixel of the window."""
        self._theme, self._one = theme, one
        for number, role in self._marks:
            self._dress(number, role)
        wide = max(1.0, 0.13 * self._size)
        self._crosses.setPen(pen(theme.text, wide * one))
        self._halo.setPen(pen(theme.plot, (wide + HALO) * one))
        self._selected.setPen(pen(theme.accent, 2 * one))
        self._focused.setPen(pen(theme.accent, one))
        for item, size in (
            (self._crosses, LARGER * self._size),
            (self._halo, LARGER * self._size + 1),
            (self._selected, self._size + RING),
            (self._focused, self._size + WIDE_RING),
        ):
            item.setSize(size)

    def _add(self, number: int, role: int) -> None:
        above = LOWEST + HEIGHTS.get(role, 0.0)
        self._marks[number, role] = self._item("o", above)
        if role not in HEIGHTS:
            self._dots[number] = self._item("o", above + 0.5)
        self._dress(number, role)

    def _dress(self, number: int, role: int) -> None:
        mark = mark_of(self._theme, number, role, self._size)
        item = self._marks[number, role]
        item.setSymbol(mark.shape)
        item.setSize(mark.size)
        item.setPen(pen(mark.outline, mark.edge * self._one))
        item.setBrush(QColor(mark.fill))
        if mark.dotted:
            self._dots[number].setSize(DOT * mark.size)
            self._dots[number].setPen(None)
            self._dots[number].setBrush(QColor(mark.colour))
