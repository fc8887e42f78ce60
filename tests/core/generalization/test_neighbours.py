"""The votes of the nearest neighbours: by hand, against a plain loop, and quick on large tables."""

from time import perf_counter

import numpy as np
import pytest

from nnviz.core.classes import Loss
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.neighbours import MOST, neighbours
from nnviz.core.models import MLPSpec


def experiment(dataset: Dataset, loss: Loss = "cross-entropy", scaling: str = "none") -> Experiment:
    outputs = 1 if dataset.class_count == 2 else dataset.class_count
    model = MLPSpec((), n_in=dataset.feature_count, n_out=outputs)
    return Experiment(dataset=dataset, model=model, training=Training(loss=loss), scaling=scaling)


def scattered(n: int = 60, d: int = 3, classes: int = 3) -> Dataset:
    rng = np.random.default_rng(5)
    numbers = rng.integers(classes, size=n)
    features = rng.standard_normal((n, d)) + numbers[:, None]
    roles = (np.arange(n) % 4 == 3).astype(np.int8)
    return Dataset(features, numbers.astype(float), roles, tuple("abcdefghij"[:classes]))


def by_hand(dataset: Dataset, role: Role, loss: Loss) -> tuple[float, float]:
    training, asked = dataset.of(Role.TRAINING), dataset.of(role)
    shares = np.bincount(training.classes, minlength=dataset.class_count) / len(training)
    losses, right = [], []
    for i, (place, own) in enumerate(zip(asked.features, asked.classes, strict=True)):
        distances = np.linalg.norm(training.features - place, axis=1)
        if role is Role.TRAINING:
            distances[i] = np.inf
        nearest = training.classes[np.argsort(distances)[:MOST]]
        chances = (np.bincount(nearest, minlength=dataset.class_count) + shares) / (MOST + 1)
        wanted = np.arange(dataset.class_count) == own
        losses.append(-np.log(chances[own]) if loss == "cross-entropy" else np.sum((chances - wanted) ** 2))
        right.append(chances.argmax() == own)
    return float(np.mean(losses)), float(np.mean(right))


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
def test_as_a_plain_loop_counts(loss: Loss) -> None:
    dataset = scattered()
    found = neighbours(experiment(dataset, loss))
    assert found.count == MOST
    assert (found.train_loss, found.train_right) == pytest.approx(by_hand(dataset, Role.TRAINING, loss))
    assert (found.validation_loss, found.validation_right) == pytest.approx(
        by_hand(dataset, Role.VALIDATION, loss)
    )


def test_features_are_scaled_as_the_model_sees_them() -> None:
    dataset = scattered()
    stretched = Dataset(dataset.features * (1, 1000, 1), dataset.targets, dataset.roles, dataset.class_names)
    plain, scaled = (neighbours(experiment(each, scaling="standard")) for each in (dataset, stretched))
    assert scaled.train_loss == pytest.approx(plain.train_loss)


def test_features_may_lie_far_from_0() -> None:
    """As numbers of days or years do, which need not be scaled."""
    dataset = scattered()
    far = Dataset(dataset.features + 4e8, dataset.targets, dataset.roles, dataset.class_names)
    assert neighbours(experiment(far)) == neighbours(experiment(dataset))


def test_two_points_ask_each_other() -> None:
    two = Dataset(np.eye(2), np.array([0.0, 1.0]), np.zeros(2, np.int8), ("a", "b"))
    found = neighbours(experiment(two))
    assert (found.count, found.train_right) == (1, 0.0)
    assert np.isnan(found.validation_loss)


def test_a_large_table_is_thinned() -> None:
    large = scattered(20_000, 50, 10)
    some = experiment(large)
    some.space, large.of(Role.TRAINING)  # what is computed once for everything
    began = perf_counter()
    found = neighbours(some)
    assert perf_counter() - began < 0.5
    assert found.train_right > 0.9
