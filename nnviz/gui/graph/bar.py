"""The bar over the graph: which level is shown, a search, zoom, and a menu of what is wanted less often."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from nnviz.core.graph.graph import LEVELS, Level
from nnviz.gui.flow import FlowLayout
from nnviz.gui.icons import icon
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import LineEdit, explain

ICON = QSize(16, 16)
NARROWEST_SEARCH, WIDEST_SEARCH = 60, 220  # pixels
GAP = 3
SIDES = (8, 6)  # margins
ZOOM = 1.25  # a press of a button


class GraphBar(QWidget):
    """Emits what is asked for; what is shown is told to it."""

    level_chosen = Signal(str)  # a Level
    searched = Signal(str)
    next_wanted = Signal()  # of the nodes that were found
    fit_wanted = Signal()
    zoom_wanted = Signal(float)  # the factor

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = QButtonGroup(self)
        self._levels.setExclusive(True)
        self.levels = {level: self._level_button(level) for level in LEVELS}
        self.search = SearchField()
        self.fit = self._button(self.tr("Fit the graph"), self.tr("Show the whole graph again."))
        self.zoom_out = self._button(self.tr("Zoom out"), self.tr("Smaller (Ctrl+minus, or the wheel)."))
        self.zoom_in = self._button(self.tr("Zoom in"), self.tr("Larger (Ctrl+plus, or the wheel)."))
        self.more = self._button(self.tr("More"), self.tr("Save or copy the graph; any expression."))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._lay_out()
        self._connect()
        self.show_theme(theme)

    def _level_button(self, level: Level) -> QToolButton:
        name, tip = {
            "network": (
                self.tr("Network"),
                self.tr("Units and weights: each unit with its own curve over x (or map over two features), "
                        "each line is a weight."),
            ),
            "layers": (
                self.tr("Layers"),
                self.tr("What high-level frameworks show: layers with shapes and numbers of parameters. "
                        "Double click opens a layer into its operations."),
            ),
            "operations": (
                self.tr("Operations"),
                self.tr("What is really computed: every operation with its value and its gradient."),
            ),
        }[level]  # fmt: skip
        button = QToolButton()
        button.setText(name)
        button.setCheckable(True)
        button.setProperty("segment", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        explain(button, tip)
        button.clicked.connect(lambda: self.level_chosen.emit(level))
        self._levels.addButton(button)
        return button

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(ICON)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(name)
        explain(button, f"{name}. {tip}")
        return button

    def _lay_out(self) -> None:
        self._left, self._right = QWidget(), QWidget()
        for part, widgets in (
            (self._left, self.levels.values()),
            (self._right, (self.search, self.zoom_out, self.zoom_in, self.fit, self.more)),
        ):
            row = QHBoxLayout(part)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            for widget in widgets:
                row.addWidget(widget)
        layout = FlowLayout(self, GAP, 0)
        layout.setContentsMargins(SIDES[0], 3, SIDES[1], 1)
        layout.addWidget(self._left)
        layout.addWidget(self._right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The search takes the room that is left beside the levels, or stands below them."""
        super().resizeEvent(event)
        buttons = sum(each.sizeHint().width() for each in (self.zoom_out, self.zoom_in, self.fit, self.more))
        room = self.width() - self._left.sizeHint().width() - buttons - GAP - sum(SIDES)
        self.search.setFixedWidth(min(max(room, NARROWEST_SEARCH), WIDEST_SEARCH))

    def _connect(self) -> None:
        self.search.textChanged.connect(self.searched)
        self.search.next_wanted.connect(self.next_wanted)
        self.fit.clicked.connect(self.fit_wanted)
        self.zoom_in.clicked.connect(lambda: self.zoom_wanted.emit(ZOOM))
        self.zoom_out.clicked.connect(lambda: self.zoom_wanted.emit(1 / ZOOM))

    def add(self, words: str, tip: str) -> QAction:
        """An entry of the menu."""
        action: QAction = self.menu.addAction(words)
        action.setToolTip(f"<p>{tip}</p>")
        return action

    def show_level(self, level: Level) -> None:
        self.levels[level].setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        for name, button in (
            ("fit-view", self.fit),
            ("zoom-in", self.zoom_in),
            ("zoom-out", self.zoom_out),
            ("more", self.more),
        ):
            button.setIcon(icon(name, theme))


class SearchField(LineEdit):
    """Return goes to the next node that was found."""

    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("Find"))  # more has no room in a narrow panel
        self.setAccessibleName(self.tr("Find a node"))
        explain(
            self,
            self.tr("Part of a name, formula or layer. Return goes to the next one, Esc ends it (Ctrl+F)."),
        )
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        else:
            super().keyPressEvent(event)
