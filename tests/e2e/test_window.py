"""The real window, driven as a user would: draw, choose, train, look back, undo."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes

LEFT = Qt.MouseButton.LeftButton
FIVE = ((1.2, 1.7), (2.6, 4.1), (3.2, 2.4), (4.9, 5.4), (7.2, 6.2))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    session = Session(preset("five-dots-line"))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def session_of(window: MainWindow) -> Session:
    return window.fit.canvas.session


def place(window: MainWindow, x: float, y: float) -> QPoint:
    return window.fit.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def press(window: MainWindow, name: str) -> None:
    """Press the tool bar's button for an action with the mouse."""
    (button,) = (
        b for b in window.findChildren(QToolButton) if b.defaultAction() is window.actions_by_name[name]
    )
    QTest.mouseClick(button, LEFT)


def slide(window: MainWindow, name: str, share: float) -> None:
    """Drag the handle of the slider of this accessible name by a share of its width."""
    (slider,) = (s for s in window.findChildren(QSlider) if s.accessibleName() == name)
    position = slider.style().sliderPositionFromValue(
        slider.minimum(), slider.maximum(), slider.value(), slider.width() - 16
    )
    handle = QPoint(position + 8, slider.height() // 2)
    target = handle + QPoint(round(share * slider.width()), 0)
    QTest.mousePress(slider, LEFT, pos=handle)
    QTest.mouseMove(slider, target)
    QTest.mouseRelease(slider, LEFT, pos=target)


def test_draw_choose_play_pause_step_look_back_and_undo(window: MainWindow, qtbot: QtBot) -> None:
    session = session_of(window)
    start = session.experiment
    window.actions_by_name["clear"].trigger()
    for x, y in FIVE:
        QTest.mouseClick(window.fit.canvas.viewport(), LEFT, pos=place(window, x, y))
    press(window, "validation-point")
    QTest.mouseClick(window.fit.canvas.viewport(), LEFT, pos=place(window, 4.0, 4.6))
    dataset = session.experiment.dataset
    assert (dataset.count(Role.TRAINING), dataset.count(Role.VALIDATION)) == (5, 1)
    assert dataset.x[:5] == pytest.approx([x for x, _ in FIVE], abs=0.05)

    edits = session.undo_stack.count()
    slide(window, "Degree", 0.2)
    assert session.experiment.model.parameter_count > 4
    assert session.undo_stack.count() == edits + 1

    press(window, "play")
    qtbot.waitUntil(lambda: session.history.last_epoch > 30, timeout=30_000)
    window.fit.canvas.setFocus()
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_Space)
    assert session.state in (RunState.PAUSED, RunState.ENDED)
    reached = session.history.last_epoch
    press(window, "step")
    qtbot.waitUntil(lambda: session.history.last_epoch > reached, timeout=10_000)

    session.show_epoch(3)
    x, y = window.fit._curve.getData()
    past = session.history.nearest(3)
    assert past is not None
    assert y == pytest.approx(session.experiment.predict(past.parameters, np.asarray(x)))

    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert session.experiment == start


def test_closing_while_it_trains_ends_the_worker(window: MainWindow, qtbot: QtBot) -> None:
    session = session_of(window)
    session.play()
    qtbot.waitUntil(lambda: session.history.last_epoch > 5, timeout=30_000)
    window.close()
    assert session.worker_pid is None


def test_every_action_has_a_tooltip_and_every_tool_a_key(window: MainWindow) -> None:
    for name, action in window.actions_by_name.items():
        assert action.toolTip(), name
    for name in ("select", "training-point", "validation-point", "brush", "eraser", "play", "step", "reset"):
        assert window.actions_by_name[name].shortcuts(), name


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    keys = [key.toString() for a in window.actions_by_name.values() for key in a.shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_arrangement_of_panels_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window._docks[2].hide()
    window.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-line"))
    again = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(again)
    again.show()
    assert again._docks[2].isHidden()
    again.close()
