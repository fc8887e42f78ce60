"""Replicas in the real window: turned on, trained, read, looked back at, taken back."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    some = preset("sine-mlp")
    session = Session(replace(some, training=replace(some.training, epochs=250)))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def press(window: MainWindow, name: str) -> None:
    word = window.actions_by_name[name].iconText()
    buttons = window.findChildren(QToolButton)
    (button,) = (b for b in buttons if b.defaultAction() and b.defaultAction().iconText() == word)
    QTest.mouseClick(button, LEFT)


def play_to_the_end(window: MainWindow, qtbot: QtBot) -> None:
    press(window, "play")
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED, timeout=60_000)


def test_turn_on_train_read_look_back_and_undo(window: MainWindow, qtbot: QtBot) -> None:
    session, start = window.session, window.session.experiment
    press(window, "replicas")
    assert session.experiment.replicas.count == 50
    play_to_the_end(window, qtbot)
    assert (session.spread.epoch, session.spread.count) == (250, 50)
    bias, variance = session.history.column("bias_squared"), session.history.column("variance")
    assert bias[-1] < bias[0] / 10
    assert variance[-1] > variance[60]
    qtbot.waitUntil(lambda: "of the error on new points" in window.sentence._label.text())

    chart, box = window.errors.chart, window.errors.legend.boxes["variance"]
    assert chart.curve("variance").isVisible()
    QTest.mouseClick(box, LEFT, pos=QPoint(box.width() - 20, box.height() // 2))  # on the word
    assert not chart.curve("variance").isVisible()

    slider = window.time_line.slider
    qtbot.waitUntil(lambda: slider.maximum() == 250)
    QTest.mouseClick(slider, LEFT, pos=QPoint(slider.x_of(40), slider.height() // 2))
    assert session.shown.epoch < 60
    qtbot.waitUntil(lambda: session.spread is not None, timeout=20_000)
    assert session.spread.epoch == session.shown.epoch
    assert session.history.split(session.shown.epoch).variance == variance[session.shown.epoch]

    press(window, "undo")
    assert session.experiment == start
    assert session.spread is None


def test_split_a_drawing_of_ones_own(window: MainWindow, qtbot: QtBot) -> None:
    """Clear, draw points and the truth by hand, and the error of that is split."""
    session, view = window.session, window.fit.canvas.viewport()

    def at(x: float, y: float) -> QPoint:
        return window.fit.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()

    window.actions_by_name["clear"].trigger()
    for x, y in ((0.1, 0.2), (0.3, 0.9), (0.5, 0.4), (0.7, -0.3), (0.9, 0.1)):
        QTest.mouseClick(view, LEFT, pos=at(x, y))
    press(window, "replicas")
    assert session.experiment.replicas.resample == "bootstrap"  # no truth is known
    window.actions_by_name["truth"].trigger()
    strokes = [at(x, 0.5 * np.sin(5 * x)) for x in np.linspace(0.0, 1.0, 60)]
    QTest.mousePress(view, LEFT, pos=strokes[0])
    for pixel in strokes[1:]:
        QTest.mouseMove(view, pixel)
    QTest.mouseRelease(view, LEFT, pos=strokes[-1])
    truth = session.experiment.truth
    assert truth is not None
    assert truth.kind == "drawn"
    assert truth(np.array([0.5]))[0] == pytest.approx(0.5 * np.sin(2.5), abs=0.1)
    assert session.experiment.dataset.count(Role.TRAINING) == 5
    assert session.experiment.replicas.resample == "same-x"  # now it is
    play_to_the_end(window, qtbot)
    assert session.notice is None
    assert np.isfinite(
        [
            session.history.split(session.shown.epoch).bias_squared,
            session.history.split(session.shown.epoch).measured_total,
        ]
    ).all()
