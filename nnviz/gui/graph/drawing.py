"""A graph as drawn items: made once for its structure, then only told of other numbers."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnviz.core.graph.columns import in_columns
from nnviz.core.graph.graph import Array, Edge, Graph, Node
from nnviz.core.graph.layout import Layout, Size, lay_out, lay_out_downwards
from nnviz.core.graph.story import Lit
from nnviz.core.graph.summary import plain_number, summary
from nnviz.core.sentences import Sentence
from nnviz.gui.graph import node_look as look
from nnviz.gui.graph.edges import EdgesItem, FlowItem
from nnviz.gui.graph.nodes import DIM, NodeItem, Numbers
from nnviz.gui.theme import Theme

ROOM_FOR_HEADINGS = 24.0  # pixels above the columns of units
FRAME = 14.0  # pixels round the picture
NOTHING: dict[str, Sentence] = {}


def node_sizes(graph: Graph) -> dict[str, Size]:
    """In pixels; asks the fonts, so it belongs to the window's thread."""
    return {node.key: look.node_size(node) for node in graph.nodes}


def layout_of(graph: Graph, sizes: Mapping[str, Size], downwards: bool = False) -> Layout:
    """Columns for a graph with units, else what Graphviz makes of it. Knows no Qt: fit for any thread.

    downwards: where there is more height than width. Columns always stand side by side.
    """
    pairs = [(edge.source, edge.target) for edge in graph.edges]
    if any(node.kind == "unit" for node in graph.nodes):
        return in_columns(sizes, pairs, {node.key: node.layer for node in graph.nodes})
    return lay_out_downwards(sizes, pairs) if downwards else lay_out(sizes, pairs)


class GraphDrawing(QGraphicsItem):
    """The parent of all items of one structure. (0, 0) is its top left; y points downwards."""

    def __init__(self, graph: Graph, layout: Layout, theme: Theme) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, False)
        self.graph, self.layout, self._theme = graph, layout, theme
        self._lit: Lit | None = None
        self.edges = EdgesItem(graph.edges, layout.edges, theme)
        self.edges.setParentItem(self)
        self.nodes: dict[str, NodeItem] = {}
        for node in graph.nodes:
            item = NodeItem(node, theme)
            item.setPos(QPointF(*layout.centres[node.key]))
            item.setParentItem(self)
            self.nodes[node.key] = item
        self._flow_words = FlowItem(self.edges)
        self._flow_words.setParentItem(self)
        self._headings = _headings(graph.nodes, self.nodes)

    def show_graph(self, graph: Graph, marks: Mapping[str, Sentence]) -> None:
        """Numbers of another recording of the same structure."""
        self.graph = graph
        self.edges.show_edges(graph.edges)
        self._show_numbers()
        for key, item in self.nodes.items():
            item.show_mark(marks.get(key))

    def show_lit(self, lit: Lit | None) -> None:
        """What is known after a moment of a step; None for all."""
        self._lit = lit
        self._show_numbers()
        flow, known = {}, None
        if lit is not None:
            known = frozenset(k for k, edge in enumerate(self.graph.edges) if edge.source in lit.values)
            flow = self._flow(lit)
        self.edges.show_flow(flow, known)
        self._flow_words.update()

    def _show_numbers(self) -> None:
        for node in self.graph.nodes:
            item = self.nodes[node.key]
            item.show_node(node, _numbers(node, self._lit))

    def _flow(self, lit: Lit) -> dict[int, str]:
        """The edges of the present moment, with the products that flow back along them."""
        if lit.moment is None:
            return {}
        named = {_name(edge) for edge in lit.moment.edges}
        back = lit.moment.phase == "backward"
        return {
            number: _amount(edge.contribution) if back else ""
            for number, edge in enumerate(self.graph.edges)
            if _name(edge) in named
        }

    def show_chosen(self, selected: str | None, edge: int | None, found: Iterable[str] | None) -> None:
        """found: what a search has found; None while there is none."""
        wanted = None if found is None else set(found)
        for key, item in self.nodes.items():
            item.show_chosen(key == selected, None if wanted is None else key in wanted)
        self.edges.setOpacity(DIM if wanted is not None else 1.0)
        beside = {
            number for number, each in enumerate(self.graph.edges) if selected in (each.source, each.target)
        }
        self.edges.show_chosen(frozenset(beside if edge is None else {edge}))

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.edges.show_theme(theme)
        for item in self.nodes.values():
            item.show_theme(theme)
        self.update()

    def node_at(self, place: QPointF) -> str | None:
        """The node that covers a place of the drawing."""
        for key, item in self.nodes.items():
            if item.box.contains(place - item.pos()):
                return key
        return None

    def box_of(self, key: str) -> QRectF:
        item = self.nodes[key]
        return item.box.translated(item.pos())

    # --- painting -------------------------------------------------------------------------------------

    @property
    def frame(self) -> QRectF:
        """All that is drawn, with a margin."""
        headings = ROOM_FOR_HEADINGS if self._headings else 0.0
        area = QRectF(0, -headings, self.layout.width, self.layout.height + headings)
        return area.adjusted(-FRAME, -FRAME, FRAME, FRAME)

    def boundingRect(self) -> QRectF:
        return self.frame

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if option.levelOfDetailFromTransform(painter.worldTransform()) >= look.FAR:
            self._draw_headings(painter)

    def _draw_headings(self, painter: QPainter) -> None:
        painter.setFont(look.font(look.NAME, bold=True))
        painter.setPen(QColor(self._theme.quiet))
        for words, area in self._headings:
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def draw(self, painter: QPainter) -> None:
        """The whole picture without a view: what is exported. Details are drawn at any size."""
        self._draw_headings(painter)
        painter.setOpacity(self.edges.opacity())
        self.edges.draw(painter)
        for item in self.nodes.values():
            painter.save()
            painter.translate(item.pos())
            painter.setOpacity(item.opacity())
            item.draw(painter)
            painter.restore()
        painter.setOpacity(1.0)
        self.edges.draw_flow(painter)


def _numbers(node: Node, lit: Lit | None) -> Numbers:
    if lit is None:
        return Numbers(node.value, node.gradient)
    known = node.key in lit.values
    value = lit.updated.get(node.key, node.value) if known else None
    gradient = lit.gradients.get(node.key)
    partial = gradient is not None and node.key not in lit.complete
    active = lit.moment is not None and node.key in (lit.moment.node, *lit.moment.also)
    return Numbers(value, gradient, partial, active, known)


def _name(edge: Edge) -> tuple[str, str, int]:
    return edge.source, edge.target, edge.place


def _amount(contribution: Array | None) -> str:
    """A product in short: itself, or the mean of many, as nodes say it."""
    if contribution is None or not contribution.size:
        return ""
    return plain_number(summary(contribution).mean)


def _headings(nodes: Iterable[Node], items: Mapping[str, NodeItem]) -> list[tuple[str, QRectF]]:
    """The names of the layers of units, above their columns."""
    columns: dict[str, QRectF] = {}
    for node in nodes:
        if look.compact(node) and node.layer:
            item = items[node.key]
            box = item.box.translated(item.pos())
            columns[node.layer] = columns.get(node.layer, box).united(box)
    return [
        (name, QRectF(box.left(), box.top() - ROOM_FOR_HEADINGS, box.width(), ROOM_FOR_HEADINGS - 4))
        for name, box in columns.items()
    ]
