"""GraphView: the drawn graph under the mouse and the keys."""

from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.gui.graph.canvas import GraphCanvas
from nnviz.gui.graph.node_words import hint_words
from nnviz.gui.graph.walking import Direction, step_from
from nnviz.gui.theme import Theme

ZOOM_STEP = 1.25
REACH = 6.0  # pixels of the screen within which an edge is clicked
ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down",
}  # fmt: skip


class GraphView(GraphCanvas):
    """A click selects, the mouse pulls and tells, the wheel zooms, arrow keys walk along edges."""

    node_clicked = Signal(str)  # key; by mouse or by arrow key
    node_opened = Signal(str)  # double click or Return
    edge_clicked = Signal(int)  # its place in Graph.edges
    nothing_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scene().sigMouseClicked.connect(self._on_clicked)

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

    def viewportEvent(self, event: QEvent) -> bool:
        """The mouse at rest over a node tells its numbers, however small it is drawn."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.drawing is not None:
            key = self.drawing.node_at(self.sight.mapSceneToView(self.mapToScene(event.pos())))
            if key is not None:
                item = self.drawing.nodes[key]
                words = hint_words(item.node, self.theme, self._lit, item.mark)
                QToolTip.showText(event.globalPos(), words, self)
                return True
            QToolTip.hideText()
        return bool(super().viewportEvent(event))

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
            self.show_all()
        elif key == Qt.Key.Key_Escape and (self._selected is not None or self._edge is not None):
            self.select(None)
            self.nothing_clicked.emit()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """The keys of zooming are taken before the window's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.ZoomIn, QKeySequence.StandardKey.ZoomOut)
            if event.key() in ARROWS or any(event.matches(each) for each in keys):
                event.accept()
                return True
        return bool(super().event(event))
