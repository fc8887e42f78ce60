"""Mouse tools: each turns presses and drags on the canvas into edits of the session."""

from threading import Thread
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from nnviz.core.dataset import Role
from nnviz.core.knots import curve_through
from nnviz.core.sentences import BadInput
from nnviz.core.strokes import with_stroke
from nnviz.core.truths import Truth
from nnviz.gui.fit.tool import Canvas, Tool, Touch

ToolName = Literal["select", "training-point", "validation-point", "brush", "eraser", "truth"]
TOOLS: tuple[ToolName, ...] = ("select", "training-point", "validation-point", "brush", "eraser", "truth")

PICK_RADIUS = 12.0  # pixels: how near a press must be to take hold of a point
BRUSH_RADIUS = 26.0
BRUSH_SPACING = 9.0  # pixels of travel between two sprayed points
ERASER_RADIUS = 14.0
STROKE_SPACING = 3.0  # pixels of travel between two places that a stroke is remembered by
FIRST_KNOTS = (0.0, 0.0, 1.0, 1.0)  # of a curve that is not drawn
NOISE_SHARE = 0.1  # of the height of the view: noise that can be seen and does not hide the curve


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


class TruthTool(Tool):
    """Draws the true curve: a stroke takes the place of the stretch of it that it covers."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._stroke: list[tuple[float, float]] = []
        self._last = QPointF()
        self._before: Truth | None = None
        self._too_short: BadInput | None = None
        # A first curve imports scipy, which takes 0.4 s: until then the window must not stand still. A stroke
        # that comes before waits for it, as Python lets no two threads import the same.
        Thread(target=curve_through, args=(FIRST_KNOTS,), name="first truth").start()

    @property
    def drawn(self) -> Truth | None:
        return self.canvas.session.experiment.truth

    def press(self, touch: Touch) -> None:
        super().press(touch)
        self._before, self._stroke = self.drawn, []
        self._draw_to(touch)

    def go_on(self, touch: Touch) -> None:
        way = touch.pixel - self._last
        if np.hypot(way.x(), way.y()) >= STROKE_SPACING:
            self._draw_to(touch)

    def release(self, touch: Touch) -> None:
        """A click says why it draws nothing; a stroke that other hands have ended says nothing."""
        ends_here = self._drawing and self.drawn is self._left
        super().release(touch)
        if ends_here and self._too_short:
            raise self._too_short

    def _draw_to(self, touch: Touch) -> None:
        """Draw the whole stroke again with this place at its end: where it turns back, it covers itself."""
        self._last = touch.pixel
        self._stroke.append((touch.x, touch.y))
        session, noise = self.canvas.session, float(f"{NOISE_SHARE * self.canvas.shown_height():.1g}")
        try:
            drawn = with_stroke(session.experiment, self._stroke, self._before, noise)
        except BadInput as problem:
            self._too_short = problem
            return
        self._too_short = None
        session.edit(drawn, QCoreApplication.translate("FitTools", "Draw truth"), self._gesture)
        self._left = self.drawn


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
        case "truth":
            return TruthTool(canvas)
