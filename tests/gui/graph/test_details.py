"""Details of what is chosen: every weight and bias can be reached, set, taken back and checked."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.graph.record import record
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.gui.graph import GraphPanel
from nnviz.gui.graph.board import GraphBoard
from nnviz.gui.graph.node_words import hint_words
from nnviz.gui.graph.table import table_of
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT

OpenPanel = Callable[..., GraphPanel]
X = np.linspace(0, 8, 5)


def plain(board: GraphBoard) -> str:
    """The words of the details without their look."""
    return re.sub(r"<[^>]+>", " ", board.details.words.text())


def type_value(board: GraphBoard, words: str) -> None:
    box = board.details.parameter.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, words)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_a_click_tells_all_of_a_node(board: GraphBoard) -> None:
    board.view.node_clicked.emit("tanh 1 tanh")
    assert board.details.isVisible()
    assert board.details.title.text().startswith("tanh")
    assert "h1 = tanh(z1)" in board.details.title.text()
    words = plain(board)
    for part in ("value", "gradient", "shape 5 × 3", "float64 on cpu", "1 − tanh²", "steeper", "matmul"):
        assert part in words, part
    assert board.details.numbers.table.rows == 15
    assert board.details.parameter.isHidden()


def test_contributions_of_uses_are_told_with_their_sum(open_panel: OpenPanel) -> None:
    training = replace(preset("five-dots-line").training, l2=0.5)
    board = open_panel(training=training).board
    graph = board.shown.graph
    board.details.show_node("layer 1 weight")
    uses = graph.out_of("layer 1 weight")
    assert len(uses) > 1  # in the matmul and in the penalty
    told = re.findall(r"(−?[\d.e−]+)", plain(board).split("Its uses")[1])
    total = float(np.mean(graph.node("layer 1 weight").gradient))
    assert float(told[-1].replace("−", "-")) == pytest.approx(total, rel=2e-3)


def test_a_weight_is_set_and_undo_brings_the_curve_back(
    board: GraphBoard, session: Session, qtbot: QtBot
) -> None:
    session.step()
    qtbot.waitUntil(lambda: board.shown.graph.setting.epoch == 1)
    curve, before = session.predict(X), session.shown.parameters
    board.details.show_node("layer 2 weight")
    board.details.numbers.choose(1)
    field = board.details.parameter
    assert field.name.text() == "layer 2 weight 2→1"
    index = field.parameter
    assert field.box.value() == before[index]
    type_value(board, "2.5")
    assert session.shown.parameters[index] == 2.5
    assert np.delete(session.shown.parameters, index) == pytest.approx(np.delete(before, index))
    assert session.predict(X) != pytest.approx(curve)
    qtbot.waitUntil(lambda: float(board.shown.graph.node("layer 2 weight").value[1, 0]) == 2.5)
    assert field.box.value() == 2.5
    session.undo_stack.undo()
    assert session.predict(X) == pytest.approx(curve)
    qtbot.waitUntil(lambda: field.box.value() == before[index])


def test_every_parameter_can_be_reached(board: GraphBoard, session: Session) -> None:
    reached = set()
    for node in board.shown.graph.nodes:
        if node.first is not None:
            board.details.show_node(node.key)
            for row in range(board.details.numbers.table.rows):
                board.details.numbers.choose(row)
                reached.add(board.details.parameter.parameter)
    assert reached == set(range(session.experiment.model.parameter_count))


def test_a_closed_layer_offers_all_of_its_parameters(open_panel: OpenPanel) -> None:
    board = open_panel("layers").board
    board.details.show_node("layer 1")
    labels = list(board.details.numbers.table.labels)
    assert labels == [*(f"weight 1→{j}" for j in (1, 2, 3)), *(f"bias {j}" for j in (1, 2, 3))]
    board.details.numbers.choose(4)
    assert board.details.parameter.name.text() == "layer 1 bias 2"


def test_a_unit_offers_its_bias_and_an_edge_its_weight(open_panel: OpenPanel) -> None:
    panel = open_panel("network")
    board, model = panel.board, panel.session.experiment.model
    board.details.show_node("layer 1 unit 2")
    assert board.details.parameter.name.text() == "layer 1 bias 2"
    edges = board.shown.graph.edges
    (place,) = [i for i, e in enumerate(edges) if e.source == "layer 1 unit 3" and e.target == "output"]
    board.view.edge_clicked.emit(place)
    assert "unit 3 → prediction" in board.details.title.text()
    index = board.details.parameter.parameter
    assert model.parameter_names[index] == "layer 2 weight 3→1"
    assert board.details.parameter.box.value() == edges[place].weight
    type_value(board, "-1")
    assert panel.session.shown.parameters[index] == -1


def test_an_edge_is_forgotten_at_another_level(open_panel: OpenPanel, qtbot: QtBot) -> None:
    board = open_panel("network").board
    board.details.show_edge(2)
    assert board.details.isVisible()
    board.shown.choose_level("operations")
    assert board.details.isHidden()


def test_coefficients_of_a_polynomial(open_panel: OpenPanel) -> None:
    board = open_panel(model=PolynomialSpec(degree=2)).board
    board.details.show_node("layer 1 weight")
    assert list(board.details.numbers.table.labels) == ["c0", "c1", "c2"]


def test_a_typed_word_is_refused_with_a_sentence(board: GraphBoard, session: Session) -> None:
    board.details.show_node("layer 2 bias")
    before = session.experiment
    type_value(board, "much")
    assert "“much” is not a number" in board.details.parameter.result.text()
    assert session.experiment == before
    assert not board.details.numbers.isVisible()  # one number needs no table


def test_steps_of_one_parameter_are_one_undo(board: GraphBoard, session: Session) -> None:
    board.details.show_node("layer 2 bias")
    start = session.experiment
    for _ in range(3):
        board.details.parameter.box.stepBy(1)
    index = board.details.parameter.parameter
    assert session.shown.parameters[index] == pytest.approx(start.initial_parameters()[index] + 0.3)
    while session.undo_stack.canUndo() and session.experiment != start:
        session.undo_stack.undo()
    assert session.experiment == start
    assert session.undo_stack.count() <= 2


def test_a_gradient_is_checked(board: GraphBoard, qtbot: QtBot) -> None:
    board.details.show_node("layer 1 weight")
    with qtbot.waitSignal(board.shown._recordings.checked):
        QTest.mouseClick(board.details.parameter.check, Qt.MouseButton.LeftButton)
    assert "They agree" in board.details.parameter.result.text()
    board.details.numbers.choose(2)
    assert board.details.parameter.result.isHidden()  # it was said of another


def test_what_a_check_found_goes_with_the_experiment(
    board: GraphBoard, session: Session, qtbot: QtBot
) -> None:
    board.details.show_node("layer 1 weight")
    with qtbot.waitSignal(board.shown._recordings.checked):
        QTest.mouseClick(board.details.parameter.check, Qt.MouseButton.LeftButton)
    assert "Epoch 0: " in board.details.parameter.result.text()
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 0.5), "Move point")
    assert board.details.parameter.result.isHidden()


def test_one_number_that_is_not_finite_is_told_by_itself(board: GraphBoard) -> None:
    graph = board.shown.graph
    assert graph is not None
    lost = replace(graph.node("loss mean"), value=np.array(np.inf), gradient=np.array(np.nan))
    words = hint_words(lost, LIGHT, None, None)
    assert "∞" in words
    assert "NaN" in words
    assert "…" not in words


def test_the_details_close(board: GraphBoard) -> None:
    board.view.select("layer 1 weight")
    board.details.show_node("layer 1 weight")
    QTest.mouseClick(board.details.close_button, Qt.MouseButton.LeftButton)
    assert board.details.isHidden()
    assert board.view.selected is None


def test_a_wide_layer_is_not_named_all_at_once() -> None:
    experiment = replace(preset("sine-mlp"))
    graph = record(experiment, experiment.initial_parameters(), 0)
    table = table_of(graph.node("tanh 1 tanh"), graph, experiment.model)
    assert table.rows == 14 * 16
    assert table.labels[17] == "2, 2"
    assert table.columns[0][1][17] == graph.node("tanh 1 tanh").value[1, 1]
