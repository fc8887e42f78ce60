"""Mouse tools: each turns presses and drags on the canvas into edits of the session."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from nnviz.core.dataset import Dataset, Role
from nnviz.gui.session import Session

ToolName = Literal["select", "training-point", "validation-point", "brush", "eraser"]
TOOLS: tuple[ToolName, ...] = ("select", "training-point", "validation-point", "brush", "eraser")

PICK_RADIUS = 12.0  # pixels: how near a press must be to take hold of a point
BRUSH_RADIUS = 26.0
BRUSH_SPACING = 9.0  # pixels of travel between two sprayed points
ERASER_RADIUS = 14.0


@dataclass(frozen=True)
class Touch:
    """One mouse event: where in pixels and in data units, and which keys were held."""

    pixel: QPointF
    x: float
    y: float
    modifiers: Qt.KeyboardModifier

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)


class Canvas(Protocol):
    """What tools need to know of the panel they draw on."""

    session: Session
    selection: NDArray[np.intp]

    def pixels(self) -> NDArray[np.float64]:
        """The points' places on the screen, [n, 2]."""
        ...

    def data_at(self, pixel: QPointF) -> tuple[float, float]: ...

    def select(self, indices: NDArray[np.intp]) -> None: ...

    def show_band(self, band: QRectF | None) -> None: ...


class Tool:
    """A mouse tool. One press-drag-release is one gesture, and one undo.

    A stroke ends where the points change by other hands than the tool's: by undo, a key or a menu.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._gesture = 0
        self._left: Dataset | None = None  # the points as this stroke left them; None: no stroke

    def press(self, touch: Touch) -> None:
        self._gesture = self.canvas.session.new_gesture()
        self._left = self.dataset

    def drag(self, touch: Touch) -> None:
        if self._left is not None and self.dataset is self._left:
            self.go_on(touch)
        else:
            self.release(touch)

    def go_on(self, touch: Touch) -> None:
        """The mouse moved, and the points are as this stroke left them."""

    def release(self, touch: Touch) -> None:
        self._left = None

    @property
    def dataset(self) -> Dataset:
        return self.canvas.session.experiment.dataset

    def edit(self, dataset: Dataset, text: str) -> None:
        """Change the points as a part of the present stroke."""
        self.canvas.session.edit_points(dataset, text, self._gesture)
        self._left = self.dataset

    def near(self, touch: Touch, radius: float) -> NDArray[np.intp]:
        """The points within `radius` pixels, nearest first."""
        offsets = self.canvas.pixels() - (touch.pixel.x(), touch.pixel.y())
        distances = np.hypot(offsets[:, 0], offsets[:, 1])
        order = np.argsort(distances, kind="stable")
        return order[distances[order] <= radius]


class _MovingTool(Tool):
    """Takes hold of points and moves them with the mouse."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._held: NDArray[np.intp] = np.array([], np.intp)
        self._last = (0.0, 0.0)

    def hold(self, indices: NDArray[np.intp], touch: Touch) -> None:
        self._held, self._last = indices, (touch.x, touch.y)

    def go_on(self, touch: Touch) -> None:
        if len(self._held) == 0:
            return
        text = (
            QCoreApplication.translate("FitTools", "Move point")
            if len(self._held) == 1
            else QCoreApplication.translate("FitTools", "Move points")
        )
        dx, dy = touch.x - self._last[0], touch.y - self._last[1]
        self.edit(self.dataset.moved(self._held.tolist(), dx, dy), text)
        self._last = (touch.x, touch.y)

    def release(self, touch: Touch) -> None:
        super().release(touch)
        self._held = np.array([], np.intp)


class PointTool(_MovingTool):
    """Click adds a point; a press on a point, or keeping the button down, drags it."""

    def __init__(self, canvas: Canvas, role: Role) -> None:
        super().__init__(canvas)
        self._role = role

    def press(self, touch: Touch) -> None:
        super().press(touch)
        near = self.near(touch, PICK_RADIUS)
        if len(near):
            self.hold(near[:1], touch)
            return
        text = (
            QCoreApplication.translate("FitTools", "Add training point")
            if self._role is Role.TRAINING
            else QCoreApplication.translate("FitTools", "Add validation point")
        )
        self.edit(self.dataset.with_points([(touch.x, touch.y)], self._role), text)
        self.hold(np.array([len(self.dataset) - 1]), touch)


class SelectTool(_MovingTool):
    """Click selects, a drag moves what is selected, a drag from an empty place draws a rubber band."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._corner: Touch | None = None
        self._before: NDArray[np.intp] = np.array([], np.intp)

    def press(self, touch: Touch) -> None:
        super().press(touch)
        near = self.near(touch, PICK_RADIUS)[:1]
        selection = self.canvas.selection
        if len(near) == 0:
            self._corner = touch
            self._before = selection if touch.shift else selection[:0]
            self.canvas.select(self._before)
            return
        if touch.shift:
            self.canvas.select(np.setxor1d(selection, near))
        elif near[0] not in selection:
            self.canvas.select(near)
        self.hold(self.canvas.selection, touch)

    def go_on(self, touch: Touch) -> None:
        if self._corner is None:
            super().go_on(touch)
            return
        band = QRectF(self._corner.pixel, touch.pixel).normalized()
        self.canvas.show_band(band)
        at = self.canvas.pixels()
        inside = (
            (at[:, 0] >= band.left())
            & (at[:, 0] <= band.right())
            & (at[:, 1] >= band.top())
            & (at[:, 1] <= band.bottom())
        )
        self.canvas.select(np.union1d(self._before, np.flatnonzero(inside)))

    def release(self, touch: Touch) -> None:
        super().release(touch)
        self._corner = None
        self.canvas.show_band(None)


class BrushTool(Tool):
    """Sprays points round the mouse; Shift sprays validation points."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._rng = np.random.default_rng()
        self._last = QPointF()
        self._role = Role.TRAINING

    def press(self, touch: Touch) -> None:
        super().press(touch)
        self._role = Role.VALIDATION if touch.shift else Role.TRAINING
        self._spray(touch)

    def go_on(self, touch: Touch) -> None:
        way = touch.pixel - self._last
        if np.hypot(way.x(), way.y()) >= BRUSH_SPACING:
            self._spray(touch)

    def _spray(self, touch: Touch) -> None:
        self._last = touch.pixel
        angle, share = self._rng.uniform(0, 2 * np.pi), np.sqrt(self._rng.uniform())
        offset = QPointF(np.cos(angle), np.sin(angle)) * BRUSH_RADIUS * share
        place = self.canvas.data_at(touch.pixel + offset)
        sprayed = self.dataset.with_points([place], self._role)
        self.edit(sprayed, QCoreApplication.translate("FitTools", "Spray points"))


class EraserTool(Tool):
    """Removes the points it touches."""

    def press(self, touch: Touch) -> None:
        super().press(touch)
        self.go_on(touch)

    def go_on(self, touch: Touch) -> None:
        near = self.near(touch, ERASER_RADIUS)
        if len(near):
            rest = self.dataset.without(near.tolist())
            self.edit(rest, QCoreApplication.translate("FitTools", "Erase points"))


def make_tool(name: ToolName, canvas: Canvas) -> Tool:
    """The tool called `name`, working on this canvas."""
    match name:
        case "select":
            return SelectTool(canvas)
        case "training-point":
            return PointTool(canvas, Role.TRAINING)
        case "validation-point":
            return PointTool(canvas, Role.VALIDATION)
        case "brush":
            return BrushTool(canvas)
        case "eraser":
            return EraserTool(canvas)
