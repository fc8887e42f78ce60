"""Verdicts of classes that must agree with the picture: rises of the loss, uneven features, tiny losses."""

from functools import cache

import numpy as np
import pytest

from nnviz.core.comparison.trained import trained_model, verdict
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.diagnosis import Change, Diagnosis, Kind, Remedy, diagnose
from nnviz.core.generalization.neighbours import neighbours
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.steps import COLUMNS, Ending
from tests.played import played


@cache
def diagnosed(name: str) -> Diagnosis:
    return diagnose(preset(name), *played(preset(name)))


def shown(
    best: float, now: float, experiment: Experiment, train: float = 0.02, right: float = 0.97
) -> Diagnosis:
    """Of a run of 200 epochs whose validation loss was least at epoch 80, and whose weights are not kept."""
    validation = np.concatenate([np.geomspace(1.1, best, 81), np.linspace(best, now, 120)])
    rows = np.full((201, len(COLUMNS)), np.nan)
    rows[:, 0], rows[:, 3] = np.arange(201), 0.0
    falling = np.concatenate([np.geomspace(1.1, 1.02 * train, 81), np.linspace(1.02, 1, 120) * train])
    rows[:, COLUMNS.index("train_error")] = falling
    rows[:, COLUMNS.index("validation_error")] = validation
    rows[:, COLUMNS.index("train_accuracy")] = rows[:, COLUMNS.index("validation_accuracy")] = right
    history = History()
    history.add(rows, {})
    return diagnose(experiment, history, Ending.FINISHED)


def fruit(scaling: str = "none", weight: float = 1.0) -> Experiment:
    """Apples, pears, plums and a melon: lengths tell pears from apples, weights are much larger numbers."""
    rng = np.random.default_rng(5)
    kind = np.append(np.resize([0, 1, 2], 36), 3)
    noise = rng.standard_normal((37, 3)) * (0.5, 0.5, 15.0)
    means = np.array([(7.0, 7.0, 152.0), (8.9, 6.1, 164.0), (3.8, 3.6, 40.0), (15.0, 12.0, 1100.0)])
    features = (means[kind] + noise) * (1.0, 1.0, weight)
    roles = np.append(np.resize(np.repeat([0, 1, 0], [12, 6, 3]), 36), 0).astype(np.int8)
    names = ("apple", "pear", "plum", "melon")
    dataset = Dataset(features, kind.astype(float), roles, names, ("length", "width", "weight"))
    training = Training(500, optimiser="Adam", learning_rate=0.03)
    model = MLPSpec((10,), n_in=3, n_out=4)
    return Experiment(dataset=dataset, model=model, training=training, scaling=scaling)


@pytest.mark.parametrize(
    ("name", "epoch"), [("moons", 186), ("two-classes-2-10-1", 16), ("two-classes-2-50-50-1", 5)]
)
def test_a_loss_that_rose_while_training_went_on_is_overfitting(name: str, epoch: int) -> None:
    found = diagnosed(name)
    assert (found.kind, found.remedy) == (Kind.OVERFITTING, Remedy(Change.GO_TO_EPOCH, epoch))
    assert f"at epoch {epoch} to " in str(found.sentence)
    assert " % right, while the training loss fell to " in str(found.sentence)


def test_a_little_is_said_mildly() -> None:
    found = diagnosed("iris-4-10-3")
    assert (found.kind, found.remedy) == (Kind.OVERFITTING, Remedy(Change.GO_TO_EPOCH, 79))
    assert str(found.sentence) == (
        "The validation loss was least at epoch 79 (0.0783) and is 0.0901 now, with 96.7 % right: a little "
        "overfitting. Keep epoch 79."
    )


@pytest.mark.parametrize("name", ["two-classes-2-1", "xor", "spirals", "three-blobs", "iris-4-3"])
def test_what_did_not_rise_is_no_overfitting(name: str) -> None:
    assert diagnosed(name).kind in (Kind.GOOD, Kind.LEARNING)


def test_without_the_weights_the_rise_itself_must_be_larger() -> None:
    wide = preset("digits-64-128-128-10")
    assert shown(0.107, 0.134, wide, train=0.001).kind is Kind.OVERFITTING
    assert shown(0.107, 0.134, wide, train=0.001).remedy == Remedy(Change.GO_TO_EPOCH, 80)
    assert "a little overfitting" in str(shown(0.107, 0.134, wide, train=0.001).sentence)
    assert shown(0.107, 0.122, wide, train=0.005).kind is Kind.GOOD


