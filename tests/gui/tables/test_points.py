"""The POINTS panel: exact numbers, one undo for each edit, one selection with the plot, keys of a sheet."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.gui.session import Session
from nnviz.gui.tables.panel import PointsPanel
from nnviz.gui.tables.points_board import PointsBoard
from nnviz.gui.theme import DARK, LIGHT

EDIT = Qt.ItemDataRole.EditRole
X, Y, ROLE = range(3)  # the columns of a curve


def shown(board: PointsBoard) -> list[tuple[str, str, str]]:
    model = board.view.points
    return [tuple(model.index(row, c).data() for c in range(3)) for row in range(model.rowCount())]


def rows_of(board: PointsBoard) -> list[int]:
    return sorted(index.row() for index in board.view.selectionModel().selectedRows())


def type_into(board: PointsBoard, row: int, column: int, words: str) -> None:
    """Press the first key on the cell as a user does, the others in the field that it opens."""
    view = board.view
    view.setFocus()
    view.setCurrentIndex(view.points.index(row, column))
    QTest.keyClicks(view, words[0])
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, words[1:])
    end_typing(editor)


def end_typing(editor: QLineEdit) -> None:
    """Qt takes what was typed, and the field away, after the key."""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_all_points_with_all_digits(session: Session, board: PointsBoard) -> None:
    dataset = Dataset.from_xy([(0.1, 1 / 3), (3, -1e-7)], [(1e9, 0)])
    session.edit_points(dataset, "")
    assert shown(board) == [
        ("0.1", "0.3333333333333333", "training"),
        ("3", "-1e-07", "training"),
        ("1000000000", "0", "validation"),
    ]
    model = board.view.points
    assert model.headerData(1, Qt.Orientation.Vertical) == 2


def test_what_is_typed_is_kept_to_the_last_digit_and_is_one_undo(
    session: Session, board: PointsBoard
) -> None:
    start = session.experiment
    type_into(board, 1, X, "0.30000000000000004")
    type_into(board, 1, Y, "-0,1")
    assert (session.experiment.dataset.x[1], session.experiment.dataset.y[1]) == (0.1 + 0.2, -0.1)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment == start
    assert shown(board)[1] == ("2.57", "4.13", "training")


@pytest.mark.parametrize(
    ("words", "reason"), [("1x", "“1x” is not a number"), ("1e10", "not within"), ("-", "is not a number")]
)
def test_what_is_no_number_is_refused_with_a_sentence(
    session: Session, board: PointsBoard, words: str, reason: str
) -> None:
    start = session.experiment
    type_into(board, 0, Y, words)
    assert session.experiment == start
    assert session.notice is not None
    assert reason in str(session.notice)
    assert shown(board)[0][1] == "1.69"


def test_the_x_range_grows_with_a_typed_x(session: Session, board: PointsBoard) -> None:
    type_into(board, 0, X, "100")
    assert session.experiment.domain[1] == 100


def test_the_role_is_chosen_from_a_list(session: Session, board: PointsBoard, qtbot: QtBot) -> None:
    index = board.view.points.index(0, ROLE)
    board.view.setCurrentIndex(index)
    board.view.edit(index)
    box = board.view.viewport().findChild(QComboBox)
    assert box.currentText() == "training"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert session.experiment.dataset.roles[0] == Role.VALIDATION
    assert shown(board)[0][2] == "validation"
    assert session.undo_stack.count() == 1


def test_a_new_point_stands_at_the_end_and_waits_for_its_numbers(
    session: Session, board: PointsBoard
) -> None:
    count = len(session.experiment.dataset)
    QTest.mouseClick(board.add, Qt.MouseButton.LeftButton)
    assert len(session.experiment.dataset) == count + 1
    assert session.experiment.dataset.roles[-1] == Role.VALIDATION  # as the one before it
    assert session.selection.indices.tolist() == [count]
    editor = board.view.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, "2.5")
    end_typing(editor)
    assert session.experiment.dataset.x[-1] == 2.5


def test_delete_by_key_and_by_button(session: Session, board: PointsBoard) -> None:
    assert not board.delete.isEnabled()
    session.selection.choose([0, 2])
    board.view.setFocus()
    QTest.keyClick(board.view, Qt.Key.Key_Delete)
    assert [row[0] for row in shown(board)] == ["2.57", "4.93", "7.22", "3.97", "6.28"]
    session.selection.choose([0])
    QTest.mouseClick(board.delete, Qt.MouseButton.LeftButton)
    assert len(shown(board)) == 4
    assert session.undo_stack.count() == 2
    assert rows_of(board) == []


def test_selected_rows_are_the_selected_points_and_the_other_way_round(
    session: Session, board: PointsBoard
) -> None:
    session.selection.choose([4, 1, 2])
    assert rows_of(board) == [1, 2, 4]
    heard = []
    session.selection.changed.connect(lambda: heard.append(session.selection.indices.tolist()))
    board.view.selectRow(3)
    assert heard == [[3]]
    QTest.keyClick(board.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert session.selection.indices.tolist() == [3, 4]
    QTest.keyClick(board.view, Qt.Key.Key_Escape)
    assert session.selection.indices.tolist() == []


def test_the_selection_outlives_edits_of_its_points(session: Session, board: PointsBoard) -> None:
    session.selection.choose([1, 2])
    session.edit_points(session.experiment.dataset.moved([1], 0.1, 0.1), "")
    session.edit_points(session.experiment.dataset.with_points([(1, 1)], Role.TRAINING), "")
    assert rows_of(board) == [1, 2] == session.selection.indices.tolist()
    session.undo_stack.undo()
    assert rows_of(board) == [1, 2] == session.selection.indices.tolist()
    session.edit_points(Dataset.from_xy([(1, 1)]), "")
    assert rows_of(board) == [] == session.selection.indices.tolist()


def test_many_scattered_rows_are_drawn_as_selected(session: Session, board: PointsBoard) -> None:
    x = np.linspace(0, 1, 2_000)
    session.edit_points(Dataset.from_xy(np.column_stack([x, x])), "")

    def drawn(row: int) -> str:
        rect = board.view.visualRect(board.view.points.index(row, X))
        return board.view.viewport().grab().toImage().pixelColor(rect.left() + 3, rect.center().y()).name()

    session.selection.choose([2, 4])
    assert drawn(2) != drawn(1)
    tinted = drawn(2)
    session.selection.choose(np.arange(0, 2_000, 2))
    assert (drawn(2), drawn(4)) == (tinted, tinted)
    assert drawn(3) != tinted
    board.view.selectRow(7)
    assert session.selection.indices.tolist() == [7]
    assert drawn(2) != tinted


def test_copied_rows_are_cells_of_a_spreadsheet(session: Session, board: PointsBoard) -> None:
    session.selection.choose([5, 0])
    board.view.setFocus()
    QTest.keyClick(board.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "1.22\t1.69\ttraining", "3.97\t4.62\tvalidation",
    ]  # fmt: skip
    session.selection.clear()
    board.copy_selected()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 7


def test_without_points_it_says_what_to_do(session: Session, board: PointsBoard) -> None:
    assert not board.hint.isVisible()
    session.edit_points(Dataset.from_xy(), "")
    assert board.hint.isVisible()
    assert not board.view.isVisible()
    QTest.mouseClick(board.add, Qt.MouseButton.LeftButton)
    assert board.view.isVisible()
    assert session.experiment.dataset.roles.tolist() == [Role.TRAINING]


def test_the_model_keeps_qt_s_rules(session: Session, board: PointsBoard) -> None:
    tester = QAbstractItemModelTester(
        board.view.points, QAbstractItemModelTester.FailureReportingMode.Warning, board
    )  # which warns, and a warning of Qt fails the test
    dataset = session.experiment.dataset
    for each in (
        dataset.moved([0], 1, 1), dataset.with_points([(1, 2), (3, 4)], Role.TRAINING), dataset.without([0]),
        Dataset.from_xy(), dataset,
    ):  # fmt: skip
        session.edit_points(each, "")
        assert board.view.points.rowCount() == len(each)
    assert tester is not None
    assert board.view.points.rowCount(board.view.points.index(0, 0)) == 0
    assert board.view.points.data(QModelIndex()) is None
    assert not board.view.points.setData(QModelIndex(), "1", EDIT)


def test_roles_have_marks_in_both_themes(board: PointsBoard) -> None:
    for theme in (LIGHT, DARK):
        board.show_theme(theme)
        for row in (0, 5):
            image = (
                board.view.points.index(row, ROLE).data(Qt.ItemDataRole.DecorationRole).pixmap(16).toImage()
            )
            colours = {image.pixelColor(x, y).name() for x in range(16) for y in range(16)}
            assert (theme.training if row == 0 else theme.validation) in colours


def test_its_insides_are_made_when_it_is_first_seen(session: Session, qtbot: QtBot) -> None:
    panel = PointsPanel(session, LIGHT)
    qtbot.addWidget(panel)
    assert panel.board is None
    panel.show()
    qtbot.waitUntil(lambda: panel.board is not None)
    with qtbot.waitSignal(panel.paste_wanted):
        panel.board.paste.click()
