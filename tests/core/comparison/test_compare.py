"""Comparing: one model after the other, judged by numbers that a run of its own gives as well."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from math import isnan, nan

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz.core.comparison.compare import Done, Progress, compare
from nnviz.core.comparison.models import read_models
from nnviz.core.comparison.trained import TrainedModel, chosen_model, verdict
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput, percent
from nnviz.core.training.steps import Ending
from nnviz.headless import train

IRIS = preset("iris-4-10-3")
SHORT = replace(IRIS, training=replace(IRIS.training, epochs=30))
DOTS = preset("five-dots-degree-6")


def trained(experiments: Sequence[Experiment]) -> list[TrainedModel]:
    return [news.model for news in compare(experiments) if isinstance(news, Done)]


@pytest.fixture(scope="module")
def iris() -> list[TrainedModel]:
    return trained(read_models("none; 10; 30, 30", SHORT))


@pytest.fixture(scope="module")
def dots() -> list[TrainedModel]:
    return trained(read_models("degree 1; degree 3; degree 6", DOTS))


def test_each_model_is_trained_as_a_run_of_its_own(iris: list[TrainedModel]) -> None:
    assert [str(each.label) for each in iris] == ["4-3", "4-10-3", "4-30-30-3"]
    assert [each.parameters for each in iris] == [15, 83, 1173]
    for model in iris:
        history, ending, *_ = train(model.experiment)
        assert model.ending is ending
        assert_array_equal(model.run.rows, history.rows[:, : model.run.rows.shape[1]])
        assert model.best is not None
        assert model.best.epoch == history.best_epoch
        assert model.best.validation_error == history.column("validation_error").min()
        assert model.last.train_accuracy == history.column("train_accuracy")[-1]
        assert model.run.label == str(model.label)


def test_test_points_are_judged_with_the_weights_of_that_epoch(iris: list[TrainedModel]) -> None:
    points = IRIS.dataset.of(Role.TEST)
    for model in iris:
        right = model.experiment.probabilities(model.run.last.parameters, points.features).argmax(axis=1)
        assert model.last.test_accuracy == np.mean(right == points.classes)
        best = model.experiment.probabilities(model.run.kept[0].parameters, points.features)
        assert model.best is not None
        loss = -np.log(best[np.arange(len(points)), points.classes]).mean()
        assert model.best.test_error == pytest.approx(loss)


def test_test_points_change_nothing_but_the_judgement(iris: list[TrainedModel]) -> None:
    test = np.flatnonzero(SHORT.dataset.roles == Role.TEST)
    without = replace(SHORT, dataset=SHORT.dataset.without(test.tolist()))
    for model, other in zip(iris, trained(read_models("none; 10; 30, 30", without)), strict=True):
        assert_array_equal(model.run.rows, other.run.rows)
        assert isnan(other.last.test_error)
        assert isnan(other.last.test_accuracy)


def test_curves_are_compared_by_their_errors(dots: list[TrainedModel]) -> None:
    line, _, wild = dots
    assert line.last.train_error == pytest.approx(0.644, abs=0.01)  # F4
    assert wild.last.train_error < 1e-9
    assert isnan(line.last.train_accuracy)
    assert wild.best is not None
    assert wild.last.validation_error > 10 * wild.best.validation_error


def test_an_exact_solution_and_a_run_that_diverges_have_rows_too() -> None:
    solved, diverged = trained([
        replace(DOTS, model=PolynomialSpec(2, "exact")),
        replace(DOTS, training=replace(DOTS.training, learning_rate=1e6)),
    ])  # fmt: skip
    assert solved.ending is Ending.SOLVED
    assert solved.best is not None
    assert (solved.best.epoch, solved.best.train_error) == (0, solved.last.train_error)
    assert diverged.ending is Ending.DIVERGED
    assert np.isfinite(diverged.last.train_error)


def test_it_tells_how_far_it_is_and_can_be_left_at_any_step() -> None:
    steps = compare(read_models("none; 10", SHORT))
    first = next(steps)
    assert first == Progress(0, 0)
    news = [each for each in steps if each is not None]
    where = [(each.index, each.epoch) for each in news if isinstance(each, Progress)]
    assert where == sorted(where)
    assert where[-1] == (1, 30)
    left = compare(read_models("none; 10", replace(SHORT, training=replace(SHORT.training, epochs=10**6))))
    for _ in range(20):
        next(left)
    left.close()


def test_what_cannot_be_trained_is_a_sentence_after_those_that_can() -> None:
    steps = compare([SHORT, replace(SHORT, training=replace(SHORT.training, device="toaster"))])
    assert len(list(takewhile(lambda news: not isinstance(news, Done), steps)))
    with pytest.raises(BadInput, match="toaster"):
        list(steps)


def test_the_verdict_names_the_least_validation_error_and_what_overfits(dots: list[TrainedModel]) -> None:
    assert chosen_model(dots) is dots[1]
    assert [str(each) for each in verdict(dots)] == [
        "The validation error is least for degree 3: 0.0571 at epoch 47.",
        "By the end it has risen again for degree 6: overfitting.",
    ]


def test_the_verdict_looks_at_the_test_points_last(iris: list[TrainedModel]) -> None:
    chosen = chosen_model(iris)
    assert chosen is not None
    assert chosen.best is not None
    said = [str(each) for each in verdict(iris)]
    assert f"least for {chosen.label}" in said[0]
    assert percent(chosen.best.test_accuracy) in said[1]


def test_without_validation_points_there_is_no_best_epoch_and_no_verdict() -> None:
    points = Dataset.from_xy([(0.0, 1.0), (0.5, 2.0), (1.0, 0.0)])
    curve = Experiment(dataset=points, training=replace(DOTS.training, epochs=5))
    models = trained(read_models("degree 1; degree 2", curve))
    assert [model.best for model in models] == [None, None]
    assert models[0].scores(at_best=True) is models[0].last
    assert chosen_model(models) is None
    assert "Without validation points" in str(verdict(models)[0])


def test_a_model_without_a_finite_error_is_not_chosen(dots: list[TrainedModel]) -> None:
    best = dots[0].best
    assert best is not None
    lost = replace(dots[0], best=replace(best, validation_error=nan))
    assert chosen_model([lost, dots[2]]) is dots[2]
    assert chosen_model([lost]) is None
