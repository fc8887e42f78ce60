"""Streams of one seed have nothing in common."""

from itertools import combinations

import numpy as np

from nnviz.core.experiment import Experiment
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import member_points
from nnviz.core.streams import Purpose, stream
from nnviz.core.truths import Sampling, Truth, sample


def test_each_purpose_draws_other_numbers_and_always_the_same() -> None:
    drawn = {purpose: stream(7, purpose).random(8) for purpose in Purpose}
    for one, other in combinations(Purpose, 2):
        assert not np.isin(drawn[one], drawn[other]).any()
        assert np.array_equal(stream(7, one).random(8), drawn[one])
    assert not np.isin(np.random.default_rng(7).random(64), np.concatenate(list(drawn.values()))).any()


def test_no_replica_is_the_users_own_sample() -> None:
    """Whatever the two seeds are, and equal ones most of all."""
    for seed in range(6):
        truth, sampling = Truth(), Sampling(20, 5, seed=seed)
        some = Experiment(
            dataset=sample(truth, sampling), truth=truth, sampling=sampling, replicas=Replicas(20, seed=seed)
        )
        points = member_points(some).y
        assert not np.isclose(points[1:], points[0]).all(axis=1).any()
