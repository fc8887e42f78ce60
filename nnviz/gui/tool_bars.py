"""The bars of the main window: the tools above, the time line and the sentence below."""

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionEvent
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QToolButton, QVBoxLayout, QWidget

from nnviz.gui.actions import SEPARATOR, TOOLBAR
from nnviz.gui.progress import RunLabel
from nnviz.gui.session import Session

PLAY_ROOM = 78  # pixels of the Play button beside the wider of its words: icon, padding, bold letters


class _Follower(QObject):
    """Lets the buttons of a tool bar follow their actions; one without text keeps the name it has at first.

    WORKAROUND: a tool button takes all of its action over whenever that changes, and connects once more
    each time: 144 bytes for ever, and one call more at every later change (Qt 6.10.3,
    QToolButton::setDefaultAction; seen with QObject::receivers, no report found). Undo and redo change with
    every edit.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QActionEvent) or event.type() != QEvent.Type.ActionChanged:
            return False
        button, action = cast(QToolButton, watched), event.action()
        button.setEnabled(action.isEnabled())
        button.setChecked(action.isChecked())
        if button.icon().cacheKey() != action.icon().cacheKey():
            button.setIcon(action.icon())
        if button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            button.setText(action.iconText())
        return True


def add_tools(window: QMainWindow, actions: Mapping[str, QAction], session: Session) -> None:
    """The tools, what starts and stops a run, and how far it is."""
    bar = _bar(window, "tools", Qt.ToolBarArea.TopToolBarArea)
    bar.setIconSize(QSize(20, 20))
    follower = _Follower(bar)
    for name in TOOLBAR:
        if name == SEPARATOR:
            bar.addSeparator()
        else:
            bar.addAction(actions[name])
            bar.widgetForAction(actions[name]).installEventFilter(follower)
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
