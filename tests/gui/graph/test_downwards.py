"""In a view that is much higher than wide a graph runs downwards, and the arrow keys with it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.record import record
from nnviz.core.presets import preset
from nnviz.gui.graph.laying_out import runs_down
from nnviz.gui.graph.view import GraphView
from nnviz.gui.theme import LIGHT

TALL, WIDE, SQUARE = QSize(400, 900), QSize(900, 400), QSize(400, 460)


@pytest.fixture(scope="module")
def graph() -> Graph:
    experiment = preset("sine-mlp")
    return record(experiment, experiment.initial_parameters(), 0)


@pytest.fixture
def view(qtbot: QtBot, graph: Graph) -> Iterator[GraphView]:
    view = GraphView(LIGHT)
    qtbot.addWidget(view)
    view.resize(TALL)
    view.show()
    view.show_graph(graph)
    qtbot.waitUntil(lambda: view.drawing is not None)
    yield view
    view.close()


def test_a_little_higher_than_wide_turns_nothing(graph: Graph) -> None:
    assert not runs_down(graph, SQUARE)
    assert runs_down(graph, SQUARE, before=True)
    assert runs_down(graph, TALL)
    assert not runs_down(graph, WIDE, before=True)


def test_columns_of_units_never_turn(graph: Graph) -> None:
    experiment = preset("sine-mlp")
    assert not runs_down(network_of(graph, experiment, experiment.initial_parameters()), TALL)
    assert runs_down(layers_of(graph), TALL)


def test_every_edge_points_down_and_ends_at_its_nodes(view: GraphView, graph: Graph) -> None:
    drawing = view.drawing
    for edge, curve in zip(graph.edges, drawing.layout.edges, strict=True):
        assert drawing.layout.centres[edge.source][1] < drawing.layout.centres[edge.target][1]
        source, target = (drawing.box_of(key).adjusted(-2, -2, 2, 2) for key in (edge.source, edge.target))
        assert source.contains(*curve[0])
        assert target.contains(*curve[-1])
    boxes = [drawing.box_of(key) for key in drawing.nodes]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_it_turns_with_the_view_and_numbers_do_not_stop_it(
    view: GraphView, graph: Graph, qtbot: QtBot
) -> None:
    assert view.drawing.layout.downwards
    view.resize(WIDE)
    view.show_graph(graph)  # as a run does, ten times a second
    qtbot.waitUntil(lambda: not view.drawing.layout.downwards)
    view.resize(TALL)
    qtbot.waitUntil(lambda: view.drawing.layout.downwards)


def test_the_arrow_keys_walk_downwards(view: GraphView) -> None:
    view.select("tanh 1 tanh")
    for key, there in (
        (Qt.Key.Key_Down, "layer 2 matmul"),
        (Qt.Key.Key_Up, "tanh 1 tanh"),
        (Qt.Key.Key_Right, "layer 2 weight"),
    ):
        QTest.keyClick(view, key)
        assert view.selected == there
