"""Edits of the classes themselves: refused where a class would have no name, or points no class."""

import numpy as np
import pytest

from nnviz.core.class_edits import with_class_added, with_class_renamed, without_class
from nnviz.core.dataset import Dataset
from nnviz.core.sentences import BadInput


def points(*classes: int, names: tuple[str, ...] = ("A", "B")) -> Dataset:
    n = len(classes)
    return Dataset(np.arange(2.0 * n).reshape(n, 2), np.array(classes, float), np.zeros(n, np.int8), names)


def test_a_class_is_renamed() -> None:
    renamed = with_class_renamed(points(0, 1), 1, "  leaf ")
    assert renamed.class_names == ("A", "leaf")
    assert renamed.targets.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("name", "reason"), [("", "needs a name"), ("  ", "needs a name"), ("A", "twice"), ("x" * 61, "60")]
)
def test_a_name_that_cannot_be(name: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        with_class_renamed(points(0, 1), 1, name)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [(("A", "B"), "C"), (("0", "1"), "2"), (("1", "2"), "3"), (("A", "setosa"), "C"), (("B", "C"), "D")],
)
def test_a_new_class_has_a_name_of_its_own(names: tuple[str, ...], wanted: str) -> None:
    added = with_class_added(points(0, 1, names=names))
    assert added.class_names == (*names, wanted)


def test_ten_classes_are_the_most() -> None:
    dataset = points(0, 1)
    for _ in range(8):
        dataset = with_class_added(dataset)
    assert len(set(dataset.class_names)) == 10
    with pytest.raises(BadInput, match="There are 10 classes"):
        with_class_added(dataset)


def test_an_empty_class_goes_and_the_points_of_later_ones_keep_theirs() -> None:
    left = without_class(points(0, 2, 2, names=("A", "B", "C")), 1)
    assert left.class_names == ("A", "C")
    assert left.targets.tolist() == [0, 1, 1]


def test_a_class_with_points_stays_and_so_do_the_last_two() -> None:
    with pytest.raises(BadInput, match="“B” has points: 1"):
        without_class(points(0, 1, names=("A", "B", "C")), 1)
    with pytest.raises(BadInput, match="two classes or more"):
        without_class(points(0, 0), 1)
