"""The FIT panel on the five dots, shown; and replicas of which everything is known."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from nnviz.core.generalization.spread import MOST_CURVES, Spread, places
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.truths import Truth
from nnviz.gui.fit import FitPanel
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT

Show = Callable[..., Spread]
LINE = Truth("line", (0.8, 1.0), 0.3)


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


@pytest.fixture
def show(panel: FitPanel) -> Show:
    """Show replicas whose curves are the truth y = 0.8 x + 1 (or 0) plus these `offsets`, one for each."""

    def shown(
        *offsets: float | NDArray[np.float64],
        truth: Truth | None = LINE,
        resample: str = "same-x",
        epoch: int = 0,
        lost: tuple[int, ...] = (),
    ) -> Spread:
        session = panel.canvas.session
        replicas = Replicas(len(offsets) + len(lost), resample)
        session.edit(replace(session.experiment, truth=truth, replicas=replicas), "Replicas")
        x, _ = places(session.experiment.model, session.experiment.domain)
        base = LINE(x) if truth is not None and truth.kind == "line" else np.zeros(len(x))
        spread = spread_of_curves(
            x, base + np.array([np.broadcast_to(o, len(x)) for o in offsets]).reshape(-1, len(x)), epoch, lost
        )
        session._run.curves.advance(spread, playing=False)
        session.spread_changed.emit()
        return spread

    return shown


def spread_of_curves(
    x: NDArray[np.float64], curves: NDArray[np.float64], epoch: int, lost: tuple[int, ...]
) -> Spread:
    count = len(curves)
    drawn = curves[:MOST_CURVES].astype(np.float32)
    if count < 2:
        nothing = np.full(len(x), np.nan)
        return Spread(epoch, x, drawn, count, nothing, nothing, nothing, nothing, lost)
    median = np.median(curves, axis=0)
    robust = (1.4826 * np.median(np.abs(curves - median), axis=0)) ** 2
    return Spread(
        epoch, x, drawn, count, curves.mean(axis=0), curves.var(axis=0, ddof=1), median, robust, lost
    )
