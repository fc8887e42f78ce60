"""The split of the Brier score of classes, and the map of where replicas disagree: by known answers."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.classes import one_hot, probabilities
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.disagreement import SIDE, Disagreement, ranges
from nnviz.core.generalization.judge import Basis, basis_of, judge_of
from nnviz.core.generalization.splitter import splitter_for
from nnviz.core.generalization.spread import Kept, spread_of
from nnviz.core.models import MLPSpec
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.posterior import posterior
from nnviz.core.replicas import Replicas, Resampling
from nnviz.core.resampling import member_points, with_pattern
from nnviz.core.sentences import BadInput
from nnviz.core.training.run import train

PATTERN = Pattern("blobs", 1.2, 0.1, 40, 20, class_count=3)


def experiment(
    resample: Resampling, pattern: Pattern = PATTERN, count: int = 12, **changes: object
) -> Experiment:
    some = with_pattern(Experiment(model=MLPSpec((5,)), training=Training(optimiser="Adam")), pattern)
    return replace(some, replicas=Replicas(count, resample), **changes)


def trained(some: Experiment, steps: int = 60) -> Kept:
    *_, last = islice(train(some), steps)
    return Kept(some, last.state.stack())


@pytest.mark.parametrize("classes", [2, 3])
def test_against_the_true_probabilities_the_parts_are_those_of_the_definition(classes: int) -> None:
    some = experiment("same-x", replace(PATTERN, class_count=classes))
    state = trained(some)
    judge = judge_of(some)
    split = splitter_for(some).measure(state)
    places = judge.inputs  # nothing is scaled: what the model sees are the features
    truth = posterior(some.pattern, places)
    replicas = probabilities(state.predict(places)[1:], some.head)
    mean, variance = replicas.mean(axis=0), replicas.var(axis=0, ddof=1)
    bias = (mean - truth) ** 2 - variance / 12
    assert_allclose(split.bias_squared, bias.sum(axis=1).mean(), rtol=1e-10)
    assert_allclose(split.variance, variance.sum(axis=1).mean(), rtol=1e-10)
    assert_allclose(split.noise, (truth * (1 - truth)).sum(axis=1).mean(), rtol=1e-12)
    assert_allclose(split.total, split.bias_squared + split.variance + split.noise, rtol=1e-12)
    assert 0.1 < split.noise < 1


@pytest.mark.parametrize("resample", ["same-x", "fresh-x"])
def test_the_total_is_the_brier_score_on_fresh_points(resample: Resampling) -> None:
    some = experiment(resample, count=100)
    split = splitter_for(some).measure(trained(some))
    assert abs(split.total - split.measured_total) < 4 * split.measured_total_se < 0.1
    assert split.replicas == 100


def test_fresh_labels_at_the_same_places_are_drawn_as_the_pattern_has_them() -> None:
    some = experiment("same-x", count=1_000)
    drawn = member_points(some)
    training = some.dataset.of(Role.TRAINING)
    assert drawn.shares_x
    assert_array_equal(drawn.y[0], training.y)
    share = one_hot(drawn.y[1:].astype(int), 3).mean(axis=0)
    assert_allclose(share, posterior(PATTERN, training.features), atol=0.07)
    fewer = member_points(replace(some, replicas=Replicas(10)))
    assert_array_equal(drawn.y[:11], fewer.y)


def test_fresh_points_and_bootstraps_have_features_of_their_own() -> None:
    for resample in ("fresh-x", "bootstrap"):
        drawn = member_points(experiment(resample))
        assert (drawn.x.shape, drawn.y.shape, drawn.shares_x) == ((13, 40, 2), (13, 40), False)
    assert drawn.picked is not None
    assert_array_equal(drawn.x[1:], drawn.x[0][drawn.picked])


def test_bootstraps_are_judged_by_validation_points() -> None:
    some = experiment("bootstrap")
    state, split = trained(some), splitter_for(some).measure(trained(some))
    points = some.dataset.of(Role.VALIDATION)
    replicas = probabilities(state.predict(some.inputs(points.features))[1:], some.head)
    mean, variance = replicas.mean(axis=0), replicas.var(axis=0, ddof=1)
    raw = (mean - one_hot(points.classes, 3)) ** 2 - variance / 12
    assert basis_of(some) is Basis.VALIDATION
    assert_allclose(split.bias_squared_plus_noise, raw.sum(axis=1).mean(), rtol=1e-10)
    assert_allclose(split.variance, variance.sum(axis=1).mean(), rtol=1e-10)
    assert np.isnan(split.bias_squared)


def test_without_validation_points_by_those_that_they_lack() -> None:
    some = experiment("bootstrap", replace(PATTERN, n_validation=0))
    state, split = trained(some), splitter_for(some).measure(trained(some))
    drawn, training = member_points(some), some.dataset.of(Role.TRAINING)
    replicas = probabilities(state.predict(some.inputs(training.features))[1:], some.head)
    bias, variance, counted = 0.0, 0.0, 0
    for i, truth in enumerate(one_hot(training.classes, 3)):
        lacking = replicas[[i not in picked for picked in drawn.picked], i]
        if len(lacking) >= 3:
            here = lacking.var(axis=0, ddof=1)
            variance += here.sum()
            bias += ((lacking.mean(axis=0) - truth) ** 2 - here / len(lacking)).sum()
            counted += 1
    assert_allclose(split.variance, variance / counted, rtol=1e-10)
    assert_allclose(split.bias_squared_plus_noise, bias / counted, rtol=1e-10)


def test_the_map_tells_where_replicas_disagree() -> None:
    some = experiment("same-x", Pattern("blobs", 0.3, 0.0, 40, 10))
    state = trained(some, 300)
    found = spread_of(some, state, 7, frozenset({2}))
    assert isinstance(found, Disagreement)
    assert (found.epoch, found.count, found.lost) == (7, 11, (2,))
    assert found.share.shape == (SIDE, SIDE)
    assert found.mean.shape == (SIDE, SIDE, 2)
    alive = np.delete(state.stack()[1:], 1, axis=0)
    for row, column in ((0, 0), (20, 40), (63, 30)):
        place = np.array([[found.x1[column], found.x2[row]]])
        says = np.array([some.predict(member, place)[0] > 0 for member in alive])
        assert found.share[row, column] == pytest.approx(min(says.mean(), 1 - says.mean()), abs=1e-6)
    assert (found.share == 0).mean() > 0.3  # where one class is alone all agree
    assert found.share.max() > 0.2


def test_the_map_of_three_classes_counts_those_who_say_another_than_most() -> None:
    some = experiment("same-x")
    state = trained(some)
    found = spread_of(some, state, 7, frozenset())
    for row, column in ((5, 9), (30, 33), (60, 20)):
        place = np.array([[found.x1[column], found.x2[row]]])
        each = [some.probabilities(member, place)[0] for member in state.stack()[1:]]
        votes = np.bincount(np.argmax(each, axis=1), minlength=3)
        assert found.share[row, column] == pytest.approx(1 - votes.max() / 12, abs=1e-6)
        assert_allclose(found.mean[row, column], np.mean(each, axis=0), rtol=1e-5)


def test_maps_of_one_run_are_asked_at_the_same_array() -> None:
    """Engines keep buffers for each array that they are asked at."""
    some = experiment("same-x")
    asked = []

    class Watched(Kept):
        def predict(self, inputs: np.ndarray) -> np.ndarray:
            asked.append(inputs)
            return super().predict(inputs)

    stack = trained(some, 3).stack()
    for epoch in range(2):
        spread_of(some, Watched(some, stack), epoch, frozenset())
    assert asked[0] is asked[1]


def test_with_more_features_there_is_no_map() -> None:
    some = experiment("bootstrap")
    four = np.concatenate([some.dataset.features, some.dataset.features**2], axis=1)
    more = replace(
        some, dataset=replace(some.dataset, features=four), model=MLPSpec((5,), n_in=4, n_out=3), pattern=None
    )
    found = spread_of(more, trained(more), 3, frozenset())
    assert (found.share.size, found.mean.shape, found.count) == (0, (0, 0, 3), 12)
    stack = trained(more, 2).stack()
    stack[5, 3] = np.inf
    assert spread_of(more, Kept(more, stack), 3, frozenset({2})).lost == (2, 5)


def test_a_replica_without_numbers_is_lost() -> None:
    some = experiment("same-x")
    stack = trained(some).stack()
    stack[4] = np.nan
    splitter = splitter_for(some)
    assert splitter.measure(Kept(some, stack)).replicas == 11
    assert splitter.lost == {4}
    assert spread_of(some, Kept(some, stack), 0, frozenset()).lost == (4,)


@pytest.mark.parametrize(
    ("resample", "said"), [("residuals", "no residuals"), ("same-x", "pattern behind the points")]
)
def test_replicas_that_cannot_be_made_are_told(resample: Resampling, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        member_points(replace(experiment(resample), pattern=None))


def test_the_map_is_as_wide_as_a_plot_where_features_are_alike() -> None:
    square = Dataset([[0.0, 0.0], [1.0, 2.0]], [0, 1], [0, 0], ("a", "b"))
    (left, right), (bottom, top) = ranges(square)
    assert (right - left, top - bottom) == pytest.approx((2 * 2.6, 2.6))
    assert ((left + right) / 2, (bottom + top) / 2) == pytest.approx((0.5, 1.0))
    (left, right), (bottom, top) = ranges(replace(square, features=square.features * [1.0, 500.0]))
    assert (left, right, bottom, top) == pytest.approx((-0.15, 1.15, -150, 1150))
