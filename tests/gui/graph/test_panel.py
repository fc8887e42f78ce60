"""The GRAPH panel: made when it is seen, follows the session; levels, opened layers, search, words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.files.safe_write import write_safely
from nnviz.core.graph.question import Question
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.gui.graph import GraphPanel
from nnviz.gui.graph.board import GraphBoard
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

OpenPanel = Callable[..., GraphPanel]
LEFT = Qt.MouseButton.LeftButton


def keys(board: GraphBoard) -> list[str]:
    assert board.shown.graph is not None
    return [node.key for node in board.shown.graph.nodes]


def drawn(board: GraphBoard, qtbot: QtBot) -> None:
    """Wait until what is shown is what is drawn."""
    qtbot.waitUntil(lambda: [*board.view.drawing.nodes] == keys(board) and not board.view.busy)


def test_its_insides_are_made_after_it_was_painted(qtbot: QtBot) -> None:
    session = Session(preset("five-dots-line"), in_process=True)
    panel = GraphPanel(session, LIGHT)
    qtbot.addWidget(panel)
    assert panel.board is None
    with qtbot.waitSignal(panel.ready):
        panel.show()
        assert panel.board is None
    assert panel.board is not None
    session.close()


def test_it_says_so_until_the_graph_is_there(qtbot: QtBot) -> None:
    session = Session(preset("five-dots-line"), in_process=True)
    panel = GraphPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.make()
    panel.show()
    assert "being recorded" in panel.board._message.text()
    assert panel.board._message.isVisible()
    session.close()


def test_it_follows_the_run_while_it_is_seen_and_only_then(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = open_panel()
    shown, session = panel.board.shown, panel.session
    session.step()
    qtbot.waitUntil(lambda: shown.graph.setting.epoch == 1)
    panel.hide()
    with qtbot.waitSignal(session.frame_changed):
        session.step()
    with qtbot.waitSignal(session.recordings.checked):  # what was asked before it is answered by then
        session.recordings.check_gradient(0)
    assert shown.graph.setting.epoch == 1
    panel.show()
    qtbot.waitUntil(lambda: shown.graph.setting.epoch == 2)


def test_three_levels_of_one_graph(board: GraphBoard, qtbot: QtBot) -> None:
    loss = {}
    for level, there in (
        ("network", "layer 1 unit 3"),
        ("layers", "layer 1"),
        ("operations", "layer 1 matmul"),
    ):
        QTest.mouseClick(board.bar.levels[level], LEFT)
        drawn(board, qtbot)
        assert board.bar.levels[level].isChecked()
        assert board.shown.graph.setting.level == level
        assert there in keys(board)
        loss[level] = float(board.shown.graph.node(board.shown.graph.loss).value)
    assert len(set(loss.values())) == 1


def test_a_layer_opens_into_its_operations_and_closes(open_panel: OpenPanel, qtbot: QtBot) -> None:
    board = open_panel("layers").board
    closed = keys(board)
    board.view.select("layer 1")
    QTest.keyClick(board.view, Qt.Key.Key_Return)
    drawn(board, qtbot)
    assert "layer 1" not in keys(board)
    assert {"layer 1 weight", "layer 1 bias", "layer 1 matmul", "layer 1 add", "layer 2"} <= {*keys(board)}
    board.view.select("layer 1 add")
    QTest.keyClick(board.view, Qt.Key.Key_Backspace)
    drawn(board, qtbot)
    assert keys(board) == closed
    QTest.keyClick(board.view, Qt.Key.Key_Backspace)  # a closed one stays closed
    assert keys(board) == closed


def test_units_that_are_left_out_can_be_opened(open_panel: OpenPanel, qtbot: QtBot) -> None:
    board = open_panel("network", model=MLPSpec(hidden_sizes=(20,))).board
    assert "layer 1 unit 13" not in keys(board)
    board.shown.open_or_close("layer 1 rest")
    drawn(board, qtbot)
    assert "layer 1 unit 20" in keys(board)
    board.shown.open_or_close("layer 1 unit 20")
    assert "layer 1 unit 13" not in keys(board)


def test_an_operation_has_nothing_to_open(board: GraphBoard) -> None:
    before = board.shown.graph
    board.shown.open_or_close("layer 1 matmul")
    assert board.shown.graph is before


def test_nodes_are_found_by_name(board: GraphBoard) -> None:
    QTest.keyClick(board.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert board.bar.search.hasFocus()
    QTest.keyClicks(board.bar.search, "bias")
    for key in ("layer 1 bias", "layer 2 bias", "layer 1 bias"):
        QTest.keyClick(board.bar.search, Qt.Key.Key_Return)
        assert board.view.selected == key
    assert "layer 1 bias" in board.details.title.text()
    QTest.keyClick(board.bar.search, Qt.Key.Key_Escape)
    assert board.bar.search.text() == ""
    QTest.keyClick(board.view, Qt.Key.Key_Escape)
    assert board.view.selected is None
    assert board.details.isHidden()


def test_it_says_what_its_numbers_are_about(board: GraphBoard, session: Session, qtbot: QtBot) -> None:
    assert board.about.text() == "Mean over 5 training points · epoch 0"
    x, y = session.experiment.dataset.x[2], session.experiment.dataset.y[2]
    session.focus_on(Question(point=2))
    qtbot.waitUntil(lambda: board.about.text() == f"Point 3 (x {x:g}, y {y:g}) alone · epoch 0")
    session.focus_on(Question(x=2.1))
    words = "x = 2.1, no target: gradients of the prediction · epoch 0"
    qtbot.waitUntil(lambda: board.about.text() == words)


def test_penalty_and_dropout_are_named(open_panel: OpenPanel) -> None:
    changes = {"model": MLPSpec(hidden_sizes=(3,), dropout=0.5)}
    training = replace(preset("five-dots-line").training, l2=0.1)
    board = open_panel(training=training, **changes).board
    assert board.about.text() == "Mean over 5 training points, with penalty · epoch 0 · dropout off"


def test_without_points_a_sentence_stands_in_its_place(
    board: GraphBoard, session: Session, qtbot: QtBot
) -> None:
    session.edit_points(Dataset.from_xy(), "")
    qtbot.waitUntil(lambda: board._message.isVisible())
    assert "training point" in board._message.text()
    assert not board.about.isVisible()
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: board.view.isVisible())


def test_another_model_is_another_graph(board: GraphBoard, session: Session, qtbot: QtBot) -> None:
    board.details.show_node("tanh 1 tanh")
    session.edit(replace(session.experiment, model=MLPSpec(hidden_sizes=(2, 2), activation="relu")), "")
    qtbot.waitUntil(lambda: "relu 2 relu" in keys(board))
    drawn(board, qtbot)
    assert board.details.isHidden()


def test_marks_are_told(open_panel: OpenPanel, qtbot: QtBot) -> None:
    dead = MLPSpec(hidden_sizes=(2,), activation="relu")
    weights = [1.0, 1.0, -9.0, 0.0, 1.0, 1.0, 0.0]  # the first unit's bias is too low for any x
    board = open_panel("network", model=dead, initial=tuple(weights)).board
    board.details.show_node("layer 1 unit 1")
    assert "dead" in board.details.words.text()
    board.details.show_node("layer 1 unit 2")
    assert "dead" not in board.details.words.text()


def test_it_is_saved_and_copied(board: GraphBoard, session: Session, tmp_path: Path) -> None:
    board._saving.write_to(tmp_path / "graph.svg", board._saving.write_svg)
    assert "tanh" in (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert "graph.svg" in str(session.notice)
    board._saving.write_to(tmp_path / "missing" / "graph.dot", lambda path: write_safely(path, ""))
    assert "cannot be written" in str(session.notice)
    board._saving.copy_outline()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == len(keys(board))


def test_a_float32_model_is_recorded_in_float32(open_panel: OpenPanel) -> None:
    training = replace(preset("five-dots-line").training, precision="float32")
    board = open_panel(training=training).board
    board.details.show_node("layer 1 weight")
    assert "float32 on cpu" in board.details.words.text()


def test_it_takes_the_dark_theme(open_panel: OpenPanel) -> None:
    panel = open_panel()
    panel.board.details.show_node("tanh 1 tanh")
    panel.show_theme(DARK)
    assert DARK.gradient in panel.board.details.words.text()


@pytest.mark.parametrize("level", ["network", "layers", "operations"])
def test_the_level_is_the_first_one_shown(open_panel: OpenPanel, level: str) -> None:
    panel = open_panel(level)
    assert panel.level == level
    assert panel.board.shown.graph.setting.level == level
