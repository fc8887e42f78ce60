"""Focus: the one point that is selected, or else the place under the mouse, is what the graph is about."""

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.core.graph.question import Question
from nnviz.gui.class_points import ClassPoints
from nnviz.gui.plane.canvas import PlaneCanvas


class Focus(QObject):
    """Tells the session, and rings the point. With several selected, or none and no mouse: all points."""

    def __init__(self, canvas: PlaneCanvas, points: ClassPoints, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._points = canvas, points
        self._place: tuple[float, float] | None = None
        canvas.selection_changed.connect(self.ask)
        canvas.session.focus_changed.connect(self.show)

    def point_at(self, place: tuple[float, float] | None) -> None:
        """The mouse is at this place of the plane; None: it has left it."""
        self._place = place
        self.ask()

    @Slot()
    def ask(self) -> None:
        if not self._canvas.session.experiment.dataset.is_classes:
            return  # a curve's panel asks
        selection = self._canvas.selection
        if len(selection) == 1:
            question = Question(int(selection[0]))
        elif self._place is not None:
            features = self._canvas.plane.features(np.array(self._place))
            question = Question(place=tuple(features.tolist()))
        else:
            question = Question()
        self._canvas.session.focus_on(question)

    @Slot()
    def show(self) -> None:
        point = self._canvas.session.focus.point
        self._points.show_focus(point if point is not None and point < len(self._canvas.dataset) else None)
