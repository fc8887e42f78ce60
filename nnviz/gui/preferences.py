"""What the program remembers between two starts: theme and where the panels stand."""

import os
from typing import get_args

from PySide6.QtCore import QByteArray, QSettings

from nnviz.core.graph.graph import Level
from nnviz.gui.theme import Choice

LAYOUT_VERSION = 2  # raised when panels come or are renamed, so that an old arrangement is not forced on them


class Preferences:
    """Typed access to the settings file; a value of the wrong kind counts as missing.

    The environment variable NNVIZ_SETTINGS names another file, for tests and for teaching rooms.
    """

    def __init__(self) -> None:
        path = os.environ.get("NNVIZ_SETTINGS")
        self._settings = (
            QSettings(path, QSettings.Format.IniFormat) if path else QSettings("nnviz", "nnviz-desktop")
        )

    @property
    def theme(self) -> Choice:
        value = self._settings.value("theme")
        return value if value in get_args(Choice) else "system"

    @theme.setter
    def theme(self, choice: Choice) -> None:
        self._settings.setValue("theme", choice)

    @property
    def graph_level(self) -> Level:
        """At which level the graph was last looked at."""
        value = self._settings.value("graph_level")
        return value if value in get_args(Level) else "layers"

    @graph_level.setter
    def graph_level(self, level: Level) -> None:
        self._settings.setValue("graph_level", level)

    def arrangement(self) -> tuple[QByteArray, QByteArray] | None:
        """Geometry and state of the window, as they were left."""
        geometry, state = self._settings.value("geometry"), self._settings.value("panels")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def keep_arrangement(self, geometry: QByteArray, state: QByteArray) -> None:
        self._settings.setValue("geometry", geometry)
        self._settings.setValue("panels", state)
        self._settings.sync()
