"""What the GRAPH panel consists of: bar, the line that says what it is about, graph, details, slow motion."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from nnviz.core.graph.graph import Level
from nnviz.gui.graph.about import about
from nnviz.gui.graph.bar import GraphBar
from nnviz.gui.graph.details import Details
from nnviz.gui.graph.saving import Saving
from nnviz.gui.graph.shown import ShownGraph
from nnviz.gui.graph.slow_motion import SlowMotionBar
from nnviz.gui.graph.view import GraphView
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text

ROOM_FOR_ABOUT = 220  # pixels of height
LEAST_GRAPH = 40  # pixels of height, for small screens


class GraphBoard(QWidget):
    """Made when it is first seen."""

    expression_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, level: Level) -> None:
        super().__init__()
        self._session = session
        self._found: list[str] = []
        self.shown = ShownGraph(session, level, self)
        self.bar = GraphBar(theme)
        self.about = QLabel()
        self.view = GraphView(theme)
        self.details = Details(session, self.shown, theme)
        self.slow_motion = SlowMotionBar(session, self.shown, theme)
        self._message = QLabel()
        self._saving = Saving(session, self.shown, self.view, self)
        self._lay_out()
        self._fill_menu()
        self._connect()
        self._add_keys()
        self._show()

    def _lay_out(self) -> None:
        self.about.setProperty("quiet", True)
        self.about.setWordWrap(True)
        self.about.setContentsMargins(10, 0, 10, 2)
        self.about.setAccessibleName(self.tr("What the numbers of the graph are about"))
        self.about.setToolTip(
            self.tr("All numbers of the picture come from one moment. Select one point in FIT, or hold the "
                    "mouse there, and they are about that point or that place alone.")
        )  # fmt: skip
        self._message.setProperty("quiet", True)
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setContentsMargins(20, 10, 20, 10)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._message)
        self._pages.setMinimumHeight(LEAST_GRAPH)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._pages)
        parts.addWidget(self.details)
        parts.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.about)
        layout.addWidget(parts, 1)
        layout.addWidget(self.slow_motion)

    def _fill_menu(self) -> None:
        tr, saving = self.tr, self._saving
        for words, tip, slot in (
            (tr("Save as SVG…"), tr("A picture that stays sharp at any size."), saving.save_svg),
            (tr("Save as PDF…"), tr("A page as large as the graph; sharp at any size."), saving.save_pdf),
            (tr("Save as PNG…"), tr("A picture in pixels."), saving.save_png),
            (tr("Save as DOT…"), tr("Text that Graphviz and other programs read."), saving.save_dot),
            (
                tr("Copy picture"),
                tr("Put a picture of the whole graph on the clipboard."),
                saving.copy_picture,
            ),
            (tr("Copy as text"), tr("A line for each node, with its numbers."), saving.copy_outline),
        ):
            self.bar.add(words, tip).triggered.connect(slot)
        self.bar.menu.addSeparator()
        tip = tr("A formula of your own: its graph, values and gradients, and its use as a model.")
        self.bar.add(tr("Any expression…"), tip).triggered.connect(self.expression_wanted)

    def _connect(self) -> None:
        shown, bar, view = self.shown, self.bar, self.view
        shown.changed.connect(self._show)
        shown.moved.connect(self._show_moment)
        bar.level_chosen.connect(self._on_level_chosen)
        bar.searched.connect(self._on_searched)
        bar.next_wanted.connect(self._on_next_wanted)
        bar.fit_wanted.connect(view.show_all)
        bar.zoom_wanted.connect(view.zoom)
        view.node_clicked.connect(self._on_node_clicked)
        view.node_opened.connect(shown.open_or_close)
        view.edge_clicked.connect(self.details.show_edge)
        view.nothing_clicked.connect(self.choose_nothing)
        view.drawn.connect(self._on_drawn)
        self.details.closed.connect(self.choose_nothing)

    def _add_keys(self) -> None:
        slow = self.slow_motion
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("PgDown", slow.on),
            ("PgUp", slow.back),
            ("Shift+PgDown", slow.to_last),
            ("Shift+PgUp", slow.to_first),
            ("Ctrl+F", self.search),
            ("Esc", self._on_escape),
            ("Backspace", self._on_backspace),
        )
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def show_theme(self, theme: Theme) -> None:
        for part in (self.bar, self.view, self.details, self.slow_motion):
            part.show_theme(theme)

    # --- what is shown ------------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        graph, problem = self.shown.graph, self._session.recordings.problem
        self.bar.show_level(self.shown.level)
        if graph is not None:
            self.view.show_graph(graph, self.shown.marks)
            self.view.show_lit(self.shown.lit)
        wait = self.tr("The graph is being recorded.")
        self._message.setText(wait if problem is None else text(problem))
        self._pages.setCurrentIndex(int(graph is None))
        self._make_room()
        if recording := self.shown.recording:
            slow = self.shown.story is not None
            self.about.setText(about(recording.graph.setting, recording.experiment, slow))

    def _make_room(self) -> None:
        """In a low panel the graph needs the room of the line about it."""
        shown = self._pages.currentWidget() is self.view
        self.about.setVisible(shown and self.height() >= ROOM_FOR_ABOUT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    @Slot()
    def _show_moment(self) -> None:
        self.view.show_lit(self.shown.lit)

    # --- what the user asks for -----------------------------------------------------------------------

    def search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    @Slot()
    def choose_nothing(self) -> None:
        self.view.select(None)
        self.details.show_node(None)

    @Slot(str)
    def _on_level_chosen(self, level: Level) -> None:
        self.shown.choose_level(level)

    @Slot(str)
    def _on_node_clicked(self, key: str) -> None:
        self.details.show_node(key)

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        self._found = self.view.find(words)
        self.view.show_found(self._found if words.strip() else None)

    @Slot()
    def _on_drawn(self) -> None:
        """Search what is drawn now."""
        self._on_searched(self.bar.search.text())

    @Slot()
    def _on_next_wanted(self) -> None:
        """Go to the found node after the chosen one."""
        if self._found:
            before = self._found.index(self.view.selected) if self.view.selected in self._found else -1
            key = self._found[(before + 1) % len(self._found)]
            self.view.select(key)
            self.details.show_node(key)

    @Slot()
    def _on_escape(self) -> None:
        if self.bar.search.text():
            self.bar.search.clear()
            self.view.setFocus()
        else:
            self.choose_nothing()

    @Slot()
    def _on_backspace(self) -> None:
        if self.view.selected:
            self.shown.close_layer(self.view.selected)
