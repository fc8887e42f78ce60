"""What a model says of points: known counts, the surest mistakes first, in parts."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz.core.dataset import Dataset, Role
from nnviz.core.judgement import Judgement, judge

CLASSES = [0, 0, 1, 1, 2, 2]
SAID = np.array(
    [[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.98, 0.01, 0.01], [0.3, 0.3, 0.4], [0.0, 0.9, 0.1]]
)


def dataset(roles: object = Role.TRAINING) -> Dataset:
    features = np.arange(12.0).reshape(6, 2)
    return Dataset(features, np.array(CLASSES, float), np.full(6, roles, np.int8), ("a", "b", "c"))


@pytest.fixture
def judgement() -> Judgement:
    return Judgement(dataset(), np.arange(6), SAID)


def test_counts_are_of_true_classes_in_rows_and_said_ones_in_columns(judgement: Judgement) -> None:
    assert_array_equal(judgement.matrix, [[1, 1, 0], [1, 1, 0], [0, 1, 1]])
    assert judgement.right == 3


def test_the_surest_mistake_comes_first(judgement: Judgement) -> None:
    assert_array_equal(judgement.misread, [3, 5, 1])  # with 0.98, 0.9 and 0.5


def test_the_points_of_a_cell_a_row_a_column(judgement: Judgement) -> None:
    assert_array_equal(judgement.of_cell(1, 0), [3])
    assert_array_equal(judgement.of_cell(1, None), [2, 3])
    assert_array_equal(judgement.of_cell(None, 1), [1, 2, 5])
    assert_array_equal(judgement.of_cell(None, None), np.arange(6))


def test_unknown_probabilities_are_said_to_be_the_first_class() -> None:
    judgement = Judgement(dataset(), np.arange(6), np.full((6, 3), np.nan))
    assert_array_equal(judgement.matrix, [[2, 0, 0], [2, 0, 0], [2, 0, 0]])
    assert len(judgement.misread) == 4


def test_only_points_of_the_role_are_judged_and_their_indices_are_those_of_the_data_set() -> None:
    points = dataset().with_role([1, 4, 5], Role.VALIDATION)
    asked: list[np.ndarray] = []

    def probabilities(features: np.ndarray) -> np.ndarray:
        asked.append(features)
        return SAID[(features[:, 0] / 2).astype(int)]

    *parts, found = judge(points, Role.VALIDATION, probabilities, at_a_time=2)
    assert parts == [None, None]
    assert found is not None
    assert [len(part) for part in asked] == [2, 1]
    assert_array_equal(found.points, [1, 4, 5])
    assert_array_equal(found.probabilities, SAID[[1, 4, 5]])
    assert_array_equal(found.of_cell(2, 1), [5])


def test_no_points_are_no_counts() -> None:
    (found,) = judge(dataset(), Role.TEST, lambda features: SAID[: len(features)])
    assert found is not None
    assert_array_equal(found.matrix, np.zeros((3, 3)))
    assert found.right == 0
    assert len(found.misread) == 0
