"""The split of a run: measured against what, at which places, from which replicas."""

from dataclasses import astuple, replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.judge import Basis, basis_of, grid
from nnviz.core.generalization.out_of_bag import decompose_out_of_bag
from nnviz.core.generalization.split import SPLIT_COLUMNS, Split
from nnviz.core.generalization.splitter import splitter_for
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import member_points
from nnviz.core.training.exact import solve
from nnviz.core.training.run import train
from nnviz.core.training.state import State
from nnviz.core.truths import Sampling, Truth, sample

TRUTH, SAMPLING = Truth("sine", (1.0, 1.0, 0.0), 0.3), Sampling(20, 12, seed=3)


def experiment(resample: str = "same-x", count: int = 40, model: object = None) -> Experiment:
    return Experiment(
        dataset=sample(TRUTH, SAMPLING), truth=TRUTH, sampling=SAMPLING, model=model or PolynomialSpec(5),
        replicas=Replicas(count, resample),
    )  # fmt: skip


def state_of(some: Experiment, steps: int = 50) -> State:
    *_, last = islice(train(some), steps + 1)
    return last.state


class Curves:
    """A state whose members are given functions."""

    def __init__(self, some: Experiment, curves: list) -> None:
        self._low, self._high = some.domain
        self._curves = curves

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        x = (inputs[:, 0] + 1) / 2 * (self._high - self._low) + self._low
        return np.stack([np.broadcast_to(curve(x), x.shape) for curve in self._curves])


# --- against the truth ---------------------------------------------------------------------------


def test_the_parts_add_up_and_meet_the_error_on_fresh_points() -> None:
    for resample in ("same-x", "fresh-x"):
        some = experiment(resample, 200)
        split = splitter_for(some).measure(state_of(some))
        assert_allclose(split.bias_squared + split.variance + split.noise, split.total, rtol=1e-12)
        assert split.noise == pytest.approx(0.09)
        assert abs(split.measured_total - split.total) < 4 * np.hypot(split.measured_total_se, split.total_se)
        assert (split.replicas, split.noise_se) == (200, 0)
        assert np.isnan(split.bias_squared_plus_noise)


def test_known_curves_have_the_split_that_integrals_give() -> None:
    """Replicas f + x and f − x on [0, 1]: V = 2/3 and bias² = −V/2; no curve at all is off by ∫f² = ½."""
    some = experiment(count=2, model=MLPSpec((1,)))
    split = splitter_for(some).measure(Curves(some, [TRUTH, lambda x: TRUTH(x) + x, lambda x: TRUTH(x) - x]))
    assert_allclose([split.variance, split.bias_squared], [2 / 3, -1 / 3], rtol=1e-9)
    flat = splitter_for(some).measure(Curves(some, [TRUTH, lambda x: 0 * x, lambda x: 0 * x]))
    assert_allclose([flat.variance, flat.bias_squared], [0, 0.5], atol=1e-9)


def test_what_is_measured_does_not_come_from_the_split() -> None:
    """Lie to the splitter about the noise: its total follows, the error on its fresh points does not."""
    some = experiment(count=100)
    honest = splitter_for(some)
    liar = splitter_for(some)
    liar._judge = replace(liar._judge, noise=7.0)
    state = state_of(some)
    assert liar.measure(state).total == pytest.approx(honest.measure(state).total + 7 - 0.09)
    assert liar.measure(state).measured_total == honest.measure(state).measured_total


def test_the_grid_integrates_polynomials_exactly_over_the_x_range() -> None:
    x, weights = grid(replace(experiment(), domain=(0.0, 2.0)))
    assert_allclose(weights.sum(), 1)
    assert_allclose(x**60 @ weights, 2.0**60 / 61, rtol=1e-12)


def test_a_truth_drawn_over_part_of_the_range_is_compared_there_only() -> None:
    knots = (0.0, 1.0, 0.25, 1.0, 0.5, 1.0)
    some = experiment()
    inner = some.dataset.without(np.flatnonzero(some.dataset.x > 0.5).tolist())
    some = replace(some, dataset=inner, truth=Truth("drawn", knots, 0.1), sampling=None)
    x, _ = grid(some)
    assert 0 < x.min() < x.max() < 0.5
    assert np.isfinite(splitter_for(some).measure(state_of(some)).measured_total)


