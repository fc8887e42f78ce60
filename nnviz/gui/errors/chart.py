"""A plot of the ERRORS panel: curves, marks, axes, and what mouse and keys ask for."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.errors.axes import EpochAxis, ErrorAxis
from nnviz.gui.errors.band import Band
from nnviz.gui.errors.best import BestMark
from nnviz.gui.errors.curves import CURVES, Curve
from nnviz.gui.errors.level import Level
from nnviz.gui.errors.over import MARGIN, Over, Place
from nnviz.gui.errors.scale import Array, Scale
from nnviz.gui.line import Line
from nnviz.gui.plots import ROOM_FOR_TITLES, Plot, backdrop, pen
from nnviz.gui.theme import Theme

LEFT_WIDTH = 78  # pixels, so that the plot does not move when numbers get longer
TITLE_MARGIN = 24  # pixels of the plot's height that a title beside it must leave free
TITLE_PADDING = 8  # pixels of a title's length that are empty
RESTLESS = 8  # heights of the plot that a curve may go up and down and still be drawn two pixels wide
ROOM_FOR_LEVEL = 50  # pixels of height, below which the level's words would hide the curves
MOST_OF_WIDTH = 1.5  # widths of the level's words that the plot must have, or they would cross all curves
ROOM_FOR_ALL = 104  # the same for the level's words below a name in the corner and the mark's label
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ENDS = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}


class ErrorsChart(Plot):
    """Draws what it is given. `chosen` and `pointed` give a place on the x axis."""

    chosen = Signal(float)  # pressed or dragged
    pointed = Signal(float)
    left = Signal()
    stepped = Signal(int)  # 1: one kept epoch later, −1: earlier
    jumped = Signal(int)  # 1: to the last epoch, −1: to the first

    def __init__(self, theme: Theme, curves: Sequence[Curve] = CURVES, parent: QWidget | None = None) -> None:
        self._looks = curves
        self._curves: dict[str, Line] = {}
        self._bands: dict[str, Band] = {}
        super().__init__(theme, ("", ""), parent)
        item = self.getPlotItem()
        item.setAxisItems({"bottom": EpochAxis("bottom"), "left": ErrorAxis("left")})
        item.showGrid(x=True, y=True, alpha=0.18)
        item.setContentsMargins(2, 8, 10, 3)  # or the uppermost number is cut in half
        item.setMouseEnabled(x=False, y=False)
        self.getAxis("left").setWidth(LEFT_WIDTH)
        for side in ("bottom", "left"):
            self.getAxis(side).enableAutoSIPrefix(False)
        for curve in curves:
            if curve.error:
                self._bands[curve.column] = Band()
                self.getViewBox().addItem(self._bands[curve.column], ignoreBounds=True)
        for curve in reversed(curves):  # the training error on top
            self._curves[curve.column] = Line()
            self.addItem(self._curves[curve.column], ignoreBounds=True)
        self._best = BestMark()
        self._cursor = pg.InfiniteLine(angle=90)
        for line in (self._best, self._cursor):
            line.setVisible(False)
            self.addItem(line, ignoreBounds=True)
        self._level: Level | None = None
        self._message, self._name = Over(self), Over(self)
        self._name.setObjectName("name")
        self._message_place: Place = "middle"
        self._name_place: Place = "upper corner"
        self._needs_name = False
        self.getViewBox().sigResized.connect(self._on_room_changed)
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        if not self._curves:  # the plot shows its theme before the items are there
            return
        self._theme = theme
        for curve in self._looks:
            self._curves[curve.column].setPen(curve.pen(theme, pixel=self.devicePixelRatioF()))
            if curve.error:
                self._bands[curve.column].show_colour(getattr(theme, curve.colour), theme.name)
        self._best.show_theme(theme, self.devicePixelRatioF())
        self.show_titles()
        self._cursor.setPen(pen(theme.accent, 1.5 * self.devicePixelRatioF()))
        if self._level is not None:
            self._level.show_theme(theme, self.devicePixelRatioF())
        ground = backdrop(theme).name(QColor.NameFormat.HexArgb)
        self.setStyleSheet(
            f"QLabel#name {{ background: {ground}; padding: 0 3px; }}"
            f"ErrorsChart {{ border: 1px solid transparent; }}"
            f"ErrorsChart:focus {{ border: 1px solid {theme.accent}; }}"
        )

    def show_labels(
        self, bottom: str, left: str, numbers: tuple[bool, bool], names: Sequence[str] = (), low: bool = False
    ) -> None:
        """Words for the axes, and whether they have numbers.

        names: from long to short; one stands in a corner if there is no room for `left`; low: in the lower.
        """
        self._name_place = "lower corner" if low else "upper corner"
        if self._name.whole != (names[0] if names else ""):
            self._name.say(names)
            self.show_titles()
        for side, wanted in zip(("bottom", "left"), numbers, strict=True):
            if self.getAxis(side).style["showValues"] is not wanted:
                self.getAxis(side).setStyle(showValues=wanted)
        if (bottom, left) != self._labels:
            self._labels = (bottom, left)
            self.getAxis("bottom").setLabel(bottom)
            self.getAxis("left").setLabel(left)
            self.show_titles()

    def show_titles(self) -> None:
        """Only where there is room: setting a label shows it, and a long one would be cut off."""
        if not self._curves:  # not made yet
            return
        room = self.height() >= ROOM_FOR_TITLES
        long = self.getAxis("left").label.boundingRect().width()
        room_beside = max(self.height() - TITLE_MARGIN, self.getViewBox().height() + TITLE_PADDING)
        beside = (room or bool(self._name.whole)) and long <= room_beside
        self.getPlotItem().showLabel("bottom", room)
        self.getPlotItem().showLabel("left", beside)
        self._needs_name = not beside and bool(self._name.whole)
        self._put_words()

    def show_scale(self, scale: Scale, x_range: tuple[float, float]) -> None:
        for side, logarithmic in (("bottom", scale.log_x), ("left", scale.log_y)):
            if self.getAxis(side).logMode is not logarithmic:  # setting it draws the axis again
                self.getAxis(side).setLogMode(logarithmic)
        self.getAxis("left").highest = scale.highest
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

    @property
    def curves(self) -> set[str]:
        """The columns of which it can draw curves."""
        return set(self._curves)

    def curve(self, name: str) -> Line:
        return self._curves[name]

    def band(self, name: str) -> Band:
        return self._bands[name]

    def show_best(self, x: float | None, words: str = "") -> None:
        """A dashed line with a label; None hides it."""
        _place(self._best, x)
        if words != self._best.words.format:
            self._best.words.setFormat(words)
            self._put_words()

    def show_cursor(self, x: float | None) -> None:
        _place(self._cursor, x)

    def show_level(self, place: float | None, words: str = "") -> None:
        """A dotted line to hold the curves against; None hides it."""
        if place is None and self._level is None:
            return
        if self._level is None:
            self._level = Level()
            self._level.show_theme(self._theme, self.devicePixelRatioF())
            self.addItem(self._level, ignoreBounds=True)
        self._level.show_at(place, words)
        self._put_words()
        self.setToolTip(words)

    @property
    def level(self) -> tuple[float, str] | None:
        """Where the dotted line lies, and what it is called."""
        level = self._level
        return (float(level.value()), level.words.format) if level and level.isVisible() else None

    @property
    def level_is_named(self) -> bool:
        return self._level is not None and self._level.words.isVisible()

    @property
    def label_is_clear_of_the_name(self) -> bool:
        """Whether the words at the best epoch are hidden, or where the name in the corner is not."""
        label, name = self._best.words, self._name
        top = label.mapRectToScene(label.boundingRect()).top()
        return name.isHidden() or not label.isVisible() or top >= name.geometry().bottom()

    @property
    def best_place(self) -> float | None:
        return float(self._best.value()) if self._best.isVisible() else None

    @property
    def best_words(self) -> str:
        return str(self._best.words.format)

    @property
    def cursor_place(self) -> float | None:
        return float(self._cursor.value()) if self._cursor.isVisible() else None

    def show_message(self, words: str, low: bool = False) -> None:
        """A quiet text in the middle of the plot, or low in it; none if empty."""
        self._message.setText(words)
        self._message.setVisible(bool(words))
        self._message_place = "low" if low else "middle"
        self._put_words()

    @property
    def message(self) -> str:
        return self._message.text()

    @property
    def name(self) -> str:
        """The word in the corner, where it is needed."""
        return "" if self._name.isHidden() else self._name.text()

    def _put_words(self) -> None:
        """Where there is room for them; a name in a corner leaves none for those of the level."""
        frame = self.getViewBox().sceneBoundingRect().toRect()
        self._message.put(frame, self._message_place)
        self._name.put(frame, self._name_place)
        self._name.setVisible(self._needs_name and self._name.height() <= frame.height())
        if self._level is not None:
            room = ROOM_FOR_LEVEL if self._name.isHidden() else ROOM_FOR_ALL
            wide = self._level.words.boundingRect().width()
            self._level.words.setVisible(frame.height() >= room and frame.width() >= MOST_OF_WIDTH * wide)
        in_the_way = not self._name.isHidden() and self._name_place == "upper corner"
        self._best.put_words(self._name.height() + MARGIN if in_the_way else 0)

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

    @Slot()
    def _on_room_changed(self) -> None:
        """Of the area between the axes, which an axis changes, too, when it comes to have numbers."""
        self._put_words()


def _place(line: pg.InfiniteLine, x: float | None) -> None:
    line.setVisible(x is not None)
    if x is not None:
        line.setValue(x)
