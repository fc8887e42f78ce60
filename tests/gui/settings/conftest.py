"""The real session, its background thread not started, and the panel that shows it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.theme import LIGHT


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(preset("five-dots-line"), in_process=True)
    yield session
    session.close()


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> SettingsPanel:
    panel = SettingsPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(330, 640)
    panel.show()
    qtbot.waitExposed(panel)
    return panel
