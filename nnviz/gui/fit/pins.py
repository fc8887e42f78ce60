"""Pinned runs in the FIT plot: each one's curve as a thin dashed line, with its name at the end."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Slot
from PySide6.QtWidgets import QGraphicsItem

from nnviz.core.document import KeptRun
from nnviz.gui.fit.canvas import FitCanvas
from nnviz.gui.fit.view import MARGIN_X, Range
from nnviz.gui.frame import Frame
from nnviz.gui.line import Line
from nnviz.gui.pins import LOOKS, pin_labels
from nnviz.gui.plots import plottable
from nnviz.gui.theme import Theme

PLACES = 300  # at which a curve is computed
LARGE = 100_000  # parameters; a larger model takes too long to be computed whenever the view moves
MOST_NAMED = 2  # curves with a name at their end: more names would hide the curves; the legend has them
ROOM_FOR_NAMES = 140  # pixels of the plot's height, below which they would hide the curves
NAME_HEIGHT = 16  # pixels from one name to the next
ABOVE = 11  # pixels from the end of a curve up to the middle of its name
NAMES_HIGH = 10  # z: above all curves and points

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Drawn:
    """What a line shows: of which run, and over which part of x [n] (none where they do not meet)."""

    run: KeptRun
    part: Range
    x: Array
    y: Array


class PinnedCurves(QObject):
    """Made once and reused. A curve is computed when it is pinned and when the view moves along x."""

    def __init__(self, canvas: FitCanvas, theme: Theme) -> None:
        super().__init__(canvas)
        self._canvas, self._session, self._theme = canvas, canvas.session, theme
        self.lines = tuple(Line() for _ in LOOKS)
        self.names: dict[int, pg.TextItem] = {}  # made when they are first wanted
        self._drawn: dict[int, _Drawn] = {}
        for line in self.lines:
            line.setVisible(False)
            line.setCacheMode(
                QGraphicsItem.CacheMode.DeviceCoordinateCache
            )  # the present curve moves, not this
        self._session.pins_changed.connect(self.show)
        box = canvas.getViewBox()
        box.sigXRangeChanged.connect(self._show_curves)
        box.sigYRangeChanged.connect(self._place_names)
        canvas.resized.connect(self._place_names)

    def show_theme(self, theme: Theme, one: float) -> None:
        """one: pixels of the screen in a pixel of the window."""
        self._theme = theme
        for line, look in zip(self.lines, LOOKS, strict=True):
            line.setPen(look.pen(theme, pixel=one))
            line.thickness = round(one)
        for slot in self.names:
            self._dress(slot)

    @Slot()
    def show(self) -> None:
        """Draw the pins of the session."""
        slots = self._session.pin_slots
        for slot, line in enumerate(self.lines):
            line.setVisible(slot in slots)
            if slot in self.names:
                self.names[slot].setVisible(slot in slots)
        self._drawn = {slot: drawn for slot, drawn in self._drawn.items() if slot in slots}
        for slot, label in zip(slots, pin_labels(self._session.pins), strict=True):
            self._name(slot).setText(label)
        self._show_curves()

    @Slot()
    def _show_curves(self) -> None:
        left, right = self._canvas.getViewBox().viewRange()[0]
        for slot, run in zip(self._session.pin_slots, self._session.pins, strict=True):
            part = part_to_draw(run, (left, right))
            drawn = self._drawn.get(slot)
            if drawn is None or drawn.run is not run or drawn.part != part:
                self._draw(slot, run, part)
        self._place_names()

    def _draw(self, slot: int, run: KeptRun, part: Range) -> None:
        x = np.linspace(*part, PLACES) if part[0] < part[1] else np.empty(0)
        y = plottable(Frame.at(run.experiment, run.last).predict(x)) if len(x) else x
        self._drawn[slot] = _Drawn(run, part, x, y)
        self.lines[slot].setData(x, y)

    # --- names --------------------------------------------------------------------------------------

    def _name(self, slot: int) -> pg.TextItem:
        if slot not in self.names:
            self.names[slot] = pg.TextItem(anchor=(1, 0.5))
            self.names[slot].setZValue(NAMES_HIGH)
            self._canvas.addItem(self.names[slot], ignoreBounds=True)
            self._dress(slot)
        return self.names[slot]

    def _dress(self, slot: int) -> None:
        self.names[slot].setColor(LOOKS[slot].colour_in(self._theme))  # no ground: it would hide the curves

    @Slot()
    def _place_names(self) -> None:
        """At the last place where its curve can be seen, but no two on top of each other."""
        if not self._drawn:
            return
        box = self._canvas.getViewBox()
        frame = box.sceneBoundingRect()
        ends = {slot: self._end(drawn) for slot, drawn in self._drawn.items()}
        room = frame.height() >= ROOM_FOR_NAMES and len(ends) <= MOST_NAMED
        seen = {slot: end for slot, end in ends.items() if end and room}
        wanted = [end.y() - ABOVE for end in seen.values()]
        heights = apart(wanted, NAME_HEIGHT, frame.top() + ABOVE, frame.bottom() - ABOVE)
        for (slot, end), height in zip(seen.items(), heights, strict=True):
            self.names[slot].setPos(box.mapSceneToView(QPointF(end.x(), height)))
        for slot in ends:
            self.names[slot].setVisible(slot in seen)

    def _end(self, drawn: _Drawn) -> QPointF | None:
        """In pixels; None where nothing of the curve is in the view."""
        box = self._canvas.getViewBox()
        (left, right), (bottom, top) = box.viewRange()
        inside = (drawn.y >= bottom) & (drawn.y <= top) & (drawn.x >= left) & (drawn.x <= right)
        last = np.flatnonzero(inside)[-1:]
        if not len(last):
            return None
        end: QPointF = box.mapViewToScene(QPointF(drawn.x[last[0]], drawn.y[last[0]]))
        return end


def reach(run: KeptRun) -> Range:
    """The x range of a pinned run, with the margin that the view has round it: beyond, nothing is drawn."""
    low, high = run.experiment.domain
    margin = MARGIN_X * (high - low)
    return low - margin, high + margin


def part_to_draw(run: KeptRun, view: Range) -> Range:
    """How much of its reach is drawn: what is in the view, or all where the model is large."""
    if run.experiment.dataset.is_classes:  # it has no curve
        return view[0], view[0]
    low, high = reach(run)
    if run.experiment.model.parameter_count > LARGE:
        return low, high
    return max(low, view[0]), min(high, view[1])


def apart(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones, at least `gap` from each other, from `low` to `high` if there is room."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = list(wanted)
    floor = low
    for each in order:
        places[each] = floor = max(places[each], floor)
        floor += gap
    ceiling = high
    for each in reversed(order):
        places[each] = ceiling = min(places[each], ceiling)
        ceiling -= gap
    return places
