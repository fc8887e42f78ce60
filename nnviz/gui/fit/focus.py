"""Focus: the one point that is selected, or else the x under the mouse, is what the graph is asked about."""

from PySide6.QtCore import QObject, Slot

from nnviz.core.graph.question import Question
from nnviz.gui.fit.canvas import FitCanvas
from nnviz.gui.fit.points import PointItems


class Focus(QObject):
    """Tells the session, and rings the point. With several selected, or none and no mouse: all points."""

    def __init__(self, canvas: FitCanvas, points: PointItems, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._points = canvas, points
        self._x: float | None = None
        canvas.selection_changed.connect(self._ask)
        canvas.session.focus_changed.connect(self._show)

    def point_at(self, x: float | None) -> None:
        """The mouse is at x; None: it has left the plane, or draws."""
        self._x = x
        self._ask()

    @Slot()
    def _ask(self) -> None:
        if self._canvas.dataset.is_classes:  # another panel shows those
            return
        selection = self._canvas.selection
        alone = int(selection[0]) if len(selection) == 1 else None
        self._canvas.session.focus_on(Question(alone, self._x if alone is None else None))
        self._show()

    @Slot()
    def _show(self) -> None:
        if self._canvas.dataset.is_classes:
            return
        self._points.show_focus(self._canvas.dataset, self._canvas.session.focus.point)
