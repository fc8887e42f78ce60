"""One step in slow motion: in which order things light, what flows, what is known after each moment."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.graph.formula_graph import record_formula
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.graph.story import PHASES, Story
from nnviz.core.graph.summary import plain_number
from nnviz.core.graph.updates import updates
from nnviz.core.graph.walk import carried_over, first_of, lit_at, story_of
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.training.player import Player
from nnviz.core.training.upcoming import Memory, Upcoming

RNG = np.random.default_rng(3)
DOTS = Dataset.from_xy(RNG.uniform(0, 1, (7, 2)), [(0.2, 0.4), (0.7, 1.0)])
MODELS = {
    "polynomial": PolynomialSpec(4),
    "linear": MLPSpec(()),
    "perceptron": MLPSpec((5,), "relu"),
    "wide": MLPSpec((14, 3), "sigmoid"),
    "dropout": MLPSpec((6, 4), dropout=0.3),
    "formula": FormulaSpec("a*sin(b*x) + a"),
}
LEVELS = ("operations", "layers", "opened", "network")


def experiment(model: ModelSpec, **training: object) -> Experiment:
    settings = replace(Training(learning_rate=0.05, l1=0.002, l2=0.003, batch_size=3), **training)
    return Experiment(dataset=DOTS, model=model, training=settings)


def stories(some: Experiment, steps: int = 2) -> dict[str, Story]:
    """The next step's story at every level, after a few real steps."""
    player = Player(some)
    for _ in range(steps):
        player.advance_once()
        player.advance()
    upcoming = player.upcoming()
    graph = record_step(upcoming)
    made = updates(graph, upcoming)
    levels = {
        "operations": graph,
        "layers": layers_of(graph),
        "opened": layers_of(graph, frozenset({"layer 1", "loss"})),
        "network": network_of(graph, some, upcoming.parameters),
    }
    return {name: story_of(level, made) for name, level in levels.items()}


@pytest.fixture(scope="module", params=list(product(MODELS, LEVELS)), ids="-".join)
def story(request: pytest.FixtureRequest) -> Story:
    model, level = request.param
    return stories(experiment(MODELS[model]))[level]


def end_of(story: Story, phase: str) -> int:
    return max(number for number, moment in enumerate(story.moments, 1) if moment.phase == phase)


# --- every level of every model -------------------------------------------------------------------


def test_every_node_lights_after_all_that_it_uses(story: Story) -> None:
    for count in range(1, len(story.moments) + 1):
        moment = story.moments[count - 1]
        if moment.phase in ("forward", "loss"):
            before, now = lit_at(story, count - 1).values, lit_at(story, count).values
            assert now - before == {moment.node, *moment.also}
            assert {edge.source for edge in moment.edges} <= before
            assert all(edge.target == moment.node for edge in moment.edges)
    assert lit_at(story, end_of(story, "loss")).values == {node.key for node in story.graph.nodes}


def test_a_node_fires_when_all_that_use_it_have_delivered(story: Story) -> None:
    first = first_of(story, "backward")
    assert set(lit_at(story, first).gradients) == {story.graph.loss}
    for count in range(first + 1, end_of(story, "backward") + 1):
        moment = story.moments[count - 1]
        assert moment.node in lit_at(story, count - 1).complete
        assert {edge.target for edge in moment.edges} == {moment.node}


def test_backwards_every_node_gets_its_gradient(story: Story) -> None:
    lit = lit_at(story, end_of(story, "backward"))
    inner = {edge.source for edge in story.graph.edges if edge.contribution is not None}
    for node in story.graph.nodes:
        if node.key in lit.gradients:
            assert node.gradient is not None
            assert_allclose(lit.gradients[node.key], node.gradient, rtol=1e-10, atol=1e-14)
            assert node.key in lit.complete
        else:  # nothing flows to it, or only to what is closed into it
            assert node.gradient is None or node.inner or node.key not in inner


def test_the_phases_come_in_order_and_all_is_told(story: Story) -> None:
    phases = [moment.phase for moment in story.moments]
    assert list(dict.fromkeys(phases)) == list(PHASES)
    assert phases == sorted(phases, key=PHASES.index)
    for count, moment in enumerate(story.moments, 1):
        assert str(moment.sentence).endswith((".", "?"))
        assert lit_at(story, count).moment is moment
    assert lit_at(story, 0).moment is None


def test_forwards_and_backwards_show_the_same(story: Story) -> None:
    forwards = [lit_at(story, count) for count in range(len(story.moments) + 1)]
    for count in reversed(range(len(story.moments) + 1)):
        again = lit_at(story, count)
        assert (again.values, again.complete) == (forwards[count].values, forwards[count].complete)
        for now, before in (
            (again.gradients, forwards[count].gradients),
            (again.updated, forwards[count].updated),
        ):
            assert now.keys() == before.keys()
            assert all(np.array_equal(now[key], before[key]) for key in now)


def test_parameters_are_updated_one_by_one_then_gradients_forgotten(story: Story) -> None:
    first, last = first_of(story, "update"), end_of(story, "update")
    assert [moment.parameter for moment in story.moments[first - 1 : last]] == [
        update.node for update in story.updates
    ]
    assert len(lit_at(story, first).updated) == 1
    lit = lit_at(story, last)
    assert lit.gradients
    for update in story.updates:
        assert lit.updated[update.node] is update.lines[-1][1]
    end = lit_at(story, len(story.moments))
    assert not end.gradients
    assert not end.complete
    assert end.updated.keys() == lit.updated.keys()


