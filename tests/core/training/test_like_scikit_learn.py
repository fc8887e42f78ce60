"""On iris and digits, perceptrons are as often right as scikit-learn's, trained here on the same points."""

from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec
from nnviz.core.tables.bundled import bundled_dataset
from nnviz.core.training.run import train

POINTS = 0.03  # three points of accuracy
# Of iris fewer epochs would not do: the single layer still depends on its initial weights after 100.
ADAM_OF_IRIS = Training(epochs=200, batch_size=16, optimiser="Adam", learning_rate=0.01)
ADAM_OF_DIGITS = Training(epochs=40, batch_size=32, optimiser="Adam", learning_rate=0.001)

pytestmark = pytest.mark.filterwarnings("ignore:Stochastic Optimizer. Maximum iterations")  # all are wanted


def experiment_of(table: str, hidden: tuple[int, ...], training: Training, split: int) -> Experiment:
    dataset = bundled_dataset(table, (0.6, 0.2, 0.2), "stratified", split)
    model = MLPSpec(hidden, "tanh", n_in=dataset.feature_count, n_out=dataset.class_count)
    return Experiment(dataset=dataset, model=model, training=training, scaling="standard")


def right(predicted: np.ndarray, dataset: Dataset) -> list[float]:
    """The accuracy on training, validation and test points, [3]."""
    return [float(np.mean((predicted == dataset.classes)[dataset.roles == role])) for role in Role]


def ours(experiment: Experiment) -> list[float]:
    for step in train(experiment):
        if step.epoch is not None and step.epoch.number == experiment.training.epochs:
            break
    probabilities = experiment.probabilities(step.parameters(), experiment.dataset.features)
    return right(probabilities.argmax(axis=1), experiment.dataset)


def theirs(experiment: Experiment, seed: int) -> list[float]:
    dataset, training, hidden = experiment.dataset, experiment.training, experiment.model.hidden_sizes
    inputs, learned = experiment.inputs(dataset.features), dataset.roles == Role.TRAINING
    model = MLPClassifier(
        hidden, activation="tanh", alpha=0, batch_size=training.batch_size, random_state=seed,
        learning_rate_init=training.learning_rate, max_iter=training.epochs, n_iter_no_change=training.epochs,
    )  # fmt: skip
    model.fit(inputs[learned], dataset.classes[learned])
    assert model.n_iter_ == training.epochs
    return right(model.predict(inputs), dataset)


def check(table: str, hidden: tuple[int, ...], training: Training, splits: Sequence[int]) -> None:
    """Whether the accuracies, means over the splits, lie in the range over three seeds of scikit-learn's."""
    experiments = [experiment_of(table, hidden, training, split) for split in splits]
    accuracies = np.mean([ours(experiment) for experiment in experiments], axis=0)
    known = [np.mean([theirs(experiment, seed) for experiment in experiments], axis=0) for seed in range(3)]
    assert np.all(accuracies >= np.min(known, axis=0) - POINTS), (accuracies, known)
    assert np.all(accuracies <= np.max(known, axis=0) + POINTS), (accuracies, known)


@pytest.mark.parametrize("hidden", [(), (10,), (100,), (100, 100, 100)])
def test_iris(hidden: tuple[int, ...]) -> None:
    """On three splits: each of the 30 flowers of one validation part is more than three points."""
    check("iris", hidden, ADAM_OF_IRIS, splits=(1, 2, 3))


@pytest.mark.parametrize("hidden", [(), (32,), (128,), (128, 128)])
def test_digits(hidden: tuple[int, ...]) -> None:
    check("digits", hidden, ADAM_OF_DIGITS, splits=(0,))
