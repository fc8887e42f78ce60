"""The PLANE panel: points with classes, the regions in which the model decides for each, the borders."""

from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.models import MLPSpec
from nnviz.core.regions import ClassModel
from nnviz.core.sentences import BadInput
from nnviz.gui.class_points import ClassPoints
from nnviz.gui.drawing.tool import Touch
from nnviz.gui.latest import Latest
from nnviz.gui.plane.answers import Answer, Request, answers
from nnviz.gui.plane.axes_bar import COMPONENTS, AxesBar, Sight
from nnviz.gui.plane.canvas import PlaneCanvas
from nnviz.gui.plane.class_bar import ClassBar
from nnviz.gui.plane.focus import Focus
from nnviz.gui.plane.header import Header
from nnviz.gui.plane.layers import RegionLayers
from nnviz.gui.plane.menu import PlaneMenu
from nnviz.gui.plane.pins import PinnedBorders
from nnviz.gui.plane.view import Range, Widened, has_one_scale, is_drawn, still_fits, view_range
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme


class PlanePanel(QWidget):
    """In FIT's place where points have classes. in_thread: see `Latest`. Call `stop` in the end."""

    def __init__(
        self, session: Session, theme: Theme, in_thread: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self.sight = Sight()
        self._dataset = Dataset.from_xy()  # that is shown
        self._scale: tuple[float, ...] = ()  # by which the shown components were found
        self.own_view, self._widened = False, Widened()  # own: the user has panned or zoomed
        self._model: ClassModel | None = None  # that was asked last
        self.canvas = PlaneCanvas(session, theme)
        self.canvas.setAccessibleName(self.tr("Points with classes, and decision regions"))
        self.canvas.setAccessibleDescription(
            self.tr(
                "The keys 1 to 9 and 0 choose a class. Insert or Return adds a point of it and selects it; "
                "the arrow keys move selected points."
            )
        )
        self.classes, self.axes, self.header = ClassBar(self.canvas, theme), AxesBar(), Header(self.canvas)
        self.hint = QLabel(self.tr("Click here to draw points of the chosen class."), self.canvas)
        self.hint.setProperty("quiet", True)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.classes, self.axes, self.header):
            layout.addWidget(part)
        layout.addWidget(self.canvas, 1)
        self.layers = RegionLayers(self.canvas, theme)
        self.pins = PinnedBorders(self.canvas, in_thread)
        self.points = ClassPoints(self.canvas)
        self._focus = Focus(self.canvas, self.points, self)
        self.contours_shown, self.disagreement_shown = False, True
        self.asker = Latest(in_thread, self)
        self._connect()
        self.show_theme(theme)
        self.fit_view()

    def _connect(self) -> None:
        session, canvas = self._session, self.canvas
        session.experiment_changed.connect(self._on_experiment_changed)
        session.frame_changed.connect(self._ask)
        session.state_changed.connect(self._ask)  # for the test points, which are looked at when it rests
        session.spread_changed.connect(self._show_disagreement)
        self.asker.answered.connect(self._on_answered)
        self.pins.changed.connect(self._name_pins)
        canvas.selection_changed.connect(self._on_selection_changed)
        canvas.menu_wanted.connect(self._open_menu)
        canvas.stroke_ended.connect(self._on_stroke_ended)
        canvas.resized.connect(self._on_resized)
        canvas.pointed.connect(self._on_pointed)
        canvas.left.connect(self._on_left)
        canvas.hold_wanted.connect(self._on_hold_wanted)
        self.axes.chosen.connect(self.look)
        box = canvas.getViewBox()
        box.sigRangeChangedManually.connect(self._on_view_moved)
        box.sigRangeChanged.connect(self._ask)

    def strip(self) -> None:
        """Leave nothing but the plot."""
        for part in (self.classes, self.axes, self.header):
            part.setMaximumHeight(0)

    def stop(self) -> None:
        """No more regions; waits for the thread."""
        self.asker.stop()
        self.pins.stop()

    # --- the view -----------------------------------------------------------------------------------

    def fit_view(self) -> None:
        """Show all points."""
        self.own_view = False
        self._widened.forget()
        self._on_experiment_changed()
        self._show_range(exactly=True)

    def show_part(self, u: Range, v: Range, own: bool) -> None:
        """Show this part of the plane. own: and stay there, at whatever size; else all points are shown."""
        self.own_view = own
        if own:
            box = self.canvas.getViewBox()
            box.setAspectLocked(False)
            box.setRange(xRange=u, yRange=v, padding=0)
        else:
            self._show_range(exactly=True)

    def _show_range(self, exactly: bool = False, drawn: bool = False) -> None:
        """The view holds still while one draws, and follows where a point lies outside, until it is gone."""
        if self.own_view or self.canvas.pressed or not self._is_shown:
            return
        places = self.canvas.places
        left_right, bottom_top = self.canvas.getViewBox().viewRange()
        present = (left_right[0], left_right[1]), (bottom_top[0], bottom_top[1])
        former = None if exactly else self._widened.back(places)
        if former is not None:
            self._set_range(former)
        elif exactly or not still_fits(present, places, drawn):
            if drawn:
                self._widened.leave(present)
            self._set_range(view_range(places))

    def _set_range(self, wanted: tuple[Range, Range]) -> None:
        box = self.canvas.getViewBox()
        box.setAspectLocked(has_one_scale(wanted, max(1.0, box.width()) / max(1.0, box.height())))
        box.setRange(xRange=wanted[0], yRange=wanted[1], padding=0)

    @property
    def _is_shown(self) -> bool:
        """Whether the panel has come to the present points; a curve's are none for it."""
        return self._dataset is self._session.experiment.dataset

    @Slot(object)
    def look(self, sight: Sight) -> None:
        """Look at another plane."""
        self.sight = sight
        self._show_plane()
        self._show_points()
        self.own_view = False
        self._widened.forget()
        self._show_range(exactly=True)
        self._ask()
        self.pins.show()

    def _show_plane(self) -> None:
        dataset, space = self._session.experiment.dataset, self._session.experiment.space
        try:
            plane = self.sight.plane(dataset, space)
        except BadInput as error:
            self._session.tell(error.sentence)
            self.sight = Sight()
            plane = self.sight.plane(dataset, space)
        self._scale = space.scale
        self.canvas.show_plane(plane)
        self.axes.setVisible(dataset.feature_count > 2)
        self.axes.show_sight(self.sight, dataset)

    @Slot(int)
    def _on_hold_wanted(self, point: int) -> None:
        self.look(Sight(self.sight.first, self.sight.second, point))

    @Slot()
    def _on_stroke_ended(self) -> None:
        self._show_plane()  # which stood still while points were moved
        self._show_points()
        self._show_range(drawn=True)
        self._ask()
        self.pins.show()

    @Slot()
    def _on_view_moved(self) -> None:
        self.own_view = True

    @Slot()
    def _on_resized(self) -> None:
        self.points.fit()
        self.hint.adjustSize()
        self.hint.move(self.canvas.rect().center() - self.hint.rect().center())
        self._show_range(exactly=True)

    # --- what is shown ------------------------------------------------------------------------------

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.canvas.show_theme(theme)
        self.classes.show_theme(theme)
        one = self.devicePixelRatioF()
        self.layers.show_theme(theme, one)
        self.pins.show_theme(theme, one)
        self.points.show_theme(theme, one)
        self._ask()

    @Slot()
    def _on_experiment_changed(self) -> None:
        dataset = self._session.experiment.dataset
        if not dataset.is_classes:
            return
        if dataset is not self._dataset:
            before = self._dataset
            another = (before.names, before.class_names) != (dataset.names, dataset.class_names)
            self.classes.show_classes(dataset.class_names)
            if another:
                self.sight = Sight.usual(dataset)
            if another or not self.canvas.pressed:
                self._show_plane()
            self._dataset = dataset  # only now: until here nothing fits that comes by a new size of the plot
            self._show_points()
            self.own_view = self.own_view and not another
            if another:
                self._widened.forget()
            self._show_range(another, drawn=is_drawn(before.features, dataset.features))
        elif self.sight.first == COMPONENTS and self._session.experiment.space.scale != self._scale:
            self.look(self.sight)
            return
        self._ask()
        self.pins.show()

    def _show_points(self) -> None:
        dataset = self._dataset
        self.hint.setVisible(not len(dataset))
        self.points.show(self.canvas.places, dataset.classes, dataset.roles)
        self.points.show_selection(self.canvas.selection)
        self._focus.show()

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._session.experiment.dataset.is_classes and self._is_shown:  # else it comes with the points
            self.points.show_selection(self.canvas.selection)

    @Slot()
    def _name_pins(self) -> None:
        self.classes.show_pins({pin.slot: pin.label for pin in self.pins.pins})

    # --- regions ------------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        """Have the regions of what is shown now."""
        shown = self._session.shown
        seen = self.isVisible() and self._is_shown and self.canvas.fits(shown)
        if not seen or not isinstance(shown.model, MLPSpec):
            return
        self._model = ClassModel(shown.model, shown.space, shown.parameters, self._model)
        points = self._dataset.features
        request = Request(self.canvas.area, self._theme, self._model, points, self.contours_shown)
        self.asker.ask(partial(answers, request))

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        if answer.request.area.plane is not self.canvas.plane:
            return
        self.layers.show(answer)
        if answer.request.points is self._dataset.features:
            self._show_wrong(answer)

    def _show_wrong(self, answer: Answer) -> None:
        """Where nothing is known of a point, as in a run that diverged, it is misread."""
        chances, dataset = answer.at_points, self._dataset
        known = np.isfinite(chances).all(axis=-1)
        wrong = (np.argmax(np.nan_to_num(chances), axis=-1) != dataset.classes) | ~known
        self.header.roles.show_wrong(wrong)
        if self._session.holds_tests_back:
            wrong = wrong & (dataset.roles != Role.TEST)
        self.points.show_misread(wrong)

    def show_contours(self, wanted: bool) -> None:
        """Draw lines of equal probability."""
        self.contours_shown = wanted
        self._ask()

    def show_disagreement(self, wanted: bool) -> None:
        """Draw a fog where replicas disagree."""
        self.disagreement_shown = wanted
        self._show_disagreement()

    @Slot()
    def _show_disagreement(self) -> None:
        found, session = self._session.disagreement, self._session
        if found is None and session.shown_epoch is not None and session.experiment.replicas.count:
            return  # until the worker's answer comes: without the fog the plot would flicker
        self.layers.show_disagreement(found if self.disagreement_shown and self._is_shown else None)

    # --- mouse and menu -----------------------------------------------------------------------------

    @Slot(float, float)
    def _on_pointed(self, x: float, y: float) -> None:
        self.header.point_at(QPointF(x, y))
        self._focus.point_at((x, y))

    @Slot()
    def _on_left(self) -> None:
        self.header.point_at(None)
        self._focus.point_at(None)

    @Slot(object, object)
    def _open_menu(self, touch: Touch, place: QPoint) -> None:
        PlaneMenu(self, touch).popup(place)

    # --- Qt's events --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()
        self.pins.show()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self.show_theme(self._theme)
        return super().event(event)
