"""Graphs of points with classes at every level: layers, units with their maps, and what is told of a step."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.graph.health import marks
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.network_columns import MOST_MAPPED, SIDE
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.graph.updates import updates
from nnviz.core.graph.walk import first_of, lit_at, story_of
from nnviz.core.models import MLPSpec
from nnviz.core.training.player import Player

LOSSES = ("cross-entropy", "squared error")
HEADS = ((2, 1), (2, 2), (3, 3))  # classes, outputs
every_loss = pytest.mark.parametrize(("heads", "loss"), list(product(HEADS, LOSSES)))
NAMES = ("setosa", "versicolor", "virginica", "d", "e", "f", "g", "h", "i", "j")


def clouds(classes: int, features: int = 2, n: int = 12) -> Dataset:
    rng = np.random.default_rng(classes + features)
    numbers = np.arange(n) % classes
    places = 2 * rng.standard_normal((classes, features))[numbers] + rng.standard_normal((n, features))
    roles = np.where(np.arange(n) % 4 == 3, Role.VALIDATION, Role.TRAINING).astype(np.int8)
    return Dataset(places, numbers.astype(float), roles, NAMES[:classes])


def experiment(
    classes: int = 3, outputs: int = 3, hidden: tuple[int, ...] = (4,), features: int = 2, **training: object
) -> Experiment:
    activation, dropout = training.pop("activation", "tanh"), training.pop("dropout", 0.0)
    return Experiment(
        dataset=clouds(classes, features), scaling="standard", training=Training(**training),
        model=MLPSpec(hidden, activation, dropout, n_in=features, n_out=outputs),
    )  # fmt: skip


def drawn(some: Experiment) -> np.ndarray:
    return np.random.default_rng(1).standard_normal(some.model.parameter_count)


# --- layers, operations, units ---------------------------------------------------------------------


def test_the_layers_of_a_softmax_model() -> None:
    some = experiment(3, 3)
    closed = layers_of(record(some, drawn(some), 0))
    assert [(node.key, node.operation, node.shape) for node in closed.nodes] == [
        ("x", "", (9, 2)),
        ("layer 1", "Linear", (9, 4)),
        ("tanh 1", "tanh", (9, 4)),
        ("layer 2", "Linear", (9, 3)),
        ("probabilities", "softmax", (9, 3)),
        ("target", "", (9, 3)),
        ("loss", "cross-entropy", ()),
    ]
    assert closed.node("loss").formula == "ℓ = logsumexp(z) − Σ y · z, L = mean(ℓ)"
    assert closed.node("x").name == "features, scaled"


@pytest.mark.parametrize(
    ("heads", "loss", "formula"),
    [
        ((2, 1), "cross-entropy", "ℓ = softplus(z) − y · z, L = mean(ℓ)"),
        ((2, 1), "squared error", "r = p − y, ℓ = 2 · r², L = mean(ℓ)"),
        ((3, 3), "squared error", "r = p − y, ℓ = Σ r², L = mean(ℓ)"),
    ],
)
def test_each_loss_in_symbols(heads: tuple[int, int], loss: str, formula: str) -> None:
    some = replace(experiment(*heads, loss=loss), scaling="none")
    closed = layers_of(record(some, drawn(some), 0))
    assert closed.node("loss").formula == formula
    assert closed.node("loss").operation == closed.setting.loss
    assert closed.node("x").name == "features"


def test_the_derivatives_of_softmax_and_its_logarithm() -> None:
    some = experiment(3, 3, ())
    edges = {edge.target: edge for edge in record(some, drawn(some), 0, Question(place=(0.3, 0.2))).edges}
    edge = edges["probabilities softmax"]
    assert edge.derivative == "∂softmax(z)/∂z = diag(p) − p · pᵀ, p = softmax(z)"
    p = some.probabilities(drawn(some), np.array([[0.3, 0.2]]))[0]
    jacobian = np.diag(p) - np.outer(p, p)
    assert_allclose(edge.contribution[0], jacobian[p.argmax()], rtol=1e-10)
    graph = record(some, drawn(some), 0, Question(point=0))
    (edge,) = graph.into("loss logsumexp")
    assert edge.derivative == "∂logsumexp(z)/∂z = softmax(z)"
    assert_allclose(edge.contribution, graph.node("probabilities softmax").value, rtol=1e-10)


def test_outputs_are_probabilities_named_by_class_with_the_gradient_of_their_logit() -> None:
    some = experiment(3, 3)
    graph = record(some, drawn(some), 0)
    units = network_of(graph, some, drawn(some))
    assert [(node.key, node.kind, node.parameters) for node in units.nodes][:2] == [
        ("input 1", "input", 0), ("input 2", "input", 0),
    ]  # fmt: skip
    outputs = [units.node(f"p({name})") for name in NAMES[:3]]
    p, z = graph.node("probabilities softmax"), graph.node("layer 2 add")
    for number, node in enumerate(outputs):
        assert (node.of_class, node.by, node.operation) == (number, "z", "softmax")
        assert_allclose(node.value, p.value[:, number])
        assert_allclose(node.gradient, z.gradient[:, number])
        (use,) = units.out_of(node.key)
        assert (use.target, use.derivative) == ("loss", "∂ℓ/∂z = p − y")
        target = graph.node("target").value[:, number]
        assert_allclose(use.contribution, (node.value - target) / 9, rtol=1e-9, atol=1e-15)
    squared = replace(some, training=Training(loss="squared error"))
    graph = record(squared, drawn(some), 0)
    unit = network_of(graph, squared, drawn(some)).node("p(setosa)")
    assert unit.by == ""
    assert_allclose(unit.gradient, graph.node("probabilities softmax").gradient[:, 0])


def test_units_of_two_features_have_maps_over_the_points() -> None:
    some = experiment(3, 3)
    units = network_of(record(some, drawn(some), 0), some, drawn(some))
    assert (len(units.x), len(units.y)) == (SIDE, SIDE)
    low, high = some.dataset.features.min(0), some.dataset.features.max(0)
    assert units.x[0] < low[0] < high[0] < units.x[-1]
    corner = np.array([[units.x[-1], units.y[0]]])  # lowest row first
    expected = some.probabilities(drawn(some), corner)[0]
    for number, name in enumerate(NAMES[:3]):
        assert_allclose(units.node(f"p({name})").curve[0, -1], expected[number])
    assert_allclose(units.node("input 2").curve[0], some.inputs(corner)[0, 1])
    logistic = experiment(2, 1)
    unit = network_of(record(logistic, drawn(logistic), 0), logistic, drawn(logistic)).node("p(versicolor)")
    places = np.array([[x, y] for y in units.y for x in units.x])
    assert unit.curve.shape == (SIDE, SIDE)
    assert unit.curve.size == len(places)
    assert 0 <= unit.curve.min() <= unit.curve.max() <= 1


def test_units_of_one_feature_have_curves_and_those_of_many_nothing() -> None:
    one = experiment(2, 1, features=1)
    units = network_of(record(one, drawn(one), 0), one, drawn(one))
    expected = one.probabilities(drawn(one), units.x[:, None])[:, 1]
    assert_allclose(units.node("p(versicolor)").curve, expected)
    for some in (experiment(3, 3, features=4), experiment(3, 3, (512, 512))):
        units = network_of(record(some, drawn(some), 0), some, drawn(some))
        assert all(node.curve is None for node in units.nodes)
        assert units.x.size == units.y.size == 0
    assert some.model.parameter_count * SIDE**2 > MOST_MAPPED


def test_of_many_features_the_first_twelve_are_shown_and_can_be_opened() -> None:
    some = experiment(10, 10, (5,), features=64)
    graph = record(some, drawn(some), 0)
    units = network_of(graph, some, drawn(some))
    inputs = [node for node in units.nodes if node.layer == "inputs"]
    assert [node.name for node in inputs] == [*(f"x{i}" for i in range(1, 13)), "… 52 more"]
    assert len(network_of(graph, some, drawn(some), frozenset({"inputs"})).node("input 64").value) == 9
    assert len([node for node in units.nodes if node.of_class is not None]) == 10
    told = str(story_of(units).moments[0].sentence)
    assert told.startswith("What is given goes in (9 points): x1, x2, x3, x4 and 10 more")


# --- what is told ----------------------------------------------------------------------------------


def test_how_the_gradient_of_a_logit_comes_about_is_told_with_numbers() -> None:
    some = experiment(2, 1, ())
    graph = record(some, drawn(some), 0, Question(point=1))
    p = float(graph.node("probability sigmoid").value.item())
    told = [str(moment.sentence) for moment in story_of(graph).moments]
    assert f"p = sigmoid(z) = {p:.3g}." in told
    assert any(each.startswith("Back to z: 1 × sigmoid(z) = ") and "2 uses of z" in each for each in told)
    assert_allclose(graph.node("layer 1 add").gradient, p - 1)


@every_loss
@pytest.mark.parametrize("level", ["operations", "layers", "network"])
def test_a_step_is_walked_forwards_and_backwards(heads: tuple[int, int], loss: str, level: str) -> None:
    some = experiment(*heads, loss=loss, batch_size=4, optimiser="Adam", learning_rate=0.05)
    player = Player(some)
    player.advance_once()
    player.advance()
    upcoming = player.upcoming()
    graph = record_step(upcoming)
    made = updates(graph, upcoming)
    units = network_of(graph, some, upcoming.parameters)
    shown = {"operations": graph, "layers": layers_of(graph), "network": units}[level]
    story = story_of(shown, made)
    before = lit_at(story, first_of(story, "backward") - 1)
    assert before.values == {node.key for node in shown.nodes}
    after = lit_at(story, first_of(story, "update") - 1)
    for node in shown.nodes:
        if node.key in after.gradients:
            assert_allclose(after.gradients[node.key], node.gradient, rtol=1e-10, atol=1e-14)
            assert node.key in after.complete
    assert {node.key for node in shown.nodes if node.kind in ("unit", "parameter")} <= after.gradients.keys()
    assert all(str(moment.sentence).endswith((".", "?")) for moment in story.moments)


@pytest.mark.parametrize("rule", OPTIMISERS)
@every_loss
def test_new_values_are_those_of_the_very_next_step(heads: tuple[int, int], loss: str, rule: str) -> None:
    some = experiment(*heads, loss=loss, batch_size=4, optimiser=rule, learning_rate=0.05, l2=0.01)
    player = Player(some)
    for _ in range(3):
        upcoming = player.upcoming()
        made = updates(record_step(upcoming), upcoming)
        coming = np.concatenate([update.lines[-1][1].ravel() for update in made])
        player.advance_once()
        player.advance()
        assert_allclose(coming, player.snapshot().parameters, rtol=1e-9, atol=1e-13)


def test_a_place_s_story_is_about_its_probability() -> None:
    some = experiment(3, 3)
    graph = record(some, drawn(some), 0, Question(place=(0.3, -1.0)))
    told = [str(moment.sentence) for moment in story_of(graph).moments]
    likely = some.dataset.class_names[int(some.probabilities(drawn(some), np.array([[0.3, -1.0]])).argmax())]
    assert any(each.startswith(f"The probability of class “{likely}” is ") for each in told)
    assert not any("loss" in each for each in told)
    story = story_of(graph)
    assert lit_at(story, first_of(story, "backward")).gradients[graph.loss].sum() == 1
    last = lit_at(story, len(story.moments))
    for node in graph.nodes:
        if node.key in last.gradients:
            assert_allclose(last.gradients[node.key], node.gradient, rtol=1e-10)


def test_only_hidden_units_are_judged() -> None:
    """That all probabilities are nearly 0 or 1 is what training is for."""
    some = experiment(2, 1, (4,), activation="sigmoid")
    parameters = drawn(some)
    parameters[-5:] = [0.0, 0.0, 0.0, 0.0, 30.0]
    assert not any("p(" in key or "probab" in key for key in marks(record(some, parameters, 0)))
