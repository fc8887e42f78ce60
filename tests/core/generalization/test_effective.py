"""Effective parameters: figure F10's sum, ridge, and the matrix itself by trial."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.effective import effective_parameters
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.training.run import train

X = np.sort(np.random.default_rng(4).uniform(0, 1, 12))
DOTS = Dataset.from_xy(np.column_stack([X, np.sin(6 * X)]), [(0.5, 0.0)])


def experiment(model: object = None, **training: object) -> Experiment:
    settings = replace(Training(learning_rate=0.05), **training)
    return Experiment(dataset=DOTS, model=model or PolynomialSpec(5), training=settings)


def trace_by_trial(some: Experiment, epochs: int) -> float:
    """Σ ∂ŷ_i/∂y_i: move each target by 1 and see how its own fitted value follows."""
    total = 0.0
    fits = []
    for y in (np.zeros(12), *np.eye(12)):
        moved = replace(some, dataset=Dataset.from_xy(np.column_stack([X, y])))
        *_, last = islice(train(moved), epochs + 1)
        fits.append(moved.predict(last.parameters(), X))
    for i in range(12):
        total += fits[1 + i][i] - fits[0][i]
    return total


@pytest.mark.parametrize("model", [PolynomialSpec(5), MLPSpec(())], ids=["polynomial", "linear perceptron"])
@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("epochs", [0, 1, 7, 60])
def test_it_is_the_trace_of_what_descent_does(model: object, l2: float, epochs: int) -> None:
    some = experiment(model, l2=l2)
    assert_allclose(effective_parameters(some, epochs), trace_by_trial(some, epochs), atol=1e-9)


def test_without_a_penalty_it_is_the_sum_of_figure_f10() -> None:
    some = experiment()
    sizes = np.linalg.svd(some.inputs(X), compute_uv=False) ** 2 / 12
    for k in (1, 10, 1000):
        expected = np.sum(1 - (1 - 2 * 0.05 * sizes) ** k)
        assert_allclose(effective_parameters(some, k), expected, rtol=1e-9)
    assert effective_parameters(some, 10_000_000) == pytest.approx(6, abs=1e-6)


def test_ridge_ends_at_its_own_trace() -> None:
    some = experiment(PolynomialSpec(5, "exact"), l2=0.2)
    design = some.inputs(X)
    penalty = 12 * 0.2 * np.diag(some.model.penalised)
    hat = design @ np.linalg.solve(design.T @ design + penalty, design.T)
    assert_allclose(effective_parameters(some, 0), np.trace(hat))
    descent = replace(some, model=PolynomialSpec(5))
    assert_allclose(effective_parameters(descent, 10**7), np.trace(hat))


def test_more_parameters_than_points_use_as_many_as_there_are_points() -> None:
    assert effective_parameters(experiment(PolynomialSpec(20, "exact")), 0) == pytest.approx(12)


@pytest.mark.parametrize(
    "some",
    [
        experiment(MLPSpec((3,))),
        experiment(optimiser="Adam"),
        experiment(optimiser="momentum"),
        experiment(batch_size=4),
        experiment(l1=0.1),
        experiment(learning_rate=5.0),
        replace(experiment(), dataset=Dataset.from_xy([], [(0.5, 1.0)])),
    ],
    ids=["perceptron", "Adam", "momentum", "mini-batches", "L1", "diverges", "no points"],
)
def test_where_there_is_no_such_matrix_there_is_no_number(some: Experiment) -> None:
    assert effective_parameters(some, 10) is None
