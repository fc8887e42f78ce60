"""Graphs of points with classes: autograd's numbers, sums at every node, the units, and what is told."""

from itertools import product

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from nnviz.core.classes import losses
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.gradient_check import check_gradient
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.health import marks
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.graph.replay import replay
from nnviz.core.models import MLPSpec
from nnviz.core.sentences import BadInput
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.losses import mean_losses
from nnviz.core.training.masks import Masks
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.upcoming import Memory, Upcoming

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


def flat_gradient(graph: Graph) -> np.ndarray:
    return np.concatenate([node.gradient.ravel() for node in graph.nodes if node.kind == "parameter"])


# --- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("penalties", [{}, {"l1": 0.02, "l2": 0.03}], ids=str)
@pytest.mark.parametrize("hidden", [(), (4,)])
@every_loss
def test_loss_and_gradients_are_autograd_s_own(
    heads: tuple[int, int], loss: str, hidden: tuple[int, ...], penalties: dict[str, float]
) -> None:
    some = experiment(*heads, hidden, loss=loss, **penalties)
    flat = torch.tensor(drawn(some), requires_grad=True)
    points = some.dataset.of(Role.TRAINING)
    values = torch.tensor(some.inputs(points.features))
    for number, layer in enumerate(some.model.layers):
        values = values @ flat[layer.weight].reshape(layer.n_in, layer.n_out) + flat[layer.bias]
        values = torch.tanh(values) if number < len(hidden) else values
    outputs = values[:, 0] if heads[1] == 1 else values
    (own,) = mean_losses(outputs[None], torch.tensor(points.targets)[None], some.head, loss)
    which = torch.tensor(some.model.penalised)
    training = some.training
    own = own + training.l2 * (flat[which] ** 2).sum() + training.l1 * flat[which].abs().sum()
    own.backward()
    graph = record(some, drawn(some), 5)
    assert_allclose(graph.node(graph.loss).value, own.detach(), rtol=1e-12)
    assert_allclose(flat_gradient(graph), flat.grad, rtol=1e-10, atol=1e-14)
    assert graph.setting.penalty == bool(penalties)
    assert replay(graph).tobytes() == graph.node(graph.loss).value.tobytes()


