"""Which changes a run can take over at its next step."""

from dataclasses import replace

import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training, with_dataset, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import with_pattern
from nnviz.core.training.going_on import (
    NEW_CLASSES,
    NEW_LOSS,
    NEW_MODEL,
    NEW_RANGE,
    NEW_REPLICAS,
    NEW_SAMPLE,
    NEW_SCALING,
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


BLOBS = with_pattern(Experiment(), Pattern("blobs", 0.5, 0.0, 20, 10, class_count=3))
RENAMED = replace(BLOBS.dataset, class_names=("a", "b", "c"), feature_names=("length", "width"))
CURVE = Experiment(dataset=Dataset.from_xy([(0.1, 1.0), (0.2, 0.0)]), model=MLPSpec((4,)))
TWO_IN_A_ROW = Dataset(CURVE.dataset.features, [1, 0], [0, 0], ("no", "yes"))


def test_classes_go_on_with_other_points_and_other_names() -> None:
    for dataset in (RENAMED, BLOBS.dataset.moved([0], 1.0, 0.0), BLOBS.dataset.with_class([0, 1], 2)):
        assert why_afresh(BLOBS, with_dataset(BLOBS, dataset)) is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (CURVE, with_dataset(CURVE, TWO_IN_A_ROW), NEW_CLASSES),  # the model's layout is the same
        (BLOBS, replace(BLOBS, scaling="standard"), NEW_SCALING),
        (BLOBS, replace(BLOBS, training=Training(loss="squared error")), NEW_LOSS),
        (BLOBS, with_pattern(BLOBS, replace(BLOBS.pattern, seed=5)), NEW_SAMPLE),
    ],
)
def test_what_classes_cannot_go_on_with(old: Experiment, new: Experiment, reason: object) -> None:
    assert why_afresh(old, new) is reason


def test_the_loss_of_a_curve_is_always_the_same() -> None:
    assert why_afresh(OLD, replace(OLD, training=replace(OLD.training, loss="squared error"))) is None


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