# --- where the truth is not known ----------------------------------------------------------------


def test_what_a_split_is_measured_against() -> None:
    assert basis_of(experiment("same-x")) is basis_of(experiment("fresh-x")) is Basis.TRUTH
    assert basis_of(experiment("bootstrap")) is basis_of(experiment("residuals")) is Basis.VALIDATION
    alone = {k: replace(e, dataset=e.dataset.of(Role.TRAINING)) for k in ("bootstrap", "residuals")
             for e in [experiment(k)]}  # fmt: skip
    assert basis_of(alone["bootstrap"]) is Basis.OUT_OF_BAG
    assert basis_of(alone["residuals"]) is Basis.NOTHING


def test_validation_points_tell_bias_and_noise_together() -> None:
    some = replace(experiment("bootstrap"), truth=None, sampling=None)
    state, judges = state_of(some), some.dataset.of(Role.VALIDATION)
    predictions = state.predict(some.inputs(judges.x))[1:]
    split = splitter_for(some).measure(state)
    variance = predictions.var(axis=0, ddof=1)
    both = (predictions.mean(axis=0) - judges.y) ** 2 - variance / 40
    assert_allclose([split.variance, split.bias_squared_plus_noise], [variance.mean(), both.mean()])
    assert_allclose(split.total, np.mean((predictions - judges.y) ** 2))  # an identity where y is fixed
    assert np.isnan([split.bias_squared, split.noise, split.measured_total]).all()


def test_without_validation_points_the_points_out_of_the_bag_do() -> None:
    some = experiment("bootstrap")
    some = replace(some, dataset=some.dataset.of(Role.TRAINING), truth=None, sampling=None)
    state, picked = state_of(some), member_points(some).picked
    predictions = state.predict(some.inputs(some.dataset.x))[1:]
    both, variances = [], []
    for i, y in enumerate(some.dataset.y):
        outside = predictions[[i not in drawn for drawn in picked], i]
        variances.append(outside.var(ddof=1))
        both.append((outside.mean() - y) ** 2 - outside.var(ddof=1) / len(outside))
    split = splitter_for(some).measure(state)
    assert_allclose([split.variance, split.bias_squared_plus_noise], [np.mean(variances), np.mean(both)])
    assert split.total_se > 0


def test_out_of_bag_errors_are_those_of_leaving_one_replica_out() -> None:
    rng = np.random.default_rng(1)
    predictions, targets, outside = (
        rng.standard_normal((12, 6)),
        rng.standard_normal(6),
        rng.random((12, 6)) < 0.6,
    )
    found = decompose_out_of_bag(predictions, targets, outside)
    left = [
        decompose_out_of_bag(np.delete(predictions, r, 0), targets, np.delete(outside, r, 0))
        for r in range(12)
    ]
    parts = np.array([[a.bias_squared, a.variance, a.bias_squared + a.variance] for a in left])
    expected = np.sqrt(11 * parts.var(axis=0))
    assert_allclose([found.bias_squared_se, found.variance_se, found.total_se], expected, rtol=1e-9)


