"""The HIDDEN panel on a real session: what the plot holds, choices, training, curves and back."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.experiment import with_model
from nnviz.core.hidden import LINES, PLACES, View, grid_of
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.gui.hidden import HiddenPanel
from nnviz.gui.hidden.board import HiddenBoard
from nnviz.gui.hidden.choice import Choice
from nnviz.gui.run_state import RunState
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

from .conftest import MakeSession


def board_of(session: Session, qtbot: QtBot) -> HiddenBoard:
    board = HiddenBoard(session, LIGHT)
    board.resize(460, 560)
    qtbot.addWidget(board)
    board.show()
    qtbot.waitUntil(lambda: board.answer is not None or bool(board.message.text()))
    return board


def wait_for(board: HiddenBoard, view: View, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: board.answer is not None and board.answer.bent.view == view)


@pytest.fixture
def session(make_session: MakeSession) -> Session:
    return make_session()


def test_the_insides_come_with_the_first_picture(session: Session, qtbot: QtBot) -> None:
    panel = HiddenPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(400, 400)
    panel.show()
    qtbot.waitUntil(lambda: panel.board is not None and panel.board.answer is not None)
    panel.show_theme(DARK)


def test_the_plot_holds_the_last_layers_units(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    frame, dataset = session.shown, session.experiment.dataset
    units = frame.model.outputs(frame.parameters, dataset.features)[1]
    assert_allclose(board.plot._places, units)
    grid = frame.model.outputs(frame.parameters, grid_of(dataset.features).reshape(-1, 2))
    said = grid[-1][:, 0] > 0
    for number, curve in enumerate(board.plot._grid[:2]):
        if (said == number).any():
            assert_allclose(curve.getData()[0], grid[1][:, 0])
            joined = curve.opts["connect"].reshape(2 * LINES, PLACES)
            assert_array_equal(joined[:, :-1], (said == number).reshape(2 * LINES, PLACES)[:, :-1])
            assert not joined[:, -1].any()  # no line from the end of one to the start of the next
    x, y = board.plot.borders.getData()
    last = frame.model.layers[-1]
    weight, bias = frame.parameters[last.weight], frame.parameters[last.bias]
    assert_allclose(np.column_stack([x, y]) @ weight + bias, 0, atol=1e-9)
    assert board.plot.viewRange() == [pytest.approx([-1.12, 1.12])] * 2
    assert "The line of probability 0.5 is straight" in board.note.text()


def test_another_layer_and_other_units(make_session: MakeSession, qtbot: QtBot) -> None:
    board = board_of(make_session((4, 3)), qtbot)
    assert board.answer.bent.view == View(1, None)
    board.bar.layer.setCurrentIndex(0)
    board.bar.layer.activated.emit(0)
    wait_for(board, View(0, None), qtbot)
    assert board.plot.getAxis("bottom").labelText.startswith("component 1 of hidden layer 1 (")
    qtbot.mouseClick(board.bar.components, Qt.MouseButton.LeftButton)
    wait_for(board, View(0, (0, 1)), qtbot)
    assert board.plot.getAxis("left").labelText == "unit 2 of hidden layer 1"
    board.bar.units[0].stepBy(3)
    wait_for(board, View(0, (3, 1)), qtbot)
    board.bar.units[1].lineEdit().setText("4")  # which the other one has
    board.bar.units[1].editingFinished.emit()
    wait_for(board, View(0, (1, 3)), qtbot)
    assert [box.value() for box in board.bar.units] == [2, 4]


def test_it_follows_the_training(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=30_000)
    qtbot.waitUntil(lambda: board.answer.frame.epoch == 20)
    frame = session.shown
    units = frame.model.outputs(frame.parameters, session.experiment.dataset.features)[1]
    assert_allclose(board.plot._places, units)


def test_test_points_are_looked_at_only_when_the_run_rests(make_session: MakeSession, qtbot: QtBot) -> None:
    session = make_session(epochs=1_000_000)
    board = board_of(session, qtbot)
    assert len(board.answer.points) == 30
    session.play()
    qtbot.waitUntil(lambda: len(board.answer.points) == 24, timeout=30_000)
    session.pause()
    qtbot.waitUntil(lambda: len(board.answer.points) == 30)


def test_a_click_selects_the_point_there(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    place = board.plot.getViewBox().mapViewToScene(QPointF(*board.plot._places[7].tolist()))
    at = board.plot.mapFromScene(place)
    qtbot.mouseClick(board.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert_array_equal(session.selection.indices, [7])
    x, _ = board.plot.points._selected.getData()
    assert_allclose(x, board.plot._places[[7], 0])
    qtbot.mouseClick(board.plot.viewport(), Qt.MouseButton.LeftButton, pos=board.plot.mapFromScene(1e4, 1e4))
    session.selection.clear()
    assert len(board.plot.points._selected.getData()[0]) == 0


def test_misread_points_are_crossed_out(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    dataset = session.experiment.dataset
    wrong = np.argmax(session.shown.probabilities(dataset.features), axis=1) != dataset.classes
    assert len(board.plot.points._crosses.getData()[0]) == wrong.sum() > 0


def test_more_features_have_no_grid_and_three_classes_have_borders(
    make_session: MakeSession, qtbot: QtBot
) -> None:
    board = board_of(make_session((2,), 4, 3), qtbot)
    assert all(curve.getData()[0] is None for curve in board.plot._grid)
    assert len(board.plot.borders.getData()[0]) >= 2
    assert "The borders of the classes are straight" in board.note.text()
    assert "grid" not in board.note.text()


@pytest.mark.parametrize(
    ("hidden", "words"), [((), "This model has no hidden layer."), ((4, 1), "This layer has one unit")]
)
def test_what_cannot_be_seen_is_said(
    hidden: tuple[int, ...], words: str, make_session: MakeSession, qtbot: QtBot
) -> None:
    board = board_of(make_session(hidden), qtbot)
    assert board.message.text().startswith(words)
    assert board.bar.isVisible() is bool(hidden)
    if hidden:
        board.bar.choose(Choice(layer=0))
        qtbot.waitUntil(lambda: board.answer is not None)
        assert not board.message.isVisible()


def test_curves_have_a_sentence_and_classes_come_back(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    classes = session.experiment
    session.open_document(Document(preset("five-dots-line")))
    qtbot.waitUntil(lambda: board.answer is None)
    assert board.message.text().startswith("Points with classes are shown here")
    assert not board.bar.isVisible()
    session.edit(classes, "Points with classes")
    qtbot.waitUntil(lambda: board.answer is not None)
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: board.answer is None)
    session.undo_stack.redo()
    qtbot.waitUntil(lambda: board.answer is not None and board.bar.isVisible())


def test_another_model_is_followed(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    for hidden, view in (((9,), View(0, None)), ((3, 3, 2), View(2, (0, 1)))):
        model = MLPSpec(hidden, activation="relu", n_in=2)
        session.edit(with_model(session.experiment, model), "Model")
        wait_for(board, view, qtbot)
        assert board.bar.layer.count() == len(hidden)


def test_at_most_2000_points_are_drawn(make_session: MakeSession, qtbot: QtBot) -> None:
    session = make_session()
    dataset = session.experiment.dataset
    many = dataset
    for _ in range(7):
        many = many.with_class_points(many.features, 0, 0)
    session.edit(replace(session.experiment, dataset=many), "Many points")
    board = board_of(session, qtbot)
    assert len(many) == 3840
    assert len(board.answer.points) == 2000
    assert board.answer.points[-1] == 3839
    assert "2,000 of 3,840 points are drawn." in board.note.text()


def test_nothing_is_computed_while_it_is_hidden(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    qtbot.waitUntil(lambda: not board._latest.busy)
    board.hide()
    before = board.answer
    session.edit_points(session.experiment.dataset.moved([2], 0.01, 0.0), "Move")
    board.look()
    assert not board._latest.busy
    board.show()
    qtbot.waitUntil(lambda: board.answer is not before)
