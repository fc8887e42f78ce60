"""Lines and areas cut off at the edges of a plot: SVG files of Qt know no clipping."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

Array = NDArray[np.float64]
FAR = 1e6  # pixels: farther away is as good as there, and Qt computes with it


@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def lines_within(frame: QRectF, x: Array, y: Array, joined: NDArray[np.bool_]) -> list[QPolygonF]:
    """The parts inside the frame of a line through places [n], see Liang & Barsky (1984).

    joined: [n − 1], whether there is a line from each place to the next; none begins or ends at NaN.
    """
    dx, dy = np.diff(x), np.diff(y)
    begin, end = np.zeros(len(dx)), np.ones(len(dx))
    inside = joined & np.isfinite(dx) & np.isfinite(dy)
    for step, room in (
        (-dx, x[:-1] - frame.left()), (dx, frame.right() - x[:-1]),
        (-dy, y[:-1] - frame.top()), (dy, frame.bottom() - y[:-1]),
    ):  # fmt: skip
        share = room / step  # of the way to the next place, at which this edge is crossed
        begin = np.where(step < 0, np.maximum(begin, share), begin)
        end = np.where(step > 0, np.minimum(end, share), end)
        inside &= (step != 0) | (room >= 0)
    inside &= begin <= end
    return _polygons(x, y, dx, dy, begin, end, inside)


def _polygons(
    x: Array, y: Array, dx: Array, dy: Array, begin: Array, end: Array, inside: NDArray[np.bool_]
) -> list[QPolygonF]:
    """Pieces from `begin` to `end` of each way, those that touch as one line."""
    pieces = np.flatnonzero(inside)
    if not len(pieces):
        return []
    goes_on = (np.diff(pieces) == 1) & (end[pieces[:-1]] == 1) & (begin[pieces[1:]] == 0)
    result = []
    for run in np.split(pieces, np.flatnonzero(~goes_on) + 1):
        first = run[0]
        xs = np.append(x[first] + begin[first] * dx[first], x[run] + end[run] * dx[run])
        ys = np.append(y[first] + begin[first] * dy[first], y[run] + end[run] * dy[run])
        result.append(QPolygonF([QPointF(*at) for at in zip(xs.tolist(), ys.tolist(), strict=True)]))
    return result


def area_within(frame: QRectF, x: Array, y: Array) -> QPainterPath:
    """The part inside the frame of the area inside a closed line through places [n]."""
    places = zip(np.clip(x, -FAR, FAR).tolist(), np.clip(y, -FAR, FAR).tolist(), strict=True)
    area, edges = QPainterPath(), QPainterPath()
    area.addPolygon(QPolygonF([QPointF(*at) for at in places]))
    area.closeSubpath()
    edges.addRect(frame)
    return area.intersected(edges)
