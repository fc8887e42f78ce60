"""Marks: dead and saturated units, gradients that vanish, explode or are not finite."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.graph.formula_graph import record_formula
from nnviz.core.graph.health import marks
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.graph.record import record
from nnviz.core.models import FormulaSpec, MLPSpec

POINTS = Dataset.from_xy([(-1, 0), (0, 1), (1, 0)])


def experiment(hidden: tuple[int, ...], activation: str) -> Experiment:
    return Experiment(dataset=POINTS, domain=(-1, 1), model=MLPSpec(hidden, activation))


def found(some: Experiment, parameters: list[float], question: Question = ALL_POINTS) -> dict[str, str]:
    return {key: str(told) for key, told in marks(record(some, np.array(parameters), 0, question)).items()}


# Weights of the two units, their biases, then the output's weights and bias: the second is beyond all points.


@pytest.mark.parametrize(
    ("activation", "bias", "word"),
    [
        ("relu", -3.0, "dead"),
        ("tanh", -8.0, "saturated"),
        ("tanh", 8.0, "saturated"),
        ("sigmoid", 9.0, "saturated"),
    ],
)
def test_a_unit_that_is_off_everywhere_is_marked(activation: str, bias: float, word: str) -> None:
    some, parameters = experiment((2,), activation), [1.0, 1.0, 0.3, bias, 1.0, 1.0, 0.0]
    told = found(some, parameters)
    assert told.keys() == {f"{activation} 1 {activation}", f"{activation} 1", "layer 1 unit 2"}
    assert word in told["layer 1 unit 2"]
    assert told[f"{activation} 1"].startswith("1 of 2 units are " + word)


def test_keys_are_those_of_the_three_levels() -> None:
    some, parameters = experiment((2,), "relu"), np.array([1, 1, 0, -3, 1, 1, 0.0])
    graph = record(some, parameters, 0)
    keys = {
        node.key
        for level in (graph, layers_of(graph), network_of(graph, some, parameters))
        for node in level.nodes
    }
    assert marks(graph).keys() <= keys


@pytest.mark.parametrize(
    ("activation", "bias"), [("relu", -0.9), ("tanh", -3.0), ("sigmoid", 4.0), ("softplus", -9.0)]
)
def test_a_unit_that_is_on_at_one_point_is_not(activation: str, bias: float) -> None:
    assert found(experiment((2,), activation), [1, 1, 0.3, bias, 1, 1, 0]) == {}


def test_at_one_point_no_unit_is_judged() -> None:
    some, parameters = experiment((2,), "relu"), [1.0, 1, 0.3, -3, 1, 1, 0]
    assert found(some, parameters, Question(point=0)) == {}


def test_a_vanishing_gradient_is_marked_where_it_is_small() -> None:
    """Five sigmoids with a weight of 0.5: each lets at most an eighth pass on the way back."""
    told = found(experiment((1,) * 5, "sigmoid"), [0.5, 0.0] * 5 + [1.0, 0.1])
    assert "vanishes" in told["layer 1 weight"]
    assert told["layer 1"] == told["layer 1 weight"]
    assert "layer 4 weight" not in told


def test_an_exploding_gradient_is_marked_where_it_is_large() -> None:
    some = experiment((1,) * 3, "softplus")
    told = found(some, [1.0, 5.0, 1.0, 0.0, 1.0, 0.0, 1e5, 0.0])
    assert "explodes" in told["layer 1 weight"]


def test_gradients_that_have_come_to_nothing_are_not_judged() -> None:
    some = replace(experiment((1, 1), "tanh"), dataset=Dataset.from_xy([(-1, 0.5), (1, 0.5)]))
    assert found(some, [1e-9, 0.0, 1e-9, 0.0, 1.0, 0.5]) == {}


@pytest.mark.parametrize(("expression", "value"), [("log(a)", -1.0), ("sqrt(a)", 0.0)])
def test_a_formula_without_a_value_or_a_slope_is_not_called_a_diverged_run(
    expression: str, value: float
) -> None:
    told = marks(record_formula(expression, {"a": value}))
    assert "no finite value or gradient" in str(told["a" if value == 0 else "log"])
    assert not any("diverged" in str(sentence) for sentence in told.values())


def test_an_x_where_a_model_by_formula_has_no_value_is_no_divergence() -> None:
    some = with_model(experiment((1,), "relu"), FormulaSpec("a*log(x)"))
    told = found(some, [1.0], Question(x=-1.0))
    assert "no finite value or gradient" in told["formula log"]
    assert not any("diverged" in sentence for sentence in told.values())


def test_what_is_not_finite_is_marked_where_it_is() -> None:
    some = experiment((1,), "relu")
    with np.errstate(over="ignore"):
        told = found(some, [1e200, 0.0, 1e200, 0.0])
    assert "not all numbers here are finite" in told["loss"].lower()
    assert "x" not in told or "finite" in told["x"]
    assert "layer 1 add" not in told or "finite" in told["layer 1 add"]
