"""The main window: panels, menus and tool bars put together, and the few actions that concern several."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QComboBox, QMainWindow, QWidget

from nnviz.core.experiment import with_new_weights
from nnviz.core.replicas import USUAL_COUNT
from nnviz.core.resampling import chosen_replicas
from nnviz.gui import menus, tool_bars
from nnviz.gui.actions import ACTIONS, KINDS_OF_POINTS, TOOLS
from nnviz.gui.classes import ClassesPanel
from nnviz.gui.comparing import Comparing
from nnviz.gui.docks import Docks, Name
from nnviz.gui.documents import Documents
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.figures import Figures
from nnviz.gui.graph import GraphPanel
from nnviz.gui.help import Help, explain
from nnviz.gui.hidden import HiddenPanel
from nnviz.gui.icons import icon
from nnviz.gui.main_view import MainView
from nnviz.gui.menus import ColoursGroup, ExamplesMenu
from nnviz.gui.preferences import LAYOUT_VERSION, Preferences
from nnviz.gui.runs import RunsPanel
from nnviz.gui.scripts import Scripts
from nnviz.gui.sentence_bar import SentenceBar
from nnviz.gui.session import RunState, Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.sharing import Sharing
from nnviz.gui.tables import Tables
from nnviz.gui.theme import Choice, Theme, Themes
from nnviz.gui.timeline import TimeLine

ONLY_FOR_CURVES = ("truth", "residuals", "split")  # actions


class MainWindow(QMainWindow):
    """Shows one session. Closing it stops the run and waits for it.

    preferences: where arrangement and theme are remembered; None remembers nothing.
    """

    def __init__(self, session: Session, themes: Themes, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.session, self._themes, self._preferences = session, themes, preferences
        self._play_shown = False, ""  # whether as Pause, and in which theme
        self._last_count = USUAL_COUNT  # of replicas, when they are turned on again
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        self.setDockNestingEnabled(True)
        theme = themes.theme
        self.view = MainView(session, theme)
        self.fit = self.view.fit
        self.errors = ErrorsPanel(session, theme)
        self.settings = SettingsPanel(session, theme)
        self.graph = GraphPanel(session, theme, preferences.graph_level if preferences else "layers")
        self.time_line = TimeLine(session, theme)
        self.sentence = SentenceBar(session, theme)
        self.help = Help(self)
        self.documents = Documents(session, self, preferences)
        self.tables = Tables(session, theme, self)
        self.sharing = Sharing(session, self.documents, self)
        self.scripts = Scripts(session, self.documents, themes, self)
        self.runs = RunsPanel(session, theme)
        self.classes, self.hidden = ClassesPanel(session, theme), HiddenPanel(session, theme)
        self.comparing = Comparing(session, self)
        panels: dict[Name, QWidget] = {
            "settings": self.settings, "points": self.tables.panel, "runs": self.runs, "fit": self.view,
            "errors": self.errors, "graph": self.graph, "classes": self.classes, "hidden": self.hidden,
        }  # fmt: skip
        self.docks = Docks(self, panels)
        drawn = self.view, self.errors, self.graph, self.classes, self.hidden
        self.figures = Figures(self, session, drawn, themes)
        self.actions_by_name = {name: menus.make_action(name, self) for name in ACTIONS}
        self._add_undo()
        self._add_tool_choice()
        tool_bars.add_tools(self, self.actions_by_name, session)
        tool_bars.add_below(self, self.time_line, self.sentence)
        self._add_menus()
        self._connect()
        self._on_theme_changed(theme)
        self._on_state_changed()
        self._on_experiment_changed()
        themes.dress()
        self.view.canvas.setFocus()
        arrangement = preferences.arrangement() if preferences else None
        self._arranged = False
        if arrangement is not None:
            self.restoreGeometry(arrangement[0])
            self._arranged = self.restoreState(arrangement[1], LAYOUT_VERSION)

    # --- putting it together ----------------------------------------------------------------------

    def _add_undo(self) -> None:
        stack = self.session.undo_stack
        for name, word, action, keys, tip in (
            ("undo", self.tr("Undo"), stack.createUndoAction(self, self.tr("Undo")), ("Ctrl+Z",),
             self.tr("Take back the last edit. The Edit menu names it.")),
            ("redo", self.tr("Redo"), stack.createRedoAction(self, self.tr("Redo")),
             ("Ctrl+Shift+Z", "Ctrl+Y"), self.tr("Do again what was taken back.")),
        ):  # fmt: skip
            action.setIconText(word)  # its text goes on with the name of the edit
            action.setShortcuts([QKeySequence(key) for key in keys])
            explain(action, tip)
            self.actions_by_name[name] = action
            self.addAction(action)

    def _add_tool_choice(self) -> None:
        for names in (TOOLS, KINDS_OF_POINTS):
            group = QActionGroup(self)
            for name in names:
                group.addAction(self.actions_by_name[name])
        self.actions_by_name["training-point"].setChecked(True)

    def _add_menus(self) -> None:
        examples = ExamplesMenu(self)
        examples.chosen.connect(self.documents.open_example)
        colours = ColoursGroup(self._themes.choice, self)
        colours.chosen.connect(self.choose_theme)
        named = {name: [action] for name, action in self.actions_by_name.items()}
        groups = {
            "<recent>": [self.documents.recent_menu.menuAction()],
            "<presets>": [examples.menuAction()],
            "<panels>": self.docks.toggles(),
            "<theme>": colours.actions(),
        }
        menus.fill(self.menuBar(), named | groups)

    def _connect(self) -> None:
        self._themes.changed.connect(self._on_theme_changed)
        self.session.opened.connect(self.view.fit_view)
        self.session.state_changed.connect(self._on_state_changed)
        self.session.experiment_changed.connect(self._on_state_changed)
        self.session.experiment_changed.connect(self._on_experiment_changed)
        self.view.tool_changed.connect(self._on_tool_changed)
        self.view.kind_changed.connect(self._on_kind_changed)
        self.session.selection.changed.connect(self._on_selection_changed)
        self.documents.table_dropped.connect(self.tables.import_table)
        # Space plays and pauses over the points only: elsewhere it presses the focused button.
        play = QAction(self.view)
        play.setShortcut(QKeySequence(QKeyCombination(Qt.Key.Key_Space)))
        play.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        play.triggered.connect(self.toggle_play)
        self.view.addAction(play)
        self.view.add_to_menus(self.actions_by_name["copy-fit"])
        self._on_kind_changed()

    # --- what actions do ----------------------------------------------------------------------------

    @Slot()
    def toggle_play(self) -> None:
        if self.session.state is RunState.RUNNING:
            self.session.pause()
        else:
            self.session.play()

    def new_weights(self) -> None:
        self.session.edit(with_new_weights(self.session.experiment), self.tr("New weights"))

    @Slot(bool)
    def toggle_replicas(self, on: bool) -> None:
        """Train replicas along, as many as the last time, or none."""
        now = self.session.experiment
        if on != bool(now.replicas.count):  # also called when the button follows the experiment
            replicas = chosen_replicas(now, self._last_count if on else 0, None)
            self.session.edit(replace(now, replicas=replicas), self.tr("Replicas"))

    def slow_motion(self) -> None:
        """Show the next step in slow motion, or go one moment on."""
        self.docks.show("graph")
        self.graph.slow_motion()

    @Slot(str)
    def choose_theme(self, choice: Choice) -> None:
        if self._preferences:
            self._preferences.theme = choice
        self._themes.choose(choice)

    # --- what happened --------------------------------------------------------------------------------

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        parts = self.view, self.errors, self.settings, self.graph, self.tables, self.runs, self.time_line
        for part in (*parts, self.classes, self.hidden, self.sentence):
            part.show_theme(theme)
        for name, action in self.actions_by_name.items():
            drawn = name if name in ("undo", "redo") else ACTIONS[name].icon
            if drawn:
                action.setIcon(icon(drawn, theme))
        self._on_state_changed()

    @Slot()
    def _on_state_changed(self) -> None:
        running = self.session.state is RunState.RUNNING and not self.session.experiment.solved_exactly
        theme, play = self._themes.theme, self.actions_by_name["play"]
        if self._play_shown != (running, theme.name):
            self._play_shown = running, theme.name
            play.setText(self.tr("Pause") if running else self.tr("Play"))
            play.setIcon(icon("pause" if running else "play", theme, theme.on_accent))
        self.actions_by_name["stop"].setEnabled(self.session.state in (RunState.RUNNING, RunState.PAUSED))

    @Slot()
    def _on_experiment_changed(self) -> None:
        count = self.session.experiment.replicas.count
        self._last_count = count or self._last_count
        self.actions_by_name["replicas"].setChecked(count > 0)

    @Slot(str)
    def _on_tool_changed(self, name: str) -> None:
        self.actions_by_name[name].setChecked(True)

    @Slot()
    def _on_selection_changed(self) -> None:
        some = len(self.session.selection.indices) > 0
        for name in ("delete", "to-training", "to-validation", "to-test"):
            self.actions_by_name[name].setEnabled(some)

    @Slot()
    def _on_kind_changed(self) -> None:
        """Of classes no curve is drawn."""
        is_classes = self.session.experiment.dataset.is_classes
        for name in ONLY_FOR_CURVES:
            self.actions_by_name[name].setEnabled(not is_classes)
        self.actions_by_name[KINDS_OF_POINTS[is_classes]].setChecked(True)
        self._on_selection_changed()

    def event(self, event: QEvent) -> bool:
        """A letter typed in a list chooses an entry there, as in any field, and not a tool."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(QApplication.focusWidget(), QComboBox):
            key = cast(QKeyEvent, event)
            if key.text().isprintable() and not key.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
                event.accept()
                return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged:  # only now the sizes that the style asks for are known
            self._arranged = True
            self.docks.share_room()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_close():
            event.ignore()
            return
        if self._preferences:
            self._preferences.graph_level = self.graph.level
            self._preferences.keep_arrangement(self.saveGeometry(), self.saveState(LAYOUT_VERSION))
        self.figures.close()
        for part in (self.view, self.classes, self.hidden):
            part.stop()
        self.graph.close_expression()
        self.comparing.close()
        self.documents.close()
        self.tables.close()
        self.session.close()
        event.accept()
