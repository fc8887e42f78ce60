"""Both engines on points with classes: the same training, known losses, gradients by finite differences."""

from itertools import islice

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.classes import losses, probabilities, second_probability
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training, with_dataset
from nnviz.core.models import MLPSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.criteria import criterion, target_rows
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train


def points(classes: int, features: int = 2, n: int = 30) -> Dataset:
    """Clouds round different places; each third point is for validation."""
    rng = np.random.default_rng(classes)
    numbers = np.arange(n) % classes
    places = rng.standard_normal((classes, features)) * 2
    return Dataset(
        places[numbers] + rng.standard_normal((n, features)),
        numbers.astype(float),
        np.where(np.arange(n) % 3 == 2, Role.VALIDATION, Role.TRAINING).astype(np.int8),
        tuple("abcdefghij"[:classes]),
    )


def experiment(
    classes: int = 3,
    hidden: tuple[int, ...] = (6, 5),
    outputs: int | None = None,
    count: int = 3,
    **training: object,
) -> Experiment:
    data = points(classes)
    usual = 1 if classes == 2 else classes
    model = MLPSpec(hidden, n_in=2, n_out=outputs or usual, dropout=training.pop("dropout", 0.0))
    return Experiment(
        dataset=data, model=model, scaling="standard", replicas=Replicas(count, "bootstrap"),
        training=Training(optimiser="Adam", learning_rate=0.03, **training),
    )  # fmt: skip


def stacks(some: Experiment, count: int, engine: object) -> np.ndarray:
    return np.array([step.state.stack() for step in islice(train(some, engine=engine), count)])


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
@pytest.mark.parametrize(("classes", "outputs"), [(2, 1), (2, 2), (3, 3), (5, 5)])
@pytest.mark.parametrize("hidden", [(), (7,), (6, 5)])
def test_the_fast_engine_trains_classes_as_autograd_does(
    loss: str, classes: int, outputs: int, hidden: tuple[int, ...]
) -> None:
    some = experiment(classes, hidden, outputs, loss=loss, l2=0.001)
    fast, reference = (stacks(some, 150, engine) for engine in (FastEngine, ReferenceEngine))
    assert_allclose(fast, reference, rtol=1e-7, atol=1e-9)
    assert np.abs(fast[-1] - fast[0]).max() > 0.1


@pytest.mark.parametrize("classes", [2, 4])
def test_so_it_does_with_dropout_and_batches(classes: int) -> None:
    some = experiment(classes, dropout=0.3, batch_size=7)
    fast, reference = (stacks(some, 150, engine) for engine in (FastEngine, ReferenceEngine))
    assert_allclose(fast, reference, rtol=1e-7, atol=1e-9)


def test_in_single_precision_the_two_agree_to_single_precision() -> None:
    some = experiment(3, precision="float32")
    fast, reference = (stacks(some, 60, engine) for engine in (FastEngine, ReferenceEngine))
    assert_allclose(fast, reference, atol=2e-4)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
@pytest.mark.parametrize(("classes", "outputs"), [(2, 1), (2, 2), (4, 4)])
@pytest.mark.parametrize("engine", [FastEngine, ReferenceEngine])
def test_both_report_the_loss_before_the_step_and_the_outputs(
    engine: object, loss: str, classes: int, outputs: int
) -> None:
    some = experiment(classes, (4,), outputs, loss=loss)
    made = engine(some.model, first_stack(some), some.training, 1, points_of(some))
    training = some.dataset.of(Role.TRAINING)
    inputs = some.inputs(training.features)
    for _ in range(3):
        before = made.first()
        expected = np.stack([some.predict(member, training.features) for member in made.stack()])
        assert_allclose(made.predict(inputs), expected, rtol=1e-12)
        assert_allclose(made.predict_first(inputs), expected[0], rtol=1e-12)
        made.step(None)
        found = losses(some.predict(before, training.features), training.classes, some.head, loss)
        assert_allclose(made.last_loss, found.mean(), rtol=1e-12)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
@pytest.mark.parametrize("head", ["logistic", "softmax"])
def test_the_slope_of_the_loss_equals_finite_differences(head: str, loss: str) -> None:
    rng = np.random.default_rng(3)
    units = 1 if head == "logistic" else 4
    outputs = rng.standard_normal((2, units, 5)) * 2
    classes = rng.integers(0, max(units, 2), (2, 5))
    targets = target_rows(classes.astype(float), head, units)

    def mean_loss(values: np.ndarray) -> float:
        seen = values[:, 0] if units == 1 else values.swapaxes(1, 2)
        return float(losses(seen, classes, head, loss).mean(axis=1).sum())

    gradient = outputs.copy()
    criterion(head, loss).differentiate(gradient, targets)
    for place in np.ndindex(outputs.shape):
        change = np.zeros_like(outputs)
        change[place] = 1e-6
        slope = (mean_loss(outputs + change) - mean_loss(outputs - change)) / 2e-6
        assert gradient[place] == pytest.approx(slope, abs=1e-8)


