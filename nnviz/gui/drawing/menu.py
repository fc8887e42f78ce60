"""The context menu of a plot that is drawn on: what can be done with the points or the place there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.core.dataset import Role
from nnviz.gui.drawing.canvas import DrawingCanvas
from nnviz.gui.drawing.tool import Touch


class PointsMenu(QMenu):
    """Of the selection where the mouse is over a point, else of the place. Goes when it closes."""

    def __init__(self, canvas: DrawingCanvas, touch: Touch, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        if canvas.point_at(touch):
            self._fill_for_selection()
        else:
            self._fill_for_place(touch)
        self.addSeparator()
        self.addAction(self.tr("Select all"), canvas.select_all)
        self.addActions(canvas.actions())

    def _fill_for_selection(self) -> None:
        chosen = self._canvas.dataset.roles[self._canvas.selection]
        one = len(chosen) == 1
        for role, single, many in (
            (
                Role.VALIDATION,
                self.tr("Turn into a validation point"),
                self.tr("Turn into validation points"),
            ),
            (Role.TRAINING, self.tr("Turn into a training point"), self.tr("Turn into training points")),
            (Role.TEST, self.tr("Turn into a test point"), self.tr("Turn into test points")),
        ):
            if (chosen != role).any():
                self.addAction(single if one else many, lambda role=role: self._canvas.turn_selected(role))
        self._canvas.add_to_menu(self)
        self.addAction(self.tr("Delete"), self._canvas.delete_selected)

    def _fill_for_place(self, touch: Touch) -> None:
        for role, text in (
            (Role.TRAINING, self.tr("Add a training point here")),
            (Role.VALIDATION, self.tr("Add a validation point here")),
            (Role.TEST, self.tr("Add a test point here")),
        ):
            self.addAction(text, lambda role=role: self._canvas.add_point(touch.x, touch.y, role))
