"""The model that only knows how frequent the classes are: by hand, and by the losses of such logits."""

import numpy as np
import pytest

from nnviz.core.classes import Loss, accuracy, losses
from nnviz.core.dataset import Dataset, Role
from nnviz.core.generalization.class_shares import baseline


def points(training: list[int], validation: list[int], count: int = 3) -> Dataset:
    classes = np.array([*training, *validation], float)
    roles = np.repeat([Role.TRAINING, Role.VALIDATION], [len(training), len(validation)]).astype(np.int8)
    return Dataset(np.zeros((len(classes), 2)), classes, roles, tuple("abc"[:count]))


def test_by_hand() -> None:
    found = baseline(points([0, 0, 0, 1], [1, 1], 2), "cross-entropy")
    assert found.shares == (0.75, 0.25)
    assert found.train_loss == pytest.approx(0.75 * np.log(4 / 3) + 0.25 * np.log(4))
    assert found.validation_loss == found.loss == pytest.approx(np.log(4))
    assert (found.train_right, found.validation_right, found.right) == (0.75, 0.0, 0.0)
    assert found.most_frequent == 0


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
def test_it_is_the_softmax_of_the_logarithms_of_the_shares(loss: Loss) -> None:
    some = points([0, 0, 1, 1, 1, 2], [0, 2, 2, 1, 1])
    found = baseline(some, loss)
    for role, expected, right in (
        (Role.TRAINING, found.train_loss, found.train_right),
        (Role.VALIDATION, found.validation_loss, found.validation_right),
    ):
        part = some.of(role)
        logits = np.tile(np.log(found.shares), (len(part), 1))
        assert losses(logits, part.classes, "softmax", loss).mean() == pytest.approx(expected)
        assert accuracy(logits, part.classes, "softmax") == right


def test_without_validation_points_the_training_points_judge() -> None:
    found = baseline(points([0, 1, 1], []), "cross-entropy")
    assert np.isnan(found.validation_loss)
    assert (found.loss, found.right) == (found.train_loss, found.train_right)


def test_a_class_that_no_training_point_has_is_never_expected() -> None:
    assert baseline(points([0, 1], [2]), "cross-entropy").loss == np.inf
    assert baseline(points([0, 1], [2]), "squared error").loss == pytest.approx(1.5)
