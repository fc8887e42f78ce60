"""Recordings of whole models against autograd, the engines and finite differences."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import Tensor

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.sentences import BadInput
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.masks import Masks
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.upcoming import Memory, Upcoming

RNG = np.random.default_rng(11)
POINTS = Dataset.from_xy(RNG.uniform(-1, 2, (7, 2)), RNG.uniform(-1, 2, (3, 2)))
MODELS = [PolynomialSpec(0), PolynomialSpec(4), MLPSpec(())]
MODELS += [MLPSpec((4, 3), activation) for activation in ACTIVATIONS]
PENALTIES = [{}, {"l2": 0.03}, {"l1": 0.02}, {"l1": 0.02, "l2": 0.03}]


def experiment(model: object, **training: object) -> Experiment:
    return Experiment(dataset=POINTS, domain=(-1, 2), model=model, training=Training(**training))


def drawn(some: Experiment, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(some.model.parameter_count)


def by_torch(
    some: Experiment, parameters: np.ndarray, x: np.ndarray, y: np.ndarray, masks: object = ()
) -> tuple[Tensor, Tensor]:
    """The loss, written in plain torch on the flat parameters, which get their gradient."""
    flat = torch.tensor(parameters, requires_grad=True)
    values = torch.tensor(some.inputs(x))
    if isinstance(some.model, PolynomialSpec):
        values = (values * flat).sum(1)
    else:
        functions = {
            "tanh": torch.tanh, "relu": lambda z: z.clamp(min=0), "sine": torch.sin,
            "sigmoid": lambda z: 1 / (1 + torch.exp(-z)), "softplus": lambda z: torch.log1p(torch.exp(z)),
        }  # fmt: skip
        layers = some.model.layers
        for number, layer in enumerate(layers):
            weight = flat[layer.weight].reshape(layer.n_in, layer.n_out)
            values = values.matmul(weight) + flat[layer.bias]
            if number < len(layers) - 1:
                values = functions[some.model.activation](values)
                if masks:
                    values = values * torch.tensor(masks[number].T)
        values = values[:, 0]
    which = torch.tensor(some.model.penalised)
    penalty = some.training.l2 * (flat[which] ** 2).sum() + some.training.l1 * flat[which].abs().sum()
    loss = ((values - torch.tensor(y)) ** 2).mean() + penalty
    loss.backward()
    assert flat.grad is not None
    return loss.detach(), flat.grad


def flat_gradient(graph: Graph, count: int) -> np.ndarray:
    """∂loss/∂parameters [P], put together from the graph's leaves."""
    found = np.full(count, np.nan)
    for node in graph.nodes:
        if node.kind == "parameter":
            found[node.first : node.first + node.value.size] = node.gradient.ravel()
    return found


@pytest.mark.parametrize("penalties", PENALTIES, ids=str)
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_loss_and_gradients_are_autograd_s_own(model: object, penalties: dict[str, float]) -> None:
    some = experiment(model, **penalties)
    parameters, points = drawn(some), POINTS.of(Role.TRAINING)
    loss, gradient = by_torch(some, parameters, points.x, points.y)
    graph = record(some, parameters, 5)
    assert_allclose(graph.node(graph.loss).value, loss, rtol=1e-12)
    assert_allclose(flat_gradient(graph, len(parameters)), gradient, rtol=1e-10, atol=1e-12)
    assert (graph.setting.about, graph.setting.points, graph.setting.epoch) == ("mean", 7, 5)
    assert graph.setting.penalty == (bool(penalties) and model != PolynomialSpec(0))  # it acts on no constant


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_predictions_are_those_of_the_curve_in_fit(model: object) -> None:
    some = experiment(model)
    parameters = drawn(some)
    graph = record(some, parameters, 0)
    (predictions,) = [edge.source for edge in graph.into("loss sub") if edge.place == 0]
    expected = some.predict(parameters, POINTS.of(Role.TRAINING).x)
    assert_allclose(graph.node(predictions).value[:, 0], expected, rtol=1e-12)


@pytest.mark.parametrize("penalties", PENALTIES, ids=str)
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_at_every_node_the_uses_add_up_to_the_gradient(model: object, penalties: dict[str, float]) -> None:
    some = experiment(model, **penalties)
    graph = record(some, drawn(some), 0)
    checked = 0
    for node in graph.nodes:
        uses = graph.out_of(node.key)
        if node.gradient is not None and uses:
            assert_allclose(sum(edge.contribution for edge in uses), node.gradient, rtol=0, atol=1e-10)
            checked += len(uses) > 1
    assert checked == (len(weights(some)) if penalties else 0)  # that penalised weights have several