def test_the_loss_is_that_of_torch() -> None:
    some = experiment(3, ())
    logits = torch.tensor(some.predict(some.initial_parameters(), some.dataset.features))
    wanted = torch.nn.functional.cross_entropy(logits, torch.tensor(some.dataset.classes), reduction="none")
    found = losses(logits.numpy(), some.dataset.classes, "softmax", "cross-entropy")
    assert_allclose(found, wanted.numpy(), rtol=1e-12)


def test_far_logits_lose_nothing() -> None:
    """A unit that is very wrong has a loss of its logit, not infinity; one that is very right almost none."""
    outputs = np.array([800.0, -800.0])
    for classes, wanted in (([0, 1], 800.0), ([1, 0], 0.0)):
        assert_allclose(losses(outputs, np.array(classes), "logistic", "cross-entropy"), wanted)
    pairs = np.array([[0.0, 800.0], [0.0, -800.0]])
    assert_allclose(losses(pairs, np.array([0, 1]), "softmax", "cross-entropy"), 800.0)
    assert_allclose(probabilities(outputs, "logistic"), [[0, 1], [1, 0]], atol=1e-300)


def test_of_two_classes_the_second_is_as_probable_as_of_all() -> None:
    rng = np.random.default_rng(4)
    logits = np.concatenate([rng.standard_normal(20) * 20, [-700.0, 0.0, 700.0]])
    pairs = np.stack([rng.standard_normal(23), rng.standard_normal(23)], axis=-1)
    first, second = np.moveaxis(probabilities(logits, "logistic"), -1, 0)
    assert_allclose(first, np.exp(-np.logaddexp(0.0, logits)), rtol=1e-12)
    assert_allclose(second, np.exp(-np.logaddexp(0.0, -logits)), rtol=1e-12)
    assert_array_equal(second_probability(logits, "logistic"), second)
    assert_allclose(second_probability(pairs, "softmax"), probabilities(pairs, "softmax")[:, 1], rtol=1e-12)
    assert_array_equal(second_probability(np.array([-1e4, 1e4]), "logistic"), [0, 1])


def test_two_softmax_units_are_one_logistic_unit() -> None:
    rng = np.random.default_rng(1)
    pairs, classes = rng.standard_normal((9, 2)), np.arange(9) % 2
    logit = pairs[:, 1] - pairs[:, 0]
    assert_allclose(probabilities(pairs, "softmax"), probabilities(logit, "logistic"), rtol=1e-12)
    for loss in ("cross-entropy", "squared error"):
        assert_allclose(
            losses(pairs, classes, "softmax", loss), losses(logit, classes, "logistic", loss), rtol=1e-10
        )


def test_an_epoch_has_the_loss_and_the_accuracy_of_both_roles() -> None:
    some = experiment(3)
    for step in islice(train(some), 5):
        epoch = step.epoch
        assert epoch is not None
        for role, error, share in (
            (Role.TRAINING, epoch.train_error, epoch.train_accuracy),
            (Role.VALIDATION, epoch.validation_error, epoch.validation_accuracy),
        ):
            part = some.dataset.of(role)
            found = some.probabilities(step.parameters(), part.features)
            assert_allclose(error, -np.log(found[np.arange(len(part)), part.classes]).mean(), rtol=1e-10)
            assert share == np.mean(found.argmax(axis=1) == part.classes)


def test_the_members_first_is_the_model_without_replicas() -> None:
    alone, among = experiment(3, count=0), experiment(3, count=4)
    assert_array_equal(stacks(alone, 20, None)[:, 0], stacks(among, 20, None)[:, 0])


def test_points_of_another_kind_get_a_model_that_fits() -> None:
    curve = Experiment(model=MLPSpec((5,)), domain=(0.0, 9.0))
    three = with_dataset(curve, points(3, 4))
    assert (three.model.sizes, three.head) == ((4, 5, 3), "softmax")
    two = with_dataset(three, points(2))
    assert (two.model.sizes, two.head) == ((2, 5, 1), "logistic")
    back = with_dataset(two, Dataset.from_xy([(1, 2), (12, 3)]))
    assert (back.model.sizes, back.head, back.domain) == ((1, 5, 1), "value", (0.0, 12.0))
