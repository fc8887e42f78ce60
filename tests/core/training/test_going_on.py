"""Which changes a run can take over at its next step."""

from dataclasses import replace

import pytest

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment, Training, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.going_on import (
    NEW_MODEL,
    NEW_RANGE,
    NEW_REPLICAS,
    NEW_SAMPLE,
    NEW_TRUTH,
    NEW_WEIGHTS,
    why_afresh,
)
from nnviz.core.truths import Sampling, Truth, sample

SAMPLING, OTHER = Sampling(), Sampling(seed=9)
OLD = Experiment(
    dataset=sample(Truth(), SAMPLING), truth=Truth(), sampling=SAMPLING, model=MLPSpec((4,), dropout=0.1)
)


def test_points_settings_and_dropout_go_on() -> None:
    for new in (
        replace(OLD, dataset=OLD.dataset.with_points([(0.5, 1.0)], Role.TRAINING)),
        replace(OLD, training=Training(learning_rate=1.0, l2=0.1, optimiser="Adam", device="cuda:0")),
        replace(OLD, model=MLPSpec((4,), dropout=0.5)),
        replace(OLD, truth=None, sampling=None),
    ):
        assert why_afresh(OLD, new) is None


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (replace(OLD, domain=(0.0, 2.0)), NEW_RANGE),
        (with_model(OLD, MLPSpec((5,))), NEW_MODEL),
        (with_model(OLD, MLPSpec((4,), activation="relu")), NEW_MODEL),
        (with_model(OLD, PolynomialSpec(3)), NEW_MODEL),
        (replace(OLD, weight_seed=7), NEW_WEIGHTS),
        (replace(OLD, initial=(0.0,) * 13), NEW_WEIGHTS),
        (replace(OLD, replicas=Replicas(50)), NEW_REPLICAS),
        (
            replace(
                OLD, sampling=replace(SAMPLING, seed=9), dataset=sample(Truth(), replace(SAMPLING, seed=9))
            ),
            NEW_SAMPLE,
        ),
    ],
)
def test_what_cannot_go_on_says_why(new: Experiment, reason: object) -> None:
    assert why_afresh(OLD, new) is reason


def test_the_exact_solver_is_another_way() -> None:
    descent = with_model(OLD, PolynomialSpec(3))
    assert why_afresh(descent, with_model(descent, PolynomialSpec(3, "exact"))) is NEW_MODEL


def test_replicas_of_another_truth_start_afresh() -> None:
    """Half trained on one truth and half on another, they would tell the bias of neither."""
    among, louder = replace(OLD, replicas=Replicas(5)), replace(Truth(), noise=2.0)
    assert why_afresh(among, replace(among, truth=louder)) is NEW_TRUTH
    assert why_afresh(OLD, replace(OLD, truth=louder)) is None
    bootstrap = replace(OLD, replicas=Replicas(5, "bootstrap"))
    assert why_afresh(bootstrap, replace(bootstrap, truth=louder)) is None
