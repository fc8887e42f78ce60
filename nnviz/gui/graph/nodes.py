"""A node as it is drawn: `name | value | gradient`, with small pictures of tensors and of units' curves."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnviz.core.graph.graph import Array, Node
from nnviz.core.sentences import Sentence
from nnviz.gui.graph import node_look as look
from nnviz.gui.graph.cell import Cell, cell_of
from nnviz.gui.graph.map_picture import map_picture
from nnviz.gui.graph.node_parts import draw_curve, draw_map, draw_mark, draw_tensor
from nnviz.gui.theme import Theme

LARGEST_NAME, LARGEST_NUMBER = 26, 19  # pixels: they grow when less is shown
TWO_LINES = 15  # pixels of a name's letters, below which two lines are better than one
WIDEST_NUMBER = "−0.0000"  # of most numbers: those of one size are easier to compare
THICKEST = 4.0  # times: borders of a node of a picture so small that they would fade
DIM = 0.35  # opacity of what a search has not found
ALIGN = Qt.AlignmentFlag


@dataclass(frozen=True, eq=False)
class Numbers:
    """What a node shows now. None: not known yet, or none flows. partial: more of the gradient is to come."""

    value: Array | None = None
    gradient: Array | None = None
    partial: bool = False
    active: bool = False
    lit: bool = True


class NodeItem(QGraphicsItem):
    """Centred on its place. Made once per structure; `show_node` then tells it its numbers."""

    def __init__(self, node: Node, theme: Theme) -> None:
        super().__init__()
        self.node = node
        self.width, self.height = look.node_size(node)
        self._theme = theme
        self._numbers = Numbers(node.value, node.gradient)
        self._cells: tuple[Cell, ...] = ()
        self._map: QImage | None = None  # of what a unit gives over two features
        self.selected = self.found = False
        self.mark: Sentence | None = None

    @property
    def box(self) -> QRectF:
        return QRectF(-self.width / 2, -self.height / 2, self.width, self.height)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What is written: the value, and the gradient where there can be one."""
        return self._cells

    @property
    def lit_now(self) -> bool:
        """Whether something happens in it at the present moment of a step."""
        return self._numbers.active

    def show_node(self, node: Node, numbers: Numbers) -> None:
        """Another recording of the same node, and what of it is known."""
        self.node, self._numbers = node, numbers
        self._tell()

    def show_mark(self, mark: Sentence | None) -> None:
        if mark != self.mark:
            self.mark = mark
            self.update()

    def show_chosen(self, selected: bool, found: bool | None) -> None:
        """found: None while nothing is searched for."""
        self.selected, self.found = selected, bool(found)
        self.setOpacity(DIM if found is False and not selected else 1.0)
        self.update()

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._tell()

    def _tell(self) -> None:
        now, curve = self._numbers, self.node.curve
        value = QCoreApplication.translate("graph", "value")
        gradient = look.gradient_title(self.node, short=True)
        if now.partial:
            gradient = QCoreApplication.translate("graph", "gradient so far")
        unit = look.compact(self.node)  # has no room for pictures of tensors
        told = ((value, now.value), (gradient, now.gradient))
        both = tuple(cell_of(title, values, self._theme, small=unit) for title, values in told)
        self._cells = both[: look.cells(self.node)]
        self._map = None if curve is None or curve.ndim < 2 else map_picture(self.node, curve, self._theme)
        self.update()

    # --- painting -------------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self.box.adjusted(-5, -5, 8, 8)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self.draw(painter, option.levelOfDetailFromTransform(painter.worldTransform()))

    def draw(self, painter: QPainter, scale: float = 1.0) -> None:
        """Draw it round (0, 0). scale: of the picture; small ones say less, in larger letters."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_box(painter, min(max(1.0, 0.8 / max(scale, 1e-3)), THICKEST))
        if scale < look.FAR:
            self._draw_large_name(painter)
        elif scale < look.NEAR:
            self._draw_numbers(painter, scale >= look.MIDDLE)
        elif look.compact(self.node):
            self._draw_unit(painter)
        else:
            self._draw_header(painter)
            for place, cell in enumerate(self._cells):
                self._draw_cell(painter, place, cell)
        if self.mark is not None:
            draw_mark(painter, QPointF(self.box.right() - 12, self.box.top() + 10), self._theme)

    def _draw_box(self, painter: QPainter, thicker: float) -> None:
        theme, box = self._theme, self.box
        radius = 3.0 if look.leaf(self.node) else 9.0
        colour, width = QColor(theme.border).darker(115) if theme.name == "light" else QColor(theme.grid), 1.0
        if self._numbers.active:
            colour, width = QColor(theme.accent), 2.5
        if self.found:
            colour, width = QColor(theme.warning), 3.0
        if self.selected:
            colour, width = QColor(theme.accent), 3.0
        painter.setPen(QPen(colour, width * thicker))
        painter.setBrush(QBrush(QColor(theme.field)))
        if self.node.kind == "layer":  # a second sheet behind: there is more inside
            painter.drawRoundedRect(box.translated(4, 4), radius, radius)
        painter.drawRoundedRect(box, radius, radius)
        if self._numbers.active:
            tint = QColor(theme.accent)
            tint.setAlpha(38)
            painter.setBrush(QBrush(tint))
            painter.drawRoundedRect(box, radius, radius)
        if stripe := self._stripe():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(stripe)))
            painter.drawRect(QRectF(box.left() + 1, box.top() + 3, 4, box.height() - 6))

    def _stripe(self) -> str | None:
        theme = self._theme
        return {
            "input": theme.training, "target": theme.training, "parameter": theme.parameter,
            "constant": theme.noise,
        }.get(self.node.kind)  # fmt: skip

    def _ink(self, colour: str) -> QColor:
        """Fainter where the forward pass has not come yet."""
        ink = QColor(colour)
        ink.setAlphaF(1.0 if self._numbers.lit else 0.5)
        return ink

    def _write(
        self, painter: QPainter, area: QRectF, words: str, style: QFont, colour: str, align: ALIGN
    ) -> None:
        painter.setFont(style)
        painter.setPen(self._ink(colour))
        if len(words) > 8:
            words = QFontMetricsF(style).elidedText(words, Qt.TextElideMode.ElideRight, area.width() + 1)
        painter.drawText(area, align | ALIGN.AlignVCenter, words)

    def _draw_large_name(self, painter: QPainter) -> None:
        words, box = look.short_name(self.node), self.box.adjusted(5, 2, -5, -2)
        longest = max(words.split() or [""], key=len)
        painter.setFont(look.fitting(longest, box.width(), LARGEST_NAME, bold=True))
        painter.setPen(self._ink(self._theme.text))
        painter.drawText(box, ALIGN.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def _draw_numbers(self, painter: QPainter, pictures: bool) -> None:
        """Name, value and gradient alone, as large as there is room; larger still without pictures."""
        largest = LARGEST_NUMBER if pictures else LARGEST_NAME
        area = self.box.adjusted(look.MARGIN + 2, 3, -look.MARGIN + 3, -3)
        header, line, align = look.HEADER - 3, look.CELL, ALIGN.AlignLeft
        if look.compact(self.node):
            self._draw_curve(painter)
            area.setLeft(self._curve_frame.right() + 5)
            header, line, align = area.height() / 3, area.height() / 3, ALIGN.AlignRight
        room = 14 if self.mark else 0
        self._draw_name(painter, QRectF(area.left(), area.top(), area.width() - room, header), largest)
        for place, cell in enumerate(self._cells):
            here = QRectF(area.left(), area.top() + header + place * line, area.width(), line)
            if cell.picture is not None and pictures:
                right = QRectF(here.right() - look.PICTURE, here.top() + 5, look.PICTURE, look.PICTURE)
                draw_tensor(painter, cell.picture, right, self._theme)
                here.setRight(right.left() - 3)
            widest = max(cell.number, WIDEST_NUMBER, key=len)
            style = look.fitting(widest, here.width(), min(largest, int(line)))
            self._write(painter, here, cell.number, style, self._ink_of(place), align)

    def _draw_name(self, painter: QPainter, area: QRectF, largest: int) -> None:
        """On two lines where it would be small on one and there is room."""
        words = look.short_name(self.node)
        style = look.fitting(words, area.width(), min(largest, int(area.height())), bold=True)
        if style.pixelSize() < TWO_LINES < area.height() / 2:
            style = look.fitting(max(words.split(), key=len), area.width(), TWO_LINES, bold=True)
        painter.setFont(style)
        painter.setPen(self._ink(self._theme.text))
        painter.drawText(area, ALIGN.AlignLeft | ALIGN.AlignVCenter | Qt.TextFlag.TextWordWrap, words)

    def _ink_of(self, place: int) -> str:
        return self._theme.text if place == 0 else self._theme.gradient

    def _draw_header(self, painter: QPainter) -> None:
        box = self.box.adjusted(look.MARGIN, 3, -look.MARGIN + 2, 0)
        name = QRectF(box.left(), box.top(), box.width() - (14 if self.mark else 0), 18)
        self._write(
            painter, name, self.node.name, look.font(look.NAME, bold=True), self._theme.text, ALIGN.AlignLeft
        )
        below = QRectF(box.left(), box.top() + 17, box.width(), 13)
        self._write(
            painter,
            below,
            look.what_it_is(self.node),
            look.font(look.SMALL),
            self._theme.quiet,
            ALIGN.AlignLeft,
        )

    def _draw_cell(self, painter: QPainter, place: int, cell: Cell) -> None:
        top = self.box.top() + look.HEADER + place * look.CELL
        left, right = self.box.left() + look.MARGIN, self.box.right() - look.MARGIN + 2
        painter.setPen(QPen(QColor(self._theme.border), 1.0))
        painter.drawLine(QPointF(self.box.left() + 6, top - 1), QPointF(self.box.right() - 2, top - 1))
        if cell.picture is not None:
            draw_tensor(
                painter,
                cell.picture,
                QRectF(right - look.PICTURE, top + 1, look.PICTURE, look.PICTURE),
                self._theme,
            )
            right -= look.PICTURE + 3
        small, quiet = look.font(look.SMALL), self._theme.quiet
        self._write(painter, QRectF(left, top, right - left, 12), cell.title, small, quiet, ALIGN.AlignLeft)
        number = QRectF(left, top + 11, right - left, 15)
        self._write(
            painter, number, cell.number, look.font(look.NUMBER), self._ink_of(place), ALIGN.AlignLeft
        )
        below = QRectF(left, top + 25, self.box.right() - left, 12)
        self._write(painter, below, cell.spread, small, quiet, ALIGN.AlignLeft)

    def _draw_unit(self, painter: QPainter) -> None:
        box, theme = self.box, self._theme
        frame = self._curve_frame
        self._draw_curve(painter)
        left, right = frame.right() + 5, box.right() - 6
        name = QRectF(left, box.top() + 2, right - left - (14 if self.mark else 0), 15)
        bold, small = look.font(12, bold=True), look.font(look.SMALL)
        self._write(painter, name, look.short_name(self.node), bold, theme.text, ALIGN.AlignLeft)
        for place, cell in enumerate(self._cells):
            line = QRectF(left, box.top() + 17 + 13 * place, right - left, 14)
            number = look.font(12)
            taken = QFontMetricsF(number).horizontalAdvance(cell.number) + 4
            title = line.adjusted(0, 0, -taken, 0)
            self._write(painter, title, cell.title, small, theme.quiet, ALIGN.AlignLeft)
            self._write(painter, line, cell.number, number, self._ink_of(place), ALIGN.AlignRight)

    @property
    def _curve_frame(self) -> QRectF:
        """At the left; of no width where there is nothing to draw in it."""
        width = 0.0 if self.node.curve is None else look.CURVE[0]
        return QRectF(self.box.left() + 5, self.box.center().y() - look.CURVE[1] / 2, width, look.CURVE[1])

    def _draw_curve(self, painter: QPainter) -> None:
        if self._map is not None:
            draw_map(painter, self._map, self._curve_frame, self._theme)
        elif self.node.curve is not None:
            draw_curve(painter, self.node.curve, self._curve_frame, self._theme)
