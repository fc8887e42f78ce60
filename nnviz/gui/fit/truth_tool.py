"""The mouse tool that draws the true curve."""

from threading import Thread

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF

from nnviz.core.knots import curve_through
from nnviz.core.sentences import BadInput
from nnviz.core.strokes import with_stroke
from nnviz.core.truths import Truth
from nnviz.gui.drawing.tool import Canvas, Tool, Touch

STROKE_SPACING = 3.0  # pixels of travel between two places that a stroke is remembered by
FIRST_KNOTS = (0.0, 0.0, 1.0, 1.0)  # of a curve that is not drawn
NOISE_SHARE = 0.1  # of the height of the view: noise that can be seen and does not hide the curve


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
        session.edit(drawn, QCoreApplication.translate("DrawingTools", "Draw truth"), self._gesture)
        self._left = self.drawn