def test_points_out_of_the_bag_are_gone_through_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each point there may be several numbers, as of several classes."""
    rng = np.random.default_rng(2)
    predictions, targets, outside = rng.random((9, 30)), rng.random(30), rng.random((9, 10)) < 0.5
    found = decompose_out_of_bag(predictions, targets, outside, 3)
    apart = [decompose_out_of_bag(predictions[:, k::3], targets[k::3], outside) for k in range(3)]
    assert_allclose(found.variance, sum(each.variance for each in apart))
    assert_allclose(found.bias_squared, sum(each.bias_squared for each in apart))
    monkeypatch.setattr("nnviz.core.generalization.out_of_bag.AT_A_TIME", 60)
    assert_allclose(astuple(decompose_out_of_bag(predictions, targets, outside, 3)), astuple(found))


def test_a_point_in_every_bag_does_not_count() -> None:
    outside = np.ones((4, 2), bool)
    outside[:2, 1] = False
    found = decompose_out_of_bag(np.arange(8.0).reshape(4, 2), np.zeros(2), outside)
    assert found.variance == pytest.approx(np.var([0, 2, 4, 6], ddof=1))
    assert np.isnan(decompose_out_of_bag(np.zeros((2, 2)), np.zeros(2), np.ones((2, 2), bool)).variance)


def test_with_nothing_to_judge_by_the_variance_alone_is_known() -> None:
    some = experiment("residuals")
    some = replace(some, dataset=some.dataset.of(Role.TRAINING))
    split = splitter_for(some).measure(state_of(some))
    assert split.variance > 0
    assert np.isnan([split.total, split.bias_squared, split.bias_squared_plus_noise]).all()


# --- few, and lost ones --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_replicas_have_no_split(count: int) -> None:
    assert splitter_for(experiment(count=count)) is None


def test_a_replica_that_diverges_is_left_out_and_named() -> None:
    some = experiment(count=4, model=MLPSpec((1,)))
    splitter = splitter_for(some)
    tame = [lambda x, a=a: TRUTH(x) + a for a in (0.1, -0.1, 0.2)]
    before = splitter.measure(
        Curves(some, [TRUTH, tame[0], tame[1], lambda x: np.full_like(x, 1e9), tame[2]])
    )
    assert splitter.lost == {3}
    three = splitter_for(replace(some, replicas=Replicas(3))).measure(Curves(some, [TRUTH, *tame]))
    assert_allclose([before.variance, before.bias_squared], [three.variance, three.bias_squared], rtol=1e-12)
    assert before.replicas == 3
    back = splitter.measure(Curves(some, [TRUTH, tame[0], tame[1], tame[0], tame[2]]))
    assert back.replicas == 3  # once lost, it stays so
    last = splitter.measure(Curves(some, [TRUTH, *[lambda x: x * np.nan] * 3, tame[0]]))
    assert splitter.lost == {1, 2, 3}
    assert (last.replicas, np.isnan(last.variance)) == (1, True)


def test_y_far_from_0_does_not_make_replicas_look_lost() -> None:
    """They start near 0, three hundred standard deviations away from every point."""
    truth = Truth("line", (1.0, 300.0), 1.0)
    some = Experiment(
        dataset=sample(truth, SAMPLING), truth=truth, sampling=SAMPLING, model=PolynomialSpec(2),
        replicas=Replicas(20),
    )  # fmt: skip
    splitter = splitter_for(some)
    for steps in (0, 200):
        assert splitter.measure(state_of(some, steps)).replicas == 20
    tiny = Truth("line", (1e-6, 0.0), 1e-7)  # and an untrained network is far from these
    some = replace(some, dataset=sample(tiny, SAMPLING), truth=tiny, model=MLPSpec((8,)))
    assert splitter_for(some).measure(state_of(some, 0)).replicas == 20


def test_a_wild_exact_solution_has_not_diverged() -> None:
    some = experiment("fresh-x", 200, PolynomialSpec(9, "exact"))
    splitter = splitter_for(some)
    state = next(solve(some)).state
    split = splitter.measure(state)
    assert (splitter.lost, split.replicas) == (frozenset(), 200)
    assert split.variance > 1e3 * split.median_variance
    assert split.median_total < 100


def test_a_run_goes_on_when_some_replicas_diverge() -> None:
    """A rate that is stable on the user's x and too large on some bootstraps of it."""
    some = replace(
        experiment("bootstrap", 60, PolynomialSpec(2)),
        training=Training(learning_rate=0.30, epochs=4000), dataset=Dataset.from_xy(
            np.column_stack([np.linspace(0, 1, 6), np.linspace(0, 1, 6) ** 2]), [(0.5, 0.2), (0.7, 0.5)]
        ),
    )  # fmt: skip
    splitter = splitter_for(some)
    *_, last = islice(train(some), 600)
    split = splitter.measure(last.state)
    assert 0 < len(splitter.lost) < 60
    assert split.replicas == 60 - len(splitter.lost)
    assert np.isfinite([split.variance, split.total]).all()


def test_the_columns_are_the_fields() -> None:
    assert len(Split().row) == len(SPLIT_COLUMNS)
    assert Split(variance=3.0).row[SPLIT_COLUMNS.index("variance")] == 3.0
