"""Units and weights: their numbers come from the recording, and contributions add up."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.network import network_of
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.training.masks import Masks
from nnviz.core.training.upcoming import Memory, Upcoming

RNG = np.random.default_rng(6)
POINTS = Dataset.from_xy(RNG.uniform(-1, 2, (6, 2)))


def shown(model: object, opened: tuple[str, ...] = (), **training: float) -> tuple[Graph, Graph, np.ndarray]:
    """Its network, the recording and the parameters."""
    some = Experiment(dataset=POINTS, domain=(-1, 2), model=model, training=Training(**training))
    parameters = RNG.standard_normal(model.parameter_count)
    graph = record(some, parameters, 0)
    return network_of(graph, some, parameters, frozenset(opened)), graph, parameters


def check_sums(network: Graph) -> None:
    for node in network.nodes:
        uses = [edge.contribution for edge in network.out_of(node.key)]
        if uses and all(use is not None for use in uses):
            assert_allclose(sum(uses), node.gradient, rtol=0, atol=1e-10)
            assert sum(uses).shape == node.value.shape


def test_a_1_2_1_perceptron_by_hand() -> None:
    network, graph, parameters = shown(MLPSpec((2,)))
    w1, w2, b1, b2, v1, v2, c = parameters
    assert [(node.key, node.kind, node.name, node.parameters) for node in network.nodes] == [
        ("x", "input", "x, scaled to −1…1", 0),
        ("layer 1 unit 1", "unit", "unit 1", 2),
        ("layer 1 unit 2", "unit", "unit 2", 2),
        ("output", "unit", "prediction", 3),
        ("target", "target", "target", 0),
        ("loss", "layer", "loss", 0),
    ]
    x = (2 * POINTS.x - 1) / 3
    h1, h2 = np.tanh(w1 * x + b1), np.tanh(w2 * x + b2)
    p = v1 * h1 + v2 * h2 + c
    dp = 2 * (p - POINTS.y) / 6
    assert_allclose(network.node("x").value, x, rtol=1e-12)
    assert_allclose(network.node("layer 1 unit 2").value, h2, rtol=1e-12)
    assert_allclose(network.node("layer 1 unit 2").gradient, dp * v2, rtol=1e-10)
    assert_allclose(network.node("output").value, p, rtol=1e-12)
    edges = {(edge.source, edge.target): edge for edge in network.edges}
    assert len(edges) == 6
    into_second, out_of_second = edges["x", "layer 1 unit 2"], edges["layer 1 unit 2", "output"]
    assert (into_second.weight, into_second.parameter) == (w2, 1)
    dz2 = dp * v2 * (1 - h2**2)
    assert_allclose(into_second.weight_gradient, np.sum(dz2 * x), rtol=1e-10)
    assert_allclose(into_second.contribution, dz2 * w2, rtol=1e-10)
    assert (out_of_second.weight, out_of_second.parameter) == (v2, 5)
    assert_allclose(out_of_second.contribution, dp * v2, rtol=1e-10)
    unit, output = network.node("layer 1 unit 2"), network.node("output")
    assert (unit.bias, unit.bias_value, output.bias, output.bias_value) == (3, b2, 6, c)
    assert_allclose([unit.bias_gradient, output.bias_gradient], [dz2.sum(), dp.sum()], rtol=1e-10)
    assert network.loss == "loss"
    assert network.setting == replace(graph.setting, level="network")


def test_curves_are_what_the_units_give_over_the_domain() -> None:
    network, _, parameters = shown(MLPSpec((2,), "sigmoid"))
    assert (network.x[0], network.x[-1], len(network.x)) == (-1, 2, 60)
    expected = 1 / (1 + np.exp(-(parameters[0] * (2 * network.x - 1) / 3 + parameters[2])))
    assert_allclose(network.node("layer 1 unit 1").curve, expected, rtol=1e-12)
    some = Experiment(domain=(-1, 2), model=MLPSpec((2,), "sigmoid"))
    assert_allclose(network.node("output").curve, some.predict(parameters, network.x))


def test_each_weight_and_bias_is_reached_once() -> None:
    spec = MLPSpec((4, 3, 5))
    network, _, parameters = shown(spec)
    found = [edge.parameter for edge in network.edges if edge.parameter is not None]
    found += [node.bias for node in network.nodes if node.bias is not None]
    assert sorted(found) == list(range(spec.parameter_count))
    for edge in network.edges:
        if edge.parameter is not None:
            assert edge.weight == parameters[edge.parameter]
            assert spec.parameter_names[edge.parameter].startswith(f"{weight_of(edge.target)} weight")
    for node in network.nodes:
        if node.bias is not None:
            assert node.bias_value == parameters[node.bias]


def weight_of(target: str) -> str:
    return "layer 4" if target == "output" else target[: len("layer 1")]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(), (3,), (14, 20, 13)], ids=str)
@pytest.mark.parametrize("opened", [(), ("layer 2",)], ids=["closed", "opened"])
def test_at_every_unit_the_uses_add_up_to_its_gradient(activation: str, sizes: tuple, opened: tuple) -> None:
    check_sums(shown(MLPSpec(sizes, activation), opened, l1=0.1, l2=0.1)[0])


def test_of_a_wide_layer_the_first_twelve_are_shown_and_the_rest_is_one_node() -> None:
    spec = MLPSpec((100, 3))
    network, graph, _ = shown(spec)
    rest = network.node("layer 1 rest")
    assert (rest.name, rest.kind, rest.layer, rest.parameters) == ("… 88 more", "layer", "layer 1", 2 * 88)
    assert rest.inner[:2] == ("layer 1 unit 13", "layer 1 unit 14")
    assert_allclose(rest.value, graph.node("tanh 1 tanh").value[:, 12:])
    check_sums(network)
    assert sum(node.layer == "layer 1" for node in network.nodes) == 13
    opened, _, _ = shown(spec, ("layer 1",))
    assert sum(node.layer == "layer 1" for node in opened.nodes) == 65
    assert opened.node("layer 1 rest").name == "… 36 more"
    check_sums(opened)


def test_an_opened_layer_of_many_points_stays_small_enough() -> None:
    many = Dataset.from_xy(RNG.uniform(-1, 2, (20_000, 2)))
    some = Experiment(dataset=many, domain=(-1, 2), model=MLPSpec((40,)))
    parameters = np.ones(some.model.parameter_count)
    opened = network_of(record(some, parameters, 0), some, parameters, frozenset({"layer 1"}))
    assert sum(node.layer == "layer 1" for node in opened.nodes) == 13


def test_with_dropout_a_unit_gives_what_is_left_of_it() -> None:
    some = Experiment(dataset=POINTS, domain=(-1, 2), model=MLPSpec((3, 4), dropout=0.5))
    parameters = RNG.standard_normal(some.model.parameter_count)
    masks = tuple(mask[0] for mask in Masks(some.model, 1, 3, np.float64).draw(6))
    graph = record_step(Upcoming(some, 0, parameters, Memory(0, parameters, parameters), None, masks))
    network = network_of(graph, some, parameters)
    assert_allclose(network.node("layer 2 unit 3").value, graph.node("dropout 2 mul").value[:, 2])
    assert (network.node("layer 2 unit 3").value == 0).any()
    check_sums(network)


def test_a_polynomial_shows_its_basis_functions_as_units() -> None:
    network, graph, parameters = shown(PolynomialSpec(3), l2=0.1)
    assert [node.key for node in network.nodes] == [
        "x", "P0", "P1", "P2", "P3", "output", "penalty", "target", "loss",
    ]  # fmt: skip
    assert_allclose(network.node("x").value, (2 * POINTS.x - 1) / 3, rtol=1e-12)
    u = (2 * network.x - 1) / 3
    assert_allclose(network.node("P2").curve, np.sqrt(5) * (3 * u**2 - 1) / 2, atol=1e-12)
    edges = [edge for edge in network.edges if edge.target == "output"]
    assert [(edge.source, edge.weight, edge.parameter) for edge in edges] == [
        (f"P{j}", parameters[j], j) for j in range(4)
    ]
    assert_allclose([edge.weight_gradient for edge in edges], graph.node("layer 1 weight").gradient[:, 0])
    assert [edge.target for edge in network.out_of("x")] == ["P1", "P2", "P3"]
    assert network.node("output").bias is None
    check_sums(network)
    assert [node.key for node in shown(PolynomialSpec(0))[0].nodes] == ["P0", "output", "target", "loss"]


def test_at_an_x_the_prediction_is_the_end() -> None:
    some = Experiment(dataset=POINTS, domain=(-1, 2), model=MLPSpec((3,)))
    parameters = RNG.standard_normal(some.model.parameter_count)
    network = network_of(record(some, parameters, 0, Question(x=0.5)), some, parameters)
    assert network.loss == network.nodes[-1].key == "output"
    assert network.node("output").gradient.tolist() == [1]
    check_sums(network)


@pytest.mark.parametrize("model", [PolynomialSpec(2), MLPSpec((3,), "relu")], ids=str)
@pytest.mark.parametrize("weight", [1e308, -1e200, 1e155])
def test_a_weight_beyond_all_measure_is_no_warning(model: object, weight: float) -> None:
    some = Experiment(dataset=POINTS, domain=(-1, 2), model=model)
    parameters = np.ones(model.parameter_count)
    parameters[0] = weight
    network_of(record(some, parameters, 0), some, parameters)  # a warning is an error here


def test_an_opened_loss_shows_its_operations() -> None:
    network, _, _ = shown(MLPSpec((2,)), ("loss",))
    assert [node.key for node in network.nodes][-3:] == ["loss sub", "loss pow", "loss mean"]
    assert (network.into("loss sub")[0].source, network.loss) == ("output", "loss mean")
