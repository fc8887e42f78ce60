"""What is said of the runs of points with classes: real runs whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.diagnosis import Change, Diagnosis, Kind, Remedy, diagnose
from nnviz.core.generalization.effective import effective_parameters
from nnviz.core.generalization.optimum import error_at_optimum, largest_stable_rate, way_to_optimum
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.steps import COLUMNS, Ending
from tests.played import played

ROLES = np.array([Role.TRAINING, Role.TRAINING, Role.VALIDATION], np.int8)


def clouds(apart: float, n: int = 90, of_first: float = 0.5, names: tuple[str, ...] = ("a", "b")) -> Dataset:
    """Two clouds of standard deviation 1, their centres so far apart."""
    rng = np.random.default_rng(3)
    classes = (np.arange(n) >= of_first * n).astype(float)
    rng.shuffle(classes)
    features = rng.standard_normal((n, 2)) + np.outer(classes, (apart, 0))
    return Dataset(features, classes, np.resize(ROLES, n), names)


def xor(n: int = 120) -> Dataset:
    features = np.random.default_rng(1).uniform(-1, 1, (n, 2))
    return Dataset(features, (features.prod(axis=1) > 0).astype(float), np.resize(ROLES, n), ("a", "b"))


def learning(dataset: Dataset, hidden: tuple[int, ...] = (), **training: object) -> Experiment:
    usual = Training(300, optimiser="Adam", learning_rate=0.05)
    return Experiment(dataset=dataset, model=MLPSpec(hidden, n_in=2), training=replace(usual, **training))


def diagnosed(experiment: Experiment) -> Diagnosis:
    return diagnose(experiment, *played(experiment))


def only(dataset: Dataset, role: Role, keep: np.ndarray) -> Dataset:
    """Without the points of this role that are not to be kept."""
    return dataset.without(np.flatnonzero((dataset.roles == role) & ~keep).tolist())


def test_points_that_teach_nothing() -> None:
    one_class = only(clouds(2), Role.TRAINING, clouds(2).classes == 1)
    found = diagnose(learning(one_class), History(), None)
    assert found.kind is Kind.ONE_CLASS
    assert "are of class “b”, so there is nothing to tell it from" in str(found.sentence)
    one = Dataset(np.zeros((1, 2)), np.zeros(1), np.zeros(1, np.int8), ("a", "b"))
    assert diagnose(learning(one), History(), None).kind is Kind.ONE_POINT
    heap = Dataset(np.ones((4, 2)), np.array([0.0, 0, 1, 1]), np.zeros(4, np.int8), ("a", "b"))
    found = diagnose(learning(heap), History(), None)
    assert found.kind is Kind.ALL_SAME_X
    assert "nothing tells their classes apart" in str(found.sentence)


def test_before_training_a_class_with_hardly_any_points_is_named() -> None:
    dataset = clouds(2, names=("a", "b", "rare"))
    model = MLPSpec((), n_in=2, n_out=3)
    missing = Experiment(dataset=dataset, model=model)
    found = diagnose(missing, History(), None)
    assert str(found.sentence) == (
        "Press Play to train. Parameters: 9; training points: 60. Class “rare” has no training point, so it "
        "is never expected: draw some."
    )
    lonely = replace(missing, dataset=dataset.with_class_points([(0, 0)], 2, Role.TRAINING))
    assert "Class “rare” has one training point only" in str(diagnose(lonely, History(), None).sentence)


def test_a_single_layer_underfits_an_exclusive_or() -> None:
    found = diagnosed(learning(xor()))
    assert found.kind is Kind.UNDERFITTING
    text = str(found.sentence)
    assert "hardly better than the 0.69" in text
    assert "of knowing only how frequent the classes are. Add a hidden layer." in text
    assert diagnosed(preset("xor")).kind is Kind.GOOD


def test_underfitting_where_the_neighbours_tell_more() -> None:
    found = diagnosed(replace(preset("moons"), model=MLPSpec((), n_in=2)))
    assert found.kind is Kind.UNDERFITTING
    assert "by their 5 nearest neighbours alone 96 % would be. Add a hidden layer." in str(found.sentence)


def test_overfitting_tells_of_losses_and_of_an_accuracy_that_creeps_up() -> None:
    wide = preset("two-classes-2-50-50-1")
    found = diagnosed(wide)
    assert found.kind is Kind.OVERFITTING
    assert found.remedy is not None
    assert found.remedy.change is Change.GO_TO_EPOCH
    assert str(found.sentence).startswith("Overfitting: the validation loss rose from 0.368 at epoch 5 to 1.")
    assert "while the training loss fell to 0.0" in str(found.sentence)
    assert "error" not in str(found.sentence)


def shown(dataset: Dataset, **columns: np.ndarray) -> Diagnosis:
    """Of a finished run with these numbers, one for each epoch."""
    n = len(columns["train_error"])
    rows = np.full((n, len(COLUMNS)), np.nan)
    rows[:, 0], rows[:, 3] = np.arange(n), 0.0
    for name, values in columns.items():
        rows[:, COLUMNS.index(name)] = values
    history = History()
    history.add(rows, {})
    return diagnose(learning(dataset, (50,)), history, Ending.FINISHED)


def test_the_loss_may_rise_while_the_accuracy_creeps_up() -> None:
    n = 101
    rising = np.concatenate([np.linspace(0.7, 0.4, 21), np.linspace(0.4, 1.1, 80)])
    found = shown(
        clouds(2),
        train_error=np.geomspace(0.7, 0.02, n),
        validation_error=rising,
        train_accuracy=np.linspace(0.7, 1, n),
        validation_accuracy=np.where(np.arange(n) < 40, 0.8, 26 / 30),
    )
    assert found.kind is Kind.OVERFITTING
    assert found.remedy == Remedy(Change.GO_TO_EPOCH, 20)
    assert "rose from 0.4 at epoch 20 to 1.1" in str(found.sentence)
    assert str(found.sentence).endswith(
        "The validation accuracy crept up all the same, from 80 % to 86.7 %: more points are right, but "
        "those that are wrong are so with more certainty."
    )


def test_worse_than_always_saying_the_most_frequent_class() -> None:
    n = 60
    found = shown(
        clouds(1, of_first=0.7),
        train_error=np.full(n, 0.3),
        validation_error=np.full(n, 2.0),
        train_accuracy=np.full(n, 0.9),
        validation_accuracy=np.full(n, 0.5),
    )
    assert found.kind is Kind.OVERFITTING
    text = str(found.sentence)
    assert "worse than the 0.6" in text
    assert "where the model is wrong, it is sure of it" in text
    assert "Always saying “a” would be right more often, in " in text


@pytest.mark.parametrize(("l2", "told"), [(0.0, True), (0.01, False)])
def test_the_loss_of_a_single_layer_that_separates_can_fall_for_ever(l2: float, told: bool) -> None:
    found = diagnosed(learning(clouds(9), l2=l2))
    assert ("its loss can fall for ever while its weights grow" in str(found.sentence)) is told


def test_a_good_fit_names_losses_and_shares() -> None:
    found = diagnosed(learning(clouds(2.5), epochs=600))
    assert found.kind is Kind.GOOD
    assert str(found.sentence).startswith("A good fit: the training loss is 0.")
    assert " % right, the validation loss 0." in str(found.sentence)
    assert "squared units" not in str(found.sentence)


def test_without_validation_points_nobody_can_say() -> None:
    alone = clouds(2.5).of(Role.TRAINING)
    found = diagnosed(learning(alone, epochs=600))
    assert found.kind is Kind.NO_VALIDATION
    assert " % of the training points are right, but without validation points" in str(found.sentence)


def test_early_stopping_names_what_it_watches() -> None:
    patient = replace(preset("two-classes-2-50-50-1"))
    patient = replace(patient, training=replace(patient.training, patience=30))
    found = diagnosed(patient)
    assert str(found.sentence).startswith(
        "Stopped early: the validation loss, which is what patience watches, has not fallen for 30 epochs; "
        "it was least at epoch 5."
    )


def test_a_rate_that_is_far_too_large() -> None:
    found = diagnose(learning(clouds(2), learning_rate=8.0), History(), Ending.DIVERGED)
    assert found == Diagnosis(Kind.DIVERGED, found.sentence, Remedy(Change.SET_LEARNING_RATE, 2.0))
    assert str(found.sentence).startswith("The loss grew without bound: the learning rate 8 is too large.")


def test_what_holds_for_squares_is_not_said_of_classes() -> None:
    some = learning(clouds(2), optimiser="SGD")
    parameters = some.initial_parameters()
    assert way_to_optimum(some, parameters) is None
    assert error_at_optimum(some) is None
    assert largest_stable_rate(some) is None
    assert effective_parameters(some, 5) is None
