"""What conftest looks for after every test: it must see a window and a thread that were left over."""

from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.session import Session


@pytest.fixture
def conftest(request: pytest.FixtureRequest) -> ModuleType:
    path = Path(__file__).parents[1] / "conftest.py"
    return request.config.pluginmanager.get_plugin(str(path))


def test_a_window_is_seen_until_it_is_gone(qtbot: QtBot, conftest: ModuleType) -> None:
    window = QWidget()
    window.show()
    assert conftest.visible_windows() == [window]
    window.deleteLater()
    assert conftest.visible_windows() == []


def test_a_session_is_seen_until_it_is_closed(qtbot: QtBot, conftest: ModuleType) -> None:
    session = Session(preset("five-dots-line"), in_process=True)
    assert conftest.running_run_threads() == []
    session.open()
    assert len(conftest.running_run_threads()) == 1
    session.close()
    assert conftest.running_run_threads() == []
