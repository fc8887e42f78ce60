"""What is remembered is checked: garbage, wrong kinds and huge values count as nothing."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import MOST_RECENT, Preferences
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes

GEOMETRY, STATE = QByteArray(bytes(range(256))), QByteArray(bytes(range(255, -1, -1)))
FILES = (Path("/a/पाठ क्\u200dष &,=;\"x' [1].nnviz"), Path("/b,c/d e\n.nnviz"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The settings file, with everything in it."""
    preferences = Preferences()
    preferences.theme = "dark"
    preferences.graph_level = "operations"
    preferences.recent_files = FILES
    preferences.keep_arrangement(GEOMETRY, STATE)
    return tmp_path / "settings.ini"


def is_sound(preferences: Preferences) -> bool:
    """Whether everything is of the right kind; an arrangement is the one that was kept, or none."""
    return (
        preferences.theme in ("system", "light", "dark")
        and preferences.graph_level in ("network", "layers", "operations")
        and len(preferences.recent_files) <= MOST_RECENT
        and all(path.is_absolute() for path in preferences.recent_files)
        and preferences.arrangement() in (None, (GEOMETRY, STATE))
    )


def test_everything_comes_back(file: Path) -> None:
    again = Preferences()
    assert (again.theme, again.graph_level) == ("dark", "operations")
    assert again.recent_files == FILES
    assert again.arrangement() == (GEOMETRY, STATE)
    assert again.notice is None


def test_garbage_is_set_aside_with_a_notice(file: Path) -> None:
    for garbage in (
        b"\0" * 100,
        random.Random(1).randbytes(5_000),
        b"\xff\xfe[General]",
        b"theme",
        b"[General]\ntheme=@Variant(\\0\\0\\0\\x7f)\n",
        b"x=1\n" * 300_000,
    ):
        file.write_bytes(garbage)
        preferences = Preferences()
        assert "damaged" in str(preferences.notice)
        assert preferences.theme == "system"
        assert not file.exists()
        assert file.with_name("settings.ini.damaged").read_bytes() == garbage
        preferences.theme = "light"
        del preferences
        assert Preferences().theme == "light"
        assert Preferences().notice is None


def test_a_folder_in_its_place_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").mkdir()
    assert Preferences().theme == "system"


def test_no_change_of_the_file_brings_anything_unsound(file: Path) -> None:
    good, draw = file.read_bytes(), random.Random(2)
    for _ in range(300):
        data = bytearray(good)
        match draw.randrange(3):
            case 0:
                del data[draw.randrange(len(data)) :]
            case 1:
                for _ in range(draw.randrange(1, 6)):
                    data[draw.randrange(len(data))] = draw.randrange(256)
            case 2:
                at = draw.randrange(len(data))
                data[at:at] = draw.randbytes(8)
        file.write_bytes(bytes(data))
        assert is_sound(Preferences()), bytes(data)


@pytest.mark.parametrize("value", [7, 1e300, "x" * 100_000, ["a", "b"], "relative/path", b"\x00\x01", {}])
def test_values_of_another_kind_count_as_missing(tmp_path: Path, value: object) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    for key in ("theme", "graph_level", "recent_files", "geometry", "panels", "arrangement_check"):
        settings.setValue(key, value)
    settings.sync()
    preferences = Preferences()
    assert (preferences.theme, preferences.graph_level) == ("system", "layers")
    assert not preferences.recent_files
    assert preferences.arrangement() is None


def test_a_window_opens_with_an_arrangement_that_is_damaged(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("geometry", QByteArray(b"\x01\xd9\xd0\xcb\x00\x03"))
    settings.setValue("panels", QByteArray(b"\x00\x00\x00\xff" + b"\xff" * 50))
    settings.sync()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(Session(preset("five-dots-line")), Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    assert window.fit.isVisible()
    assert window.screen().geometry().contains(window.pos() + QPoint(1, 1))
    window.close()
