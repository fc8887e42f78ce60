"""The details under the graph: what is known of the chosen node or edge, and a parameter to change."""

from html import escape

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.graph.graph import Edge, Node
from nnviz.gui.graph.node_words import edge_words, node_words, title_words, update_words
from nnviz.gui.graph.numbers import NumbersView
from nnviz.gui.graph.parameter import ParameterField
from nnviz.gui.graph.shown import ShownGraph
from nnviz.gui.graph.table import Table, lines_for, names_of, table_of
from nnviz.gui.icons import icon
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

MARGIN = 10  # pixels
HEIGHT = 230  # of what is told at first
LOWEST = 90
NARROWEST, LEAST_WORDS = 110, 70  # of the words, beside the table


class Details(QScrollArea):
    """Hidden while nothing is chosen."""

    closed = Signal()

    def __init__(self, session: Session, shown: ShownGraph, theme: Theme) -> None:
        super().__init__()
        self._shown, self._theme = shown, theme
        self._key: str | None = None
        self._edge: tuple[str, str, int] | None = None  # source, target, which argument
        self._content = QWidget()
        self._words = ""  # of what is chosen, whatever row is chosen in it
        self.title, self.words = QLabel(), QLabel()
        self.numbers = NumbersView()
        self.parameter = ParameterField(session)
        self.close_button = QToolButton()
        self._lay_out()
        self.numbers.chosen.connect(self._show_parameter)
        self.close_button.clicked.connect(self.closed)
        shown.changed.connect(self._show)
        shown.moved.connect(self._show)
        self.show_theme(theme)
        self.hide()

    def _lay_out(self) -> None:
        self.title.setProperty("title", True)
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setMinimumWidth(1)  # a long formula must not widen the panel
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.setToolTip(self.tr("Close the details (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close the details"))
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAccessibleName(self.tr("Details of the chosen node"))
        told = QScrollArea()
        told.setWidget(self.words)
        told.setWidgetResizable(True)
        told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        told.setFrameShape(QFrame.Shape.NoFrame)
        told.setMinimumSize(NARROWEST, LEAST_WORDS)
        for part in (told, self.numbers):  # or the details would scroll where these two can
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        body = QHBoxLayout()
        body.setSpacing(MARGIN)
        body.addWidget(told, 1)
        body.addWidget(self.numbers, 1)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(MARGIN, 4, MARGIN, 4)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(body, 1)
        layout.addWidget(self.parameter)
        self.setWidget(self._content)  # which scrolls on small screens
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.close_button.setIcon(icon("close", theme))
        self._show()

    # --- what is chosen ------------------------------------------------------------------------------

    def show_node(self, key: str | None) -> None:
        """Tell of a node; None: of nothing."""
        if key != self._key or self._edge is not None:
            self._key, self._edge = key, None
            self._show()
            if self.numbers.isVisibleTo(self):
                self.numbers.choose(0)

    def show_edge(self, place: int) -> None:
        """Tell of an edge, by its place among those of the shown graph."""
        edge = self._shown.graph.edges[place] if self._shown.graph else None
        self._key, self._edge = None, (edge.source, edge.target, edge.place) if edge else None
        self._show()

    @Slot()
    def _show(self) -> None:
        node, edge = self._node(), self._chosen_edge()
        self.setVisible(node is not None or edge is not None)
        if node:
            self._show_node(node)
        elif edge:
            self._show_edge(edge)

    def _node(self) -> Node | None:
        graph = self._shown.graph
        if graph is None or self._key is None:
            return None
        return next((node for node in graph.nodes if node.key == self._key), None)

    def _chosen_edge(self) -> Edge | None:
        edges = self._shown.graph.edges if self._shown.graph else ()
        return next((e for e in edges if (e.source, e.target, e.place) == self._edge), None)

    def _show_node(self, node: Node) -> None:
        graph, recording = self._shown.graph, self._shown.recording
        assert graph is not None
        assert recording is not None
        lit = self._shown.lit
        self.title.setText(title_words(node, self._theme))
        table = table_of(node, recording.graph, recording.experiment.model, lit, self._shown.updates)
        self.numbers.setVisible(table.rows > 1 and bool(table.columns))
        self.numbers.show_table(table)
        self._words = node_words(node, graph, self._theme, lit, self._shown.marks.get(node.key))
        self._show_parameter()

    def _show_edge(self, edge: Edge) -> None:
        graph = self._shown.graph
        assert graph is not None
        source, target = graph.node(edge.source).name, graph.node(edge.target).name
        self.title.setText(escape(f"{source} → {target}"))
        lit = self._shown.lit
        self._words = edge_words(edge, self._theme, lit is None or edge.target in lit.complete)
        self.numbers.hide()
        self._offer(edge.parameter, edge.weight, edge.weight_gradient)
        self._tell()

    def _tell(self) -> None:
        """The words about what is chosen; in the update, about what happens to the parameter offered."""
        words, parameter = self._words, self.parameter.parameter
        if not self.parameter.isHidden() and parameter is not None:
            lines = lines_for(parameter, self._shown.updates)
            words = update_words(lines, self.parameter.name.text(), self._theme) if lines else words
        if words != self.words.text():  # setText would drop the selection
            self.words.setText(words)

    @Slot()
    def _show_parameter(self) -> None:
        """The parameter of the chosen row, the bias of a unit, or none."""
        node, table = self._node(), self.numbers.table
        if node is None:
            return
        if node.kind == "unit" and node.bias is not None:
            self._offer(node.bias, node.bias_value, node.bias_gradient)
        elif len(table.parameters):
            self._offer_row(table)
        else:
            self.parameter.hide()
        self._tell()

    def _offer_row(self, table: Table) -> None:
        row = min(self.numbers.row, table.rows - 1)
        numbers = [float(values[row]) for _, values in table.columns]
        value = numbers[0] if numbers else None
        alone = (
            len(numbers) > 1 and table.rows == 1 and not self._shown.updates
        )  # else it stands in the table
        self._offer(int(table.parameters[row]), value, numbers[1] if alone else None)

    def _offer(self, parameter: int | None, value: float | None, gradient: float | None) -> None:
        recording = self._shown.recording
        known = recording is not None and parameter is not None and value is not None
        self.parameter.setVisible(known)
        if recording and parameter is not None and value is not None:
            name, slow = names_of(recording.experiment.model)[parameter], self._shown.lit is not None
            self.parameter.show_parameter(parameter, name, value, None if slow else gradient)

    def sizeHint(self) -> QSize:
        return QSize(self._content.sizeHint().width(), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), LOWEST)
