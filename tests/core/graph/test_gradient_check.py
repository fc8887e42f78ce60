"""Gradients against finite differences; that a wrong gradient would be seen."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.gradient_check import check_gradient
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.sentences import BadInput
from nnviz.core.training.player import Player

RNG = np.random.default_rng(8)
POINTS = Dataset.from_xy(RNG.uniform(-1, 1, (5, 2)))


def experiment(model: object, **training: object) -> Experiment:
    return Experiment(dataset=POINTS, domain=(-1, 1), model=model, training=Training(**training))


@pytest.mark.parametrize("question", [Question(), Question(point=2), Question(x=0.3)], ids=str)
@pytest.mark.parametrize(
    "model", [PolynomialSpec(3), *(MLPSpec((3, 2), activation) for activation in ACTIVATIONS)], ids=str
)
def test_both_ways_agree(model: object, question: Question) -> None:
    some = experiment(model, l1=0.02, l2=0.03)
    parameters = RNG.standard_normal(model.parameter_count)
    for parameter in range(len(parameters)):
        check = check_gradient(record(some, parameters, 0, question), parameter)
        assert check.parameter == parameter
        assert_allclose(check.analytic, check.numeric, rtol=1e-6, atol=1e-8)
        assert check.step > 0


def test_the_numeric_one_is_of_float64_even_where_training_is_not() -> None:
    parameters = RNG.standard_normal(13)
    single, double = (
        check_gradient(record(experiment(MLPSpec((4,)), precision=precision), parameters, 0), 2)
        for precision in ("float32", "float64")
    )
    assert_allclose(single.numeric, double.numeric, rtol=1e-5)  # of parameters rounded to float32
    assert single.analytic != double.analytic
    assert_allclose(single.analytic, single.numeric, rtol=1e-6)


def test_the_difference_is_taken_of_the_parameter_that_was_asked() -> None:
    """A line through one point at x = 1: ∂loss/∂w = ∂loss/∂b = 2·(w + b − y); at x = 0 only b moves it."""
    some = Experiment(
        dataset=Dataset.from_xy([(0, 1)]), domain=(-1, 1), model=MLPSpec((), scale_inputs=False)
    )
    weight, bias = (check_gradient(record(some, np.array([3.0, 5.0]), 0), parameter) for parameter in (0, 1))
    assert_allclose([weight.analytic, weight.numeric], 0, atol=1e-9)
    assert_allclose([bias.analytic, bias.numeric], 8, rtol=1e-8)


@pytest.mark.parametrize("parameter", [-1, 4])
def test_a_parameter_that_does_not_exist_is_refused(parameter: int) -> None:
    with pytest.raises(BadInput, match=f"no parameter {parameter + 1}: the model has 4"):
        check_gradient(record(experiment(PolynomialSpec(3)), np.zeros(4), 0), parameter)


def test_of_a_step_it_is_the_step_that_is_checked() -> None:
    """Its batch and its dropout: the mean over all points without dropout has another gradient."""
    some = experiment(MLPSpec((6,), dropout=0.5), batch_size=2)
    player = Player(some)
    graph = record_step(player.upcoming())
    everything = record(some, some.initial_parameters(), 0)
    check = check_gradient(graph, 0)
    assert_allclose(check.analytic, check.numeric, rtol=1e-6, atol=1e-9)
    assert abs(check.numeric - check_gradient(everything, 0).numeric) > 1e-3


@pytest.mark.parametrize("size", [1.0, 1e4, 1e8])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_they_agree_however_large_the_loss_is(precision: str, size: float) -> None:
    """Differences of a large loss lose digits: 16 units in its last place over twice the step."""
    some = replace(
        experiment(PolynomialSpec(3), precision=precision),
        dataset=Dataset.from_xy(np.column_stack([POINTS.x, size * POINTS.y])),
    )
    for parameter in range(4):
        assert check_gradient(record(some, RNG.standard_normal(4), 0), parameter).agrees


def test_a_wrong_gradient_does_not_agree() -> None:
    graph = record(experiment(MLPSpec((4,))), RNG.standard_normal(13), 0)
    node = graph.node("layer 1 weight")
    wrong = replace(node, gradient=node.gradient * 1.01 + 0.01)
    nodes = tuple(wrong if each is node else each for each in graph.nodes)
    assert check_gradient(graph, 1).agrees
    assert not check_gradient(replace(graph, nodes=nodes), 1).agrees


def test_at_a_kink_both_are_right_on_their_own_side() -> None:
    """relu(w·x) at w = 0: torch says 0, the central difference half of the slope on the right."""
    some = Experiment(
        dataset=Dataset.from_xy([(1.0, 1.0)]), domain=(-1, 1), model=MLPSpec((1,), "relu", scale_inputs=False)
    )
    check = check_gradient(record(some, np.array([0.0, 0.0, 1.0, 0.0]), 0), 0)
    assert check.analytic == 0
    assert check.numeric == pytest.approx(-1, rel=1e-4)
    assert not check.agrees
