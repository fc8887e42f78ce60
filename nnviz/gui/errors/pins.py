"""Pinned runs in the ERRORS panel: their training and validation errors beside those of the present run."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsItem

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.training.steps import Ending
from nnviz.gui.errors.chart import ErrorsChart
from nnviz.gui.errors.curves import ACCURACIES, ERRORS, Curve, Graph, loss_of
from nnviz.gui.errors.scale import Array, Scale
from nnviz.gui.line import Line
from nnviz.gui.pins import LOOKS
from nnviz.gui.plots import thinned
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

MOST_DRAWN = 300  # points of a curve
DRAWN: dict[Graph, tuple[Curve, ...]] = {
    "errors": ERRORS, "loss": ERRORS, "accuracy": ACCURACIES, "split": (),
}  # fmt: skip
BELOW = -0.2  # z: above the grid, below the present run


@dataclass(frozen=True, eq=False)
class PinnedErrors:
    """One error of a pinned run: at epochs [k] its values [k]; an exact solution is one level.

    slot: which of the looks it has.
    """

    slot: int
    curve: Curve
    epochs: Array
    values: Array

    @property
    def column(self) -> str:
        return self.curve.column

    @property
    def box(self) -> str:
        """The column whose box hides it."""
        return self.curve.box or self.curve.column


def comparable(run: Experiment, present: Experiment) -> bool:
    """Whether the errors of two experiments are of one kind: squared ones of curves, or the same loss."""
    return loss_of(run) == loss_of(present)


def pinned_errors(
    slot: int, run: KeptRun, curves: tuple[Curve, ...], logarithmic: bool, level: bool
) -> list[PinnedErrors]:
    """Its errors as far as they are known.

    logarithmic: choose epochs that are even on such an axis. level: only the last errors, as levels.
    """
    rows = run.rows
    if level or run.ending is Ending.SOLVED or len(rows) == 1:
        rows = rows[-1:]
    rows = rows[thinned(len(rows), MOST_DRAWN, logarithmic)]
    errors = [PinnedErrors(slot, each, rows[:, 0], each.values(rows)) for each in curves]
    return [each for each in errors if np.isfinite(each.values).any()]


class PinnedLines(QObject):
    """Made when they are first wanted, and reused. Each frame of a run asks again for the same lines."""

    def __init__(self, chart: ErrorsChart, theme: Theme) -> None:
        super().__init__(chart)
        self._chart, self._theme = chart, theme
        self.lines: dict[tuple[int, str], Line] = {}
        self._known_for: tuple[object, ...] = ()
        self._known: list[PinnedErrors] = []
        self._shown: tuple[object, ...] = ()

    def known(self, session: Session, graph: Graph, logarithmic: bool, level: bool) -> list[PinnedErrors]:
        """What the session's pins have for this graph, see `pinned_errors`."""
        asked = session.pin_slots, graph, logarithmic, level
        if self._known_for[1:] != asked or self._known_for[0] is not session.pins:
            self._known_for = session.pins, *asked
            self._known = [
                each
                for slot, run in zip(session.pin_slots, session.pins, strict=True)
                for each in pinned_errors(slot, run, DRAWN[graph], logarithmic, level)
            ]
        return self._known

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        for (slot, column), line in self.lines.items():
            self._dress(line, slot, column)

    def show(self, errors: list[PinnedErrors], scale: Scale, ends: tuple[float, float]) -> None:
        """ends: of the axis, in epochs; a level goes from one to the other."""
        shown = tuple(errors), scale, ends
        if shown == self._shown:
            return
        self._shown = shown
        wanted = {(each.slot, each.column): each for each in errors}
        for key, line in self.lines.items():
            line.setVisible(key in wanted)
        for key, each in wanted.items():
            epochs, values = each.epochs, each.values
            if len(epochs) == 1:
                epochs, values = np.array(ends), values.repeat(2)
            self._line(*key).setData(scale.x(epochs), scale.y(values))

    def _line(self, slot: int, column: str) -> Line:
        if (slot, column) not in self.lines:
            line = self.lines[slot, column] = Line()
            line.setZValue(BELOW)
            line.setCacheMode(
                QGraphicsItem.CacheMode.DeviceCoordinateCache
            )  # the present run moves, not this
            self._dress(line, slot, column)
            self._chart.addItem(line, ignoreBounds=True)
        return self.lines[slot, column]

    def _dress(self, line: Line, slot: int, column: str) -> None:
        """Validation errors are dashed, as those of the present run are."""
        pixel = self._chart.devicePixelRatioF()
        line.setPen(LOOKS[slot].pen(self._theme, pixel=pixel, dashed=column.startswith("validation")))
        line.thickness = round(pixel)
