"""The small picture of a run of points with classes: where its model decides for which, and the points."""

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from nnviz.core.dataset import Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.models import MLPSpec
from nnviz.core.planes import Plane, along, components
from nnviz.core.regions import Area, ClassModel, Regions, compute_regions
from nnviz.core.sentences import BadInput
from nnviz.gui.marks import draw_mark, mark_of
from nnviz.gui.shades import picture
from nnviz.gui.theme import Theme

MARGIN = 0.12  # of the ranges, on either side
CELL = 2  # pixels of the window; a large model is asked at fewer places
CELL_OF_LARGE = 6
LARGE = 100_000  # parameters
MARK = 4.5  # pixels
MOST_POINTS = {Role.TRAINING: 60, Role.VALIDATION: 30}  # drawn: more are a blur

Range = tuple[float, float]


def draw_classes(painter: QPainter, run: KeptRun, theme: Theme, size: QSize) -> None:
    """Over a rectangle of this size at (0, 0)."""
    experiment = run.experiment
    if experiment.dataset.feature_count < 2:
        return
    plane = plane_of(experiment)
    places = plane.places(experiment.dataset.features)
    across, upwards = _ranges(places)
    regions = _regions(run, plane, across, upwards, size)
    if regions is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), picture(regions, theme))
    (left, right), (bottom, top) = across, upwards
    x = (places[:, 0] - left) / (right - left) * size.width()
    y = (top - places[:, 1]) / (top - bottom) * size.height()
    classes, roles = experiment.dataset.classes, experiment.dataset.roles
    for role, most in MOST_POINTS.items():
        there = np.flatnonzero(roles == role)
        for i in there[np.unique(np.linspace(0, len(there) - 1, min(len(there), most)).astype(int))]:
            painter.save()
            painter.translate(float(x[i]), float(y[i]))
            draw_mark(painter, mark_of(theme, int(classes[i]), role, MARK))
            painter.restore()


def plane_of(experiment: Experiment) -> Plane:
    """The two features, or of more of them the two directions in which they vary most."""
    dataset = experiment.dataset
    if dataset.feature_count > 2:
        try:
            return components(dataset, experiment.space)
        except BadInput:
            pass  # points on one line
    return along(dataset.names, 0, 1)


def _ranges(places: np.ndarray) -> tuple[Range, Range]:
    low, high = (places.min(axis=0), places.max(axis=0)) if len(places) else (np.zeros(2), np.ones(2))
    middle, half = (low + high) / 2, np.where(high > low, high - low, 1.0) * (0.5 + MARGIN)
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return (left, right), (bottom, top)


def _regions(run: KeptRun, plane: Plane, across: Range, upwards: Range, size: QSize) -> Regions | None:
    model, space = run.experiment.model, run.experiment.space
    if not isinstance(model, MLPSpec):
        return None
    cell = CELL_OF_LARGE if model.parameter_count > LARGE else CELL
    area = Area(plane, across, upwards, size.width() // cell, size.height() // cell)
    found: Regions | None = None
    for part in compute_regions(area, ClassModel(model, space, run.last.parameters)):
        found = part if isinstance(part, Regions) else found
    return found
