"""A session whose runs are quick, and runs of which everything is known."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.training.steps import COLUMNS, Checkpoint, Ending
from nnviz.gui.session import Session

LINE = preset("five-dots-line")


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(replace(LINE, training=replace(LINE.training, epochs=30)), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def known() -> Callable[..., KeptRun]:
    """A run: errors fall from 2 to `training`, and from 3 to `best` at epoch 5, then go to `validation`."""

    def run_of(
        experiment: Experiment = LINE,
        epochs: int = 10,
        training: float = 0.5,
        best: float = 0.25,
        validation: float = 0.75,
        ending: Ending | None = Ending.FINISHED,
        **split: float,
    ) -> KeptRun:
        rows = np.full((epochs + 1, len(COLUMNS)), np.nan)
        rows[:, 0] = np.arange(epochs + 1)
        rows[:, 1] = np.linspace(2.0, training, epochs + 1)
        middle = min(5, epochs)
        rows[: middle + 1, 2] = np.linspace(3.0, best, middle + 1)
        rows[middle:, 2] = np.linspace(best, validation, epochs + 1 - middle)
        rows[:, 3] = 0.0
        for name, value in split.items():
            rows[:, COLUMNS.index(name)] = value
        weights = np.linspace(1.0, 0.5, experiment.model.parameter_count)
        kept = tuple(Checkpoint(epoch, weights) for epoch in sorted({middle, epochs}))
        return KeptRun(experiment, rows, kept, ending)

    return run_of
