"""Planes through the features: there and back, held values, principal components."""

import numpy as np
import pytest

from nnviz.core.dataset import Role
from nnviz.core.planes import along, components, feature_title, principal
from nnviz.core.presets import preset
from nnviz.core.scaling import constant_features, fitted
from nnviz.core.sentences import BadInput
from nnviz.core.tables.bundled import bundled_rows

POINTS = np.random.default_rng(3).normal(size=(50, 4)) * [5.0, 1.0, 0.1, 3.0] + [1.0, 2.0, 3.0, 4.0]
NAMES = ("length", "", "width", "")


def test_two_features_are_read_off_as_they_are() -> None:
    plane = along(NAMES, 3, 1)
    assert plane.places(POINTS) == pytest.approx(POINTS[:, [3, 1]])
    assert [str(title) for title in plane.titles] == ["x4", "x2"]
    assert feature_title(NAMES, 0) == "length"


def test_the_other_features_are_held() -> None:
    plane = along(NAMES, 0, 2, held=POINTS[7])
    found = plane.features(np.array([[10.0, 20.0], [0.0, 0.0]]))
    assert found.tolist() == [
        [10.0, POINTS[7, 1], 20.0, POINTS[7, 3]],
        [0.0, POINTS[7, 1], 0.0, POINTS[7, 3]],
    ]


def test_one_feature_makes_no_plane() -> None:
    with pytest.raises(BadInput, match="two axes must differ"):
        along(NAMES, 1, 1)


@pytest.mark.parametrize("scale", [None, POINTS.std(axis=0)])
def test_principal_components_vary_most_and_not_together(scale: np.ndarray | None) -> None:
    plane = principal(POINTS, scale)
    places = plane.places(POINTS)
    scaled = POINTS / (1.0 if scale is None else scale)
    covariance = np.cov(places.T)
    largest = np.sort(np.linalg.eigvalsh(np.cov(scaled.T)))[::-1]
    assert np.diag(covariance) == pytest.approx(largest[:2])
    assert covariance[0, 1] == pytest.approx(0, abs=1e-9)
    assert places.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert plane.places(plane.features(places)) == pytest.approx(places)
    share = 100 * largest[0] / largest.sum()
    assert str(plane.titles[0]) == f"component 1 ({share:.0f} % of variance)"


def test_features_on_a_line_have_no_second_component() -> None:
    line = np.multiply.outer(np.arange(5.0), [1.0, 2.0, 3.0])
    with pytest.raises(BadInput, match="on one line"):
        principal(line)
    with pytest.raises(BadInput, match="at least 3 points"):
        principal(line[:2])


def test_features_that_never_change_are_no_direction() -> None:
    """Not even by rounding: a drawn point has exactly their value, and none is divided by next to nothing."""
    features = bundled_rows("digits").features
    still = list(constant_features(features))
    features = np.column_stack([features, np.full(len(features), 0.1)])
    plane = principal(features, fitted(features, "standard")[1])
    drawn = plane.features(np.array([[5.0, 3.0], [-2.0, 7.0]]))
    assert drawn[:, still].tolist() == [[0.0] * len(still)] * 2
    assert drawn[:, -1].tolist() == [0.1, 0.1]
    assert not plane.directions[:, still].any()


def test_a_point_drawn_among_the_components_of_the_digits_changes_them_little() -> None:
    dataset = preset("digits-64-32-10").dataset
    training = dataset.of(Role.TRAINING).features
    scale = fitted(training, "standard")[1]
    plane = principal(dataset.features, scale, training)
    drawn = plane.features(np.array([[5.0, 3.0]]))
    features, training = np.vstack([dataset.features, drawn]), np.vstack([training, drawn])
    after_scale = fitted(training, "standard")[1]
    after = principal(features, after_scale, training)
    assert after_scale == pytest.approx(scale, rel=0.05)
    assert np.abs(after.places(features)).max() < 1.1 * np.abs(plane.places(features)).max()
    assert after.places(drawn)[0] == pytest.approx([5.0, 3.0], abs=0.2)


def test_without_two_features_that_vary_in_training_all_points_count() -> None:
    assert principal(POINTS, training=POINTS[:1]).directions == pytest.approx(principal(POINTS).directions)
    with pytest.raises(BadInput, match="on one line"):
        principal(POINTS * [1.0, 0.0, 0.0, 0.0], training=POINTS[:0])


@pytest.mark.parametrize("thickness", [1.0, 1e-3, 1e-5, 1e-7])
def test_the_second_component_is_found_however_small(thickness: float) -> None:
    points = np.random.default_rng(4).normal(size=(200, 5)) * [1.0, thickness, *[1e-3 * thickness] * 3]
    turned = points @ np.linalg.qr(np.random.default_rng(5).normal(size=(5, 5)))[0]
    _, sizes, found = np.linalg.svd(turned - turned.mean(axis=0), full_matrices=False)
    plane = principal(turned)
    likeness = np.abs(np.sum(plane.directions * found[:2], axis=1))
    assert likeness == pytest.approx([1.0, 1.0], abs=1e-7)
    assert plane.places(turned)[:, 1].std() * np.sqrt(200) == pytest.approx(sizes[1], rel=1e-6)


def test_pixels_are_not_scaled_apart_and_other_features_are() -> None:
    """Pearson's components of the digits as scikit-learn's documentation shows them: 14.9 and 13.6 %."""
    digits, iris = preset("digits-64-32-10"), preset("iris-4-10-3")
    titles = [str(title) for title in components(digits.dataset, digits.space).titles]
    assert titles == ["component 1 (15 % of variance)", "component 2 (14 % of variance)"]
    found = components(iris.dataset, iris.space)
    assert found.scale.tolist() == list(iris.space.scale)
