"""The small picture of a run: its points, its curve or regions, and the truth where that is known."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from nnviz.core.dataset import Role
from nnviz.core.document import KeptRun
from nnviz.gui.frame import Frame
from nnviz.gui.plots import plottable
from nnviz.gui.runs.class_picture import draw_classes
from nnviz.gui.theme import Theme

SIZE = QSize(84, 60)  # pixels of the window
MOST_POINTS = {Role.TRAINING: 60, Role.VALIDATION: 30}  # drawn: more are a blur
PLACES = 84  # at which curves are computed
LARGE = 100_000  # parameters of a model, which is computed at fewer places
PLACES_OF_LARGE = 28
MARGIN_X, MARGIN_Y = 0.04, 0.22  # of the ranges, on either side
RADIUS = {Role.TRAINING: 2.0, Role.VALIDATION: 2.6}  # pixels
CORNER = 4.0  # radius of the frame's corners
BEYOND = 3.0  # heights of the picture that a curve may leave it by: beyond lies nothing but work

Array = NDArray[np.float64]


def draw_run(run: KeptRun, theme: Theme, ratio: float) -> QPixmap:
    """ratio: pixels of the screen in a pixel of the window."""
    picture = QPixmap(SIZE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(0.5, 0.5, SIZE.width() - 1, SIZE.height() - 1)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.plot))
    painter.drawRoundedRect(frame, CORNER, CORNER)
    painter.setClipRect(frame.adjusted(1, 1, -1, -1))
    if run.experiment.dataset.is_classes:
        draw_classes(painter, run, theme, SIZE)
    else:
        _draw_curves(painter, run, theme)
        _draw_points(painter, run, theme)
    painter.end()
    return picture


def _draw_curves(painter: QPainter, run: KeptRun, theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    experiment = run.experiment
    low, high = experiment.domain
    margin = MARGIN_X * (high - low)
    large = experiment.model.parameter_count > LARGE
    x = np.linspace(low - margin, high + margin, PLACES_OF_LARGE if large else PLACES)
    if experiment.truth is not None:
        painter.setPen(QPen(QColor(theme.truth), 1.2, Qt.PenStyle.DashLine))
        _draw_line(painter, run, x, experiment.truth(x))
    painter.setPen(QPen(QColor(theme.curve), 1.5))
    _draw_line(painter, run, x, Frame.at(experiment, run.last).predict(x))


def _draw_line(painter: QPainter, run: KeptRun, x: Array, y: Array) -> None:
    """With gaps where there is no number."""
    places = _places(run, x, y)
    known = np.isfinite(places[:, 1])
    for part in np.split(np.arange(len(x)), np.flatnonzero(np.diff(known)) + 1):
        if known[part[0]]:
            painter.drawPolyline(QPolygonF([QPointF(*place) for place in places[part].tolist()]))


def _draw_points(painter: QPainter, run: KeptRun, theme: Theme) -> None:
    colours = {Role.VALIDATION: theme.validation, Role.TRAINING: theme.training}
    for role, colour in colours.items():
        points = run.experiment.dataset.of(role)
        chosen = np.unique(np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS[role])).astype(int))
        hollow = role is Role.VALIDATION
        painter.setPen(QPen(QColor(colour), 1.2) if hollow else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.plot if hollow else colour))
        for place in _places(run, points.x[chosen], points.y[chosen]).tolist():
            _draw_mark(painter, QPointF(*place), RADIUS[role], hollow)


def _draw_mark(painter: QPainter, place: QPointF, radius: float, hollow: bool) -> None:
    if hollow:
        corners = ((0, -radius), (radius, 0), (0, radius), (-radius, 0))
        painter.drawPolygon(QPolygonF([place + QPointF(*corner) for corner in corners]))
    else:
        painter.drawEllipse(place, radius, radius)


def _places(run: KeptRun, x: Array, y: Array) -> Array:
    """Pixels [n, 2] in the picture; what lies far above or below it stays near."""
    (left, right), (bottom, top) = _ranges(run)
    across = (x - left) / (right - left) * SIZE.width()
    up = np.clip((plottable(y) - bottom) / (top - bottom), -BEYOND, 1 + BEYOND)
    return np.column_stack([across, (1 - up) * SIZE.height()])


def _ranges(run: KeptRun) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of the plane in the picture: the x range and the points, with margins."""
    low, high = run.experiment.domain
    y = run.experiment.dataset.y
    bottom, top = (float(y.min()), float(y.max())) if len(y) else (0.0, 1.0)
    height = top - bottom or max(1.0, abs(top))
    across = MARGIN_X * (high - low)
    return (low - across, high + across), (bottom - MARGIN_Y * height, top + MARGIN_Y * height)