def weights(some: Experiment) -> list[str]:
    """The parameter tensors that a penalty acts on."""
    if isinstance(some.model, MLPSpec):
        return [f"layer {number} weight" for number in range(1, len(some.model.layers) + 1)]
    return ["layer 1 weight"] if some.model.degree else []


@pytest.mark.parametrize("dropout", [0.0, 0.5])
@pytest.mark.parametrize("batch", [None, np.array([4, 0, 2])], ids=["all", "batch"])
@pytest.mark.parametrize("engine", [FastEngine, ReferenceEngine])
def test_a_step_s_gradient_is_the_one_that_the_engine_takes(
    engine: object, batch: object, dropout: float
) -> None:
    """Plain descent with rate 1 moves the parameters by minus the gradient."""
    some = experiment(MLPSpec((4, 3), "softplus", dropout), learning_rate=1.0, l1=0.02, l2=0.03)
    made = engine(some.model, first_stack(some), some.training, 3, points_of(some))
    before = made.first()
    made.step(batch)
    count = 7 if batch is None else len(batch)
    masks = tuple(mask[0] for mask in Masks(some.model, 1, 3, np.float64).draw(count))
    empty = Memory(0, np.zeros(0), np.zeros(0))
    graph = record_step(Upcoming(some, 2, before, empty, batch, masks))
    assert_allclose(flat_gradient(graph, len(before)), before - made.first(), rtol=1e-10, atol=1e-12)
    points = POINTS.of(Role.TRAINING)
    chosen = slice(None) if batch is None else batch
    loss, gradient = by_torch(some, before, points.x[chosen], points.y[chosen], masks)
    assert_allclose(graph.node("loss add").value, loss, rtol=1e-12)
    assert_allclose(flat_gradient(graph, len(before)), gradient, rtol=1e-10, atol=1e-12)
    assert_allclose(graph.node("loss mean").value, made.last_loss, rtol=1e-12)
    assert graph.setting.training
    assert graph.setting.points == count
    assert ("dropout 1 mul" in [node.key for node in graph.nodes]) == (dropout > 0)


def test_with_adamw_the_decay_of_the_weights_is_no_part_of_the_loss() -> None:
    some = experiment(MLPSpec((2,)), optimiser="AdamW", l2=0.1)
    assert not record(some, drawn(some), 0).setting.penalty
    both = experiment(MLPSpec((2,)), optimiser="AdamW", l2=0.1, l1=0.1)
    assert "L2 strength" not in [node.key for node in record(both, drawn(both), 0).nodes]
    solved = replace(both, model=PolynomialSpec(2, "exact"))
    names = [node.key for node in record(solved, drawn(solved), 0).nodes]
    assert "L2 strength" in names  # ridge, whatever optimiser is chosen
    assert "L1 strength" not in names


# --- for one point, and at an x --------------------------------------------------------------------


@pytest.mark.parametrize("point", [0, 8])
def test_for_one_point_the_loss_is_its_own(point: int) -> None:
    """The last three are validation points, which may be asked about as well."""
    some = experiment(MLPSpec((4,)), l2=0.1)
    parameters = drawn(some)
    graph = record(some, parameters, 1, Question(point=point))
    chosen = slice(point, point + 1)
    loss, gradient = by_torch(some, parameters, POINTS.x[chosen], POINTS.y[chosen])
    assert_allclose(graph.node(graph.loss).value, loss, rtol=1e-12)
    assert_allclose(flat_gradient(graph, len(parameters)), gradient, rtol=1e-10, atol=1e-12)
    assert (graph.setting.about, graph.setting.point, graph.setting.x) == ("point", point, POINTS.x[point])


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_at_an_x_gradients_are_those_of_the_prediction(model: object) -> None:
    some = experiment(model, l2=0.1)
    parameters, step = drawn(some), 1e-6
    graph = record(some, parameters, 1, Question(x=0.4))
    here = np.array([0.4])
    assert_allclose(graph.node(graph.loss).value.item(), some.predict(parameters, here)[0], rtol=1e-12)
    assert (graph.setting.about, graph.setting.penalty, graph.setting.x) == ("prediction", False, 0.4)
    assert not [node for node in graph.nodes if node.layer in ("loss", "penalty")]
    moves = step * np.eye(len(parameters))
    numeric = [
        (some.predict(parameters + move, here) - some.predict(parameters - move, here))[0] / (2 * step)
        for move in moves
    ]
    assert_allclose(flat_gradient(graph, len(parameters)), numeric, rtol=1e-6, atol=1e-8)


