"""Below the FIT plot: bias², variance and noise at each x, as areas on top of each other."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.core.generalization.at_x import AtX, judging_truth
from nnviz.core.generalization.spread import Spread
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.sentences import number
from nnviz.gui.axis_ends import nice_above
from nnviz.gui.fit.view import LEFT_WIDTH
from nnviz.gui.plots import Plot, pen, plottable
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

PARTS = ("noise", "bias", "variance")  # from below: names of the theme's colours
USUAL = 0.75  # of the x range: where the error is not larger than here, it counts as usual
HEADROOM, WORTH_CUTTING = 4.0, 2.0  # times the usual: what lies above is cut off, if that gains so much
LOWEST_TOP, HIGHEST_TOP = 1e-12, 1e12  # pyqtgraph raises near the end of floating point
LOWEST = 42  # pixels of height, for small screens
ROOM_FOR_NUMBERS = 55  # pixels of height; in less only the ends of the y axis have one
HALF_A_NUMBER = 8  # pixels of its height
TEXT_MARGIN = 14  # pixels between a sentence and the edges of the plot


def top_of(levels: NDArray[np.float64]) -> tuple[float, bool]:
    """Where the y axis ends for a stack of this height at each x, and whether something is cut off."""
    known = levels[np.isfinite(levels)]
    if not len(known):
        return 1.0, False
    most, limit = float(known.max()), HEADROOM * float(np.quantile(known, USUAL))
    cut = limit > 0 and most > WORTH_CUTTING * limit
    top = min(max(limit if cut else most, LOWEST_TOP), HIGHEST_TOP)
    top = nice_above(top)
    return top, cut or most > top


class SplitPlot(Plot):
    """Three areas and a line at an x. `pointed`, `left`: as of the plot above."""

    pointed = Signal(float)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        # Painted from the highest to the lowest, each down to 0: so no seams show through.
        self.areas = {name: _Area() for name in reversed(PARTS)}
        self.cursor = pg.InfiniteLine(angle=90)
        self._message = QLabel()
        super().__init__(theme, ("x", ""), parent)  # the legend tells the units: it is always legible
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.setAxisItems({"left": _SquaredAxis("left")})
        item.showGrid(x=False, y=True, alpha=0.3)  # it lies over the areas
        item.setMouseEnabled(x=False, y=False)
        item.setContentsMargins(0, HALF_A_NUMBER, 0, 0)  # or the uppermost number is cut
        self.setMinimumHeight(LOWEST)
        self.getAxis("left").setWidth(LEFT_WIDTH)
        self.getAxis("left").enableAutoSIPrefix(False)
        self.getAxis("left").setStyle(maxTickLevel=0)
        for each in self.areas.values():
            self.addItem(each, ignoreBounds=True)
        self.cursor.setVisible(False)
        self.addItem(self.cursor, ignoreBounds=True)
        self._message.setParent(self)
        self._message.setProperty("quiet", True)
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message_high = False
        self._message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setYRange(0, 1, padding=0)
        self.show_theme(theme)  # the left axis is another one than that of the plot

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self.setStyleSheet(
            "SplitPlot { border: 1px solid transparent; }"
        )  # as wide as that of the plot above
        for name, area in self.areas.items():
            area.setBrush(QColor(getattr(theme, name)))
        self.cursor.setPen(pen(theme.quiet, self.devicePixelRatioF()))
        self._message.setStyleSheet(f"background: {theme.plot}; border-radius: 4px;")
        self.resizeEvent(None)  # a new title must not show where there is no room for it

    def show_parts(self, at: AtX | None, domain: tuple[float, float]) -> bool:
        """Whether something is cut off. None: nothing is known."""
        for area in self.areas.values():
            area.setVisible(at is not None)
        if self.getAxis("left").style["showValues"] is (at is None):  # setting it draws the axis again
            self.getAxis("left").setStyle(showValues=at is not None)
        if at is None:
            return False
        known = np.isfinite(at.bias_squared) | ~np.isfinite(at.bias_squared).any()  # one stretch of x
        for name, level in zip(PARTS, at.levels, strict=True):
            self.areas[name].setData(at.x[known], plottable(level[known]))
        inside = known & (at.x >= domain[0]) & (at.x <= domain[1])  # beyond it, many models explode
        top, cut = top_of(at.levels[-1][inside])
        self.setYRange(0, top, padding=0)
        return cut

    def show_message(self, words: str, over_areas: bool) -> None:
        """A quiet sentence in the middle, or where there are areas at the top; none if empty."""
        self._message.setText(words)
        self._message.setVisible(bool(words))
        self._message_high = over_areas
        self._put_message()

    @property
    def message(self) -> str:
        return self._message.text()

    def _put_message(self) -> None:
        frame, label = self.getViewBox().sceneBoundingRect().toRect(), self._message
        if not label.text() or frame.width() <= 2 * TEXT_MARGIN:
            return
        words = label.fontMetrics().horizontalAdvance(label.text()) + TEXT_MARGIN
        width = min(frame.width() - 2 * TEXT_MARGIN, words)
        height = label.heightForWidth(width)
        middle = frame.center().y() - height // 2
        high = min(frame.top() + TEXT_MARGIN // 2, middle)
        top = high if self._message_high else middle
        label.setGeometry(frame.center().x() - width // 2, top, width, height)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if self._message.parent() is self:
            self._put_message()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = QPointF(event.position())
        if self.getViewBox().sceneBoundingRect().contains(place):
            self.pointed.emit(float(self.getViewBox().mapSceneToView(place).x()))
        else:
            self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()


class _Area(pg.PlotCurveItem):
    """Filled down to 0, as one path: pyqtgraph's many narrow ones show seams."""

    def __init__(self) -> None:
        super().__init__(fillLevel=0, pen=None)

    def _shouldUseFillPathList(self) -> bool:
        return False


