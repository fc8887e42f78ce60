"""The context menu of the plane: of its points, and of what is shown below them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnviz.gui.drawing.menu import PointsMenu
from nnviz.gui.drawing.tool import Touch
from nnviz.gui.help import explain

if TYPE_CHECKING:
    from nnviz.gui.plane.panel import PlanePanel


class PlaneMenu(PointsMenu):
    """Goes when it closes."""

    def __init__(self, panel: "PlanePanel", touch: Touch) -> None:
        super().__init__(panel.canvas, touch, panel)
        dataset, replicas = panel.canvas.dataset, panel.canvas.session.experiment.replicas
        self.addAction(self.tr("Fit the view"), panel.fit_view)
        self.addSeparator()
        levels = self.tr("Where a class has the probability 0.1, 0.25, 0.75 or 0.9; the border is at 0.5.")
        if dataset.class_count > 2:
            levels = self.tr("Where the most probable class has the probability 0.75 or 0.9.")
        self._add(self.tr("Lines of equal probability"), levels, panel.contours_shown, panel.show_contours)
        if replicas.count and dataset.feature_count == 2:
            self._add(
                self.tr("Where replicas disagree"),
                self.tr(
                    "The thicker the fog, the more of the replicas say another class than most of them do."
                ),
                panel.disagreement_shown,
                panel.show_disagreement,
            )

    def _add(self, words: str, tip: str, on: bool, show: Callable[[bool], None]) -> None:
        action = self.addAction(words)
        action.setCheckable(True)
        action.setChecked(on)
        explain(action, tip)
        action.toggled.connect(show)
