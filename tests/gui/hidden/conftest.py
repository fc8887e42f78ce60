"""Sessions with points of two classes in the plane."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec
from nnviz.gui.session import Session

MakeSession = Callable[..., Session]


def points(features: int = 2, classes: int = 2) -> Dataset:
    """30 of them; each fifth one is a test point."""
    rng = np.random.default_rng(5)
    numbers = np.arange(30) % classes
    roles = np.where(np.arange(30) % 5 == 4, Role.TEST, Role.TRAINING).astype(np.int8)
    places = rng.standard_normal((30, features)) + 2 * numbers[:, None]
    return Dataset(places, numbers.astype(float), roles, tuple("abcdefghij"[:classes]))


def experiment(
    hidden: tuple[int, ...] = (4, 2), features: int = 2, classes: int = 2, epochs: int = 20, **model: object
) -> Experiment:
    outputs = 1 if classes == 2 else classes
    spec = MLPSpec(hidden, n_in=features, n_out=outputs, **model)
    return Experiment(dataset=points(features, classes), model=spec, training=Training(epochs=epochs))


@pytest.fixture
def make_session(qtbot: QtBot) -> Iterator[MakeSession]:
    made: list[Session] = []

    def make(*arguments: object, **changes: object) -> Session:
        session = Session(experiment(*arguments, **changes), in_process=True)
        session.open()
        made.append(session)
        return session

    yield make
    for session in made:
        session.close()
