"""The FIT panel: shows points, curve, truth, residuals and replicas of the session, and values at each x."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt, Slot
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from nnviz.core.dataset import Dataset
from nnviz.core.generalization.at_x import at_each_x
from nnviz.core.truths import Truth
from nnviz.gui.drawing.menu import PointsMenu
from nnviz.gui.drawing.tool import Touch
from nnviz.gui.fit.canvas import FitCanvas
from nnviz.gui.fit.focus import Focus
from nnviz.gui.fit.header import Header
from nnviz.gui.fit.pins import PinnedCurves
from nnviz.gui.fit.points import PointItems
from nnviz.gui.fit.replicas import ReplicaItems
from nnviz.gui.fit.split import SplitAtX
from nnviz.gui.fit.view import is_another, view_range
from nnviz.gui.help import explain
from nnviz.gui.line import Line
from nnviz.gui.plots import pen, plottable
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

CURVE_SAMPLES = (200, 1000)  # fewest and most places at which the curve is computed
CURVE_WORK = 4e7  # samples × parameters that can be computed for each frame
TRUTH_DASHES = (5, 3)  # pixels: dash and gap
SHARES = [5, 3]  # of the height, for the plot and the split below it


class FitPanel(QWidget):
    """Points by role, the fitted curve, the dashed truth, the replicas; residuals and the split on demand."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._shown_dataset = Dataset.from_xy()
        self._shown_range: tuple[tuple[float, float], Truth | None] | None = None
        self._own_view = False  # whether the user has panned or zoomed
        self._spread = session.spread  # what is drawn of the replicas
        self.robust = False  # whether their medians are
        self.canvas = FitCanvas(session, theme)
        self.canvas.setAccessibleName(self.tr("Points and fitted curve"))
        self.canvas.setAccessibleDescription(
            self.tr("Insert or Return adds a point and selects it; the arrow keys move selected points.")
        )
        self.header = Header(session)
        self.split: SplitAtX | None = None  # made when it is first wanted: it takes a while
        self._hint = QLabel(self.tr("Click here to draw training points."), self.canvas)
        self._hint.setProperty("quiet", True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lay_out()
        self._add_items()
        self._connect()
        self.show_theme(theme)
        self.fit_view()

    def _lay_out(self) -> None:
        self._plots = QSplitter(Qt.Orientation.Vertical)
        self._plots.setChildrenCollapsible(False)
        self._plots.addWidget(self.canvas)
        self._plots.setStretchFactor(0, SHARES[0])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._plots, 1)

    def _add_items(self) -> None:
        """Made once and reused: items that come and go leak (pyqtgraph #2672)."""
        self._replicas, self.pins = ReplicaItems(), PinnedCurves(self.canvas, self._theme)
        self._truth, self._curve = Line(), Line()
        self._residuals = pg.PlotCurveItem(connect="pairs")
        self._points = PointItems()
        self._residuals.setVisible(False)
        self._cursor = pg.InfiniteLine(angle=90)
        self._cursor.setVisible(False)
        lines = self._truth, *self.pins.lines, self._residuals, self._curve, self._cursor
        for item in (*self._replicas.items, *lines, *self._points.items):
            self.canvas.addItem(item, ignoreBounds=True)
        self.pins.show()

    def _connect(self) -> None:
        self._session.experiment_changed.connect(self._on_experiment_changed)
        self._session.frame_changed.connect(self._on_frame_changed)
        self._session.spread_changed.connect(self._on_spread_changed)
        self._session.pins_changed.connect(self._show_replicas)
        self._focus = Focus(self.canvas, self._points, self)
        self.canvas.selection_changed.connect(self._show_selection)
        self.canvas.menu_wanted.connect(self._open_menu)
        self.canvas.stroke_ended.connect(self._on_stroke_ended)
        self.canvas.resized.connect(self._place_hint)
        self.canvas.pointed.connect(self._on_pointed)  # which takes x and leaves y
        self.canvas.left.connect(self._on_left)
        box = self.canvas.getViewBox()
        box.sigRangeChangedManually.connect(self._on_view_moved)
        box.sigXRangeChanged.connect(self._on_x_range_changed)

    # --- the view ---------------------------------------------------------------------------------

    @property
    def residuals_shown(self) -> bool:
        return bool(self._residuals.isVisible())

    def show_residuals(self, wanted: bool) -> None:
        """Draw a line from each point to the curve."""
        self._residuals.setVisible(wanted)
        self._show_curve()

    def show_split(self, wanted: bool) -> None:
        """Draw bias², variance and noise at each x below the plot."""
        if wanted and self.split is None:
            self.split = self._make_split()
        if self.split:
            self.split.setVisible(wanted)
        self.canvas.show_x_numbers(not wanted)  # the lower plot has them

    def _make_split(self) -> SplitAtX:
        split = SplitAtX(self._session, self._theme)
        split.hide()
        self._plots.addWidget(split)
        self._plots.setStretchFactor(1, SHARES[1])
        split.plot.pointed.connect(self._on_pointed)
        split.plot.left.connect(self._on_left)
        split.plot.setXRange(*self.canvas.getViewBox().viewRange()[0], padding=0)
        spread = self._spread
        at = at_each_x(spread, self._session.experiment, self.robust) if spread else None
        split.show_spread(spread, at, self.robust)
        return split

    def show_robust(self, wanted: bool) -> None:
        """Draw median and robust band of the replicas in place of mean and standard deviation."""
        self.robust = wanted
        self._show_replicas()

    def fit_view(self) -> None:
        """Show the whole x range and all points."""
        self._own_view = False
        self._show_range(exactly=True)
        self._on_experiment_changed()

    @property
    def _has_curve(self) -> bool:
        """Points with classes are not for this panel, which stays as it is while there are some."""
        return not self._session.experiment.dataset.is_classes

    def _show_range(self, exactly: bool = False) -> None:
        """Lock the view to the points, so that an exploding curve cannot take it along."""
        if (
            self._own_view or self.canvas.pressed or not self._has_curve
        ):  # under the mouse nothing moves but what it holds
            return
        box = self.canvas.getViewBox()
        present = None if exactly else tuple(box.viewRange()[1])
        fewer = len(self._session.experiment.dataset) < len(self._shown_dataset)
        x, y = view_range(self._session.experiment, present, may_close_in=fewer)
        box.setRange(xRange=x, yRange=y, padding=0)

    @Slot()
    def _on_stroke_ended(self) -> None:
        self._show_range()

    @Slot()
    def _on_view_moved(self) -> None:
        self._own_view = True

    @Slot(float)
    def _on_pointed(self, x: float) -> None:
        self._point_at(x)

    @Slot()
    def _on_left(self) -> None:
        self._point_at(None)

    def _point_at(self, x: float | None) -> None:
        for line in (self._cursor, *([self.split.plot.cursor] if self.split else [])):
            line.setVisible(x is not None)
            if x is not None:
                line.setValue(x)
        self.header.point_at(x)
        self._focus.point_at(x)

    # --- what is shown ------------------------------------------------------------------------------

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.canvas.show_theme(theme)
        # Qt counts a plot's pens in pixels of the screen, of which there are more where all is scaled.
        one = self.devicePixelRatioF()
        self._curve.setPen(pen(theme.curve, 1))
        self._curve.thickness = round(2 * one)
        self._truth.setPen(pen(theme.truth, 1, dashes=[each * one for each in TRUTH_DASHES]))
        self._truth.thickness = round(one)
        self._residuals.setPen(pen(theme.warning, one))
        self._points.show_theme(theme, one)
        self._cursor.setPen(pen(theme.quiet, one))
        self._replicas.show_theme(theme, one)
        self.pins.show_theme(theme, one)
        if self.split:
            self.split.show_theme(theme)
        self._show_replicas()

    @Slot()
    def _on_experiment_changed(self) -> None:
        if not self._has_curve:
            return
        experiment = self._session.experiment
        dataset, shown = experiment.dataset, (experiment.domain, experiment.truth)
        if dataset is not self._shown_dataset or shown != self._shown_range:
            before, self._shown_range = self._shown_range, shown
            moved = dataset is not self._shown_dataset
            self._show_range(exactly=before is not None and is_another(shown[1], before[1], moved))
        if dataset is not self._shown_dataset:
            self._shown_dataset = dataset
            self._points.show(dataset)
        self._hint.setVisible(len(dataset) == 0)
        self._show_truth()
        self._show_curve()
        self._show_replicas()

    @Slot()
    def _on_frame_changed(self) -> None:
        self._show_curve()
        self._on_spread_changed()

    @Slot()
    def _on_spread_changed(self) -> None:
        if not self._has_curve:
            return
        spread, session = self._session.spread, self._session
        looks_back = session.shown_epoch is not None and session.experiment.replicas.count > 0
        if spread is None and looks_back:
            return  # until the worker's answer comes: without the bundle the plot would flicker
        if spread is not self._spread:
            self._spread = spread
            self._show_replicas()

    @Slot()
    def _on_x_range_changed(self) -> None:
        if self.split:
            self.split.plot.setXRange(*self.canvas.getViewBox().viewRange()[0], padding=0)
        self._show_truth()
        self._show_curve()

    @Slot()
    def _show_selection(self) -> None:
        if not self._has_curve:
            return
        self._points.show_selection(self._session.experiment.dataset, self.canvas.selection)

    def _show_truth(self) -> None:
        truth = self._session.experiment.truth
        self._truth.setVisible(truth is not None)
        if truth is not None:
            x = self._places()
            self._truth.setData(x, plottable(truth(x)))

    def _show_curve(self) -> None:
        if not self._has_curve:
            return
        x = self._places()
        self._curve.setData(x, plottable(self._session.predict(x)))
        if self.residuals_shown:
            dataset = self._session.experiment.dataset
            ends = np.column_stack([dataset.y, plottable(self._session.predict(dataset.x))])
            self._residuals.setData(np.repeat(dataset.x, 2), ends.ravel())

    def _show_replicas(self) -> None:
        if not self._has_curve:
            return
        spread, experiment = self._spread, self._session.experiment
        at = at_each_x(spread, experiment, self.robust) if spread else None
        self._replicas.show(spread, at)
        if self.split:
            self.split.show_spread(spread, at, self.robust)
        self.header.show_what(self._theme, spread, at, self.robust)

    def _places(self) -> NDArray[np.float64]:
        """The x at which curves are computed: all over the view, fewer for a large model."""
        fewest, most = CURVE_SAMPLES
        affordable = CURVE_WORK / self._session.experiment.model.parameter_count
        left, right = self.canvas.getViewBox().viewRange()[0]
        return np.linspace(left, right, int(np.clip(affordable, fewest, most)))

    # --- the menu -----------------------------------------------------------------------------------

    @Slot(object, object)
    def _open_menu(self, touch: Touch, place: QPoint) -> None:
        menu = PointsMenu(self.canvas, touch, self)
        menu.addAction(self.tr("Fit the view"), self.fit_view)
        if self._session.experiment.replicas.count:
            menu.addSeparator()
            robust = menu.addAction(self.tr("Median and robust band"))
            robust.setCheckable(True)
            robust.setChecked(self.robust)
            explain(
                robust,
                self.tr("In place of mean and standard deviation, which a few wild replicas move far."),
            )
            robust.toggled.connect(self.show_robust)
        menu.popup(place)

    # --- Qt's events --------------------------------------------------------------------------------

    @Slot()
    def _place_hint(self) -> None:
        self._hint.adjustSize()
        self._hint.move(self.canvas.rect().center() - self._hint.rect().center())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self.show_theme(self._theme)
        return super().event(event)
