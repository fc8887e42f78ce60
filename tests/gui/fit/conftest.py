"""The FIT panel on the five dots, shown."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.fit import FitPanel
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[FitPanel]:
    session = Session(preset("five-dots-line"), in_process=True)
    panel = FitPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.fit_view()
    yield panel
    session.close()