def test_few_hidden_units_overfit_too_but_a_straight_line_is_only_unlucky() -> None:
    """On 20,000 fresh points the losses of 10 such nets all rose, those of 5 such lines as often fell."""
    few, line = preset("xor"), preset("three-blobs")
    assert few.model.parameter_count < 0.2 * few.dataset.count(Role.TRAINING)
    assert shown(0.2, 0.28, few, train=0.1).kind is Kind.OVERFITTING
    assert shown(0.2, 0.28, line, train=0.1).kind is Kind.GOOD


def test_a_rise_that_nobody_would_mind_is_none() -> None:
    assert shown(0.0005, 0.002, preset("digits-64-128-128-10"), train=1e-5, right=1.0).kind is Kind.GOOD


@pytest.mark.parametrize(
    "name", ["moons", "iris-4-10-3", "iris-4-3", "circles", "five-dots-degree-6", "sine-degree-3"]
)
def test_a_comparison_and_the_window_have_one_rule(name: str) -> None:
    some = preset(name)
    history, ending = played(some)
    found = diagnose(some, history, ending)
    rose = found.remedy is not None and found.remedy.change is Change.GO_TO_EPOCH
    assert ending is not None
    model = trained_model(some, history, ending)
    assert model.risen is rose
    assert ("it has risen again" in str(verdict([model])[-1])) is rose


def test_uneven_features_that_nobody_scaled_are_named_with_the_remedy() -> None:
    some = fruit()
    found = diagnose(some, *played(some))
    assert found.kind is Kind.UNDERFITTING
    text = str(found.sentence)
    assert "by their 5 nearest neighbours, with features brought to one size, " in text
    assert "Feature “weight” spreads " in text
    assert text.endswith(
        " times as wide as “width”, and so drowns it: choose “standard (mean 0, sd 1)” under Data ▸ Scaling."
    )
    scaled = fruit("standard")
    good = diagnose(scaled, *played(scaled))
    assert good.kind is Kind.GOOD
    assert "Scaling" not in str(good.sentence)


def test_features_of_one_size_or_points_that_are_right_ask_for_no_scaling() -> None:
    assert "Scaling" not in str(shown(0.5, 0.5, fruit(weight=0.01), right=0.7).sentence)
    assert "Scaling" in str(shown(0.5, 0.5, fruit(), right=0.7).sentence)
    assert "Scaling" not in str(shown(0.5, 0.5, fruit(), right=0.99).sentence)


def test_few_validation_points_do_not_excuse_what_neighbours_do_better() -> None:
    found = shown(0.4, 0.4, fruit("standard"), train=0.3, right=0.6)
    assert found.kind is Kind.UNDERFITTING
    assert "60 % of the training points are right; by their 5 nearest neighbours alone" in str(found.sentence)


def test_neighbours_are_asked_in_the_space_that_tells_more() -> None:
    assert neighbours(fruit()).scaled
    assert not neighbours(fruit("standard")).scaled
    assert neighbours(fruit()).train_loss == pytest.approx(neighbours(fruit("standard")).train_loss)


def test_nothing_is_left_to_gain_where_all_is_right_and_the_loss_is_tiny() -> None:
    """28 points of one's own: 0.00033 and 0.02, all right, and the loss still creeps down."""
    n = 201
    rows = np.full((n, len(COLUMNS)), np.nan)
    rows[:, 0], rows[:, 3] = np.arange(n), 0.0
    rows[:, COLUMNS.index("train_error")] = np.geomspace(1.1, 0.00033, n)
    rows[:, COLUMNS.index("validation_error")] = np.geomspace(1.1, 0.02, n)
    rows[:, COLUMNS.index("train_accuracy")] = rows[:, COLUMNS.index("validation_accuracy")] = 1.0
    history = History()
    history.add(rows, {})
    some = fruit("standard")
    found = diagnose(some, history, Ending.FINISHED)
    assert found.kind is Kind.GOOD
    assert str(found.sentence).startswith("A good fit: the training loss is 0.00033, with 100 % right")
    rows[:, COLUMNS.index("validation_error")] = np.geomspace(1.1, 0.12, n)
    worse = History()
    worse.add(rows, {})
    assert diagnose(some, worse, Ending.FINISHED).kind is Kind.LEARNING
