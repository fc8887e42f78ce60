"""Mouse tools for points: each turns presses and drags on the canvas into edits of the session."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from nnviz.core.dataset import Role
from nnviz.gui.drawing.tool import Canvas, Tool, Touch

ToolName = Literal["select", "training-point", "validation-point", "brush", "eraser", "truth"]

PICK_RADIUS = 12.0  # pixels: how near a press must be to take hold of a point
BRUSH_RADIUS = 26.0
BRUSH_SPACING = 9.0  # pixels of travel between two sprayed points
ERASER_RADIUS = 14.0


def adding(role: Role) -> str:
    """What adding a point is called in the Edit menu."""
    words = {
        Role.TRAINING: QCoreApplication.translate("DrawingTools", "Add training point"),
        Role.VALIDATION: QCoreApplication.translate("DrawingTools", "Add validation point"),
        Role.TEST: QCoreApplication.translate("DrawingTools", "Add test point"),
    }
    return words[role]


class MovingTool(Tool):
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
            QCoreApplication.translate("DrawingTools", "Move point")
            if len(self._held) == 1
            else QCoreApplication.translate("DrawingTools", "Move points")
        )
        dx, dy = touch.x - self._last[0], touch.y - self._last[1]
        self.edit(self.canvas.moved(self._held.tolist(), dx, dy), text)
        self._last = (touch.x, touch.y)

    def release(self, touch: Touch) -> None:
        super().release(touch)
        self._held = np.array([], np.intp)


class PointTool(MovingTool):
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
        self.edit(self.canvas.added(touch.x, touch.y, self._role), adding(self._role))
        self.hold(np.array([len(self.dataset) - 1]), touch)


class SelectTool(MovingTool):
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
        sprayed = self.canvas.added(*place, self._role)
        self.edit(sprayed, QCoreApplication.translate("DrawingTools", "Spray points"))


class EraserTool(Tool):
    """Removes the points it touches."""

    def press(self, touch: Touch) -> None:
        super().press(touch)
        self.go_on(touch)

    def go_on(self, touch: Touch) -> None:
        near = self.near(touch, ERASER_RADIUS)
        if len(near):
            rest = self.dataset.without(near.tolist())
            self.edit(rest, QCoreApplication.translate("DrawingTools", "Erase points"))


def point_tool(name: ToolName, canvas: Canvas) -> Tool:
    """The tool called `name`, working on this canvas. There is none here for the truth."""
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
        case "truth":
            raise ValueError("not a tool for points")
