"""A mirror shows what a session showed at some moment."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.generalization.spread import Kept, spread_of
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.gui.mirror import Mirror
from nnviz.gui.session import RunState, Session

X = np.linspace(0, 1, 7)


def test_it_keeps_showing_that_moment_and_can_look_back(qtbot: QtBot) -> None:
    start = preset("sine-degree-3")
    training = replace(start.training, epochs=10)
    session = Session(replace(start, training=training, replicas=Replicas(5, "same-x")), in_process=True)
    session.open()
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED and session.spread is not None)
    mirror = Mirror(session)
    shown, last = mirror.predict(X), mirror.history.last_epoch
    assert np.array_equal(shown, session.predict(X))
    assert np.array_equal(mirror.spread.curves, session.spread.curves)
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED and session.history.last_epoch > last)
    session.edit_points(session.experiment.dataset.without([0]), "Delete")
    assert np.array_equal(mirror.predict(X), shown)
    assert mirror.history.last_epoch == last
    assert mirror.experiment != session.experiment
    kept = mirror.history.nearest(4)
    spread = spread_of(mirror.experiment, Kept(mirror.experiment, kept.stack), 4, frozenset())
    with qtbot.waitSignals([mirror.frame_changed, mirror.spread_changed]):
        mirror.show_at(4, spread)
    assert mirror.shown.epoch == 4
    assert mirror.spread is spread
    assert mirror.errors() == pytest.approx(mirror.history.row(4)[1:3])
    session.close()
    mirror.close()


def test_before_training_it_shows_the_start(qtbot: QtBot) -> None:
    session = Session(preset("five-dots-line"), in_process=True)
    mirror = Mirror(session)
    assert mirror.state is RunState.READY
    assert np.array_equal(mirror.predict(X), session.predict(X))
    session.close()
    mirror.close()
