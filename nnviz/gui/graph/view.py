"""GraphView: the drawn graph that can be moved, zoomed, searched and walked through."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QFocusEvent, QImage, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layout import Layout
from nnviz.core.graph.outline import outline
from nnviz.core.graph.story import Lit
from nnviz.core.sentences import Sentence
from nnviz.gui.graph import export
from nnviz.gui.graph.drawing import NOTHING, GraphDrawing, node_sizes
from nnviz.gui.graph.laying_out import LayingOut, runs_down
from nnviz.gui.graph.overview import Overview
from nnviz.gui.graph.sight import Sight
from nnviz.gui.graph.walking import Direction, step_from
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text

ZOOM_STEP = 1.25
REACH = 6.0  # pixels of the screen within which an edge is clicked
ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down",
}  # fmt: skip


class GraphView(pg.GraphicsView):
    """Shows one graph. A click selects, the mouse pulls, the wheel zooms, arrow keys walk along edges."""

    node_clicked = Signal(str)  # key; by mouse or by arrow key
    node_opened = Signal(str)  # double click or Return
    edge_clicked = Signal(int)  # its place in Graph.edges
    nothing_clicked = Signal()
    drawn = Signal()  # another structure is on the screen

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.plot)
        self._theme = theme
        self.graph: Graph | None = None
        self.drawing: GraphDrawing | None = None
        self._marks: Mapping[str, Sentence] = NOTHING
        self._lit: Lit | None = None
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
        self.scene().sigMouseClicked.connect(self._on_clicked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
        before = self.drawing
        anchor = self._anchor()
        self.drawing = GraphDrawing(graph, layout, self._theme)
        if before is not None:
            self.sight.removeItem(before)
        self.sight.addItem(self.drawing, ignoreBounds=True)
        if self._selected not in self.drawing.nodes:
            self._selected = None
        self._edge, self._found = None, None
        self.drawing.show_graph(graph, self._marks)
        if self._lit is not None:
            self.drawing.show_lit(self._lit)
        self._show_chosen()
        self._settle(before, anchor)
        self._describe(always=True)
        self.drawn.emit()

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
        """Slow motion: only what is known after a moment; None for everything."""
        self._lit = lit
        if self.drawing is not None:
            self.drawing.show_lit(lit)
            self.overview.update()
            self._describe()

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
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
        """Keys of the nodes whose name, formula or operation holds the words, those by name first."""
        wanted = words.strip().casefold()
        if not wanted or self.drawing is None:
            return []
        nodes = self.drawing.graph.nodes
        by_name = [node.key for node in nodes if wanted in node.name.casefold()]
        also = [n.key for n in nodes if wanted in f"{n.operation} {n.formula} {n.layer}".casefold()]
        return list(dict.fromkeys(by_name + also))

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

    def zoom(self, factor: float) -> None:
        """Above 1: larger, about the middle."""
        self.sight.zoom(factor)

    @Slot(QPointF)
    def _on_place_chosen(self, place: QPointF) -> None:
        self.sight.centre_on(place)

    @Slot()
    def _on_range_changed(self) -> None:
        self.overview.show_drawing(self.drawing, self.sight.viewRect())

    # --- export and outline ---------------------------------------------------------------------------

    def picture(self, scale: float = 1.0) -> QImage:
        """The whole graph; an empty image if there is none."""
        return export.picture(self.drawing, self._theme, scale) if self.drawing else QImage()

    def write_svg(self, path: Path) -> None:
        """Raises `BadInput` when the file cannot be written."""
        if self.drawing is not None:
            export.write_svg(self.drawing, self._theme, self.accessibleName(), path)

    def write_png(self, path: Path, scale: float = 2.0) -> None:
        """Raises `BadInput` when the file cannot be written."""
        if self.drawing is not None:
            export.write_png(self.drawing, self._theme, path, scale)

    def outline(self) -> str:
        """The graph in words, a line for each node."""
        return "\n".join(text(line) for line in outline(self.drawing.graph)) if self.drawing else ""

    def _describe(self, always: bool = False) -> None:
        """Tell screen readers; ten times a second only if one listens."""
        if always or QAccessible.isActive():
            self.setAccessibleDescription(self.outline())

    # --- what the user does ---------------------------------------------------------------------------

    @Slot(object)
    def _on_clicked(self, event: MouseClickEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self.drawing is None:
            return
        event.accept()
        place = self.sight.mapSceneToView(event.scenePos())
        key = self.drawing.node_at(place)
        if key is not None:
            self.select(key)
            (self.node_opened if event.double() else self.node_clicked).emit(key)
            return
        number = self.drawing.edges.nearest(place, REACH / self.sight.scale_shown)
        if number is not None:
            self.select_edge(number)
            self.edge_clicked.emit(number)
        else:
            self.select(None)
            self.nothing_clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        event.accept()  # nothing behind the graph is meant

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        event.accept()

    def _walk(self, direction: Direction) -> None:
        if self.drawing is None:
            return
        key = step_from(self.drawing.graph, self.drawing.layout, self._selected, direction)
        if key is not None:
            self.select(key)
            self.node_clicked.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in ARROWS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._walk(ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.node_opened.emit(self._selected)
        elif event.matches(QKeySequence.StandardKey.ZoomIn) or key == Qt.Key.Key_Equal:
            self.zoom(ZOOM_STEP)
        elif event.matches(QKeySequence.StandardKey.ZoomOut):
            self.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key == Qt.Key.Key_Escape and (self._selected is not None or self._edge is not None):
            self.select(None)
            self.nothing_clicked.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe(always=True)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if getattr(self, "overview", None) is None or self.closed:
            return  # pyqtgraph resizes while it is made, and when it has cleared its scene
        if self.sight.fitted:
            self.fit()
            self._turn()
        self._on_range_changed()

    def event(self, event: QEvent) -> bool:
        """The keys of zooming are taken before the window's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.ZoomIn, QKeySequence.StandardKey.ZoomOut)
            if event.key() in ARROWS or any(event.matches(each) for each in keys):
                event.accept()
                return True
        return bool(super().event(event))
