"""The CLASSES panel on a real session: which points, what is counted, what a click selects, curves."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.gui.classes import ClassesPanel
from nnviz.gui.classes.board import ClassesBoard
from nnviz.gui.run_state import RunState
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

from .conftest import MakeSession, nearest, three_classes


@pytest.fixture
def session(make_session: MakeSession) -> Session:
    return make_session()


def board_of(session: Session, qtbot: QtBot) -> ClassesBoard:
    board = ClassesBoard(session, LIGHT)
    board.resize(460, 560)
    qtbot.addWidget(board)
    board.show()
    return board


def wait_for(board: ClassesBoard, role: Role, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: board.answer is not None and board.answer.role is role)


def test_the_insides_come_with_the_first_picture(session: Session, qtbot: QtBot) -> None:
    panel = ClassesPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(400, 400)
    assert panel.board is None
    panel.show()
    qtbot.waitUntil(lambda: panel.board is not None)
    panel.show_theme(DARK)
    assert panel.board is not None
    assert panel.board.matrix.drawing.theme is DARK


def test_validation_points_are_judged_first_and_others_when_chosen(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    assert board.accuracy.text() == "<b>100 %</b> right (3 of 3)"
    assert board.count.text() == "No point is misread."
    qtbot.keyClick(board.role, Qt.Key.Key_Up)
    wait_for(board, Role.TRAINING, qtbot)
    assert board.accuracy.text() == "<b>83.3 %</b> right (5 of 6)"
    assert_array_equal(board.answer.judgement.matrix, [[2, 0, 0], [0, 1, 1], [0, 0, 2]])
    (found,) = board.misread.found.found
    assert (found.point, found.own, found.said) == (3, 1, 2)
    assert found.picture is None
    assert board.count.text() == "1 point is misread:"


def test_a_click_on_a_cell_selects_its_points(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    board.choose_role(Role.TRAINING)
    wait_for(board, Role.TRAINING, qtbot)
    matrix = board.matrix
    for cell, points in (((2, 3), [3]), ((3, 3), [6, 7]), ((1, 0), [0, 1]), ((0, 3), [3, 6, 7])):
        place = matrix.visualRect(matrix.cells.index(*cell)).center()
        qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert_array_equal(session.selection.indices, points)
    assert matrix.cells.index(2, 3).data(Qt.ItemDataRole.UserRole)  # its one point is among those selected
    assert not matrix.cells.index(1, 1).data(Qt.ItemDataRole.UserRole)
    session.selection.clear()
    assert not matrix.cells.index(2, 3).data(Qt.ItemDataRole.UserRole)


def test_the_keys_walk_through_the_matrix(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    board.matrix.setCurrentIndex(board.matrix.cells.index(1, 1))
    qtbot.keyClick(board.matrix, Qt.Key.Key_Down)
    qtbot.keyClick(board.matrix, Qt.Key.Key_Right)
    qtbot.keyClick(board.matrix, Qt.Key.Key_Return)
    assert_array_equal(session.selection.indices, [5])


def test_one_sees_where_the_keys_are_in_the_matrix(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    matrix = board.matrix
    board.activateWindow()
    matrix.setFocus()
    qtbot.waitUntil(matrix.hasFocus)
    pictures = []
    for cell in ((1, 1), (2, 2)):
        matrix.setCurrentIndex(matrix.cells.index(*cell))
        pictures.append(matrix.grab(matrix.visualRect(matrix.cells.index(1, 1))).toImage())
    assert pictures[0] != pictures[1]


def test_a_click_on_a_misread_point_selects_it(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    board.choose_role(Role.TRAINING)
    wait_for(board, Role.TRAINING, qtbot)
    place = board.misread.visualRect(board.misread.found.index(0)).center()
    qtbot.mouseClick(board.misread.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert_array_equal(session.selection.indices, [3])
    assert board.misread.selected == {3}


def test_test_points_are_judged_only_when_the_run_rests(session: Session, qtbot: QtBot) -> None:
    session.edit_points(session.experiment.dataset.with_role([2, 5], Role.TEST), "Test points")
    board = board_of(session, qtbot)
    board.choose_role(Role.TEST)
    wait_for(board, Role.TEST, qtbot)
    session.play()
    board.choose_role(Role.TEST)
    assert board.answer is None
    assert "when the training rests" in board.message.text()
    assert board.message.isVisible()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=30_000)
    wait_for(board, Role.TEST, qtbot)
    assert not board.message.isVisible()


def test_points_that_are_not_there_are_said(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    board.choose_role(Role.TEST)
    assert board.message.text() == "There are no test points. Choose other points."


def test_what_is_shown_follows_the_training(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    first = board.answer
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=30_000)
    qtbot.waitUntil(lambda: board.answer is not first)
    expected = session.shown.probabilities(session.experiment.dataset.features[[2, 5, 8]])
    qtbot.waitUntil(lambda: np.array_equal(board.answer.judgement.probabilities, expected))


def test_curves_have_a_sentence_and_classes_come_back(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    classes = session.experiment
    session.open_document(Document(preset("five-dots-line")))
    qtbot.waitUntil(lambda: board.answer is None)
    assert board.message.text().startswith("Points with classes are shown here.")
    assert not board.role.isVisible()
    session.edit(classes, "Points with classes")
    wait_for(board, Role.VALIDATION, qtbot)
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: board.answer is None)
    session.undo_stack.redo()
    wait_for(board, Role.VALIDATION, qtbot)
    assert board.role.isVisible()


def test_two_classes_after_three(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    three = session.experiment.dataset
    two = Dataset(three.features, np.minimum(three.targets, 1), three.roles, ("near", "other"))
    session.edit(nearest(two), "Fewer classes")
    qtbot.waitUntil(lambda: board.matrix.cells.rowCount() == 4)
    assert board.matrix.cells.columnCount() == 5


def test_points_of_before_are_not_selected(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    session.edit_points(session.experiment.dataset.without([8]), "Delete")
    board._choose([8])
    assert len(session.selection.indices) == 0


def test_nothing_is_computed_while_it_is_hidden(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    qtbot.waitUntil(lambda: not board._latest.busy)
    board.hide()
    before = board.answer
    session.edit_points(session.experiment.dataset.moved([2], 0.01, 0.0), "Move")
    board.look()
    assert not board._latest.busy
    assert board.answer is before
    board.show()
    qtbot.waitUntil(lambda: board.answer is not before)


def test_pixels_are_shown_as_pictures(make_session: MakeSession, qtbot: QtBot) -> None:
    three = three_classes()
    names = tuple(f"row {r} column {c}" for r in (1, 2) for c in (1, 2, 3))
    features = np.column_stack([three.features, np.zeros((9, 3)), np.full(9, 2.3)])
    session = make_session(nearest(replace(three, features=features, feature_names=names)))
    board = board_of(session, qtbot)
    board.choose_role(Role.TRAINING)
    wait_for(board, Role.TRAINING, qtbot)
    (found,) = board.misread.found.found
    assert_array_equal(found.picture, [[round(2.0 / 2.3 * 255), 0, 0], [0, 0, 255]])
    assert board.misread.has_pictures
    assert found.text().startswith("Point 4: “middle”, taken for “far” with")
    picture = board.misread.grab().toImage()
    tile = board.misread.visualRect(board.misread.found.index(0))
    ink = picture.pixelColor(tile.topLeft() + QPoint(tile.width() // 2 + 17, 36))
    assert ink.name() == LIGHT.text


def test_no_points_of_all_are_few_enough_to_list(make_session: MakeSession, qtbot: QtBot) -> None:
    many = np.random.default_rng(0).uniform(0, 2, (400, 2))
    dataset = Dataset(many, np.zeros(400), np.zeros(400, np.int8), ("a", "b", "c"))
    board = board_of(make_session(nearest(dataset)), qtbot)
    qtbot.waitUntil(lambda: board.answer is not None)
    assert board.misread.found.rowCount() == 60
    assert board.count.text().endswith("points are misread; the 60 surest:")


def test_a_broad_panel_has_the_misread_points_beside_the_matrix(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    wait_for(board, Role.VALIDATION, qtbot)
    assert board.misread.mapTo(board, QPoint()).y() > board.matrix.mapTo(board, QPoint()).y()
    board.resize(700, 240)
    qtbot.waitUntil(lambda: board.misread.mapTo(board, QPoint()).x() > board.matrix.width())


def test_names_of_classes_are_no_markup(make_session: MakeSession, qtbot: QtBot) -> None:
    session = make_session(nearest(replace(three_classes(), class_names=("a", "<b>", "c&d"))))
    board = board_of(session, qtbot)
    board.choose_role(Role.TRAINING)
    wait_for(board, Role.TRAINING, qtbot)
    for index in (board.matrix.cells.index(2, 3), board.misread.found.index(0)):
        assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
        assert "“<b>”" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_screen_readers_hear_what_a_cell_means(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    board.choose_role(Role.TRAINING)
    wait_for(board, Role.TRAINING, qtbot)
    table = QAccessible.queryAccessibleInterface(board.matrix)
    heard = [table.child(number).text(QAccessible.Text.Name) for number in range(table.childCount())]
    assert "1 of 2 points of “middle” are taken for “far”." in heard
    for widget in (board.matrix, board.misread, board.role):
        assert widget.accessibleName()


def test_only_cells_that_differ_are_drawn_anew(session: Session, qtbot: QtBot) -> None:
    board = board_of(session, qtbot)
    board.choose_role(Role.TRAINING)
    wait_for(board, Role.TRAINING, qtbot)
    told: list[tuple[int, int]] = []
    board.matrix.cells.dataChanged.connect(lambda first, _: told.append((first.row(), first.column())))
    board._on_answered(board.answer)
    assert told == []
    session.selection.choose([3])
    assert told == [(2, 3)]
    told.clear()
    session.selection.clear()
    assert told == [(2, 3)]
    told.clear()
    better = replace(board.answer.judgement, probabilities=np.eye(3)[board.answer.judgement.classes])
    board._on_answered(replace(board.answer, judgement=better))
    assert told == [(2, 2), (2, 3), (2, 4), (2, 5), (4, 2), (4, 3), (4, 4), (4, 5)]
