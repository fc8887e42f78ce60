"""The arrows of a graph: one item for all of them, however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import hypot

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnviz.core.graph.graph import Array, Edge
from nnviz.gui.graph import node_look as look
from nnviz.gui.theme import Theme

THIN, THICK = 0.7, 4.5  # pixels: the weight nearest to zero, and the largest
WIDTHS = 6  # different ones between them, so that lines of one look are drawn together
PLAIN, BRIGHT = 1.3, 2.8
SMALLEST_SEEN = 9  # pixels of the screen, of letters that can be read
LARGEST_LETTERS = 15  # pixels, of what flows: on a small picture the letters grow
MANY = 400  # edges, beyond which weights are drawn half transparent, or all is one blot
CROWDED, BEHIND = 130, 60  # opacity of 255: one edge of many, and those beside the chosen ones
WIDER = 1.2  # pixels, of a chosen weight
ARROW = 7.0  # pixels
PIECES = 12  # straight pieces that stand for one Bézier curve when the mouse is near
Look = tuple[str, float]  # colour, width


class EdgesItem(QGraphicsItem):
    """All uses. Weights are coloured by sign and as wide as they are large; the others are arrows."""

    def __init__(self, edges: Sequence[Edge], curves: Sequence[Array], theme: Theme) -> None:
        super().__init__()
        self._edges, self._curves, self._theme = tuple(edges), tuple(curves), theme
        self._active: Mapping[int, str] = {}
        self._chosen: frozenset[int] = frozenset()
        self._lit: frozenset[int] | None = None
        self._groups: dict[Look, list[int]] = {}
        self._paths = [None if len(curve) == 2 else _path(curve) for curve in curves]
        self._pieces, self._owner = _pieces(self._curves)
        self._bounds = _bounds(self._curves)
        self._group()

    def show_edges(self, edges: Sequence[Edge]) -> None:
        """The same uses with other numbers."""
        self._edges = tuple(edges)
        self._group()

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._group()

    def show_flow(self, active: Mapping[int, str], lit: frozenset[int] | None) -> None:
        """active: edges along which something flows now, and what is written there.

        lit: those whose source is known; None for all.
        """
        self._active, self._lit = dict(active), lit
        self._group()

    def show_chosen(self, chosen: frozenset[int]) -> None:
        self._chosen = chosen
        self.update()

    @property
    def flow(self) -> Mapping[int, str]:
        """What is written on the edges along which something flows now, by their places."""
        return self._active

    @property
    def looks(self) -> list[Look]:
        """Colour and width of each edge, in order."""
        looks = [("", 0.0)] * len(self._edges)
        for style, members in self._groups.items():
            for number in members:
                looks[number] = style
        return looks

    def _group(self) -> None:
        self._weighted = any(edge.weight is not None for edge in self._edges)
        weights = np.array([0.0 if e.weight is None else e.weight for e in self._edges])
        known = weights[np.isfinite(weights)]
        largest = float(np.abs(known).max(initial=0.0)) or 1.0
        groups: dict[Look, list[int]] = defaultdict(list)
        for number, edge in enumerate(self._edges):
            groups[self._look(number, edge, largest)].append(number)
        self._groups = groups
        self.update()

    def _look(self, number: int, edge: Edge, largest: float) -> Look:
        theme = self._theme
        if self._lit is not None and number not in self._lit:
            return theme.border, PLAIN
        if edge.weight is None:
            return theme.grid, PLAIN
        share = min(abs(edge.weight) / largest, 1.0) if np.isfinite(edge.weight) else 1.0
        width = THIN + (THICK - THIN) * round(share * (WIDTHS - 1)) / (WIDTHS - 1)
        return (theme.positive if edge.weight >= 0 else theme.negative), width

    def nearest(self, place: QPointF, reach: float) -> int | None:
        """The edge that passes within `reach` of a place, the closest if several do."""
        if not len(self._pieces):
            return None
        point = np.array([place.x(), place.y()])
        start, along = self._pieces[:, :2], self._pieces[:, 2:] - self._pieces[:, :2]
        length = np.maximum((along**2).sum(axis=1), 1e-12)
        part = np.clip(((point - start) * along).sum(axis=1) / length, 0.0, 1.0)
        away = np.hypot(*(start + part[:, None] * along - point).T)
        best = int(away.argmin())
        return int(self._owner[best]) if away[best] <= reach else None

    # --- painting -------------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self.draw(painter, option.levelOfDetailFromTransform(painter.worldTransform()))

    def draw(self, painter: QPainter, scale: float = 1.0) -> None:
        """scale: of the picture; on small ones lines get no thinner than can be seen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        thicker = max(1.0, 0.8 / max(scale, 1e-3))
        alpha = CROWDED if len(self._edges) > MANY else 235
        if self._chosen and self._weighted:
            alpha = BEHIND
        for (colour, width), members in sorted(self._groups.items(), key=lambda group: group[0][1]):
            ink = QColor(colour)
            ink.setAlpha(alpha)
            self._draw_lines(painter, members, ink, width * thicker)
            mine = [number for number in members if number in self._chosen]
            if mine and self._weighted:  # keeps the colour of its sign
                self._draw_lines(painter, mine, QColor(colour), (width + WIDER) * thicker)
        accented = set(self._active) | (set() if self._weighted else self._chosen)
        for number in sorted(accented):
            self._draw_lines(painter, [number], QColor(self._theme.accent), BRIGHT * thicker)

    def _draw_lines(self, painter: QPainter, members: Sequence[int], ink: QColor, width: float) -> None:
        painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        straight = [QLineF(*self._curves[k].ravel().tolist()) for k in members if self._paths[k] is None]
        if straight:
            painter.drawLines(straight)
        joined = QPainterPath()
        for number in members:
            if (path := self._paths[number]) is not None:
                joined.addPath(path)
        painter.drawPath(joined)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for number in members:
            if self._edges[number].weight is None:
                painter.drawPolygon(_arrow_head(self._curves[number]))

    def draw_flow(self, painter: QPainter, scale: float = 1.0) -> None:
        """What flows, on small plates in the middle of the edges; to be drawn above the nodes."""
        for number, words in self._active.items():
            if words:
                self._draw_words(painter, number, words, scale)

    def _draw_words(self, painter: QPainter, number: int, words: str, scale: float) -> None:
        letters = min(max(look.NUMBER, round(SMALLEST_SEEN / max(scale, 1e-3))), LARGEST_LETTERS)
        style = look.font(letters, bold=True)
        middle = self._place_of_words(number)
        width, height = QFontMetricsF(style).horizontalAdvance(words) + 8, letters * 1.4
        end = float(self._curves[number][-1, 0])
        right = min(middle.x() + width / 2, end - 3)  # the target's numbers begin at its left border
        plate = QRectF(right - width, middle.y() - height / 2, width, height)
        painter.setPen(QPen(QColor(self._theme.accent), 1.0))
        painter.setBrush(QColor(self._theme.field))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setFont(style)
        painter.setPen(QColor(self._theme.gradient))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _place_of_words(self, number: int) -> QPointF:
        """Half way, but as high as where it begins: there a source has no number, but its range."""
        middle, source = self.middle(number), self._edges[number].source
        alone = sum(self._edges[other].source == source for other in self._active) == 1
        return QPointF(middle.x(), float(self._curves[number][0, 1])) if alone else middle

    def middle(self, number: int) -> QPointF:
        """A place half way along an edge."""
        mine = np.flatnonzero(self._owner == number)
        x0, y0, x1, y1 = self._pieces[mine[len(mine) // 2]].tolist()
        return QPointF((x0 + x1) / 2, (y0 + y1) / 2) if len(mine) == 1 else QPointF(x0, y0)


class FlowItem(QGraphicsItem):
    """What flows along the edges, above all nodes."""

    def __init__(self, edges: EdgesItem) -> None:
        super().__init__()
        self._edges = edges
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        return self._edges.boundingRect()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._edges.draw_flow(painter, option.levelOfDetailFromTransform(painter.worldTransform()))


def _path(curve: Array) -> QPainterPath:
    points = [QPointF(x, y) for x, y in curve.tolist()]
    path = QPainterPath(points[0])
    for k in range(1, len(points), 3):
        path.cubicTo(*points[k : k + 3])
    return path


def _arrow_head(curve: Array) -> QPolygonF:
    """A triangle whose tip is the end of the curve."""
    (x0, y0), (x1, y1) = curve[-2].tolist(), curve[-1].tolist()
    length = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / length * ARROW, (y1 - y0) / length * ARROW
    back = QPointF(x1 - dx, y1 - dy)
    side = QPointF(-dy * 0.45, dx * 0.45)
    return QPolygonF([QPointF(x1, y1), back + side, back - side])


def _pieces(curves: Sequence[Array]) -> tuple[Array, NDArray[np.intp]]:
    """Straight pieces [S, 4] (x0, y0, x1, y1) along all curves, and the edge that each is of."""
    pieces, owners = [np.empty((0, 4))], [np.empty(0, np.intp)]
    for number, curve in enumerate(curves):
        points = curve if len(curve) == 2 else _along(curve)
        pieces.append(np.hstack([points[:-1], points[1:]]))
        owners.append(np.full(len(points) - 1, number, np.intp))
    return np.concatenate(pieces), np.concatenate(owners)


def _along(curve: Array) -> Array:
    """Places along Bézier curves in a row."""
    t = np.linspace(0, 1, PIECES + 1)[1:, None]
    places = [curve[:1]]
    for k in range(0, len(curve) - 1, 3):
        p0, p1, p2, p3 = curve[k : k + 4]
        places.append((1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t**2 * p2 + t**3 * p3)
    return np.concatenate(places)


def _bounds(curves: Sequence[Array]) -> QRectF:
    if not curves:
        return QRectF()
    points = np.concatenate(list(curves))
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return QRectF(left, top, right - left, bottom - top).adjusted(-40, -20, 40, 20)
