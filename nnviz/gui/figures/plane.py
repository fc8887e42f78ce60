"""The figure of the plane: points with classes, and the regions in which the model decides for each."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from nnviz.core.dataset import Role
from nnviz.gui.figure import Steps
from nnviz.gui.figures.legend import MARK, Entry
from nnviz.gui.figures.panels import LEAST, PlotFigure
from nnviz.gui.figures.plot import plot_steps
from nnviz.gui.figures.stage import Stage
from nnviz.gui.marks import cross_of, mark_of
from nnviz.gui.theme import Theme

FOG = 0.6  # opacity of its sample


class PlaneFigure(PlotFigure):
    """In its legend the classes, and the roles where there are several."""

    def __init__(self, stage: Stage, theme: Theme, size: QSize, with_caption: bool = True) -> None:
        super().__init__(stage, stage.plane, theme, size.expandedTo(LEAST), with_caption)
        self.title = stage.plane.tr("Points with classes and decision regions")

    def entries(self) -> list[Entry]:
        plane, theme, size, nothing = self.stage.plane, self.theme, 2 * MARK, QPen(Qt.PenStyle.NoPen)
        dataset, tr = self.stage.session.experiment.dataset, plane.tr
        entries = [
            Entry(name, nothing, mark=mark_of(theme, number, Role.TRAINING, size))
            for number, name in enumerate(dataset.class_names)
        ]
        words = {Role.TRAINING: tr("training"), Role.VALIDATION: tr("validation"), Role.TEST: tr("test")}
        there = [role for role in Role if dataset.count(role)]
        if there not in ([], [Role.TRAINING]):
            for role in there:
                mark = mark_of(theme, 0, role, size).tinted(theme.quiet)
                entries.append(Entry(words[role], nothing, mark=mark))
        if plane.points.some_misread:
            entries.append(Entry(tr("misread"), nothing, mark=cross_of(theme, size)))
        if plane.layers.has_border:
            entries.append(Entry(tr("decision border"), QPen(QColor(theme.curve), 2.0)))
        if plane.layers.doubt.isVisible():
            fog = QColor(theme.quiet)
            fog.setAlphaF(FOG)
            entries.append(Entry(tr("replicas disagree"), nothing, QBrush(fog)))
        return entries

    def panel_steps(self, painter: QPainter) -> Steps:
        canvas = self.stage.plane.canvas
        painter.translate(QPointF(canvas.mapTo(self.stage.plane, canvas.rect().topLeft())))
        yield from plot_steps(painter, canvas, self.theme)
