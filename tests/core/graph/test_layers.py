"""Layers: what is closed, what opens, and that no contribution is lost on the way."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec

RNG = np.random.default_rng(4)
SOME = Experiment(
    dataset=Dataset.from_xy(RNG.uniform(-1, 1, (6, 2))), domain=(-1, 1), model=MLPSpec((4, 3)),
    training=Training(l1=0.01, l2=0.02),
)  # fmt: skip
PARAMETERS = RNG.standard_normal(SOME.model.parameter_count)
GRAPH = record(SOME, PARAMETERS, 3)


def test_the_layers_of_a_perceptron() -> None:
    closed = layers_of(GRAPH)
    assert [(node.key, node.kind, node.operation, node.shape, node.parameters) for node in closed.nodes] == [
        ("x", "input", "", (6, 1), 0),
        ("layer 1", "layer", "Linear", (6, 4), 8),
        ("tanh 1", "layer", "tanh", (6, 4), 0),
        ("layer 2", "layer", "Linear", (6, 3), 15),
        ("tanh 2", "layer", "tanh", (6, 3), 0),
        ("layer 3", "layer", "Linear", (6, 1), 4),
        ("penalty", "layer", "penalty", (), 0),
        ("target", "target", "", (6, 1), 0),
        ("loss", "layer", "mean squared error", (), 0),
    ]
    assert closed.loss == "loss"
    assert closed.setting == replace(GRAPH.setting, level="layers")
    layer = closed.node("layer 2")
    assert layer.formula == "z2 = h1 · W2 + b2"
    assert closed.node("loss").formula == "r = p − y, E = mean(r²), L = E + R"
    assert layer.inner == (
        "layer 2 weight", "layer 2 bias", "layer 2 matmul", "layer 2 add",
    )  # fmt: skip
    assert_array_equal(layer.value, GRAPH.node("layer 2 add").value)
    assert_array_equal(layer.gradient, GRAPH.node("layer 2 add").gradient)


def test_a_use_that_crosses_is_an_edge_that_knows_its_true_ends() -> None:
    closed = layers_of(GRAPH)
    assert [(edge.source, edge.place, edge.inner) for edge in closed.into("loss")] == [
        ("layer 3", 0, ("layer 3 add", "loss sub")),
        ("target", 1, ("target", "loss sub")),
        ("penalty", 2, ("penalty add 5", "loss add")),
    ]
    of_weights = [edge.ends[0] for edge in closed.into("penalty")]
    assert of_weights == [f"layer {number} weight" for number in (1, 2, 3)] * 2  # L2, then L1
    assert len({(edge.source, edge.target, edge.place) for edge in closed.edges}) == len(closed.edges)


def test_every_node_comes_after_what_it_uses() -> None:
    for opened in (frozenset[str](), frozenset({"layer 1"}), frozenset({"loss", "penalty"})):
        shown = layers_of(GRAPH, opened)
        places = {node.key: place for place, node in enumerate(shown.nodes)}
        assert all(places[edge.source] < places[edge.target] for edge in shown.edges)


def test_an_opened_layer_shows_its_operations() -> None:
    shown = layers_of(GRAPH, frozenset({"layer 2"}))
    assert [node.key for node in shown.nodes][2:7] == [
        "tanh 1", "layer 2 weight", "layer 2 bias", "layer 2 matmul", "layer 2 add",
    ]  # fmt: skip
    (edge,) = [edge for edge in shown.edges if edge.target == "layer 2 matmul" and edge.place == 0]
    assert (edge.source, edge.inner) == ("tanh 1", ("tanh 1 tanh", "layer 2 matmul"))
    assert shown.into("layer 2 add")[1].inner is None


def test_with_everything_open_it_is_the_graph_of_operations() -> None:
    everything = frozenset(node.layer for node in GRAPH.nodes)
    opened = layers_of(GRAPH, everything)
    assert opened.structure == GRAPH.structure
    assert opened.nodes == GRAPH.nodes
    assert opened.edges == GRAPH.edges


def hidden(graph: Graph, shown: Graph) -> list[tuple[str, np.ndarray]]:
    """Source and contribution of the uses that are inside of closed layers."""
    seen = {(*edge.ends, id(edge.contribution)) for edge in shown.edges}
    return [
        (edge.source, edge.contribution)
        for edge in graph.edges
        if (edge.source, edge.target, id(edge.contribution)) not in seen
    ]


@pytest.mark.parametrize(
    "opened",
    [set(), {"layer 2"}, {"penalty"}, {"loss", "tanh 1"}],
    ids=lambda opened: "+".join(opened) or "none",
)
@pytest.mark.parametrize("model", [MLPSpec((4, 3)), MLPSpec(()), PolynomialSpec(3)], ids=str)
def test_visible_and_hidden_uses_add_up_to_the_gradient(model: object, opened: set[str]) -> None:
    some = replace(SOME, model=model)
    graph = record(some, RNG.standard_normal(model.parameter_count), 0)
    shown = layers_of(graph, frozenset(opened))
    inside = hidden(graph, shown)
    sources = {edge.ends[0] for edge in shown.edges}
    assert len(inside) + len(shown.edges) == len(graph.edges)
    for key in sources:
        gradient = graph.node(key).gradient
        if gradient is None:
            continue
        visible = sum(edge.contribution for edge in shown.edges if edge.ends[0] == key)
        total = visible + sum(contribution for source, contribution in inside if source == key)
        assert_allclose(total, gradient, rtol=0, atol=1e-10)


def test_at_an_x_the_prediction_is_the_end() -> None:
    closed = layers_of(record(SOME, PARAMETERS, 3, Question(x=0.1)))
    assert closed.loss == "layer 3"
    assert [node.key for node in closed.nodes] == ["x", "layer 1", "tanh 1", "layer 2", "tanh 2", "layer 3"]


def test_a_formula_s_letter_may_be_called_like_a_group() -> None:
    some = replace(SOME, model=FormulaSpec("loss*x + penalty"))
    shown = layers_of(record(some, np.ones(2), 0), frozenset({"formula"}))
    keys = [node.key for node in shown.nodes]
    assert len(set(keys)) == len(keys)
    assert {"loss", "penalty"} < set(keys)
    assert (shown.loss, shown.node(shown.loss).layer) == ("loss layer", "loss")
