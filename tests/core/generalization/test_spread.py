"""The replicas' curves at each x."""

from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.spread import MOST_CURVES, Kept, Spread, spread_of
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.run import train
from nnviz.core.truths import Sampling, Truth, sample

TRUTH, SAMPLING = Truth("sine", (1.0, 1.0, 0.0), 0.3), Sampling(20, 12, seed=3)


def experiment(count: int = 7, model: object = None) -> Experiment:
    return Experiment(
        dataset=sample(TRUTH, SAMPLING), truth=TRUTH, sampling=SAMPLING, model=model or MLPSpec((5,)),
        replicas=Replicas(count),
    )  # fmt: skip


def spread_after(some: Experiment, steps: int) -> tuple[Spread, np.ndarray]:
    *_, last = islice(train(some), steps + 1)
    return spread_of(some, last.state, steps, frozenset()), last.state.stack()


def test_it_holds_what_the_replicas_predict() -> None:
    some = experiment()
    spread, stack = spread_after(some, 30)
    expected = np.stack([some.predict(member, spread.x) for member in stack[1:]])
    assert_allclose(spread.curves, expected, rtol=1e-6)
    assert_allclose(spread.mean, expected.mean(axis=0))
    assert_allclose(spread.variance, expected.var(axis=0, ddof=1))
    assert_allclose(spread.median, np.median(expected, axis=0))
    truth = TRUTH(spread.x)
    assert_allclose(spread.bias_squared(truth), (spread.mean - truth) ** 2 - spread.variance / 7)
    assert (spread.count, spread.lost, spread.epoch) == (7, (), 30)
    assert spread.x[0] < 0 < 1 < spread.x[-1]


def test_kept_weights_have_the_same_curves() -> None:
    for model in (MLPSpec((5, 4), "relu"), PolynomialSpec(4)):
        some = experiment(model=model)
        spread, stack = spread_after(some, 30)
        again = spread_of(some, Kept(some, stack), 30, frozenset())
        assert_allclose(again.mean, spread.mean, rtol=1e-9)
        assert_allclose(again.curves, spread.curves, rtol=1e-5)


def test_many_replicas_are_not_all_drawn_but_all_count() -> None:
    spread, _ = spread_after(experiment(MOST_CURVES + 20), 3)
    assert spread.curves.shape[0] == MOST_CURVES
    assert spread.count == MOST_CURVES + 20


def test_lost_replicas_are_named_and_left_out() -> None:
    some = experiment()
    _, stack = spread_after(some, 30)
    stack[3] = np.nan
    spread = spread_of(some, Kept(some, stack), 30, frozenset({5}))
    assert spread.lost == (3, 5)
    assert spread.count == 5
    others = np.stack([some.predict(stack[i], spread.x) for i in (1, 2, 4, 6, 7)])
    assert_allclose(spread.mean, others.mean(axis=0))


def test_one_replica_has_a_curve_but_no_variance() -> None:
    spread, _ = spread_after(replace(experiment(), replicas=Replicas(1)), 3)
    assert (spread.count, len(spread.curves)) == (1, 1)
    assert_array_equal(np.isnan([spread.mean, spread.variance, spread.median]), True)
