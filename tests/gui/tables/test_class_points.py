"""The POINTS panel with classes: a column for each feature, the class by name and mark, all to edit."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.core.class_sources import with_table
from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import Document
from nnviz.core.experiment import with_dataset
from nnviz.core.kinds_of_points import with_class_dataset
from nnviz.core.presets import preset
from nnviz.core.shares import Shares
from nnviz.gui.session import Session
from nnviz.gui.tables.points_board import PointsBoard
from nnviz.gui.theme import DARK

EDIT = Qt.ItemDataRole.EditRole
CLASS, ROLE, FIRST, SECOND = range(4)  # the columns
LEAVES = Dataset(
    [[0.1, 1 / 3], [3, -1e-7], [1e9, 0]], [0, 1, 1], [0, 1, 2], ("oak", "elm"), ("length", "width")
)


@pytest.fixture
def leaves(session: Session, board: PointsBoard) -> PointsBoard:
    session.edit(with_class_dataset(session.experiment, LEAVES), "")
    return board


def shown(board: PointsBoard) -> list[tuple[str, ...]]:
    model = board.view.points
    columns = range(model.columnCount())
    return [tuple(model.index(row, c).data() for c in columns) for row in range(model.rowCount())]


def titles(board: PointsBoard) -> list[str]:
    model = board.view.points
    return [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]


def test_every_feature_the_class_and_the_role(leaves: PointsBoard) -> None:
    assert titles(leaves) == ["class", "role", "length", "width"]
    assert shown(leaves) == [
        ("oak", "training", "0.1", "0.3333333333333333"),
        ("elm", "validation", "3", "-1e-07"),
        ("elm", "test", "1000000000", "0"),
    ]
    model = leaves.view.points
    for column in range(4):
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    marks = [model.index(row, CLASS).data(Qt.ItemDataRole.DecorationRole) for row in range(3)]
    assert len({mark.cacheKey() for mark in marks}) == 3  # class and role
    assert model.headerData(1, Qt.Orientation.Vertical, Qt.ItemDataRole.DecorationRole) is None


def test_a_feature_is_typed_to_the_last_digit(session: Session, leaves: PointsBoard) -> None:
    view = leaves.view
    view.setFocus()
    view.setCurrentIndex(view.points.index(1, SECOND))
    QTest.keyClicks(view, "0")
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, ".30000000000000004")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert session.experiment.dataset.features[1].tolist() == [3, 0.1 + 0.2]
    assert session.undo_stack.undoText() == "Type a number"
    session.undo_stack.undo()
    assert session.experiment.dataset == LEAVES


@pytest.mark.parametrize(
    ("column", "choices", "chosen", "undo"),
    [
        (CLASS, ["oak", "elm"], 0, "Class of a point"),
        (ROLE, ["training", "validation", "test"], 2, "Turn point"),
    ],
)
def test_class_and_role_are_chosen_from_lists(
    session: Session, leaves: PointsBoard, column: int, choices: list[str], chosen: int, undo: str
) -> None:
    view = leaves.view
    view.edit(view.points.index(1, column))
    box = view.viewport().findChild(QComboBox)
    assert box is not None
    assert [box.itemText(i) for i in range(box.count())] == choices
    box.setCurrentIndex(chosen)
    box.activated.emit(chosen)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert view.points.index(1, column).data(EDIT) == chosen
    assert session.undo_stack.undoText() == undo
    assert (session.experiment.dataset.targets[1], session.experiment.dataset.roles[1]) == (
        (0, 1) if column == CLASS else (1, 2)
    )


def test_what_is_no_number_is_refused(session: Session, leaves: PointsBoard) -> None:
    model = leaves.view.points
    assert not model.setData(model.index(0, FIRST), "1x")
    assert "“1x” is not a number" in str(session.notice)
    assert session.experiment.dataset == LEAVES


def test_a_class_for_all_selected_points(session: Session, leaves: PointsBoard) -> None:
    session.selection.choose([1, 2])
    menu = leaves.menu()
    texts = [action.text() for action in menu.actions()]
    assert "Turn into test points" in texts
    (classes,) = (action.menu() for action in menu.actions() if action.text() == "Give them the class")
    classes.actions()[0].trigger()
    assert session.experiment.dataset.targets.tolist() == [0, 0, 0]
    assert session.undo_stack.undoText() == "Class of points"


def test_one_more_point_in_the_middle(session: Session, leaves: PointsBoard) -> None:
    leaves.add.click()
    dataset = session.experiment.dataset
    assert len(dataset) == 4
    assert (dataset.targets[3], dataset.roles[3]) == (1, Role.TEST)
    assert leaves.view.currentIndex().column() == FIRST
    leaves.view.closeEditor(
        leaves.view.viewport().findChild(QLineEdit), leaves.view.itemDelegate().EndEditHint.NoHint
    )
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_rows_are_copied_with_class_and_role(session: Session, leaves: PointsBoard) -> None:
    session.selection.choose([1])
    leaves.copy_selected()
    assert QGuiApplication.clipboard().text() == "3\t-1e-07\telm\tvalidation\r\n"


def test_sixty_four_features_scroll_and_the_class_stays_in_sight(
    session: Session, board: PointsBoard, qtbot: QtBot
) -> None:
    session.edit(with_table(session.experiment, "digits", Shares()), "")
    view = board.view
    assert view.points.columnCount() == 66
    assert view.horizontalScrollBar().maximum() > 0
    assert all(view.columnWidth(i) >= 72 for i in range(2, 66))
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    mark = view.points.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.DecorationRole)
    assert mark.cacheKey() == view.points.index(0, CLASS).data(Qt.ItemDataRole.DecorationRole).cacheKey()
    session.selection.choose([900])  # of another panel: the row comes into sight, the columns stay
    assert view.horizontalScrollBar().value() > 0
    assert not view.visualRect(view.points.index(900, 65)).isEmpty()


def test_curves_and_classes_take_turns(session: Session, board: PointsBoard) -> None:
    QAbstractItemModelTester(board.view.points, QAbstractItemModelTester.FailureReportingMode.Fatal)
    five, sine = session.experiment, preset("sine-degree-3")
    iris = with_table(five, "iris", Shares())
    empty = with_dataset(iris, iris.dataset.without(range(150)))
    for experiment in (iris, sine, with_class_dataset(five, LEAVES), empty, five, iris):
        session.open_document(Document(experiment))
        session.selection.choose(np.arange(len(experiment.dataset))[:3])
        assert len(shown(board)) == len(experiment.dataset)
    session.edit(five, "")
    session.undo_stack.undo()
    assert titles(board)[:3] == ["class", "role", "sepal length (cm)"]
    board.show_theme(DARK)


def test_a_renamed_class_is_shown_at_once(session: Session, leaves: PointsBoard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(leaves.view.points.dataChanged):
        session.edit_points(replace(LEAVES, class_names=("oak", "ash")), "")
    assert [row[CLASS] for row in shown(leaves)] == ["oak", "ash", "ash"]
