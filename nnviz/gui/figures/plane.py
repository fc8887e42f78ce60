"""The figure of the plane: points with classes, and the regions in which the model decides for each."""

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from nnviz.core.dataset import Dataset, Role
from nnviz.gui.figure import Steps
from nnviz.gui.figures.legend import MARK, Entry
from nnviz.gui.figures.panels import LEAST, PlotFigure, scaled
from nnviz.gui.figures.plot import plot_steps
from nnviz.gui.figures.stage import Stage
from nnviz.gui.marks import cross_of, mark_of
from nnviz.gui.pins import LOOKS
from nnviz.gui.theme import Theme

FOG = 0.6  # opacity of its sample


def class_entries(dataset: Dataset, theme: Theme, some_misread: bool) -> list[Entry]:
    """The classes, the roles where there are several, and what crosses mean."""
    size, nothing = 2 * MARK, QPen(Qt.PenStyle.NoPen)
    entries = [
        Entry(name, nothing, mark=mark_of(theme, number, Role.TRAINING, size))
        for number, name in enumerate(dataset.class_names)
    ]
    words = {Role.TRAINING: _tr("training"), Role.VALIDATION: _tr("validation"), Role.TEST: _tr("test")}
    there = [role for role in Role if dataset.count(role)]
    if there not in ([], [Role.TRAINING]):
        for role in there:
            mark = mark_of(theme, 0, role, size).tinted(theme.quiet)
            entries.append(Entry(words[role], nothing, mark=mark))
    if some_misread:
        entries.append(Entry(_tr("misread"), nothing, mark=cross_of(theme, size)))
    return entries


class PlaneFigure(PlotFigure):
    """In its legend the classes, the roles where there are several, and pinned runs."""

    def __init__(self, stage: Stage, theme: Theme, size: QSize, with_caption: bool = True) -> None:
        super().__init__(stage, stage.plane, theme, size.expandedTo(LEAST), with_caption)
        self.title = stage.plane.tr("Points with classes and decision regions")

    def entries(self) -> list[Entry]:
        plane, dataset = self.stage.plane, self.stage.session.experiment.dataset
        entries = class_entries(dataset, self.theme, plane.points.some_misread)
        if plane.layers.has_border:
            entries.append(Entry(plane.tr("decision border"), QPen(QColor(self.theme.curve), 2.0)))
        if plane.layers.doubt.isVisible():
            fog = QColor(self.theme.quiet)
            fog.setAlphaF(FOG)
            entries.append(Entry(plane.tr("replicas disagree"), QPen(Qt.PenStyle.NoPen), QBrush(fog)))
        pins = (Entry(pin.label, scaled(LOOKS[pin.slot].pen(self.theme))) for pin in plane.pins.pins)
        return [*entries, *pins]

    def panel_steps(self, painter: QPainter) -> Steps:
        canvas = self.stage.plane.canvas
        painter.translate(QPointF(canvas.mapTo(self.stage.plane, canvas.rect().topLeft())))
        yield from plot_steps(painter, canvas, self.theme)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Figures", words)