# --- what a recording says of itself ---------------------------------------------------------------


def test_nodes_of_a_perceptron() -> None:
    some = experiment(MLPSpec((2,), "relu"))
    graph = record(some, drawn(some), 0)
    assert [(node.key, node.layer, node.formula) for node in graph.nodes] == [
        ("x", "", "x"),
        ("layer 1 weight", "layer 1", "W1"),
        ("layer 1 bias", "layer 1", "b1"),
        ("layer 1 matmul", "layer 1", "x · W1"),
        ("layer 1 add", "layer 1", "z1 = x · W1 + b1"),
        ("relu 1 relu", "relu 1", "h1 = relu(z1)"),
        ("layer 2 weight", "layer 2", "W2"),
        ("layer 2 bias", "layer 2", "b2"),
        ("layer 2 matmul", "layer 2", "h1 · W2"),
        ("layer 2 add", "layer 2", "p = h1 · W2 + b2"),
        ("target", "", "y"),
        ("loss sub", "loss", "r = p − y"),
        ("loss pow", "loss", "r²"),
        ("loss mean", "loss", "L = mean(r²)"),
    ]
    assert [(node.kind, node.first) for node in graph.nodes if node.first is not None] == [
        ("parameter", 0), ("parameter", 2), ("parameter", 4), ("parameter", 6),
    ]  # fmt: skip
    assert graph.structure == record(some, drawn(some, 2), 9).structure


def test_words_for_each_edge() -> None:
    some = experiment(MLPSpec((2,), "tanh"), l2=0.1)
    graph = record(some, drawn(some), 0)
    for edge in graph.edges:
        assert edge.derivative.startswith("∂")
        assert str(edge.words)
    bias = graph.into("layer 1 add")[1]
    assert str(bias.words) == "passes the gradient on unchanged, summed over the points"
    assert graph.into("tanh 1 tanh")[0].derivative == "∂tanh(z1)/∂z1 = 1 − tanh²(z1)"
    assert graph.into("loss mean")[0].derivative == "∂mean(r²)/∂r² = 1 / 7"
    assert graph.into("layer 2 matmul")[1].derivative == "∂L/∂W2 = h1ᵀ · ∂L/∂(h1 · W2)"


def test_in_float32_it_computes_in_float32() -> None:
    some = experiment(MLPSpec((5,)), precision="float32")
    parameters = drawn(some)
    graph, exact = record(some, parameters, 0), record(experiment(MLPSpec((5,))), parameters, 0)
    assert {node.dtype for node in graph.nodes} == {"float32"}
    found, right = (flat_gradient(one, len(parameters)) for one in (graph, exact))
    assert_array_equal(found, found.astype(np.float32))
    assert 0 < np.abs(found - right).max() < 1e-4


@pytest.mark.parametrize(
    ("points", "question", "parameters", "words"),
    [
        (Dataset.from_xy(), Question(), np.zeros(2), "no training points"),
        (POINTS, Question(point=10), np.zeros(2), "no point 11: the points are numbered from 1 to 10"),
        (POINTS, Question(point=-1), np.zeros(2), "no point 0"),
        (POINTS, Question(x=float("nan")), np.zeros(2), "Choose a number"),
        (POINTS, Question(), np.array([0.0, np.inf]), "epoch 4 are not all finite"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    points: Dataset, question: Question, parameters: np.ndarray, words: str
) -> None:
    some = replace(experiment(PolynomialSpec(1)), dataset=points)
    with pytest.raises(BadInput, match=words):
        record(some, parameters, 4, question)


def test_a_graph_that_would_be_too_large_is_said_but_one_point_can_be_asked() -> None:
    many = Dataset.from_xy(RNG.uniform(-1, 2, (4000, 2)))
    some = replace(experiment(MLPSpec((512, 512))), dataset=many)
    with pytest.raises(BadInput, match=r"4,000 points and 1,024 units is too large.*one point"):
        record(some, drawn(some), 0)
    assert record(some, drawn(some), 0, Question(point=3)).setting.points == 1


def test_without_points_a_step_cannot_be_recorded() -> None:
    some = replace(experiment(PolynomialSpec(1)), dataset=Dataset.from_xy((), [(0, 0)]))
    empty = Memory(0, np.zeros(2), np.zeros(2))
    with pytest.raises(BadInput, match="no training points"):
        record_step(Upcoming(some, 0, np.zeros(2), empty))
