"""What the program remembers between two starts: theme, where the panels stand, the files that were open."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import get_args
from zlib import crc32

from PySide6.QtCore import QByteArray, QSettings

from nnviz.core.graph.graph import Level
from nnviz.core.sentences import Sentence
from nnviz.gui.theme import Choice

LAYOUT_VERSION = 4  # raised when panels come or are renamed, so that an old arrangement is not forced on them
MOST_RECENT = 10
LONGEST_PATH = 4_096  # characters
LARGEST_FILE = 1_000_000  # bytes; what is remembered takes a few thousand
LARGEST_STATE = 200_000  # bytes of an arrangement
_STRANGE = ("@Variant", "@DateTime")  # values that Qt would build any object from; none of them is ours
SET_ASIDE = (
    "The file with your preferences was damaged. It is now called “{name}”, and nnviz looks as it did at "
    "first. Your experiments are not concerned."
)
NOT_READABLE = (
    "Your preferences cannot be read, so nnviz looks as it did at first. They are in “{path}”: allow that it "
    "is read, or delete it. Your experiments are not concerned."
)


class Preferences:
    """Typed access to the settings file. Qt reads binary garbage without a word: every value is checked here.

    A value of the wrong kind or out of range counts as missing; a file that is no settings file is set aside.
    `notice` says so. The environment variable NNVIZ_SETTINGS names another file, for tests and for teaching
    rooms.
    """

    def __init__(self) -> None:
        self.notice: Sentence | None = None
        self._settings = _opened()
        path = Path(self._settings.fileName())
        if path.suffix in (".ini", ".conf"):  # elsewhere the system keeps them, in a form of its own
            self._check(path)

    def _check(self, path: Path) -> None:
        """Set a damaged file aside before anything of it is used."""
        try:
            damaged = path.exists() and _is_damaged(path)
        except OSError:
            self.notice = Sentence(NOT_READABLE, {"path": str(path)})
            return
        if damaged or self._settings.status() is QSettings.Status.FormatError:
            aside = path.with_name(f"{path.name}.damaged")
            with suppress(OSError):
                path.replace(aside)
                self.notice = Sentence(SET_ASIDE, {"name": str(aside)})
            self._settings = _opened()
            self._settings.sync()

    # --- what is remembered -----------------------------------------------------------------------

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

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """The files that were open last, the newest first; at most `MOST_RECENT`. Some may be gone."""
        value = self._settings.value("recent_files")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(Path(name) for name in names if _is_path(name))[:MOST_RECENT]

    @recent_files.setter
    def recent_files(self, files: Iterable[Path]) -> None:
        self._settings.setValue("recent_files", [str(file) for file in files][:MOST_RECENT])
        self._settings.sync()

    def arrangement(self) -> tuple[QByteArray, QByteArray] | None:
        """Geometry and state of the window, as they were left.

        None unless they are byte for byte what was kept: Qt builds widgets from whatever is in them.
        """
        geometry, state = self._settings.value("geometry"), self._settings.value("panels")
        if not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray):
            return None
        if geometry.size() + state.size() > LARGEST_STATE:
            return None
        whole = self._settings.value("arrangement_check") == _check_sum(geometry, state)
        return (geometry, state) if whole else None

    def keep_arrangement(self, geometry: QByteArray, state: QByteArray) -> None:
        self._settings.setValue("geometry", geometry)
        self._settings.setValue("panels", state)
        self._settings.setValue("arrangement_check", _check_sum(geometry, state))
        self._settings.sync()


def _opened() -> QSettings:
    path = os.environ.get("NNVIZ_SETTINGS")
    return QSettings(path, QSettings.Format.IniFormat) if path else QSettings("nnviz", "nnviz-desktop")


def _is_damaged(path: Path) -> bool:
    """Whether this is no text of the form that Qt writes settings in."""
    if not path.is_file() or path.stat().st_size > LARGEST_FILE:
        return True
    try:
        lines = path.read_bytes().decode().split("\n")
    except UnicodeDecodeError:
        return True
    return not all(_is_setting(line.strip()) for line in lines)


def _is_setting(line: str) -> bool:
    if not line or line.startswith((";", "#")):
        return True
    if any(letter < " " for letter in line.replace("\t", " ")):
        return False
    name, equals, value = line.partition("=")
    if not equals:
        return line.startswith("[") and line.endswith("]")
    return bool(name.strip()) and not value.strip(' "').startswith(_STRANGE)


def _is_path(name: object) -> bool:
    return (
        isinstance(name, str)
        and 0 < len(name) <= LONGEST_PATH
        and "\0" not in name
        and Path(name).is_absolute()
    )


def _check_sum(geometry: QByteArray, state: QByteArray) -> str:
    return f"{crc32(bytes(geometry.data()) + bytes(state.data())):08x}"
