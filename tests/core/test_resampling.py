"""The points of replicas: where they lie, how they scatter, what cannot be drawn."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.replicas import RESAMPLINGS, USUAL_COUNT, Replicas
from nnviz.core.resampling import (
    chosen_replicas,
    member_points,
    obstacle,
    smooth_degree,
    smooth_fit,
    with_truth,
    without_truth,
    x_range,
)
from nnviz.core.sentences import BadInput
from nnviz.core.truths import Sampling, Truth, sample

TRUTH, SAMPLING = Truth("sine", (1.0, 1.0, 0.0), 0.3), Sampling(20, 5, seed=3)


def experiment(resample: str = "same-x", count: int = 500, **replicas: object) -> Experiment:
    return Experiment(
        dataset=sample(TRUTH, SAMPLING), truth=TRUTH, sampling=SAMPLING,
        replicas=Replicas(count, resample, **replicas),
    )  # fmt: skip


def training(some: Experiment) -> Dataset:
    return some.dataset.of(Role.TRAINING)


@pytest.mark.parametrize("resample", RESAMPLINGS)
def test_member_0_has_the_users_points_and_the_same_seed_gives_the_same(resample: str) -> None:
    some = experiment(resample, 6)
    drawn, again = member_points(some), member_points(some)
    own = drawn.x if drawn.shares_x else drawn.x[0]
    assert_array_equal(own, training(some).x)
    assert_array_equal(drawn.y[0], training(some).y)
    assert_array_equal(drawn.y, again.y)
    assert drawn.y.shape == (7, 20)
    more = member_points(experiment(resample, 9))
    assert_array_equal(more.y[:7], drawn.y)
    assert not np.array_equal(member_points(experiment(resample, 6, seed=2)).y[1], drawn.y[1])


def test_fresh_noise_round_the_truth_at_the_same_x() -> None:
    some = experiment("same-x")
    drawn = member_points(some)
    assert drawn.shares_x
    noise = drawn.y[1:] - TRUTH(drawn.x)
    assert np.std(noise) == pytest.approx(0.3, rel=0.02)
    assert abs(noise.mean()) < 3 * 0.3 / np.sqrt(noise.size)
    assert abs(np.corrcoef(noise.T)[0, 1]) < 0.15  # one point's noise tells nothing of the next


def test_fresh_x_are_uniform_over_the_x_range() -> None:
    drawn = member_points(experiment("fresh-x"))
    x = drawn.x[1:]
    assert not drawn.shares_x
    assert 0 <= x.min() < 0.001 < 0.999 < x.max() <= 1
    assert x.mean() == pytest.approx(0.5, abs=0.01)
    assert np.std(drawn.y[1:] - TRUTH(x)) == pytest.approx(0.3, rel=0.02)


def test_a_bootstrap_draws_points_with_replacement() -> None:
    some = experiment("bootstrap")
    drawn, own = member_points(some), training(some)
    assert_array_equal(drawn.x[1:], own.x[drawn.picked])
    assert_array_equal(drawn.y[1:], own.y[drawn.picked])
    distinct = np.mean([len(set(picked)) for picked in drawn.picked.tolist()])
    assert distinct == pytest.approx(20 * (1 - 0.95**20), rel=0.01)


def test_residuals_are_drawn_round_a_smooth_fit_and_as_large_as_the_noise() -> None:
    some = experiment("residuals")
    drawn, (smooth, residuals) = member_points(some), smooth_fit(some)
    assert drawn.shares_x
    moved = drawn.y[1:] - smooth
    assert np.isin(np.round(moved, 9), np.round(residuals, 9)).all()
    degree, own = smooth_degree(some), training(some)
    coefficients = np.polynomial.Polynomial.fit(own.x, own.y, degree)
    assert_allclose(smooth, coefficients(own.x), atol=1e-9)
    assert_allclose(residuals.mean(), 0, atol=1e-12)
    expected = np.sum((own.y - smooth) ** 2) / (20 - degree - 1)  # the unbiased estimate of the noise
    assert_allclose(np.mean(residuals**2), expected, rtol=1e-9)


def test_without_replicas_there_is_the_user_alone() -> None:
    drawn = member_points(experiment(count=0))
    assert drawn.y.shape == (1, 20)


def test_noise_0_gives_the_truth_itself() -> None:
    some = replace(experiment(count=3), truth=replace(TRUTH, noise=0.0))
    assert_allclose(member_points(some).y[1:], np.tile(TRUTH(training(some).x), (3, 1)))


# --- what cannot be drawn ------------------------------------------------------------------------


@pytest.mark.parametrize("resample", ["same-x", "fresh-x"])
def test_fresh_noise_needs_a_truth(resample: str) -> None:
    some = replace(experiment(resample), truth=None, sampling=None)
    with pytest.raises(BadInput, match="draw the true curve with the Truth tool"):
        member_points(some)
    assert obstacle(experiment(resample)) is None


@pytest.mark.parametrize("resample", ["bootstrap", "residuals"])
def test_a_bootstrap_needs_three_points(resample: str) -> None:
    for n, fails in ((1, True), (2, True), (3, False)):
        few = Dataset.from_xy([(0.1 * i, 1.0 * i) for i in range(n)])
        some = Experiment(dataset=few, replicas=Replicas(5, resample))
        assert (obstacle(some) is not None) is fails
    with pytest.raises(BadInput, match=r"3 training points or more; there are 2\. Draw more"):
        member_points(Experiment(dataset=Dataset.from_xy([(0, 0), (1, 1)]), replicas=Replicas(5, resample)))


def test_a_truth_drawn_over_part_of_the_range_must_cover_the_points() -> None:
    part = Truth("drawn", (0.2, 1.0, 0.5, 0.0, 0.8, 1.0), 0.1)
    dots = Dataset.from_xy([(0.1, 1.0), (0.3, 0.5), (0.9, 1.0)])
    some = Experiment(dataset=dots, truth=part, replicas=Replicas(5))
    with pytest.raises(BadInput, match=r"from x = 0\.2 to 0\.8 only.*: 2\. Draw the truth over them"):
        member_points(some)
    inside = replace(some, dataset=dots.without([0, 2]), replicas=Replicas(50, "fresh-x"))
    x = member_points(inside).x[1:]
    assert 0.2 <= x.min() < x.max() <= 0.8
    assert x_range(inside) == (0.2, 0.8)


def test_no_training_points_is_bad_input() -> None:
    with pytest.raises(BadInput) as caught:
        member_points(replace(experiment(), dataset=Dataset.from_xy([], [(0.5, 0.5)])))
    assert str(caught.value) == NO_TRAINING_POINTS


# --- how many, and which -------------------------------------------------------------------------


def test_choosing_replicas_by_count_or_kind() -> None:
    drawn = Experiment(dataset=Dataset.from_xy([(0, 0), (1, 1), (2, 0)], []), domain=(0, 2))
    known = replace(drawn, truth=TRUTH)
    assert chosen_replicas(known, 20, None) == Replicas(20, "same-x")
    assert chosen_replicas(drawn, 20, None) == Replicas(20, "bootstrap")
    assert chosen_replicas(drawn, None, "residuals") == Replicas(USUAL_COUNT, "residuals")
    assert chosen_replicas(drawn, 7, "same-x") == Replicas(7, "same-x")  # asked for: the run says why not
    assert chosen_replicas(known, None, None).count == 0


def test_when_a_truth_becomes_known_replicas_follow_it() -> None:
    drawn = Experiment(dataset=Dataset.from_xy([(0, 0), (1, 1), (2, 0)], []), domain=(0, 2))
    hand_made = replace(drawn, replicas=Replicas(20, "bootstrap"))
    assert with_truth(hand_made, TRUTH, None).replicas.resample == "same-x"
    chosen = replace(hand_made, truth=TRUTH)  # a bootstrap where there was a choice stays one
    assert with_truth(chosen, replace(TRUTH, noise=1.0), None).replicas.resample == "bootstrap"
    gone = without_truth(with_truth(hand_made, TRUTH, SAMPLING))
    assert (gone.truth, gone.sampling, gone.replicas) == (None, None, Replicas(20, "bootstrap"))


def test_a_bootstrap_takes_no_notice_of_where_a_truth_is_known() -> None:
    part = Truth("drawn", (0.0, 1.0, 0.5, 0.0), 0.1)
    some = replace(experiment("bootstrap", 5), truth=part, sampling=None)
    assert x_range(some) == (0.0, 1.0)
    assert x_range(replace(some, replicas=Replicas(5, "same-x"))) == (0.0, 0.5)
