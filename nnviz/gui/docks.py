"""The panels' docks: where they stand at first, and how they come back there."""

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

Name = Literal["settings", "points", "runs", "fit", "errors", "graph", "classes", "hidden"]
LEFT: tuple[Name, ...] = ("settings", "points", "runs")  # one place, with tabs
RIGHT: tuple[Name, ...] = ("graph", "classes", "hidden")  # likewise
SETTINGS_WIDTH = 335  # pixels
SETTINGS_WIDEST = 440  # or a wide window gives half of its room to short fields
NARROW = 1150  # pixels: in a narrower window the graph and the plots would all be too small to read
HEIGHTS = [350, 250]  # of FIT and of ERRORS below it, in proportion


class Docks(QObject):
    """SETTINGS at the left, before POINTS and RUNS; FIT over ERRORS in the middle.

    At the right GRAPH, before CLASSES and HIDDEN.
    """

    def __init__(self, window: QMainWindow, panels: Mapping[Name, QWidget]) -> None:
        super().__init__(window)
        self._window = window
        for name in LEFT:
            panels[name].setMaximumWidth(SETTINGS_WIDEST)
        titles: dict[Name, str] = {
            "settings": self.tr("SETTINGS"),
            "points": self.tr("POINTS"),
            "runs": self.tr("RUNS"),
            "fit": self.tr("FIT"),
            "errors": self.tr("ERRORS"),
            "graph": self.tr("GRAPH"),
            "classes": self.tr("CLASSES"),
            "hidden": self.tr("HIDDEN"),
        }
        self._docks = {name: self._dock(name, titles[name], panel) for name, panel in panels.items()}
        for name in RIGHT:
            self._docks[name].hide()  # until it is known whether there is room: see `share_room`
        self._place()

    def __getitem__(self, name: Name) -> QDockWidget:
        return self._docks[name]

    def toggles(self) -> list[QAction]:
        """For each panel the action that shows or hides it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def show(self, name: Name) -> None:
        """Bring a panel into sight, over those that it shares its place with."""
        docks = self._docks
        docks[name].show()
        if name in RIGHT and docks["fit"] in self._window.tabifiedDockWidgets(docks[name]):
            self._window.tabifyDockWidget(docks["fit"], docks["errors"])  # half of the height is too little
        docks[name].raise_()

    def hide(self, name: Name) -> None:
        self._docks[name].hide()

    def share_room(self) -> None:
        """What each panel gets at the first start; in a narrow window those at the right wait behind FIT."""
        width, docks = self._window.width(), self._docks
        wide = width >= NARROW
        for name in RIGHT:
            docks[name].setVisible(wide)
        for name in RIGHT if not wide else ():
            self._window.tabifyDockWidget(docks["fit"], docks[name])
        if wide:
            docks[RIGHT[0]].raise_()
        rest = width - SETTINGS_WIDTH
        row, sizes = [docks["settings"], docks["fit"]], [SETTINGS_WIDTH, rest]
        if wide:
            row, sizes = [*row, docks["graph"]], [SETTINGS_WIDTH, rest // 2, rest // 2]
        self._window.resizeDocks(row, sizes, Qt.Orientation.Horizontal)
        self._window.resizeDocks([docks["fit"], docks["errors"]], HEIGHTS, Qt.Orientation.Vertical)

    def reset(self) -> None:
        """All panels in their first places."""
        for dock in self._docks.values():
            dock.setFloating(False)
            dock.show()
        self._place()
        self.share_room()

    def _dock(self, name: Name, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        dock.toggleViewAction().triggered.connect(lambda on: self.show(name) if on else None)
        return dock

    def _place(self) -> None:
        window, docks = self._window, self._docks
        for name in LEFT:
            window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks[name])
            if name != LEFT[0]:
                window.tabifyDockWidget(docks[LEFT[0]], docks[name])
        docks[LEFT[0]].raise_()
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["fit"])
        window.splitDockWidget(docks["fit"], docks["graph"], Qt.Orientation.Horizontal)
        for name in RIGHT[1:]:
            window.tabifyDockWidget(docks[RIGHT[0]], docks[name])
        window.splitDockWidget(docks["fit"], docks["errors"], Qt.Orientation.Vertical)
