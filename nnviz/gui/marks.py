"""How a class looks in every panel: its shape and its colour, filled, hollow or dotted by role."""

from dataclasses import dataclass, replace
from math import cos, pi, sin, sqrt

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from nnviz.core.dataset import Role
from nnviz.gui.theme import Theme

# At least 3 : 1 against the plot. The first ones are the farthest from each other, also for people who see no
# red, no green or no blue (simulated after Machado, Oliveira & Fernandes 2009); the tests hold the distances.
COLOURS = {
    "light": ("#0072b2", "#c65102", "#530183", "#08a3b8", "#6b172a",
              "#9e7bf3", "#6a4c17", "#d96a94", "#182c58", "#8a7962"),
    "dark": ("#56b4e9", "#f0a030", "#b15cf6", "#3df8b8", "#df478e",
             "#e2c7fc", "#6c953b", "#f2f985", "#536fc8", "#ab9f8d"),
}  # fmt: skip
ARM = 0.19  # half of the width of a plus's arm, of its size
DOT = 0.4  # of its mark: the dot in a test point
RATIO = 3  # pixels of a sample for each of the window, so that it is crisp on any screen
Corners = list[tuple[float, float]]


def _regular(count: int, inner: float = 0.0, turn: float = 0.0) -> Corners:
    """A polygon with a corner at the top; inner: of a star, how far in its other corners lie."""
    radii = [0.5, inner / 2] * count if inner else [0.5] * count
    angles = [turn - pi / 2 + 2 * pi * k / len(radii) for k in range(len(radii))]
    return [(r * cos(a), r * sin(a)) for r, a in zip(radii, angles, strict=True)]


def _plus() -> Corners:
    arm = [(-ARM, -0.5), (ARM, -0.5), (ARM, -ARM)]
    turns = [(1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0)]
    return [(a * x + b * y, c * x + d * y) for a, b, c, d in turns for x, y in arm]


def _turned(corners: Corners, angle: float) -> Corners:
    return [(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in corners]


UP: Corners = [(0.0, -0.46), (0.5, 0.4), (-0.5, 0.4)]
POLYGONS: tuple[Corners, ...] = (  # in a square of size 1 round (0, 0), y downwards
    UP,
    [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)],
    [(0.0, -0.5), (0.4, 0.0), (0.0, 0.5), (-0.4, 0.0)],
    _regular(5, inner=0.5),
    _plus(),
    [(x, -y) for x, y in UP],
    _turned(_plus(), pi / 4),
    [(-0.45, -0.5), (0.45, -0.5), (0.12, 0.0), (0.45, 0.5), (-0.45, 0.5), (-0.12, 0.0)],  # an hourglass
    [(-y, x) for x, y in UP],
)


def _area(corners: Corners) -> float:
    following = [*corners[1:], corners[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))) / 2


def _path(corners: Corners) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(), 0.5, 0.5)
    return path


def _cross() -> QPainterPath:
    path = QPainterPath()
    for y in (-0.5, 0.5):
        path.moveTo(-0.5, y)
        path.lineTo(0.5, -y)
    return path


CROSS = _cross()
# Each class's outline in a square of size 1, and how much larger it must be to look as large as a circle.
SHAPES = (
    (_circle(), 1.0),
    *((_path(corners), sqrt(pi / 4 / _area(corners)) ** 0.85) for corners in POLYGONS),
)
MOST_CLASSES = len(SHAPES)


@dataclass(frozen=True)
class Mark:
    """How the points of one class and role are drawn.

    shape: in a square of size 1 round (0, 0). size, edge (of the outline): in pixels of the window. dotted:
    whether a dot of the class's colour lies in it.
    """

    shape: QPainterPath
    size: float
    colour: str
    fill: str
    outline: str
    edge: float
    dotted: bool

    def tinted(self, colour: str) -> "Mark":
        """The same in another colour, for roles without a class."""
        outline = colour if self.outline == self.colour else self.outline
        fill = colour if self.fill == self.colour else self.fill
        return replace(self, colour=colour, fill=fill, outline=outline)


def class_colour(theme: Theme, number: int) -> str:
    """Of the class with this number, from 0."""
    return COLOURS[theme.name][number % MOST_CLASSES]


def mark_of(theme: Theme, number: int, role: int, size: float) -> Mark:
    """Of a class, from 0, and a `Role`. size: pixels that a circle would be wide."""
    shape, factor = SHAPES[number % MOST_CLASSES]
    colour, filled = class_colour(theme, number), role == Role.TRAINING
    return Mark(
        shape,
        size * factor,
        colour,
        colour if filled else theme.plot,
        theme.plot if filled else colour,
        1.0 if filled else max(1.2, 0.16 * size),
        role not in (Role.TRAINING, Role.VALIDATION),
    )


def cross_of(theme: Theme, size: float) -> Mark:
    """What lies over a misread point."""
    return Mark(CROSS, size, theme.text, theme.text, theme.text, max(1.2, 0.16 * size), False)


def draw_mark(painter: QPainter, mark: Mark) -> None:
    """Round (0, 0)."""
    painter.setPen(QPen(QColor(mark.outline), mark.edge))
    painter.setBrush(QColor(mark.fill))
    painter.drawPath(QTransform.fromScale(mark.size, mark.size).map(mark.shape))
    if mark.dotted:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mark.colour))
        radius = DOT * mark.size / 2
        painter.drawEllipse(QPointF(), radius, radius)


def mark_sample(mark: Mark, size: QSize) -> QPixmap:
    """The mark in the middle of a small picture, for legends and buttons."""
    pixmap = QPixmap(size * RATIO)
    pixmap.setDevicePixelRatio(RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(size.width() / 2, size.height() / 2)
    draw_mark(painter, mark)
    painter.end()
    return pixmap


def class_icon(theme: Theme, number: int, size: int = 18) -> QIcon:
    """The mark of a class's training points, for buttons and menus."""
    side = QSize(size, size)
    return QIcon(mark_sample(mark_of(theme, number, Role.TRAINING, 0.6 * size), side))
