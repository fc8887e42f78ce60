"""A session with five dots and an ERRORS panel that shows it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT

FIVE_DOTS = Dataset.from_xy([(1.2, 1.7), (2.6, 4.1), (3.2, 2.4), (4.9, 5.4), (7.2, 6.2)], [(4.0, 4.6)])
DEGREE_6 = Experiment(dataset=FIVE_DOTS, domain=(0.0, 10.0), model=PolynomialSpec(degree=6))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(replace(DEGREE_6, training=replace(DEGREE_6.training, epochs=200)), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ErrorsPanel:
    panel = ErrorsPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(950, 300)
    panel.show()
    qtbot.waitExposed(panel)
    return panel
