"""Points: every change is a new data set, and nothing impossible gets in."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.dataset import LARGEST_COORDINATE, MAX_POINTS, WATCHED, Dataset, Role
from nnviz.core.sentences import BadInput

coordinate = st.floats(-1e6, 1e6)
points = st.lists(st.tuples(coordinate, coordinate), max_size=8)
MIXED = Dataset.from_xy([(0, 1), (2, 3)], [(4, 5)])


def test_from_xy_puts_training_first() -> None:
    assert MIXED.features.tolist() == [[0], [2], [4]]
    assert MIXED.y.tolist() == [1, 3, 5]
    assert MIXED.roles.tolist() == [Role.TRAINING, Role.TRAINING, Role.VALIDATION]
    assert (MIXED.count(Role.TRAINING), MIXED.count(Role.VALIDATION), len(MIXED)) == (2, 1, 3)
    assert Role.TRAINING.other is Role.VALIDATION
    assert Role.VALIDATION.other is Role.TRAINING


def test_an_empty_one_has_no_points() -> None:
    empty = Dataset.from_xy()
    assert len(empty) == 0
    assert empty.x.shape == empty.y.shape == (0,)
    assert empty.of(Role.TRAINING) == empty


@given(points, points)
def test_roles_part_the_points_and_keep_their_order(first: list, second: list) -> None:
    dataset = Dataset.from_xy(first, second)
    assert list(zip(dataset.of(Role.TRAINING).x, dataset.of(Role.TRAINING).y, strict=True)) == first
    assert list(zip(dataset.of(Role.VALIDATION).x, dataset.of(Role.VALIDATION).y, strict=True)) == second


@given(points, points)
def test_added_points_can_be_taken_away_again(first: list, added: list) -> None:
    dataset = Dataset.from_xy(first)
    more = dataset.with_points(added, Role.VALIDATION)
    assert more.count(Role.VALIDATION) == len(added)
    assert more.without(range(len(first), len(more))) == dataset


@given(points.filter(len), st.data())
def test_changes_leave_the_old_one_and_other_points_alone(first: list, data: st.DataObject) -> None:
    dataset = Dataset.from_xy(first)
    chosen = data.draw(st.lists(st.integers(0, len(first) - 1), unique=True))
    moved, turned = dataset.moved(chosen, 1.5, -2.0), dataset.with_role(chosen, Role.VALIDATION)
    assert dataset == Dataset.from_xy(first)
    for i, (x, y) in enumerate(first):
        assert (moved.x[i], moved.y[i]) == ((x + 1.5, y - 2.0) if i in chosen else (x, y))
        assert turned.roles[i] == (Role.VALIDATION if i in chosen else Role.TRAINING)


def test_equality_and_hash_look_at_everything() -> None:
    same = Dataset(MIXED.features, MIXED.targets, MIXED.roles)
    assert same == MIXED
    assert hash(same) == hash(MIXED)
    for other in (MIXED.moved([0], 0, 1), MIXED.moved([0], 1, 0), MIXED.with_role([0], Role.VALIDATION)):
        assert other != MIXED
    assert MIXED != "points"


def test_points_of_some_roles_can_be_compared_alone() -> None:
    mixed = MIXED.with_points([(7, 8)], Role.TEST)
    moved = mixed.moved([3], 1, 0)
    assert not mixed.has_points_of(moved)
    assert mixed.has_points_of(moved, WATCHED)
    assert mixed.has_points_of(mixed.without([2]), (Role.TRAINING,))
    assert not mixed.has_points_of(mixed.without([2]), WATCHED)
    assert not mixed.has_points_of(mixed.with_role([3], Role.VALIDATION), WATCHED)
    assert not mixed.has_points_of(mixed.with_role([0], Role.TEST), WATCHED)


def test_points_cannot_be_written_to_and_belong_to_nobody_else() -> None:
    features = np.array([[0.0], [1.0]])
    dataset = Dataset(features, np.zeros(2), np.zeros(2, np.int8))
    features[0] = 7
    assert dataset.x[0] == 0
    for array in (dataset.features, dataset.targets, dataset.roles):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_pickled_copy_is_equal_and_read_only() -> None:
    copy = pickle.loads(pickle.dumps(MIXED))
    assert copy == MIXED
    assert not copy.features.flags.writeable


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 2 * LARGEST_COORDINATE])
def test_impossible_coordinates_are_refused(bad: float) -> None:
    for point in ((bad, 0.0), (0.0, bad)):
        with pytest.raises(BadInput, match="not a number within"):
            Dataset.from_xy([point])


def test_parts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadInput, match="2 features, 3 targets, 3 roles"):
        Dataset(np.zeros((2, 1)), np.zeros(3), np.zeros(3, np.int8))
    with pytest.raises(BadInput, match="not training"):
        Dataset(np.zeros((1, 1)), np.zeros(1), np.array([3], np.int8))
    with pytest.raises(BadInput, match="20,001 points are more than the 20,000"):
        Dataset.from_xy(np.zeros((MAX_POINTS + 1, 2)))


def test_roles_that_are_no_small_integers_are_refused() -> None:
    for role in (0.5, 256, 257):
        with pytest.raises(BadInput, match="not training"):
            Dataset(np.zeros((1, 1)), np.zeros(1), np.array([role]))


@pytest.mark.parametrize(
    "name", ["", " ", "\u200d", "a\nb", "a\0", "\x1b[31m", "a\u202eb", "a" * 61, "9" * 5_000]
)
def test_names_that_cannot_be_shown_are_refused(name: str) -> None:
    features, targets, roles = np.zeros((2, 2)), np.array([0.0, 1.0]), np.zeros(2, np.int8)
    with pytest.raises(BadInput, match="name"):
        Dataset(features, targets, roles, ("A", name))
    with pytest.raises(BadInput, match="name"):
        Dataset(features, targets, roles, ("A", "B"), ("x", name))


@pytest.mark.parametrize("name", ["क्\u200dष", "a\u00a0b", "Größe (cm)", "葉", "🌿", "a" * 60])
def test_names_may_be_written_in_any_script(name: str) -> None:
    Dataset(np.zeros((2, 2)), np.array([0.0, 1.0]), np.zeros(2, np.int8), ("A", name), ("x", name))
