"""Planes through the features: there and back, held values, principal components."""

import numpy as np
import pytest

from nnviz.core.planes import along, feature_title, principal
from nnviz.core.sentences import BadInput

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


@pytest.mark.parametrize("thickness", [1.0, 1e-3, 1e-5, 1e-7])
def test_the_second_component_is_found_however_small(thickness: float) -> None:
    points = np.random.default_rng(4).normal(size=(200, 5)) * [1.0, thickness, *[1e-3 * thickness] * 3]
    turned = points @ np.linalg.qr(np.random.default_rng(5).normal(size=(5, 5)))[0]
    _, sizes, found = np.linalg.svd(turned - turned.mean(axis=0), full_matrices=False)
    plane = principal(turned)
    likeness = np.abs(np.sum(plane.directions * found[:2], axis=1))
    assert likeness == pytest.approx([1.0, 1.0], abs=1e-7)
    assert plane.places(turned)[:, 1].std() * np.sqrt(200) == pytest.approx(sizes[1], rel=1e-6)
