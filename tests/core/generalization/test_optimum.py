"""How far descent on a linear model has come, and how large its steps may be."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.optimum import error_at_optimum, largest_stable_rate, way_to_optimum
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.training.errors import errors
from nnviz.core.training.exact import exact_parameters
from nnviz.core.training.run import train
from nnviz.core.training.steps import Ending

FIVE = Dataset.from_xy(
    [(1.22, 1.69), (2.57, 4.13), (3.25, 2.37), (4.93, 5.45), (7.22, 6.21)], [(3.97, 4.62), (6.28, 5.87)]
)


def five_dots(degree: int = 1, **training: object) -> Experiment:
    return Experiment(
        dataset=FIVE, domain=(0, 8), model=PolynomialSpec(degree), training=replace(Training(), **training)
    )


def notebook_line(rate: float) -> Experiment:
    """Lesson 04's line (figure F3): 120 points, W = 10, b = 0, full batch."""
    x = np.linspace(0, 3, 120)
    y = 2 * x + 0.9 + 0.5 * np.random.RandomState(13).standard_normal(120)
    return Experiment(
        dataset=Dataset.from_xy(np.column_stack([x, y])),
        domain=(0, 3),
        model=MLPSpec((), scale_inputs=False),
        training=Training(learning_rate=rate),
        initial=(10.0, 0.0),
    )


def after(experiment: Experiment, steps: int) -> np.ndarray:
    """The parameters after so many steps."""
    for step in islice(train(experiment), steps + 1):
        last = step.parameters()
    return last


def by_definition(experiment: Experiment, parameters: np.ndarray) -> float:
    end, start = exact_parameters(experiment), experiment.initial_parameters()
    return 1 - np.linalg.norm(parameters - end) / np.linalg.norm(start - end)


@pytest.mark.parametrize("steps", [1, 7, 40])
def test_the_way_of_gradient_descent_is_the_closed_form(steps: int) -> None:
    experiment = five_dots(degree=2)
    training = experiment.dataset.of(Role.TRAINING)
    design = experiment.inputs(training.x)
    sizes, directions = np.linalg.eigh(design.T @ design / len(training))
    start = directions.T @ (0 - exact_parameters(experiment))
    left = (1 - 2 * experiment.training.learning_rate * sizes) ** steps * start
    expected = 1 - np.linalg.norm(left) / np.linalg.norm(start)
    assert way_to_optimum(experiment, after(experiment, steps)) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(
    "experiment",
    [
        five_dots(1),
        five_dots(6),
        five_dots(9, optimiser="momentum", learning_rate=0.01),
        five_dots(6, l2=0.1),
        five_dots(2, optimiser="Adam"),
        notebook_line(0.1),
    ],
    ids=["line", "minimum norm", "momentum", "ridge", "Adam", "perceptron"],
)
def test_the_way_equals_its_definition(experiment: Experiment) -> None:
    parameters = after(experiment, 10)
    assert way_to_optimum(experiment, parameters) == pytest.approx(by_definition(experiment, parameters))
    assert way_to_optimum(experiment, experiment.initial_parameters()) == pytest.approx(0, abs=1e-12)
    assert way_to_optimum(experiment, exact_parameters(experiment)) == pytest.approx(1)


def test_the_way_is_a_distance_between_curves() -> None:
    experiment = five_dots(3)
    parameters = after(experiment, 5)
    x = np.linspace(0, 8, 100_001)
    optimum = experiment.predict(exact_parameters(experiment), x)
    far, start = experiment.predict(parameters, x) - optimum, 0 - optimum
    expected = 1 - np.sqrt(np.mean(far**2) / np.mean(start**2))
    assert way_to_optimum(experiment, parameters) == pytest.approx(expected, abs=1e-4)


def test_points_moved_during_a_run_leave_no_rest_of_the_way() -> None:
    run = train(five_dots(6))
    for _ in range(50):
        next(run)
    moved = replace(five_dots(6), dataset=FIVE.moved([2], 0.5, 1.0))
    run.send(moved)
    for step in islice(run, 4_000):
        last = step
    assert way_to_optimum(moved, last.parameters()) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    "experiment",
    [
        five_dots(6, optimiser="Adam"),
        five_dots(1, l1=0.1),
        five_dots(1, optimiser="AdamW", l2=0.1),
        replace(five_dots(), model=MLPSpec((3,))),
        replace(five_dots(), model=PolynomialSpec(1, "exact")),
        replace(five_dots(), dataset=FIVE.of(Role.VALIDATION)),
    ],
    ids=["Adam, many optima", "L1", "AdamW's decay", "not linear", "exact", "no points"],
)
def test_no_way_where_the_end_is_not_known(experiment: Experiment) -> None:
    assert way_to_optimum(experiment, experiment.initial_parameters()) is None


def test_no_way_from_the_optimum_itself_nor_for_other_parameters() -> None:
    flat = Experiment(dataset=Dataset.from_xy([(0.2, 0), (0.7, 0)]), model=PolynomialSpec(1))
    assert way_to_optimum(flat, np.zeros(2)) is None
    assert way_to_optimum(five_dots(1), np.zeros(5)) is None


def test_figure_3_diverges_above_0_2623() -> None:
    assert largest_stable_rate(notebook_line(0.3)) == pytest.approx(0.2623, abs=5e-5)


@pytest.mark.parametrize("l2", [0.0, 0.5])
def test_the_largest_stable_rate_divides_runs_that_end_from_runs_that_do_not(l2: float) -> None:
    experiment = five_dots(3, l2=l2)
    limit = largest_stable_rate(experiment)
    assert limit is not None

    def ending(rate: float) -> object:
        run = train(replace(experiment, training=replace(experiment.training, learning_rate=rate)))
        for _ in range(3_000):
            try:
                next(run)
            except StopIteration as stop:
                return stop.value
        return None

    assert ending(1.01 * limit) is Ending.DIVERGED
    assert ending(0.99 * limit) is None


def test_no_largest_rate_where_it_is_not_known() -> None:
    assert largest_stable_rate(five_dots(optimiser="Adam")) is None
    assert largest_stable_rate(five_dots(batch_size=2)) is None
    assert largest_stable_rate(five_dots(batch_size=5)) == largest_stable_rate(five_dots())
    assert largest_stable_rate(replace(five_dots(), model=MLPSpec((2,)))) is None


def test_error_at_the_optimum() -> None:
    for experiment in (five_dots(1), five_dots(6), five_dots(2, l2=0.3), notebook_line(0.1)):
        expected = errors(experiment, exact_parameters(experiment))[0]
        found = error_at_optimum(experiment)
        assert found is not None
        assert_allclose(found, expected, atol=1e-12)
    assert error_at_optimum(replace(five_dots(), model=MLPSpec((2,)))) is None
