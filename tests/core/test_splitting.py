"""Rows are dealt out for training, validation and test in the shares that were asked for."""

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from nnviz.core.sentences import BadInput
from nnviz.core.splitting import SPLITTINGS, Fractions, Splitting, gaps, split_roles
from nnviz.core.tables.bundled import bundled_rows

LAB: Fractions = (0.6, 0.2, 0.2)
IRIS = bundled_rows("iris").classes
THREE = ("setosa", "versicolor", "virginica")


def counts_of(classes: np.ndarray, roles: np.ndarray) -> list[list[int]]:
    return [np.bincount(roles[classes == k], minlength=3).tolist() for k in np.unique(classes)]


def test_iris_is_dealt_out_evenly() -> None:
    roles = split_roles(150, LAB, "stratified", 0, IRIS)
    assert roles.dtype == np.int8
    assert counts_of(IRIS, roles) == [[30, 10, 10]] * 3


def test_positional_keeps_the_order() -> None:
    roles = split_roles(100, (0.7, 0.15, 0.15), "positional", 5)
    assert roles.tolist() == [0] * 70 + [1] * 15 + [2] * 15


@pytest.mark.parametrize("how", SPLITTINGS)
def test_the_parts_have_the_same_sizes_however_they_are_dealt_out(how: Splitting) -> None:
    digits = bundled_rows("digits").classes
    roles = split_roles(len(digits), LAB, how, 3, digits)
    assert np.bincount(roles).tolist() == [1078, 360, 359]  # of 1078.2, 359.4, 359.4


def test_the_seed_decides_and_nothing_else() -> None:
    for how in ("stratified", "random"):
        first = split_roles(150, LAB, how, 1, IRIS)
        assert np.array_equal(split_roles(150, LAB, how, 1, IRIS), first)
        assert not np.array_equal(split_roles(150, LAB, how, 2, IRIS), first)


def test_each_point_comes_into_each_part_alike() -> None:
    """Also within a class: a split that always took its first points would not be one by chance."""
    often = np.zeros((3, 16))
    classes = np.repeat([0, 1], 8)
    for seed in range(600):
        often[split_roles(16, (0.5, 0.25, 0.25), "stratified", seed, classes), np.arange(16)] += 1
    assert often[0] == pytest.approx(300, abs=60)  # five standard deviations
    assert often[2] == pytest.approx(150, abs=60)


fractions = st.tuples(st.integers(1, 100), st.integers(0, 100), st.integers(0, 100)).map(
    lambda shares: tuple(share / sum(shares) for share in shares)
)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=10), fractions, st.integers(0, 9))
def test_classes_and_totals_both_come_out(of_class: list[int], shares: Fractions, seed: int) -> None:
    classes = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(of_class)), of_class))
    n = len(classes)
    try:
        roles = split_roles(n, shares, "stratified", seed, classes)
    except BadInput:  # a part would be empty
        reject()
    sizes = np.bincount(roles, minlength=3)
    assert np.array_equal(sizes, np.bincount(split_roles(n, shares, "random", seed), minlength=3))
    assert np.all(np.abs(sizes - n * np.array(shares)) < 1)
    dealt = np.array(counts_of(classes, roles))
    assert np.all(np.abs(dealt - np.outer(of_class, shares)) < 1 - 1e-12)


def test_a_share_that_is_a_whole_number_is_kept() -> None:
    """Also where a point more of it would make the sum of what is rounded up as large."""
    of_class, shares = [6, 1, 5, 6], (0.5, 0.3, 0.2)
    classes = np.repeat(np.arange(4), of_class)
    dealt = counts_of(classes, split_roles(18, shares, "stratified", 0, classes))
    assert dealt[0][0] == dealt[3][0] == 3  # half of 6
    assert dealt[2][2] == 1  # a fifth of 5


def test_a_class_with_one_point_is_for_training() -> None:
    """Though the shares would have its remainder be the smallest of all."""
    classes = np.array([0] * 10 + [1] * 10 + [2])
    roles = split_roles(21, (0.34, 0.33, 0.33), "stratified", 0, classes)
    assert roles[-1] == 0


def test_classes_by_chance_without_classes() -> None:
    assert np.array_equal(split_roles(50, LAB, "stratified", 4), split_roles(50, LAB, "random", 4))


def test_a_part_that_nobody_asked_for_is_empty() -> None:
    assert np.bincount(split_roles(150, (0.8, 0.2, 0), "stratified", 0, IRIS)).tolist() == [120, 30]
    assert split_roles(3, (1, 0, 0), "random", 0).tolist() == [0, 0, 0]
    assert np.bincount(split_roles(10, (0.8, 0, 0.2), "stratified", 0, IRIS[:10])).tolist() == [8, 0, 2]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.6, 0.2, 0.1), "add up to 90 %"),
        ((0.6, 0.6, -0.2), "none below 0"),
        ((float("nan"), 0.5, 0.5), "add up to nan %"),
        ((0.0, 0.5, 0.5), "Without points for training"),
    ],
)
def test_shares_that_cannot_be(shares: Fractions, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        split_roles(10, shares, "random", 0)


@pytest.mark.parametrize(("n", "part"), [(0, "training"), (1, "validation"), (2, "test")])
def test_too_few_points(n: int, part: str) -> None:
    with pytest.raises(BadInput, match=f"none is left for {part}"):
        split_roles(n, LAB, "positional", 0)


def test_classes_that_are_missing_in_a_part_are_told() -> None:
    """A table that is sorted by class, split by position, is the classic of this."""
    by_position = [str(gap) for gap in gaps(IRIS, split_roles(150, LAB, "positional", 0), THREE)]
    assert len(by_position) == 3
    assert "“setosa” is for validation and test" in by_position[0]
    assert "“versicolor” is for test" in by_position[1]
    assert by_position[2].startswith("No training point is of class “virginica”")
    assert not list(gaps(IRIS, split_roles(150, LAB, "stratified", 0, IRIS), THREE))


def test_a_class_with_one_point_cannot_be_in_all_parts() -> None:
    classes = np.array([0] * 20 + [1])
    (gap,) = gaps(classes, split_roles(21, LAB, "stratified", 0, classes), ("many", "lonely"))
    assert str(gap).startswith("Class “lonely” has too few points (1) to be in all parts: none is left for")
    assert "validation and test" in str(gap)


def test_a_class_without_points_and_a_part_without_any_are_no_gaps() -> None:
    assert not list(gaps(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1], np.int8), ("a", "b", "empty")))
