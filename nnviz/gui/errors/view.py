"""One graph of the ERRORS panel: a chart, the scale of its axes, and what of all there is it shows."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject

from nnviz.core.classes import Loss
from nnviz.gui.errors.chart import ErrorsChart
from nnviz.gui.errors.curves import CURVES, GRAPHS, Curve, Graph
from nnviz.gui.errors.pins import PinnedErrors, PinnedLines
from nnviz.gui.errors.scale import Array, Scale, per_cent_scale, reaches, scale_for
from nnviz.gui.errors.words import names, title
from nnviz.gui.theme import Theme


@dataclass(frozen=True, eq=False)
class Content:
    """What all graphs of the panel show at a moment.

    epochs [k] and rows [k, columns] to draw; judged: rows by which axes are scaled, among them the first two.
    wanted: curves that the legend has not hidden. log_x, log_y: whether axes are logarithmic. solved: an
    exact solution has one level per curve.
    """

    epochs: Array
    rows: Array
    judged: Array
    wanted: list[Curve]
    medians: bool
    log_x: bool
    log_y: bool
    solved: bool


class ErrorsView(QObject):
    """Draws its part of the content."""

    def __init__(
        self, theme: Theme, curves: tuple[Curve, ...] = CURVES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.chart = ErrorsChart(theme, curves)
        self.pins = PinnedLines(self.chart, theme)
        self.graph: Graph = "errors"
        self.scale = Scale(False, False, 0.0, 1.0, False)

    def show_theme(self, theme: Theme) -> None:
        self.chart.show_theme(theme)
        self.pins.show_theme(theme)

    def show_titles(
        self, loss: Loss | None, content: Content, pinned: list[PinnedErrors], with_bottom: bool
    ) -> None:
        """What is on the axes. with_bottom: whether the epochs stand below this graph."""
        bottom = _tr("epoch + 1") if content.log_x else _tr("epoch")
        some = len(content.rows) > 0
        over_epochs = (some and not content.solved) or any(len(each.epochs) > 1 for each in pinned)
        self.chart.show_labels(
            "" if content.solved or not with_bottom else bottom,
            title(self.graph, loss),
            (over_epochs and with_bottom, some or bool(pinned)),
            names(self.graph, loss),
            low=self.graph == "accuracy",
        )
        spoken = (*names(self.graph, loss), _tr("Errors"))[0]
        self.chart.setAccessibleName(_tr("{what} over the epochs").format(what=spoken))

    def show(self, content: Content, pinned: list[PinnedErrors], end: float) -> None:
        """end: the last epoch on the axis."""
        medians, rows = content.medians, content.rows
        wanted = [each for each in GRAPHS[self.graph] if each in content.wanted] if len(rows) else []
        values = {each.column: each.values(rows, medians) for each in wanted}
        errors = {each.column: each.errors(rows, medians) for each in wanted}
        self.scale = self._scale(content, wanted, pinned)
        ends = self.scale.x(np.array([0.0, end]))
        self.chart.show_scale(self.scale, (float(ends[0]), float(ends[1])))
        bands = {
            name: self.scale.band(values[name], error) for name, error in errors.items() if error is not None
        }
        curves = {name: self.scale.y(numbers) for name, numbers in values.items()}
        self.chart.show_curves(self.scale.x(content.epochs), curves, bands)
        self.pins.show(pinned, self.scale, (0.0, end))

    def _scale(self, content: Content, wanted: list[Curve], pinned: list[PinnedErrors]) -> Scale:
        if self.graph == "accuracy":
            return per_cent_scale(content.log_x)
        medians, rows = content.medians, content.rows
        beside = [each.values for each in pinned]
        reach = [
            part
            for each in wanted
            for part in reaches(each.values(rows, medians), each.errors(rows, medians))
        ]
        judged = [each.values(content.judged, medians) for each in wanted if each.column != "penalty"]
        return scale_for(reach + beside, judged + beside, content.log_x, content.log_y, content.solved)

    def show_level(self, value: float | None, words: str) -> None:
        """A level to hold the curves against, None for none."""
        if value is None or not np.isfinite(value):
            self.chart.show_level(None)
        else:
            self.chart.show_level(float(self.scale.y(np.array([value]))[0]), words)

    def show_marks(self, best: int | None, words: str, shown: int | None) -> None:
        """Lines at the best epoch and at the shown one."""
        self.chart.show_best(None if best is None else self._place(best), words)
        self.chart.show_cursor(None if shown is None else self._place(shown))

    def _place(self, epoch: int) -> float:
        return float(self.scale.x(np.array([float(epoch)]))[0])


def _tr(words: str) -> str:
    return QCoreApplication.translate("ErrorsPanel", words)
