"""GraphCanvas: a graph as it is drawn, what of it is chosen, and what is in sight."""

from collections.abc import Mapping, Sequence
from functools import reduce

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal, Slot
from PySide6.QtGui import QAccessible, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layout import Layout, part_of
from nnviz.core.graph.outline import outline
from nnviz.core.graph.search import find
from nnviz.core.graph.story import Lit
from nnviz.core.sentences import Sentence
from nnviz.gui.graph.drawing import NOTHING, GraphDrawing, node_sizes
from nnviz.gui.graph.laying_out import LayingOut, runs_down
from nnviz.gui.graph.overview import Overview
from nnviz.gui.graph.sight import Sight
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text


class GraphCanvas(pg.GraphicsView):
    """Shows one graph."""

    drawn = Signal()  # another structure is on the screen

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.plot)
        self.theme = theme
        self.graph: Graph | None = None
        self.drawing: GraphDrawing | None = None
        self._marks: Mapping[str, Sentence] = NOTHING
        self._lit: Lit | None = None
        self._laid_out: tuple[Layout, Graph] | None = None  # a graph without a target is part of that with it
        self._selected: str | None = None
        self._edge: int | None = None
        self._found: tuple[str, ...] | None = None
        self.sight = Sight()
        self.setCentralItem(self.sight)
        self._laying_out = LayingOut(self)
        self._laying_out.laid_out.connect(self._on_laid_out)
        self.overview = Overview(theme, self)
        self.overview.chosen.connect(self._on_place_chosen)
        self.sight.sigRangeChanged.connect(self._on_range_changed)
        self.setAccessibleName(self.tr("Computational graph"))
        self.show_theme(theme)

    # --- what is shown --------------------------------------------------------------------------------

    def show_graph(self, graph: Graph, marks: Mapping[str, Sentence] = NOTHING) -> None:
        """Another structure is laid out first, while the old picture stays; other numbers show at once."""
        self.graph, self._marks = graph, marks
        if self.drawing is not None and self.drawing.graph.structure == graph.structure:
            self.drawing.show_graph(graph, marks)
            self._describe()
            self._turn()
        elif self._laid_out is not None and (layout := part_of(*self._laid_out, graph)) is not None:
            self._laying_out.forget()
            self._draw(graph, layout)
        else:
            self._laying_out.ask(graph, node_sizes(graph), runs_down(graph, self.size()))

    def _turn(self) -> None:
        """Lay out anew where the view has become much higher than wide, or is so no more."""
        if self.graph is None or self.drawing is None:
            return
        before = self.drawing.layout.downwards
        if (now := runs_down(self.graph, self.size(), before)) is not before:
            self._laying_out.ask(self.graph, node_sizes(self.graph), now)
        elif self.drawing.graph.structure == self.graph.structure:
            self._laying_out.forget()

    @property
    def busy(self) -> bool:
        """Whether a graph is being laid out."""
        return self._laying_out.busy

    @Slot(object, object)
    def _on_laid_out(self, graph: Graph, layout: Layout) -> None:
        self._laid_out = layout, graph
        self._draw(graph, layout)

    def _draw(self, graph: Graph, layout: Layout) -> None:
        before = self.drawing
        anchor = self._anchor()
        self.drawing = GraphDrawing(graph, layout, self.theme)
        if before is not None:
            self.sight.removeItem(before)
        self.sight.addItem(self.drawing, ignoreBounds=True)
        if self._selected not in self.drawing.nodes:
            self._selected = None
        self._edge, self._found = self._same_edge(before), None
        self.drawing.show_graph(graph, self._marks)
        if self._lit is not None:
            self.drawing.show_lit(self._lit)
        self._show_chosen()
        self._settle(before, anchor)
        self._follow()
        self._describe(always=True)
        self.drawn.emit()

    def _same_edge(self, before: GraphDrawing | None) -> int | None:
        """Where the selected edge of another drawing is in the present one."""
        if before is None or self.drawing is None or self._edge is None:
            return None
        _, uses = before.graph.structure
        _, present = self.drawing.graph.structure
        return present.index(uses[self._edge]) if uses[self._edge] in present else None

    def _anchor(self) -> QPointF | None:
        """Where the selected node stands on the screen, in the view's pixels."""
        if self.drawing is None or self._selected is None:
            return None
        there: QPointF = self.sight.mapViewToScene(self.drawing.nodes[self._selected].pos())
        return there

    def _settle(self, before: GraphDrawing | None, anchor: QPointF | None) -> None:
        """Fit another level; of an opened layer let the selected node stay where it was."""
        assert self.drawing is not None
        level = self.drawing.graph.setting.level
        if before is None or self.sight.fitted or before.graph.setting.level != level:
            self.fit()
        elif anchor is not None and self._selected is not None:
            there = self.sight.mapSceneToView(anchor)
            self.sight.shift(self.drawing.nodes[self._selected].pos() - there)
        self._on_range_changed()

    def show_lit(self, lit: Lit | None) -> None:
        """Slow motion: only what is known after a moment, where it happens in sight; None for everything."""
        before, self._lit = self._lit, lit
        if before is None:
            self.sight.held = False  # of a step before
        if self.drawing is not None and (before or lit):
            self.drawing.show_lit(lit)
            self._follow()
            self.overview.update()
            self._describe()

    def _follow(self) -> None:
        """Keep in sight what happens in slow motion; afterwards all, as before."""
        if self._lit is None and self.sight.following:
            self.fit()
        elif self._lit and self._lit.moment and self.drawing and self._lit.moment.node in self.drawing.nodes:
            moment = self._lit.moment
            beside = {
                moment.node,
                *moment.also,
                *(key for edge in moment.edges for key in (edge.source, edge.target)),
            }
            boxes = [self.drawing.box_of(key) for key in beside if key in self.drawing.nodes]
            self.sight.follow(self.drawing.box_of(moment.node), reduce(QRectF.united, boxes))

    def show_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.setBackground(theme.plot)
        self.overview.show_theme(theme)
        if self.drawing is not None:
            self.drawing.show_theme(theme)
        self.setStyleSheet(
            f"GraphView {{ border: 1px solid {theme.border}; }}"
            f"GraphView:focus {{ border: 1px solid {theme.accent}; }}"
        )

    # --- selection and search -------------------------------------------------------------------------

    @property
    def selected(self) -> str | None:
        return self._selected

    @property
    def selected_edge(self) -> int | None:
        return self._edge

    def select(self, key: str | None) -> None:
        """Show a node as selected and bring it into sight; a key that is not drawn selects nothing."""
        self._selected = key if self.drawing is not None and key in self.drawing.nodes else None
        self._edge = None
        self._show_chosen()
        if self.drawing is not None and self._selected is not None:
            self.sight.bring(self.drawing.box_of(self._selected))

    def select_edge(self, number: int | None) -> None:
        """Show an edge as selected, by its place in `Graph.edges`."""
        count = len(self.drawing.graph.edges) if self.drawing else 0
        self._edge = number if number is not None and number < count else None
        self._selected = None
        self._show_chosen()

    def find(self, words: str) -> list[str]:
        """Keys of the drawn nodes that some words are about."""
        return find(self.drawing.graph, words) if self.drawing else []

    def show_found(self, keys: Sequence[str] | None) -> None:
        """Frame these nodes and let the others fade; None when nothing is searched for."""
        self._found = None if keys is None else tuple(keys)
        self._show_chosen()

    def _show_chosen(self) -> None:
        if self.drawing is not None:
            self.drawing.show_chosen(self._selected, self._edge, self._found)
            self.overview.update()

    # --- what is in sight -----------------------------------------------------------------------------

    def fit(self) -> None:
        """The whole graph, in the middle."""
        if self.drawing is None:
            self.sight.fitted = True
        else:
            self.sight.fit(self.drawing.frame)

    @Slot()
    def show_all(self) -> None:
        """The whole graph, and slow motion is not followed any more."""
        self.sight.held = True
        self.fit()

    def zoom(self, factor: float) -> None:
        """Above 1: larger, about the middle."""
        self.sight.zoom(factor)

    @Slot(QPointF)
    def _on_place_chosen(self, place: QPointF) -> None:
        self.sight.centre_on(place)

    @Slot()
    def _on_range_changed(self) -> None:
        self.overview.show_drawing(self.drawing, self.sight.viewRect())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if getattr(self, "overview", None) is None or self.closed:
            return  # pyqtgraph resizes while it is made, and when it has cleared its scene
        if self.sight.fitted:
            self.fit()
            self._turn()
        self._on_range_changed()

    # --- in words ------------------------------------------------------------------------------------

    def outline(self) -> str:
        """The graph in words, a line for each node."""
        return "\n".join(text(line) for line in outline(self.drawing.graph)) if self.drawing else ""

    def _describe(self, always: bool = False) -> None:
        """Tell screen readers; ten times a second only if one listens."""
        if always or QAccessible.isActive():
            self.setAccessibleDescription(self.outline())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe(always=True)