@every_loss
@pytest.mark.parametrize(
    "question", [Question(), Question(point=3), Question(place=(0.3, -1.0))], ids=["mean", "point", "place"]
)
def test_finite_differences_say_the_same(heads: tuple[int, int], loss: str, question: Question) -> None:
    some = experiment(*heads, loss=loss, l2=0.01)
    graph = record(some, drawn(some), 0, question)
    for parameter in range(some.model.parameter_count):
        check = check_gradient(graph, parameter)
        assert check.agrees
        assert_allclose(check.analytic, check.numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("engine", [FastEngine, ReferenceEngine])
@every_loss
def test_a_step_s_gradient_is_the_one_that_the_engine_takes(
    heads: tuple[int, int], loss: str, engine: object
) -> None:
    some = experiment(*heads, (4, 3), loss=loss, dropout=0.4, learning_rate=1.0, l2=0.03)
    made = engine(some.model, first_stack(some), some.training, 3, points_of(some))
    before, batch = made.first(), np.array([4, 0, 2])
    made.step(batch)
    masks = tuple(mask[0] for mask in Masks(some.model, 1, 3, np.float64).draw(3))
    empty = Memory(0, np.zeros(0), np.zeros(0))
    graph = record_step(Upcoming(some, 2, before, empty, batch, masks))
    assert_allclose(flat_gradient(graph), before - made.first(), rtol=1e-9, atol=1e-12)
    assert (graph.setting.points, graph.setting.training) == (3, True)


@every_loss
def test_probabilities_and_losses_are_those_that_are_shown_elsewhere(
    heads: tuple[int, int], loss: str
) -> None:
    some = experiment(*heads, loss=loss)
    points = some.dataset.of(Role.TRAINING)
    graph = record(some, drawn(some), 0)
    (shown,) = [node for node in graph.nodes if node.layer.startswith("probabilit")]
    found = some.probabilities(drawn(some), points.features)
    assert_allclose(shown.value, found if heads[1] > 1 else found[:, 1:], rtol=1e-12)
    (each,) = [node for node in graph.nodes if node.formula.startswith("ℓ = ")]
    own = losses(some.predict(drawn(some), points.features), points.classes, some.head, loss)
    assert_allclose(each.value[:, 0], own, rtol=1e-12)
    assert (shown.gradient is None) == (loss == "cross-entropy")


@every_loss
def test_at_every_node_the_uses_add_up_to_the_gradient(heads: tuple[int, int], loss: str) -> None:
    some = experiment(*heads, loss=loss, l1=0.1)
    graph = record(some, drawn(some), 0)
    for level in (graph, network_of(graph, some, drawn(some)), network_of(graph, some, drawn(some), LOSS)):
        for node in level.nodes:
            uses = [edge.contribution for edge in level.out_of(node.key) if edge.contribution is not None]
            if uses and node.gradient is not None:
                assert_allclose(sum(uses), node.gradient, rtol=0, atol=1e-10)


LOSS = frozenset({"loss"})


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("size", [40.0, 1e3, 1e5])
def test_a_model_that_is_very_sure_has_finite_losses(outputs: int, size: float) -> None:
    """Of a probability that is rounded to 0 the logarithm would be infinite."""
    some = experiment(2, outputs, ())
    graph = record(some, size * drawn(some), 0)
    assert all(np.isfinite(node.value).all() for node in graph.nodes)
    assert marks(graph) == {}


def test_float32_is_recorded_as_such() -> None:
    some = experiment(3, 3, precision="float32")
    graph = record(some, drawn(some), 0)
    assert {node.dtype for node in graph.nodes} == {"float32"}
    assert check_gradient(graph, 0).agrees


# --- questions -------------------------------------------------------------------------------------


def test_a_place_is_asked_for_the_most_probable_class() -> None:
    some = experiment(3, 3)
    graph = record(some, drawn(some), 4, Question(place=(0.3, -1.0)))
    found = some.probabilities(drawn(some), np.array([[0.3, -1.0]]))
    setting = graph.setting
    assert (setting.about, setting.points, setting.place, setting.epoch) == ("prediction", 1, (0.3, -1.0), 4)
    assert setting.of_class == found.argmax()
    end = graph.node(graph.loss)
    assert_allclose(end.value, found, rtol=1e-12)
    assert end.gradient.tolist() == [[float(number == setting.of_class) for number in range(3)]]
    units = network_of(graph, some, drawn(some))
    assert units.loss == f"p({NAMES[setting.of_class]})"
    assert layers_of(graph).loss == "probabilities"


def test_of_a_logistic_unit_it_is_the_probability_of_class_1() -> None:
    some = experiment(2, 1)
    graph = record(some, drawn(some), 0, Question(place=(9.0, 9.0)))
    assert (graph.setting.of_class, graph.node(graph.loss).gradient.tolist()) == (1, [[1.0]])
    assert network_of(graph, some, drawn(some)).loss == "p(versicolor)"


def test_a_point_is_told_by_its_number() -> None:
    some = experiment(3, 3)
    graph = record(some, drawn(some), 0, Question(point=3))
    assert (graph.setting.about, graph.setting.point, graph.setting.x) == ("point", 3, None)
    assert graph.node("target").value.tolist() == [[1, 0, 0]]
    with pytest.raises(BadInput, match="no point 13"):
        record(some, drawn(some), 0, Question(point=12))


@pytest.mark.parametrize(
    "question", [Question(x=0.5), Question(place=(1.0,)), Question(place=(np.nan, 0.0))], ids=str
)
def test_what_these_points_cannot_be_asked_is_about_all_of_them(question: Question) -> None:
    some = experiment(3, 3)
    assert record(some, drawn(some), 0, question).setting.about == "mean"


def test_a_curve_has_no_places() -> None:
    some = Experiment(dataset=Dataset.from_xy([(0.2, 1.0)]))
    parameters = some.initial_parameters()
    assert record(some, parameters, 0, Question(place=(0.2, 0.3))).setting.about == "mean"