# --- the step that is told is the one that is made ------------------------------------------------


@pytest.mark.parametrize("rule", OPTIMISERS)
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("model", list(MODELS))
def test_new_values_are_those_of_the_very_next_step(model: str, rule: str, precision: str) -> None:
    some = experiment(MODELS[model], optimiser=rule, precision=precision)
    player = Player(some)
    for _ in range(6):
        upcoming = player.upcoming()
        graph = record_step(upcoming)
        coming = np.empty_like(upcoming.parameters)
        for update in updates(graph, upcoming):
            new = update.lines[-1][1]
            coming[update.first : update.first + new.size] = new.ravel()
        player.advance_once()
        player.advance()
        close = {"rtol": 1e-9, "atol": 1e-13} if precision == "float64" else {"rtol": 1e-4, "atol": 2e-5}
        assert_allclose(coming, player.snapshot().parameters, **close)


# --- known answers --------------------------------------------------------------------------------


def told(graph: Graph) -> list[str]:
    return [str(moment.sentence) for moment in story_of(graph).moments]


def test_the_product_of_two_sums() -> None:
    """Figure F9: e = (a + b)(b + 1) at a = 2, b = 1; b gets 3 + 2 = 5, in two moments."""
    graph = record_formula("(a+b)*(b+1)", {"a": 2.0, "b": 1.0})
    story = story_of(graph)
    assert "a + b = 3." in told(graph)
    back = "Back to a + b: 1 × v = 2, with v = b + 1. Back to b + 1: 1 × u = 3, with u = a + b."
    assert back in told(graph)
    assert "The formula is 6." in told(graph)
    assert told(graph)[-1].endswith("2 uses of b have delivered: 3 + 2 = 5.")
    partial, end = (lit_at(story, len(story.moments) - before) for before in (1, 0))
    assert float(partial.gradients["b"]) == 3
    assert "b" not in partial.complete
    assert float(end.gradients["a"]) == 2
    assert float(end.gradients["b"]) == 5
    assert {"a", "b"} <= end.complete


def test_products_on_edges_are_told_with_their_numbers() -> None:
    some = replace(experiment(MLPSpec((1,)), l1=0.0, l2=0.0), dataset=Dataset.from_xy([(0.3, 0.8)]))
    graph = record(some, np.array([0.7, 0.1, -0.4, 0.2]), 0, Question(point=0))
    node = graph.node("tanh 1 tanh")
    product = node.gradient.item() * (1 - node.value.item() ** 2)
    sentence = next(each for each in told(graph) if "tanh²" in each)
    assert sentence.startswith("Back to z1: ")
    assert sentence.endswith(f" × (1 − tanh²(z1)) = {plain_number(product)}.")


def test_a_slope_with_a_comma_is_told_whole() -> None:
    sentences = told(record_formula("relu(a)*b", {"a": 3.0, "b": 2.0}))
    assert "Back to a: 2 × (1 where a > 0, else 0) = 2." in sentences


def test_of_a_prediction_the_gradients_are_those_of_it() -> None:
    graph = record(experiment(MODELS["perceptron"]), RNG.normal(size=16), 0, Question(x=0.4))
    sentences = told(graph)
    assert any(each.startswith("The prediction is ") for each in sentences)
    assert not any("loss" in each for each in sentences)


@pytest.mark.parametrize("rule", OPTIMISERS)
def test_a_gradient_beyond_all_measure_is_no_warning(rule: str) -> None:
    some = experiment(MODELS["perceptron"], optimiser=rule)
    parameters = np.full(16, 1e154)
    nothing = np.zeros(16)
    upcoming = Upcoming(some, 0, parameters, Memory(0, nothing, nothing))
    assert len(updates(record_step(upcoming), upcoming)) == 4  # a warning is an error here


def test_weights_light_on_the_edges_of_the_network() -> None:
    story = stories(experiment(MODELS["perceptron"]))["network"]
    of = {moment.parameter: moment for moment in story.moments if moment.phase == "update"}
    assert [edge.parameter for edge in of["layer 2 weight"].edges] == [10, 11, 12, 13, 14]
    assert of["layer 2 weight"].node == "output"
    assert {of["layer 1 bias"].node, *of["layer 1 bias"].also} == {f"layer 1 unit {n}" for n in range(1, 6)}
    assert of["layer 1 bias"].edges == ()


def test_a_closed_layer_lights_for_what_it_hides() -> None:
    story = stories(experiment(MODELS["perceptron"]))["layers"]
    held = {moment.parameter: moment.node for moment in story.moments if moment.phase == "update"}
    assert held["layer 1 weight"] == held["layer 1 bias"] == "layer 1"


# --- other levels ---------------------------------------------------------------------------------


def test_another_level_goes_on_where_this_one_was() -> None:
    levels = stories(experiment(MODELS["wide"]))
    for one, other in product(levels.values(), repeat=2):
        assert carried_over(one, 0, other) == 0
        assert carried_over(one, len(one.moments), other) == len(other.moments)
        found = [carried_over(one, count, other) for count in range(len(one.moments) + 1)]
        assert found == sorted(found)
        for phase in PHASES:
            assert carried_over(one, first_of(one, phase), other) == first_of(other, phase)
            assert carried_over(one, end_of(one, phase), other) == end_of(other, phase)
