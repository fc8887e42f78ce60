"""What is said of points with classes: one class, one point of a class, features that never change."""

import numpy as np

from nnviz.core.class_remarks import class_remarks
from nnviz.core.dataset import Dataset, Role


def said(classes: list[int], roles: list[Role] | None = None, constant: bool = False) -> list[str]:
    n = len(classes)
    features = np.arange(2.0 * n).reshape(n, 2)
    features[:, 1] *= not constant
    dataset = Dataset(
        features, np.array(classes, float), np.array(roles or [0] * n, np.int8), ("A", "B", "C"), ("a", "b")
    )
    return [str(each) for each in class_remarks(dataset)]


def test_nothing_is_said_where_all_is_well() -> None:
    assert said([]) == []
    assert said([0, 0, 1, 1]) == []


def test_one_class_only() -> None:
    (words,) = said([1, 1, 1])
    assert words.startswith("All points are of class “B”. Add points of another class")


def test_a_class_with_one_point() -> None:
    (words,) = said([0, 0, 1])
    assert words.startswith("Class “B” has one point only")
    (words,) = said([0, 0, 1], [Role.TRAINING, Role.VALIDATION, Role.TRAINING])
    assert "Class “B” has too few points (1)" in words


def test_a_constant_feature_is_named() -> None:
    (words,) = said([0, 0, 1, 1], constant=True)
    assert words == "Feature “b” is the same at every training point, so it tells no classes apart."