class _SquaredAxis(pg.AxisItem):
    """Numbers as people read them, also those at the ends."""

    def boundingRect(self) -> QRectF:
        rect: QRectF = super().boundingRect()
        return rect.adjusted(0, -HALF_A_NUMBER, 0, HALF_A_NUMBER)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if size < ROOM_FOR_NUMBERS:
            return [(high - low, [low, high])]
        ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return ticks

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [number(v) for v in values]


class SplitAtX(QWidget):
    """The plot with its legend, and sentences where there is nothing to draw."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._spread: Spread | None = None
        self._at: AtX | None = None
        self._robust = False
        self.plot = SplitPlot(theme)
        self.plot.setAccessibleName(self.tr("Bias², variance and noise at each x"))
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.note = QLabel()
        self.note.setProperty("quiet", True)
        self.legend.setMinimumWidth(1)
        header = QHBoxLayout()
        header.setContentsMargins(10, 2, 10, 0)
        header.addWidget(self.legend, 1)
        header.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self.plot, 1)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.plot.show_theme(theme)
        self._show()

    def show_spread(self, spread: Spread | None, at: AtX | None, robust: bool) -> None:
        """at: what the spread says at each x."""
        self._spread, self._at, self._robust = spread, at, robust
        self._show()

    @Slot()
    def _show(self) -> None:
        if self.isHidden():
            return  # setVisible catches up
        experiment, spread = self._session.experiment, self._spread
        some = spread is not None and spread.count >= FEWEST_FOR_SPLIT
        cut = self.plot.show_parts(self._at if some else None, experiment.domain)
        self.legend.setText(self._legend_text(only_variance=judging_truth(experiment) is None))
        self.legend.setToolTip(self._tip())
        self.legend.setVisible(some)
        self.note.setText(self.tr("Higher parts are cut off.") if cut else "")
        self.plot.show_message(self._message(), over_areas=some)

    def _legend_text(self, only_variance: bool) -> str:
        theme = self._theme
        entries = [
            (theme.bias, self.tr("bias²")),
            (theme.variance, self.tr("variance")),
            (theme.noise, self.tr("noise")),
        ]
        if only_variance:
            entries = entries[1:2]
        words = [f'<span style="color:{colour}">■</span>&nbsp;{word}' for colour, word in entries]
        how = (
            self.tr("by medians at each x, in squared units of y")
            if self._robust
            else self.tr("at each x, in squared units of y")
        )
        return "&nbsp;&nbsp; ".join([*words, f'<span style="color:{theme.quiet}">{how}</span>'])

    def _tip(self) -> str:
        tip = self.tr(
            "Where along x the error comes from, in squared units of y: how far the mean of the replicas is "
            "from the truth, how much they differ among each other, and the noise that no model can learn. "
            "A bias² estimated below 0 has no height; the line above the plot tells its number."
        )
        if self._robust:
            tip = self.tr(
                "Squared distance of the median from the truth, and the robust variance: what a typical "
                "replica does, untouched by wild ones. They do not add up to the error."
            )
        return f"<p>{tip}</p>"

    def _message(self) -> str:
        """What to do where there is nothing to see, or why there is less."""
        experiment, spread = self._session.experiment, self._spread
        if not experiment.replicas.count:
            return self.tr(
                "Turn Replicas on (P) and press Play: then you see at which x the error is bias², variance "
                "or noise."
            )
        if spread is None:
            return self.tr("Press Play: then you see at which x the error is bias², variance or noise.")
        if spread.count < FEWEST_FOR_SPLIT:
            return (
                self.tr("Too few replicas are left: all others diverged. Try a lower learning rate.")
                if spread.lost
                else self.tr("One replica has no variance. Choose 2 or more.")
            )
        if experiment.truth is None:
            return self.tr(
                "Without the truth, bias² and noise cannot be told apart at one x. Choose a known function "
                "or draw the truth."
            )
        if judging_truth(experiment) is None:
            return self.tr(
                "A bootstrap tells the variance only. For bias² and noise let the replicas have fresh noise."
            )
        return ""

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        self._show()
