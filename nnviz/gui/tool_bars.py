"""The bars of the main window: the tools above, the time line and the sentence below."""

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QToolButton, QVBoxLayout, QWidget

from nnviz.gui.actions import SEPARATOR, TOOLBAR
from nnviz.gui.progress import RunLabel
from nnviz.gui.session import Session

RENAMED = ("undo", "redo")  # actions whose text names the present edit
PLAY_ROOM = 78  # pixels of the Play button beside the wider of its words: icon, padding, bold letters


class Still(QAction):
    """Does what another action does, under a name that stays: its first word.

    WORKAROUND: whenever the action of a tool button changes, the button takes all of it over, and each time
    144 bytes stay in memory for ever (Qt 6.10.3, QToolButton::setDefaultAction; measured with mallinfo2, no
    report found). Undo and redo change with every edit.
    """

    def __init__(self, action: QAction, parent: QObject) -> None:
        super().__init__(action.iconText(), parent)
        self._action = action
        self.setToolTip(action.toolTip())
        self.setStatusTip(action.statusTip())
        self.triggered.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self.setEnabled(self._action.isEnabled())
        if self.icon().cacheKey() != self._action.icon().cacheKey():
            self.setIcon(self._action.icon())


def add_tools(window: QMainWindow, actions: Mapping[str, QAction], session: Session) -> None:
    """The tools, what starts and stops a run, and how far it is."""
    bar = _bar(window, "tools", Qt.ToolBarArea.TopToolBarArea)
    bar.setIconSize(QSize(20, 20))
    for name in TOOLBAR:
        if name == SEPARATOR:
            bar.addSeparator()
        elif name in RENAMED:
            bar.addAction(Still(actions[name], bar))
        else:
            bar.addAction(actions[name])
    play = cast(QToolButton, bar.widgetForAction(actions["play"]))
    actions["play"].setIconVisibleInMenu(False)  # it is drawn for the blue button
    play.setProperty("primary", True)
    play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    play.setMinimumWidth(play.fontMetrics().horizontalAdvance(_tr("Pause")) + PLAY_ROOM)
    run = RunLabel(session)
    run.setWordWrap(True)  # in a narrow window it has two lines, or the tool bar would hide it
    run.setContentsMargins(0, 0, 0, 0)
    run.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(run)


def add_below(window: QMainWindow, *parts: QWidget) -> None:
    """These, one above the other."""
    below = QWidget()
    below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    layout = QVBoxLayout(below)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)
    _bar(window, "bottom", Qt.ToolBarArea.BottomToolBarArea).addWidget(below)


def _bar(window: QMainWindow, name: str, area: Qt.ToolBarArea) -> QToolBar:
    bar = QToolBar(window)
    bar.setObjectName(name)
    bar.setMovable(False)
    bar.toggleViewAction().setVisible(False)
    if more := bar.findChild(QToolButton, "qt_toolbar_ext_button"):  # Qt's own, and without a name
        more.setAccessibleName(_tr("More"))
        more.setToolTip(_tr("What the tool bar has no room for in a window this narrow."))
    window.addToolBar(area, bar)
    return bar


def _tr(words: str) -> str:
    return QCoreApplication.translate("MainWindow", words)
