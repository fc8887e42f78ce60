"""The time line: follows the run, goes back, keeps an earlier epoch."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK, LIGHT
from nnviz.gui.timeline import TimeLine

LEFT = Qt.MouseButton.LeftButton
FIVE_DOTS = Dataset.from_xy([(1.2, 1.7), (2.6, 4.1), (3.2, 2.4), (4.9, 5.4), (7.2, 6.2)], [(4.0, 4.6)])
DEGREE_6 = Experiment(dataset=FIVE_DOTS, domain=(0.0, 10.0), model=PolynomialSpec(degree=6))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(replace(DEGREE_6, training=replace(DEGREE_6.training, epochs=200)), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def line(session: Session, qtbot: QtBot) -> TimeLine:
    line = TimeLine(session, LIGHT)
    qtbot.addWidget(line)
    line.resize(1200, 40)
    line.show()
    qtbot.waitExposed(line)
    return line


@pytest.fixture
def trained(session: Session, line: TimeLine, qtbot: QtBot) -> TimeLine:
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    qtbot.waitUntil(lambda: line.slider.maximum() == 200)
    return line


def place(line: TimeLine, epoch: int) -> QPoint:
    return QPoint(line.slider.x_of(epoch), line.slider.height() // 2)


def test_is_off_until_something_is_trained(line: TimeLine) -> None:
    assert not any(w.isEnabled() for w in (line.slider, line.first, line.last, line.best, line.keep))
    assert "Press Play first" in line.slider.toolTip()


def test_follows_the_run(trained: TimeLine) -> None:
    assert (trained.slider.minimum(), trained.slider.value()) == (0, 200)
    assert trained.label.text() == "now: epoch 200"
    assert not trained.keep.isEnabled()


def test_dragging_looks_back_and_the_far_end_is_now(session: Session, trained: TimeLine) -> None:
    QTest.mousePress(trained.slider, LEFT, pos=place(trained, 150))
    assert session.shown_epoch == pytest.approx(150, abs=1)
    QTest.mouseMove(trained.slider, place(trained, 50))
    assert session.shown.epoch == trained.slider.value() == pytest.approx(50, abs=1)
    assert trained.label.text() == f"epoch {session.shown.epoch} of 200"
    assert trained.keep.isEnabled()
    QTest.mouseMove(trained.slider, place(trained, 200))
    QTest.mouseRelease(trained.slider, LEFT, pos=place(trained, 200))
    assert session.shown_epoch is None
    assert not trained.keep.isEnabled()


def test_pressing_during_a_run_pauses_it(session: Session, line: TimeLine, qtbot: QtBot) -> None:
    training = replace(session.experiment.training, epochs=1_000_000)
    session.edit(replace(session.experiment, training=training), "Epochs")
    session.play()
    qtbot.waitUntil(lambda: line.slider.maximum() > 20)
    QTest.mouseClick(line.slider, LEFT, pos=place(line, 10))
    assert session.state is RunState.PAUSED
    assert session.shown.epoch == line.slider.value()


def test_keys_go_one_kept_epoch_at_a_time(session: Session, trained: TimeLine) -> None:
    QTest.keyClick(trained.slider, Qt.Key.Key_Left)
    assert session.shown.epoch == 199
    QTest.keyClick(trained.slider, Qt.Key.Key_Home)
    assert session.shown.epoch == 0
    QTest.keyClick(trained.slider, Qt.Key.Key_Right)
    assert session.shown.epoch == 1 == trained.slider.value()
    QTest.keyClick(trained.slider, Qt.Key.Key_PageUp)
    assert session.shown.epoch == 21
    QTest.keyClick(trained.slider, Qt.Key.Key_End)
    assert session.shown_epoch is None


def test_first_best_and_last(session: Session, trained: TimeLine) -> None:
    best = session.history.best_epoch
    assert best is not None
    QTest.mouseClick(trained.first, LEFT)
    assert session.shown.epoch == 0
    QTest.mouseClick(trained.best, LEFT)
    assert session.shown.epoch == best == trained.slider.value()
    QTest.mouseClick(trained.last, LEFT)
    assert session.shown_epoch is None


def test_keep_forgets_what_came_after(session: Session, trained: TimeLine) -> None:
    session.show_epoch(40)
    QTest.mouseClick(trained.keep, LEFT)
    assert session.history.last_epoch == session.shown.epoch == 40
    assert trained.slider.maximum() == 40
    assert trained.label.text() == "now: epoch 40"
    assert not trained.keep.isEnabled()


def test_the_label_names_the_epoch_that_is_shown_not_the_one_asked_for(
    session: Session, line: TimeLine
) -> None:
    session.show_run(sparse_history(), Ending.FINISHED)
    session.show_epoch(1_000)
    assert line.label.text() == "epoch 1,024 of 5,000"
    assert line.slider.value() == 1_024


def sparse_history() -> History:
    rows = np.ones((5_001, 5))
    rows[:, 0] = np.arange(5_001)
    history = History()
    history.add(rows, {epoch: np.zeros((1, 7)) for epoch in (*range(0, 5_001, 64), 5_000)})
    return history


def triangle_at(line: TimeLine, epoch: int) -> bool:
    pixels = line.slider.grab().toImage()
    return pixels.pixelColor(line.slider.x_of(epoch), line.slider.height() - 3).name() == LIGHT.validation


def test_a_triangle_marks_the_best_epoch(session: Session, trained: TimeLine) -> None:
    best = session.history.best_epoch
    assert best is not None
    assert triangle_at(trained, best)
    assert not triangle_at(trained, best + 40)


def test_no_triangle_where_the_points_have_changed(session: Session, trained: TimeLine, qtbot: QtBot) -> None:
    best = session.history.best_epoch
    assert best is not None
    session.history.forget_best()
    session.experiment_changed.emit()
    qtbot.waitUntil(lambda: not triangle_at(trained, best))
    assert not trained.best.isEnabled()


def test_an_exact_solution_has_no_time(session: Session, line: TimeLine, qtbot: QtBot) -> None:
    exact = replace(session.experiment, model=PolynomialSpec(degree=6, solver="exact"))
    session.edit(exact, "Solve exactly")
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED)
    qtbot.waitUntil(lambda: "Solved exactly" in line.slider.toolTip())
    assert line.label.text() == "exact"
    assert not line.slider.isEnabled()


def test_the_other_theme_draws(trained: TimeLine) -> None:
    light = trained.grab().toImage()
    trained.show_theme(DARK)
    assert trained.grab().toImage() != light


def test_of_classes_it_is_the_loss_that_is_least(session: Session, line: TimeLine, qtbot: QtBot) -> None:
    assert line.best.toolTip() == "Go to the least validation error"
    session.edit(preset("two-classes-2-1"), "Classes")
    qtbot.waitUntil(lambda: line.best.toolTip() == "Go to the least validation loss")
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: line.best.toolTip() == "Go to the least validation error")
