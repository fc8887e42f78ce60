"""Sessions with points of known classes, and a model of which it is known what it says."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec
from nnviz.gui.session import Session

MakeSession = Callable[..., Session]


def three_classes() -> Dataset:
    """Class k lies at x1 = k, but of the training points (0, 1, 3, 4, 6, 7) one of class 1 lies at 2."""
    places = np.array([0.0, 0.1, 0.2, 2.0, 1.0, 1.1, 2.1, 2.2, 2.3])
    features = np.column_stack([places, np.zeros(9)])
    roles = np.tile([Role.TRAINING, Role.TRAINING, Role.VALIDATION], 3).astype(np.int8)
    return Dataset(features, np.repeat([0.0, 1.0, 2.0], 3), roles, ("near", "middle", "far"), ("x1", "x2"))


def nearest(dataset: Dataset) -> Experiment:
    """Says of each point the whole number that is nearest to its x1: logits 20·(k·x1 − k²/2)."""
    numbers = np.arange(dataset.class_count)
    weights = np.zeros((dataset.feature_count, dataset.class_count))
    weights[0] = 20.0 * numbers
    initial = np.concatenate([weights.ravel(), -20.0 * numbers**2 / 2])
    model = MLPSpec((), n_in=dataset.feature_count, n_out=dataset.class_count)
    return Experiment(
        dataset=dataset, model=model, initial=tuple(initial.tolist()), training=Training(epochs=20)
    )


@pytest.fixture
def make_session(qtbot: QtBot) -> Iterator[MakeSession]:
    made: list[Session] = []

    def make(experiment: Experiment | None = None) -> Session:
        session = Session(experiment or nearest(three_classes()), in_process=True)
        session.open()
        made.append(session)
        return session

    yield make
    for session in made:
        session.close()
