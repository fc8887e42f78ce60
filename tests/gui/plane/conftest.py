"""The plane with a few points of three classes, and a model that is known to the last digit."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.models import MLPSpec
from nnviz.gui.plane import PlanePanel
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT

FEATURES = np.array([[-2.0, -1.0], [-1.0, 1.0], [0.5, 2.0], [1.0, -1.0], [2.0, 1.0], [1.5, 0.0]])
CLASSES = np.array([0.0, 0.0, 1.0, 2.0, 2.0, 0.0])  # the last one lies among the third class
ROLES = np.array([Role.TRAINING, Role.VALIDATION, Role.TRAINING, Role.TRAINING, Role.TEST, Role.TEST])
# Logits −3x, 4y − 4, 3x: the first class at the left, the second at the top, the third at the right.
WEIGHTS = (-3.0, 0.0, 3.0, 0.0, 4.0, 0.0, 0.0, -4.0, 0.0)


def experiment(dataset: Dataset | None = None) -> Experiment:
    points = Dataset(FEATURES, CLASSES, ROLES, ("left", "top", "right"))
    linear = Experiment(model=MLPSpec(()))
    fitting = with_dataset(linear, dataset or points)
    if dataset is not None:
        return fitting
    return Experiment(dataset=fitting.dataset, model=fitting.model, initial=WEIGHTS)


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """As in the window: what Python collects in the thread that computes regions would die in it."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(experiment(), in_process=True)
    yield session
    session.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> Iterator[PlanePanel]:
    """Its regions are there before one looks."""
    panel = PlanePanel(session, LIGHT, in_thread=False)
    qtbot.addWidget(panel)
    panel.resize(700, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.fit_view()
    yield panel
    panel.stop()
