"""A plot that points are drawn on: gives the left mouse button and the keys to the tools."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QRubberBand, QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.sentences import BadInput
from nnviz.gui.drawing.tool import Tool, Touch
from nnviz.gui.drawing.tools import PICK_RADIUS, ToolName, adding, point_tool
from nnviz.gui.plots import Plot
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

NUDGE = 0.01  # of the visible range, for one press of an arrow key; a tenth of it with Shift
BESIDE = 5 * NUDGE  # how far from the selected point the next one stands that is added by key

ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
ADD = (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DrawingCanvas(Plot):
    """A plot that is drawn on. The middle button pans, the wheel zooms, the left one is the tool's."""

    selection_changed = Signal()
    tool_changed = Signal(str)  # a ToolName
    menu_wanted = Signal(object, object)  # a Touch, and where on the screen
    stroke_ended = Signal()
    pointed = Signal(float, float)  # the place under the mouse, while no button is held
    left = Signal()  # the mouse has left the plane, or begins to draw
    resized = Signal()

    def __init__(
        self, session: Session, theme: Theme, labels: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, labels, parent)
        self.session = session
        session.selection.changed.connect(self.selection_changed)
        self._tool_name: ToolName = "training-point"
        self._tool = self.make_tool(self._tool_name)
        self.pressed = False  # whether a stroke is being drawn
        self._nudging = 0
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.viewport())
        self.choose(self._tool_name)

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self.resizeEvent(None)  # a new title must not show where there is no room for it
        self.setStyleSheet(
            f"{type(self).__name__} {{ border: 1px solid transparent; }}"
            f"{type(self).__name__}:focus {{ border: 1px solid {theme.accent}; }}"
        )

    def choose(self, name: ToolName) -> None:
        """Take the tool of this name; a stroke that is being drawn ends."""
        self.show_band(None)
        self._tool_name, self._tool = name, self.make_tool(name)
        self.viewport().setCursor(self._tool.cursor)
        self.tool_changed.emit(name)

    def make_tool(self, name: ToolName) -> Tool:
        """The tool of this name for this canvas."""
        return point_tool(name, self)

    @abstractmethod
    def clear_points(self) -> None:
        """Delete all points, and what is known of where they came from."""

    # --- what the points are ----------------------------------------------------------------------

    @property
    @abstractmethod
    def places(self) -> NDArray[np.float64]:
        """Where the points lie in the plot, [n, 2]."""

    @abstractmethod
    def added(self, x: float, y: float, role: Role) -> Dataset:
        """The points with one more at a place of the plot."""

    @abstractmethod
    def moved(self, indices: Sequence[int], dx: float, dy: float) -> Dataset:
        """The points with those at `indices` shifted in the plot."""

    def add_to_menu(self, menu: QMenu) -> None:
        """What else can be done with the selected points."""

    # --- what tools ask for ---------------------------------------------------------------------

    @property
    def dataset(self) -> Dataset:
        return self.session.experiment.dataset

    @property
    def selection(self) -> NDArray[np.intp]:
        """The points that are selected, in all panels."""
        return self.session.selection.indices

    def pixels(self) -> NDArray[np.float64]:
        """The points' places on the screen, [n, 2]."""
        box = self.getViewBox()  # the scene of a pyqtgraph view is measured in its pixels
        origin = box.mapViewToScene(QPointF(0.0, 0.0))
        unit = box.mapViewToScene(QPointF(1.0, 1.0)) - origin
        found: NDArray[np.float64] = (origin.x(), origin.y()) + self.places * (unit.x(), unit.y())
        return found

    def data_at(self, pixel: QPointF) -> tuple[float, float]:
        place = self.getViewBox().mapSceneToView(pixel)
        return float(place.x()), float(place.y())

    def shown_height(self) -> float:
        """How much of y the view shows."""
        bottom, top = self.getViewBox().viewRange()[1]
        return float(top - bottom)

    def select(self, indices: NDArray[np.intp]) -> None:
        self.session.selection.choose(indices)

    def show_band(self, band: QRectF | None) -> None:
        if band is None:
            self._band.hide()
        else:
            self._band.setGeometry(band.toRect())
            self._band.show()

    # --- edits by key and menu --------------------------------------------------------------------

    def delete_selected(self) -> None:
        if len(self.selection):
            doomed = self.selection.tolist()
            self.select(self.selection[:0])
            with self.said():
                self.session.edit_points(self.dataset.without(doomed), self.tr("Delete points"))

    def turn_selected(self, role: Role) -> None:
        """Make the selected points training, validation or test points."""
        texts = {
            Role.TRAINING: self.tr("Turn into training points"),
            Role.VALIDATION: self.tr("Turn into validation points"),
            Role.TEST: self.tr("Turn into test points"),
        }
        with self.said():
            self.session.edit_points(self.dataset.with_role(self.selection.tolist(), role), texts[role])

    def select_all(self) -> None:
        self.choose("select")
        self.select(np.arange(len(self.dataset)))

    def add_point(self, x: float, y: float, role: Role) -> None:
        """Add a point and select it, so that the arrow keys move it."""
        with self.said():
            self.session.edit_points(self.added(x, y, role), adding(role))
            self.select(np.array([len(self.dataset) - 1]))

    def add_point_by_key(self) -> None:
        """Add a point beside the selected one, or in the middle of the view."""
        (left, right), (bottom, top) = self.getViewBox().viewRange()
        x, y = (left + right) / 2, (bottom + top) / 2
        if len(self.selection) == 1:
            at_x, at_y = self.places[self.selection[0]].tolist()
            beside = at_x + BESIDE * (right - left)
            x, y = (beside, at_y) if left <= beside <= right else (x, y)
        self.add_point(x, y, Role.VALIDATION if self._tool_name == "validation-point" else Role.TRAINING)

    def nudge(self, direction: tuple[float, float], fine: bool, gesture: int | None) -> None:
        (left, right), (bottom, top) = self.getViewBox().viewRange()
        share = NUDGE / 10 if fine else NUDGE
        dx, dy = direction[0] * share * (right - left), direction[1] * share * (top - bottom)
        with self.said():
            moved = self.moved(self.selection.tolist(), dx, dy)
            self.session.edit_points(moved, self.tr("Nudge points"), gesture)

    @contextmanager
    def said(self) -> Iterator[None]:
        """What cannot be drawn is said in the window."""
        try:
            yield
        except BadInput as error:
            self.session.tell(error.sentence)

    # --- Qt's events ------------------------------------------------------------------------------

    def _touch(self, event: QMouseEvent) -> Touch:
        return Touch(event.position(), *self.data_at(event.position()), event.modifiers())

    def _on_plane(self, pixel: QPointF) -> bool:
        """Whether a place lies between the axes, where points can be."""
        return bool(self.getViewBox().sceneBoundingRect().contains(pixel))

    def point_at(self, touch: Touch) -> bool:
        """Whether the mouse is over a point."""
        return len(self._tool.near(touch, PICK_RADIUS)) > 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            event.accept()
            if not self._on_plane(event.position()):
                return
            self.pressed = True
            self.left.emit()
            with self.said():
                self._tool.press(self._touch(event))
            event.accept()
        elif event.button() is not Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.pressed:
            with self.said():
                self._tool.drag(self._touch(event))
            event.accept()
        else:
            super().mouseMoveEvent(event)
            if not event.buttons() and self._on_plane(event.position()):
                self.pointed.emit(*self.data_at(event.position()))
            else:
                self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.pressed and event.button() is Qt.MouseButton.LeftButton:
            self.pressed = False
            with self.said():
                self._tool.release(self._touch(event))
            self.stroke_ended.emit()
            event.accept()
        elif event.button() is not Qt.MouseButton.RightButton:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick clicks are two points

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        pixel = QPointF(event.pos())
        if not self._on_plane(pixel):
            return
        x, y = self.data_at(pixel)
        touch = Touch(pixel, x, y, event.modifiers())
        near = self._tool.near(touch, PICK_RADIUS)[:1]
        if len(near) and near[0] not in self.selection:
            self.select(near)
        self.menu_wanted.emit(touch, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS and len(self.selection):
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if not event.isAutoRepeat():
                self._nudging = self.session.new_gesture()  # a key held down is one undo
            self.nudge(ARROWS[key], fine, self._nudging)
        elif key in ADD:
            self.add_point_by_key()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_selected()
        elif key is Qt.Key.Key_Escape:
            self.select(self.selection[:0])
        else:
            super().keyPressEvent(event)
