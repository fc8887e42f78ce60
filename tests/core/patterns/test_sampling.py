"""Points drawn from patterns: how many, of which classes, from which streams."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.patterns import FAMILIES, Pattern, fresh, is_pattern_sample, sample_pattern
from nnviz.core.patterns.shapes import CLUSTER_CENTRES, CLUSTER_MIXINGS, blob_centres

KINDS = [(kind, count) for kind, family in FAMILIES.items() for count in {2, family.most_classes}]


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize(("kind", "class_count"), KINDS)
def test_classes_are_balanced_and_in_shuffled_order(kind: str, class_count: int) -> None:
    pattern = Pattern(kind, n_training=101, n_validation=37, n_test=20, class_count=class_count)
    dataset = sample_pattern(pattern)
    assert dataset.features.shape == (158, 2)
    assert dataset.class_names == tuple("0123456789"[:class_count])
    assert [dataset.count(role) for role in Role] == [101, 37, 20]
    for role in Role:
        assert np.ptp(np.bincount(dataset.of(role).classes, minlength=class_count)) <= 1
    first = dataset.classes[: 101 // class_count]
    assert (np.diff(first) < 0).any()  # not class by class
    assert not np.array_equal(first[:class_count], first[class_count : 2 * class_count])  # nor in turn


def test_the_class_with_one_point_more_is_drawn() -> None:
    _, classes = fresh(Pattern(), 1, rng(), 1000)
    assert classes.mean() == pytest.approx(0.5, abs=0.05)


def test_the_same_pattern_gives_the_same_points_and_another_seed_others() -> None:
    pattern = Pattern("spirals", class_count=3)
    assert sample_pattern(pattern) == sample_pattern(pattern)
    assert sample_pattern(pattern) != sample_pattern(replace(pattern, seed=2))


def test_more_points_of_one_role_leave_those_of_the_others_alone() -> None:
    pattern = Pattern("moons", flip=0.3, n_training=30, n_validation=20, n_test=10)
    more = replace(pattern, n_training=55, n_test=0)
    assert sample_pattern(pattern).of(Role.VALIDATION) == sample_pattern(more).of(Role.VALIDATION)


def test_a_pattern_without_points_is_empty() -> None:
    dataset = sample_pattern(Pattern(n_training=0, n_validation=0))
    assert (dataset.features.shape, dataset.class_count) == ((0, 2), 2)


def test_a_data_set_is_known_for_a_sample_until_a_point_is_changed() -> None:
    pattern = Pattern("blobs", n_test=5, class_count=3)
    dataset = sample_pattern(pattern)
    assert is_pattern_sample(replace(dataset, class_names=("oak", "ash", "elm")), pattern)
    assert is_pattern_sample(replace(dataset, features=dataset.features * (1 + 1e-12)), pattern)
    for changed in (
        dataset.moved([3], 0.1, 0.0),
        dataset.with_role([3], Role.TEST),
        dataset.with_class([3], (dataset.classes[3] + 1) % 3),
        dataset.without([3]),
        replace(dataset, class_names=("0", "1", "2", "3")),
        Dataset.from_xy([(0, 1)]),
    ):
        assert not is_pattern_sample(changed, pattern)
    assert not is_pattern_sample(dataset, replace(pattern, seed=2))
    assert is_pattern_sample(dataset.moved([len(dataset) - 1], 0.1, 0.0), pattern, Role.TRAINING)
    assert not is_pattern_sample(dataset.moved([0], 0.1, 0.0), pattern, Role.TRAINING)


def test_more_samples_leave_the_first_ones_alone() -> None:
    pattern = Pattern("clusters", flip=0.2)
    few, many = fresh(pattern, 11, rng(), 3), fresh(pattern, 11, rng(), 8)
    np.testing.assert_array_equal(few[0], many[0][:3])
    np.testing.assert_array_equal(few[1], many[1][:3])
    assert len(np.unique(many[0][:, 0, 0])) == 8  # and differ from each other


def test_flipped_labels_go_to_the_other_classes_evenly() -> None:
    pattern = Pattern("blobs", noise=0.0, flip=0.3, class_count=4)
    features, classes = fresh(pattern, 40_000, rng())
    at = np.argmin(((features[0][:, None] - blob_centres(4)) ** 2).sum(-1), axis=1)
    assert np.ptp(np.bincount(at)) == 0  # balanced before they are flipped
    steps = np.bincount((classes[0] - at) % 4, minlength=4) / 40_000
    assert steps == pytest.approx([0.7, 0.1, 0.1, 0.1], abs=0.01)


@pytest.mark.parametrize(("kind", "class_count"), KINDS)
def test_noise_has_its_standard_deviation(kind: str, class_count: int) -> None:
    pattern = Pattern(kind, noise=0.0, class_count=class_count)
    without, _ = fresh(pattern, 20_000, rng())
    with_noise, _ = fresh(replace(pattern, noise=0.5), 20_000, rng())
    deviations = (with_noise - without)[0]
    if kind != "clusters":  # these slant
        assert deviations.std(axis=0) == pytest.approx([0.5, 0.5], abs=0.01)
    assert deviations.mean(axis=0) == pytest.approx([0, 0], abs=0.02)


def test_points_without_noise_lie_on_their_shapes() -> None:
    def drawn(kind: str, class_count: int = 2) -> list[np.ndarray]:
        features, classes = fresh(Pattern(kind, noise=0.0, class_count=class_count), 2000, rng())
        return [features[classes == k] for k in range(class_count)]

    for k, ring in enumerate(drawn("circles", 4)):
        assert np.hypot(*ring.T) == pytest.approx((k + 1) / 4)
    upper, lower = drawn("moons")
    assert np.hypot(*upper.T) == pytest.approx(1)
    assert (upper[:, 1] >= 0).all()
    assert np.hypot(*(lower - [1, 0.5]).T) == pytest.approx(1)
    assert (lower[:, 1] <= 0.5).all()
    same, differ = drawn("xor")
    assert (same.prod(axis=1) > 0).all()
    assert (differ.prod(axis=1) < 0).all()
    assert (np.abs(np.concatenate([same, differ])) <= 1).all()
    for k, arm in enumerate(drawn("spirals", 3)):
        radius, turns = np.hypot(*arm.T), np.arctan2(arm[:, 1], arm[:, 0]) / (2 * np.pi)
        along = (radius - 0.4) / 2.6
        assert (turns - 1.25 * along - k / 3 + 0.5) % 1 == pytest.approx(0.5)
    for k, heaps in enumerate(drawn("clusters")):
        assert (np.abs(heaps) == 1.5).all()
        assert (heaps[:, 0] == 3 * k - 1.5).all()
        assert (heaps[:, 1] > 0).mean() == pytest.approx(0.5, abs=0.04)


def test_the_clusters_are_those_that_numpy_s_seed_0_gives_make_classification() -> None:
    """It draws 100 points, then a mixing matrix for each corner, and swaps the features in the end."""
    rng = np.random.RandomState(0)
    rng.standard_normal((100, 2))
    for k, corner in enumerate([(-1, -1), (-1, 1), (1, -1), (1, 1)]):
        mixing = (2 * rng.uniform(size=(2, 2)) - 1)[:, ::-1]
        np.testing.assert_array_equal(CLUSTER_MIXINGS[k % 2, k // 2], mixing)
        np.testing.assert_array_equal(CLUSTER_CENTRES[k % 2, k // 2], 1.5 * np.array(corner[::-1]))
