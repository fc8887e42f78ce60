"""The plot of the ERRORS panel: curves, marks, axes, and what mouse and keys ask for."""

from math import ceil, floor

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.core.sentences import number
from nnviz.gui.errors.band import Band
from nnviz.gui.errors.curves import CURVES
from nnviz.gui.errors.scale import Array, Scale
from nnviz.gui.line import Line
from nnviz.gui.plots import ROOM_FOR_TITLES, Plot, pen
from nnviz.gui.theme import Theme

LEFT_WIDTH = 78  # pixels, so that the plot does not move when numbers get longer
TITLE_MARGIN = 24  # pixels of the plot's height that a title beside it must leave free
RESTLESS = 8  # heights of the plot that a curve may go up and down and still be drawn two pixels wide
ROOM_FOR_LABEL = 50  # pixels of height, below which the mark's label would hide the curves
LABEL_DEPTH = 13  # pixels from the top of the plot to the middle of the mark's label
ROOM_FOR_NUMBERS = 50  # pixels of height, below which the numbers on the left would touch
ROOM_FOR_A_DECADE = 150  # pixels in which the labels 1,000 2,000 5,000 do not touch
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ENDS = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}


class ErrorsChart(Plot):
    """Draws what it is given. `chosen` and `pointed` give a place on the x axis."""

    chosen = Signal(float)  # pressed or dragged
    pointed = Signal(float)
    left = Signal()
    stepped = Signal(int)  # 1: one kept epoch later, −1: earlier
    jumped = Signal(int)  # 1: to the last epoch, −1: to the first

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._curves: dict[str, Line] = {}
        self._bands: dict[str, Band] = {}
        super().__init__(theme, ("", ""), parent)
        item = self.getPlotItem()
        item.setAxisItems({"bottom": _EpochAxis("bottom"), "left": _ErrorAxis("left")})
        item.showGrid(x=True, y=True, alpha=0.18)
        item.setContentsMargins(2, 8, 10, 3)  # or the uppermost number is cut in half
        item.setMouseEnabled(x=False, y=False)
        self.getAxis("left").setWidth(LEFT_WIDTH)
        for side in ("bottom", "left"):
            self.getAxis(side).enableAutoSIPrefix(False)
        for curve in CURVES:
            if curve.error:
                self._bands[curve.column] = Band()
                self.getViewBox().addItem(self._bands[curve.column], ignoreBounds=True)
        for curve in reversed(CURVES):  # the training error on top
            self._curves[curve.column] = Line()
            self.addItem(self._curves[curve.column], ignoreBounds=True)
        self._best = pg.InfiniteLine(angle=90)
        self._best_label = pg.InfLineLabel(self._best, "", position=0.93, anchors=[(0, 0.5), (1, 0.5)])
        self._cursor = pg.InfiniteLine(angle=90)
        for line in (self._best, self._cursor):
            line.setVisible(False)
            self.addItem(line, ignoreBounds=True)
        self._message = QLabel(self)
        self._message.setProperty("quiet", True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._message_low = False
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        if not self._curves:  # the plot shows its theme before the items are there
            return
        self._theme = theme
        for curve in CURVES:
            self._curves[curve.column].setPen(curve.pen(theme, pixel=self.devicePixelRatioF()))
            if curve.error:
                self._bands[curve.column].show_colour(getattr(theme, curve.colour), theme.name)
        self._best.setPen(pen(theme.validation, self.devicePixelRatioF(), Qt.PenStyle.DashLine))
        self._best_label.setColor(theme.validation)
        backdrop = QColor(theme.plot)
        backdrop.setAlpha(215)
        self._best_label.fill = pg.mkBrush(backdrop)
        self._show_titles()
        self._cursor.setPen(pen(theme.accent, 1.5 * self.devicePixelRatioF()))
        self.setStyleSheet(
            f"ErrorsChart {{ border: 1px solid transparent; }}"
            f"ErrorsChart:focus {{ border: 1px solid {theme.accent}; }}"
        )

    def show_labels(self, bottom: str, left: str, with_numbers: tuple[bool, bool]) -> None:
        """Words for the axes, and whether they have numbers."""
        for side, wanted in zip(("bottom", "left"), with_numbers, strict=True):
            if self.getAxis(side).style["showValues"] is not wanted:
                self.getAxis(side).setStyle(showValues=wanted)
        if (bottom, left) != self._labels:
            self._labels = (bottom, left)
            self.getAxis("bottom").setLabel(bottom)
            self.getAxis("left").setLabel(left)
            self._show_titles()

    def _show_titles(self) -> None:
        """Only where there is room: setting a label shows it, and a long one would be cut off."""
        room = self.height() >= ROOM_FOR_TITLES
        long = self.getAxis("left").label.boundingRect().width()
        self.getPlotItem().showLabel("bottom", room)
        self.getPlotItem().showLabel("left", room and long <= self.height() - TITLE_MARGIN)

    def show_scale(self, scale: Scale, x_range: tuple[float, float]) -> None:
        for side, logarithmic in (("bottom", scale.log_x), ("left", scale.log_y)):
            if self.getAxis(side).logMode is not logarithmic:  # setting it draws the axis again
                self.getAxis(side).setLogMode(logarithmic)
        margin = 0.012 * (x_range[1] - x_range[0])
        self.setRange(
            xRange=(x_range[0] - margin, x_range[1] + margin), yRange=(scale.low, scale.high), padding=0
        )

    def show_curves(
        self, x: Array, shown: dict[str, Array], bands: dict[str, tuple[Array, Array]] | None = None
    ) -> None:
        """Places to join, NaN for a gap; what is not named is hidden. All curves have one thickness.

        bands: lower and upper edges of the areas behind curves.
        """
        thickness = self._thickness(list(shown.values()))
        for name, line in self._curves.items():
            line.setVisible(name in shown)
            if name in shown:
                line.thickness = thickness
                line.setData(x, shown[name])
        for name, band in self._bands.items():
            edges = (bands or {}).get(name)
            # A restless band is a blur that hides all other curves, and takes Qt 10–40 ms.
            band.setVisible(edges is not None and not any(self._is_restless(edge) for edge in edges))
            if edges is not None and band.isVisible():
                band.show_edges(x, *edges)

    def _thickness(self, curves: list[Array]) -> int:
        """In pixels of the screen, of which there are more where all is scaled."""
        restless = any(self._is_restless(y) for y in curves)
        return 1 if restless else max(2, round(2 * self.devicePixelRatioF()))

    def _is_restless(self, y: Array) -> bool:
        low, high = self.getViewBox().viewRange()[1]
        return bool(np.nansum(np.abs(np.diff(y))) > RESTLESS * (high - low))

    def curve(self, name: str) -> Line:
        return self._curves[name]

    def band(self, name: str) -> Band:
        return self._bands[name]

    def show_best(self, x: float | None, words: str = "") -> None:
        """A dashed line with a label; None hides it."""
        _place(self._best, x)
        if words != self._best_label.format:
            self._best_label.setFormat(words)

    def show_cursor(self, x: float | None) -> None:
        _place(self._cursor, x)

    @property
    def best_place(self) -> float | None:
        return float(self._best.value()) if self._best.isVisible() else None

    @property
    def cursor_place(self) -> float | None:
        return float(self._cursor.value()) if self._cursor.isVisible() else None

    def show_message(self, words: str, low: bool = False) -> None:
        """A quiet text in the middle of the plot, or low in it; none if empty."""
        self._message.setText(words)
        self._message.setVisible(bool(words))
        self._message_low = low
        self._put_message()

    @property
    def message(self) -> str:
        return self._message.text()

    def _put_message(self) -> None:
        frame = self.getViewBox().sceneBoundingRect().toRect()
        size = self._message.sizeHint()
        y = (
            frame.bottom() - 2 * size.height()
            if self._message_low
            else frame.center().y() - size.height() // 2
        )
        self._message.setGeometry(frame.center().x() - size.width() // 2, y, size.width(), size.height())

    # --- what the user asks for -----------------------------------------------------------------------

    def _place_at(self, event: QMouseEvent) -> float:
        return float(self.getViewBox().mapSceneToView(QPointF(event.position())).x())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(self._place_at(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.chosen.emit(place)
        self.pointed.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.stepped.emit(STEPS[key])
        elif key in ENDS:
            self.jumped.emit(ENDS[key])
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if self._curves:
            self._show_titles()
            self._put_message()
            height = max(1.0, self.getViewBox().height())
            self._best_label.setVisible(height >= ROOM_FOR_LABEL)
            self._best_label.setPosition(max(0.5, 1 - LABEL_DEPTH / height))


def _place(line: pg.InfiniteLine, x: float | None) -> None:
    line.setVisible(x is not None)
    if x is not None:
        line.setValue(x)


class _EpochAxis(pg.AxisItem):
    """Whole numbers with thousands separators; on a logarithmic axis 1, 2, 5 as far as there is room."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.logMode:
            return [f"{v:,.0f}" if abs(v - round(v)) < 1e-6 * max(1, abs(v)) else "" for v in values]
        decades = max(self.range[1] - self.range[0], 0.1)
        leading = (1, 2, 5) if self.width() / decades > ROOM_FOR_A_DECADE else (1,)
        numbers = [round(10.0**v) for v in values]
        return [f"{n:,}" if int(str(n)[0]) in leading else "" for n in numbers]


class _ErrorAxis(pg.AxisItem):
    """Numbers as people read them; nothing below zero. In a low plot only two, or they would touch."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        ends = (float(ceil(low)), float(floor(high))) if self.logMode else (0.0, high)
        if size < ROOM_FOR_NUMBERS and ends[0] < ends[1]:
            return [(ends[1] - ends[0], list(ends))]
        ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return ticks

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [number(10.0**v, 1) for v in values]
        return [number(v) if v >= 0 else "" for v in values]
