"""The FIT panel: shows points, curve, truth and residuals of the session, and its menu."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.truths import Truth
from nnviz.gui.fit.canvas import FitCanvas
from nnviz.gui.fit.tool import Touch
from nnviz.gui.fit.view import is_another, view_range
from nnviz.gui.plots import pen, plottable
from nnviz.gui.readout import ErrorReadout
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

CURVE_SAMPLES = (200, 1000)  # fewest and most places at which the curve is computed
CURVE_WORK = 4e7  # samples × parameters that can be computed for each frame
MARKS = {Role.TRAINING: ("o", 11), Role.VALIDATION: ("d", 15)}  # symbol and size in pixels
RING = 21  # size of the ring round a selected point
HEADER_MARGIN = 10  # pixels beside legend and errors


class FitPanel(QWidget):
    """Points by role, the fitted curve, the dashed truth; residuals on demand."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._shown_dataset = Dataset.from_xy()
        self._shown_range: tuple[tuple[float, float], Truth | None] | None = None
        self._own_view = False  # whether the user has panned or zoomed
        self.canvas = FitCanvas(session, theme)
        self.canvas.setAccessibleName(self.tr("Points and fitted curve"))
        self.canvas.setAccessibleDescription(
            self.tr("Insert or Return adds a point and selects it; the arrow keys move selected points.")
        )
        self._legend = QLabel()
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._readout = ErrorReadout(session)
        self._hint = QLabel(self.tr("Click here to draw training points."), self.canvas)
        self._hint.setProperty("quiet", True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lay_out()
        self._add_items()
        self._connect()
        self.show_theme(theme)
        self.fit_view()

    def _lay_out(self) -> None:
        self._header = QHBoxLayout()
        self._header.setContentsMargins(HEADER_MARGIN, 6, HEADER_MARGIN, 4)
        self._header.addWidget(self._legend)
        self._header.addStretch(1)
        self._header.addWidget(self._readout)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header)
        layout.addWidget(self.canvas, 1)

    def _add_items(self) -> None:
        """Made once and reused: items that come and go leak (pyqtgraph #2672)."""
        self._truth = pg.PlotCurveItem()
        self._residuals = pg.PlotCurveItem(connect="pairs")
        self._curve = pg.PlotCurveItem()
        self._points = {role: pg.ScatterPlotItem(size=size, symbol=s) for role, (s, size) in MARKS.items()}
        self._selected = pg.ScatterPlotItem(size=RING, symbol="o", brush=None)
        self._residuals.setVisible(False)
        for item in (self._truth, self._residuals, self._curve, *self._points.values(), self._selected):
            self.canvas.addItem(item, ignoreBounds=True)

    def _connect(self) -> None:
        self._session.experiment_changed.connect(self._on_experiment_changed)
        self._session.frame_changed.connect(self._on_frame_changed)
        self.canvas.selection_changed.connect(self._show_selection)
        self.canvas.menu_wanted.connect(self._open_menu)
        self.canvas.stroke_ended.connect(self._on_stroke_ended)
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

    def fit_view(self) -> None:
        """Show the whole x range and all points."""
        self._own_view = False
        self._show_range(exactly=True)
        self._on_experiment_changed()

    def _show_range(self, exactly: bool = False) -> None:
        """Lock the view to the points, so that an exploding curve cannot take it along."""
        if self._own_view or self.canvas.pressed:  # under the mouse nothing moves but what it holds
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

    # --- what is shown ------------------------------------------------------------------------------

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.canvas.show_theme(theme)
        # Qt counts a plot's pens in pixels of the screen, of which there are more where all is scaled.
        one = self.devicePixelRatioF()
        self._curve.setPen(pen(theme.curve, 2.5 * one))
        self._truth.setPen(pen(theme.truth, 1.5 * one, Qt.PenStyle.DashLine))
        self._residuals.setPen(pen(theme.warning, one))
        self._selected.setPen(pen(theme.accent, 2 * one))
        for role, colour in ((Role.TRAINING, theme.training), (Role.VALIDATION, theme.validation)):
            hollow = role is Role.VALIDATION
            self._points[role].setPen(pen(colour if hollow else theme.plot, (2 if hollow else 1) * one))
            self._points[role].setBrush(QColor(theme.plot if hollow else colour))
        self._legend.setText(self._legend_text())

    def _legend_text(self) -> str:
        theme = self._theme
        words = [
            f'<span style="color:{theme.training}">●</span> ' + self.tr("training points"),
            f'<span style="color:{theme.validation}">◇</span> ' + self.tr("validation points"),
            f'<span style="color:{theme.curve}">━</span> ' + self.tr("fitted curve"),
        ]
        if self._session.experiment.truth is not None:
            words.append(f'<span style="color:{theme.truth}">╌╌</span> ' + self.tr("truth"))
        return "&nbsp;&nbsp;&nbsp;".join(words)

    @Slot()
    def _on_experiment_changed(self) -> None:
        experiment = self._session.experiment
        dataset, shown = experiment.dataset, (experiment.domain, experiment.truth)
        if dataset is not self._shown_dataset or shown != self._shown_range:
            before, self._shown_range = self._shown_range, shown
            moved = dataset is not self._shown_dataset
            self._show_range(exactly=before is not None and is_another(shown[1], before[1], moved))
        if dataset is not self._shown_dataset:
            earlier, self._shown_dataset = self._shown_dataset, dataset
            self._show_points(dataset, earlier)
        self._legend.setText(self._legend_text())
        self._hint.setVisible(len(dataset) == 0)
        self._show_truth()
        self._show_curve()

    @Slot()
    def _on_frame_changed(self) -> None:
        self._show_curve()

    @Slot()
    def _on_x_range_changed(self) -> None:
        self._show_truth()
        self._show_curve()

    def _show_points(self, dataset: Dataset, before: Dataset) -> None:
        for role, item in self._points.items():
            chosen = dataset.roles == role
            item.setData(dataset.x[chosen], dataset.y[chosen])
        selection = self.canvas.selection
        self.canvas.select(selection[selection < _same_points(before, dataset)])

    @Slot()
    def _show_selection(self) -> None:
        dataset, selection = self._session.experiment.dataset, self.canvas.selection
        self._selected.setData(dataset.x[selection], dataset.y[selection])

    def _show_truth(self) -> None:
        truth = self._session.experiment.truth
        self._truth.setVisible(truth is not None)
        if truth is not None:
            x = self._places()
            self._truth.setData(x, plottable(truth(x)))

    def _show_curve(self) -> None:
        x = self._places()
        self._curve.setData(x, plottable(self._session.predict(x)))
        if self.residuals_shown:
            dataset = self._session.experiment.dataset
            ends = np.column_stack([dataset.y, plottable(self._session.predict(dataset.x))])
            self._residuals.setData(np.repeat(dataset.x, 2), ends.ravel())

    def _places(self) -> NDArray[np.float64]:
        """The x at which curves are computed: all over the view, fewer for a large model."""
        fewest, most = CURVE_SAMPLES
        affordable = CURVE_WORK / self._session.experiment.model.parameter_count
        left, right = self.canvas.getViewBox().viewRange()[0]
        return np.linspace(left, right, int(np.clip(affordable, fewest, most)))

    # --- the menu -----------------------------------------------------------------------------------

    @Slot(object, object)
    def _open_menu(self, touch: Touch, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.canvas.point_at(touch):
            self._fill_menu_for_selection(menu)
        else:
            self._fill_menu_for_place(menu, touch)
        menu.addSeparator()
        menu.addAction(self.tr("Select all"), self.canvas.select_all)
        menu.addAction(self.tr("Fit the view"), self.fit_view)
        menu.popup(place)

    def _fill_menu_for_selection(self, menu: QMenu) -> None:
        chosen = self._session.experiment.dataset.roles[self.canvas.selection]
        one = len(chosen) == 1
        for role, single, many in (
            (
                Role.VALIDATION,
                self.tr("Turn into a validation point"),
                self.tr("Turn into validation points"),
            ),
            (Role.TRAINING, self.tr("Turn into a training point"), self.tr("Turn into training points")),
        ):
            if (chosen != role).any():
                menu.addAction(single if one else many, lambda role=role: self.canvas.turn_selected(role))
        menu.addAction(self.tr("Delete"), self.canvas.delete_selected)

    def _fill_menu_for_place(self, menu: QMenu, touch: Touch) -> None:
        for role, text in (
            (Role.TRAINING, self.tr("Add a training point here")),
            (Role.VALIDATION, self.tr("Add a validation point here")),
        ):
            menu.addAction(text, lambda role=role: self.canvas.add_point(touch.x, touch.y, role))

    # --- Qt's events --------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the errors under the legend."""
        widest = max(self._legend.minimumSizeHint().width(), self._readout.minimumSizeHint().width())
        return QSize(widest + 2 * HEADER_MARGIN, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the errors stand under the legend; the hint stands in the middle."""
        super().resizeEvent(event)
        needed = self._legend.sizeHint().width() + self._readout.sizeHint().width() + 40
        direction = QBoxLayout.Direction
        self._header.setDirection(direction.LeftToRight if self.width() >= needed else direction.TopToBottom)
        self._hint.adjustSize()
        self._hint.move(self.canvas.geometry().center() - self.canvas.pos() - self._hint.rect().center())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self.show_theme(self._theme)
        return super().event(event)


def _same_points(before: Dataset, after: Dataset) -> int:
    """How many points, from the first on, are the same ones: all if as many, where they may have moved."""
    if len(before) == len(after):
        return len(after)
    shared = min(len(before), len(after))
    same = (
        np.array_equal(before.features[:shared], after.features[:shared])
        and np.array_equal(before.targets[:shared], after.targets[:shared])
        and np.array_equal(before.roles[:shared], after.roles[:shared])
    )
    return shared if same else 0
