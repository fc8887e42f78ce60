"""The exact solution: known answers, and the same place where descent ends."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.core.sentences import BadInput
from nnviz.core.training.errors import errors
from nnviz.core.training.exact import exact_parameters, linear_design, solve
from nnviz.core.training.run import train

FIVE = Dataset.from_xy(
    [(1.22, 1.69), (2.57, 4.13), (3.25, 2.37), (4.93, 5.45), (7.22, 6.21)], [(3.97, 4.62), (6.28, 5.87)]
)


def five_dots(degree: int, l2: float = 0.0) -> Experiment:
    model = PolynomialSpec(degree, "exact")
    return Experiment(dataset=FIVE, domain=(0, 8), model=model, training=Training(l2=l2))


def test_each_solution_is_one_epoch() -> None:
    run = solve(five_dots(1))
    step = next(run)
    other = run.send(five_dots(4))
    assert (other.epoch.number, other.epoch.train_error) == (0, pytest.approx(0, abs=1e-20))
    assert (step.number, step.epoch.number) == (0, 0)
    assert step.epoch.row[1:4] == pytest.approx((0.640, 0.156, 0), abs=5e-4)


def test_the_line_of_the_notebook() -> None:
    """Figure F2: least squares 1.904490, 1.040445, error 0.206832."""
    x = np.linspace(0, 3, 120)
    y = 2 * x + 0.9 + 0.5 * np.random.RandomState(13).standard_normal(120)
    line = Experiment(
        dataset=Dataset.from_xy(np.column_stack([x, y])), domain=(0, 3), model=PolynomialSpec(1, "exact")
    )
    parameters = exact_parameters(line)
    assert_allclose(coefficients_in_x(parameters, (0, 3)), [1.040445, 1.904490], atol=6e-7)
    assert errors(line, parameters)[0] == pytest.approx(0.206832, abs=6e-7)
    perceptron = replace(line, model=MLPSpec((), scale_inputs=False))
    assert_allclose(exact_parameters(perceptron), [1.904490, 1.040445], atol=6e-7)


@pytest.mark.parametrize("degree", [4, 6, 9])
def test_enough_parameters_pass_through_every_point(degree: int) -> None:
    train_error, validation_error = errors(five_dots(degree), exact_parameters(five_dots(degree)))
    assert train_error < 1e-20
    assert validation_error > 10


def test_the_penalty_is_reported() -> None:
    some = five_dots(3, l2=0.2)
    weights = exact_parameters(some)[1:]
    assert next(solve(some)).epoch.penalty == pytest.approx(0.2 * np.sum(weights**2))


@pytest.mark.parametrize("l2", [0.01, 1.0])
def test_ridge_leaves_no_gradient(l2: float) -> None:
    some = five_dots(6, l2)
    parameters, training = exact_parameters(some), FIVE.of(Role.TRAINING)
    design = some.inputs(training.x)
    gradient = (
        2 / 5 * design.T @ (design @ parameters - training.y) + 2 * l2 * parameters * some.model.penalised
    )
    assert_allclose(gradient, 0, atol=1e-12)


@pytest.mark.parametrize("initial", [None, (1.0, -2.0, 0.5, 3.0, 0.0, 1.0, -1.0)])
def test_the_minimum_norm_is_where_descent_ends(initial: tuple | None) -> None:
    some = replace(five_dots(6), initial=initial)
    descent = replace(some, model=PolynomialSpec(6))
    for step in islice(train(descent), 3000):
        last = step
    assert_allclose(last.parameters(), exact_parameters(some), atol=1e-6)


def test_initial_weights_do_not_matter_to_a_unique_optimum() -> None:
    for some in (five_dots(2), five_dots(6, l2=0.1)):
        moved = replace(some, initial=tuple(np.arange(some.model.parameter_count, dtype=float)))
        assert_allclose(exact_parameters(moved), exact_parameters(some), atol=1e-10)


def test_points_above_each_other_give_their_mean() -> None:
    pillar = replace(five_dots(3), dataset=Dataset.from_xy([(2, 1), (2, 5)]))
    assert pillar.predict(exact_parameters(pillar), np.array([2.0])) == pytest.approx(3)


def test_one_point_is_met() -> None:
    one = replace(five_dots(2), dataset=Dataset.from_xy([(3, -4)]))
    assert one.predict(exact_parameters(one), np.array([3.0])) == pytest.approx(-4)
    assert np.isnan(errors(one, exact_parameters(one))[1])


def test_no_training_points_is_bad_input() -> None:
    with pytest.raises(BadInput, match="no training points"):
        next(solve(replace(five_dots(2), dataset=FIVE.of(Role.VALIDATION))))


def test_the_design_turns_parameters_into_predictions() -> None:
    for model in (PolynomialSpec(4), MLPSpec(())):
        some = replace(five_dots(1), model=model)
        parameters = np.arange(1.0, model.parameter_count + 1)
        assert_allclose(linear_design(some, FIVE.x) @ parameters, some.predict(parameters, FIVE.x))


@pytest.mark.parametrize(
    "model", [PolynomialSpec(2), MLPSpec((3, 3), "relu")], ids=["polynomial", "perceptron"]
)
def test_parameters_on_their_way_to_infinity_are_judged_without_a_warning(model: object) -> None:
    some = replace(five_dots(1), model=model)
    for size in (1e160, 1e308):
        train_error, _ = errors(some, np.full(model.parameter_count, size))
        assert not train_error < 1e300
