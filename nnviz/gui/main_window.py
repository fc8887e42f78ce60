"""The main window: panels, menus and tool bars put together. No logic."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QCoreApplication, QKeyCombination, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenu,
    QMessageBox,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz import __version__
from nnviz.core.dataset import Dataset, Role
from nnviz.core.presets import preset, preset_names
from nnviz.gui.actions import ACTIONS, MENUS, SEPARATOR, TOOLBAR, TOOLS
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.fit import FitPanel, ToolName
from nnviz.gui.icons import icon
from nnviz.gui.preferences import LAYOUT_VERSION, Preferences
from nnviz.gui.progress import RunLabel
from nnviz.gui.sentence_bar import SentenceBar
from nnviz.gui.session import RunState, Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.theme import Choice, Theme, Themes
from nnviz.gui.timeline import TimeLine

SETTINGS_WIDTH = 335  # pixels


class MainWindow(QMainWindow):
    """Shows one session. Closing it stops the run and waits for it.

    preferences: where arrangement and theme are remembered; None remembers nothing.
    """

    def __init__(self, session: Session, themes: Themes, preferences: Preferences | None = None) -> None:
        super().__init__()
        self._session, self._themes, self._preferences = session, themes, preferences
        self.setWindowTitle("nnviz")
        self.resize(1280, 800)
        self.setDockNestingEnabled(True)
        theme = themes.theme
        self.fit = FitPanel(session, theme)
        self.errors = ErrorsPanel(session, theme)
        self.settings = SettingsPanel(session, theme)
        self.time_line = TimeLine(session, theme)
        self.sentence = SentenceBar(session, theme)
        self.actions_by_name = {name: self._make_action(name) for name in ACTIONS}
        self._add_undo()
        self._add_tool_choice()
        self._docks = self._add_docks()
        self._add_tool_bars()
        self._add_menus()
        self._connect()
        self._on_theme_changed(theme)
        self._on_state_changed()
        themes.dress()
        self.fit.canvas.setFocus()
        arrangement = preferences.arrangement() if preferences else None
        self._arranged = arrangement is not None
        if arrangement is not None:
            self.restoreGeometry(arrangement[0])
            self.restoreState(arrangement[1], LAYOUT_VERSION)

    # --- putting it together ----------------------------------------------------------------------

    def _make_action(self, name: str) -> QAction:
        spec = ACTIONS[name]
        action = QAction(_tr(spec.text), self)
        action.setObjectName(name)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        _explain(action, _tr(spec.tip))
        method = getattr(self, spec.does)
        if spec.checkable and not spec.arguments:
            action.toggled.connect(method)
        else:
            action.triggered.connect(lambda _=False: method(*spec.arguments))
        self.addAction(action)
        return action

    def _add_undo(self) -> None:
        stack = self._session.undo_stack
        for name, action, keys in (
            ("undo", stack.createUndoAction(self, self.tr("Undo")), QKeySequence.StandardKey.Undo),
            ("redo", stack.createRedoAction(self, self.tr("Redo")), QKeySequence.StandardKey.Redo),
        ):
            action.setShortcuts(QKeySequence.keyBindings(keys))
            self.actions_by_name[name] = action
            self.addAction(action)

    def _add_tool_choice(self) -> None:
        group = QActionGroup(self)
        for name in TOOLS:
            group.addAction(self.actions_by_name[name])
        self.actions_by_name["training-point"].setChecked(True)

    def _add_docks(self) -> list[QDockWidget]:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        settings = self._dock("settings", self.tr("SETTINGS"), self.settings)
        fit = self._dock("fit", self.tr("FIT"), self.fit)
        errors = self._dock("errors", self.tr("ERRORS"), self.errors)
        self.addDockWidget(left, settings)
        self.addDockWidget(right, fit)
        self.splitDockWidget(fit, errors, Qt.Orientation.Vertical)
        return [settings, fit, errors]

    def _share_room(self) -> None:
        """What each panel gets at the first start."""
        settings, fit, errors = self._docks
        rest = self.width() - SETTINGS_WIDTH
        self.resizeDocks([settings, fit], [SETTINGS_WIDTH, rest], Qt.Orientation.Horizontal)
        self.resizeDocks([fit, errors], [350, 250], Qt.Orientation.Vertical)

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        return dock

    def _add_tool_bars(self) -> None:
        top = self._bar("tools", Qt.ToolBarArea.TopToolBarArea)
        top.setIconSize(QSize(20, 20))
        for name in TOOLBAR:
            if name == SEPARATOR:
                top.addSeparator()
            else:
                top.addAction(self.actions_by_name[name])
        play = cast(QToolButton, top.widgetForAction(self.actions_by_name["play"]))
        play.setProperty("primary", True)
        play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        play.setMinimumWidth(play.fontMetrics().horizontalAdvance(self.tr("Pause")) + 52)  # the wider word
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        top.addWidget(spacer)
        top.addWidget(RunLabel(self._session))
        bottom = QWidget()
        bottom.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(bottom)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.time_line)
        layout.addWidget(self.sentence)
        self._bar("bottom", Qt.ToolBarArea.BottomToolBarArea).addWidget(bottom)

    def _bar(self, name: str, area: Qt.ToolBarArea) -> QToolBar:
        bar = QToolBar(self)
        bar.setObjectName(name)
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        self.addToolBar(area, bar)
        return bar

    def _add_menus(self) -> None:
        for title, names in MENUS:
            menu = self.menuBar().addMenu(_tr(title))
            menu.setToolTipsVisible(True)
            for name in names:
                if name == SEPARATOR:
                    menu.addSeparator()
                elif name == "<presets>":
                    self._add_presets(menu)
                elif name == "<panels>":
                    for dock in self._docks:
                        menu.addAction(dock.toggleViewAction())
                elif name == "<theme>":
                    self._add_themes(menu)
                else:
                    menu.addAction(self.actions_by_name[name])

    def _add_presets(self, menu: QMenu) -> None:
        presets = menu.addMenu(self.tr("Open an example"))
        presets.setToolTipsVisible(True)
        presets.aboutToShow.connect(self._fill_presets)  # their files are read when they are wanted
        self._presets = presets

    @Slot()
    def _fill_presets(self) -> None:
        if self._presets.isEmpty():
            for name in preset_names():
                action = self._presets.addAction(name, lambda name=name: self.open_preset(name))
                _explain(action, preset(name).note)

    def _add_themes(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        choices: tuple[tuple[Choice, str], ...] = (
            ("system", self.tr("Colours like the system")),
            ("light", self.tr("Light colours")),
            ("dark", self.tr("Dark colours")),
        )
        for choice, text in choices:
            action = menu.addAction(text, lambda choice=choice: self.choose_theme(choice))
            action.setCheckable(True)
            action.setChecked(choice == self._themes.choice)
            group.addAction(action)

    def _connect(self) -> None:
        self._themes.changed.connect(self._on_theme_changed)
        self._session.state_changed.connect(self._on_state_changed)
        self._session.experiment_changed.connect(self._on_state_changed)
        self.fit.canvas.selection_changed.connect(self._on_selection_changed)
        # Space plays and pauses over the points only: elsewhere it presses the focused button.
        play = QAction(self.fit)
        play.setShortcut(QKeySequence(QKeyCombination(Qt.Key.Key_Space)))
        play.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        play.triggered.connect(self.toggle_play)
        self.fit.addAction(play)
        self._on_selection_changed()

    # --- what actions do ----------------------------------------------------------------------------

    def choose_tool(self, name: ToolName) -> None:
        self.actions_by_name[name].setChecked(True)
        self.fit.canvas.choose(name)

    @Slot()
    def toggle_play(self) -> None:
        if self._session.state is RunState.RUNNING:
            self._session.pause()
        else:
            self._session.play()

    def step(self) -> None:
        self._session.step()

    def stop(self) -> None:
        self._session.stop()

    def reset(self) -> None:
        self._session.reset()

    def new_weights(self) -> None:
        experiment = self._session.experiment
        new = replace(experiment, weight_seed=(experiment.weight_seed + 1) % 2**32, initial=None)
        self._session.edit(new, self.tr("New weights"))

    def show_residuals(self, wanted: bool) -> None:
        self.fit.show_residuals(wanted)

    def fit_view(self) -> None:
        self.fit.fit_view()

    def select_all(self) -> None:
        self.choose_tool("select")
        self.fit.canvas.select_all()

    def delete_selected(self) -> None:
        self.fit.canvas.delete_selected()

    def turn_into_validation(self) -> None:
        self.fit.canvas.turn_selected(Role.VALIDATION)

    def turn_into_training(self) -> None:
        self.fit.canvas.turn_selected(Role.TRAINING)

    def clear_points(self) -> None:
        self._session.edit_points(Dataset.from_xy(), self.tr("Clear all points"))

    def open_preset(self, name: str) -> None:
        self._session.reset()
        self._session.edit(preset(name), self.tr("Open {name}").format(name=name))
        self.fit.fit_view()

    def choose_theme(self, choice: Choice) -> None:
        if self._preferences:
            self._preferences.theme = choice
        self._themes.choose(choice)

    def show_shortcuts(self) -> None:
        rows = "".join(
            f"<tr><td style='padding:2px 18px 2px 0'><b>{_keys(action)}</b></td><td>{action.text()}</td></tr>"
            for action in self.actions_by_name.values()
            if action.shortcuts()
        )
        extra = self.tr(
            "Space over the points: play or pause. Arrow keys: nudge selected points. Esc: select none."
        )
        QMessageBox.information(self, self.tr("Keys"), f"<table>{rows}</table><p>{extra}</p>")

    def show_about(self) -> None:
        QMessageBox.about(
            self,
            self.tr("About nnviz"),
            self.tr(
                "<h3>nnviz {version}</h3><p>A laboratory for one question: why does a model that fits its "
                "points so well predict so badly?</p><p>Draw points, choose how complex the model may be, "
                "press Play.</p>"
            ).format(version=__version__),
        )

    # --- what happened --------------------------------------------------------------------------------

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for panel in (self.fit, self.errors, self.settings, self.time_line, self.sentence):
            panel.show_theme(theme)
        for name, action in self.actions_by_name.items():
            drawn = name if name in ("undo", "redo") else ACTIONS[name].icon
            if drawn:
                action.setIcon(icon(drawn, theme))
        self._on_state_changed()

    @Slot()
    def _on_state_changed(self) -> None:
        running = self._session.state is RunState.RUNNING and not self._session.experiment.solved_exactly
        play = self.actions_by_name["play"]
        play.setText(self.tr("Pause") if running else self.tr("Play"))
        theme = self._themes.theme
        play.setIcon(icon("pause" if running else "play", theme, theme.on_accent))
        self.actions_by_name["stop"].setEnabled(self._session.state in (RunState.RUNNING, RunState.PAUSED))

    @Slot()
    def _on_selection_changed(self) -> None:
        some = len(self.fit.canvas.selection) > 0
        for name in ("delete", "to-training", "to-validation"):
            self.actions_by_name[name].setEnabled(some)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged:  # only now the sizes that the style asks for are known
            self._arranged = True
            self._share_room()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._preferences:
            self._preferences.keep_arrangement(self.saveGeometry(), self.saveState(LAYOUT_VERSION))
        self._session.close()
        event.accept()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def _keys(action: QAction) -> str:
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def _explain(action: QAction, tip: str) -> None:
    keys = f" ({_keys(action)})" if action.shortcuts() else ""
    action.setToolTip(f"<b>{action.text()}</b>{keys}<br>{tip}")
    action.setStatusTip(tip)
