"""What hidden layers make of the plane: known places, straight lines at equal probability, components."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.classes import probabilities
from nnviz.core.hidden import (
    LINES,
    PLACES,
    Axes,
    Bent,
    View,
    bend,
    components,
    grid_of,
    straight_borders,
)
from nnviz.core.models import MLPSpec
from nnviz.core.space import Space

PLANE = Space((0.0, 1.0), (0.0, 0.0), (1.0, 1.0))
POINTS = np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, 1.0]])


def bent(
    model: MLPSpec,
    parameters: np.ndarray,
    view: View,
    features: np.ndarray = POINTS,
    before: Axes | None = None,
) -> Bent:
    space = Space((0.0, 1.0), (0.0,) * model.n_in, (1.0,) * model.n_in)
    *parts, found = bend(model, space, parameters, features, view, before)
    assert parts == [None] * len(parts)
    assert found is not None
    return found


def test_the_grid_has_straight_lines_in_both_directions_a_little_beyond_the_points() -> None:
    grid = grid_of(POINTS)
    assert grid.shape == (2 * LINES, PLACES, 2)
    assert_allclose(grid.reshape(-1, 2).min(axis=0), [-1.24, -0.24])
    assert_allclose(grid.reshape(-1, 2).max(axis=0), [1.24, 2.24])
    assert_allclose(np.ptp(grid[:LINES, :, 0], axis=1), 0, atol=1e-12)
    assert_allclose(np.ptp(grid[LINES:, :, 1], axis=1), 0, atol=1e-12)
    assert_allclose(np.diff(grid[:, 0, :], axis=0)[0], [2.48 / 20, 0])


@pytest.mark.parametrize("features", [np.empty((0, 2)), np.zeros((1, 2))])
def test_the_grid_of_one_point_or_none_is_a_square(features: np.ndarray) -> None:
    assert np.all(np.ptp(grid_of(features).reshape(-1, 2), axis=0) >= 1)


def test_known_units() -> None:
    model = MLPSpec((3,), n_in=2)  # unit 3 is tanh(x1 + x2 − 1)
    weights = [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
    parameters = np.concatenate([np.ravel(weights), [0.0, 0.0, -1.0], [1.0, 1.0, 1.0], [0.0]])
    found = bent(model, parameters, View(0, (0, 2)))
    assert_allclose(found.points, np.tanh([[0, -1], [1, 2], [-1, -1]]))
    grid = grid_of(POINTS)
    assert_allclose(found.grid[..., 0], np.tanh(grid[..., 0]))
    assert_allclose(found.grid[..., 1], np.tanh(grid.sum(axis=-1) - 1))
    logits = np.tanh(grid).sum(axis=-1) + np.tanh(grid.sum(axis=-1) - 1)
    assert_array_equal(found.said, logits > 0)
    assert_array_equal(found.taken, [0, 1, 0])
    assert found.borders is None  # the layer has a third unit


@pytest.mark.parametrize("units", [(0, 1), (1, 0)])
def test_the_line_of_probability_one_half_is_that_of_the_last_hidden_layer(units: tuple[int, int]) -> None:
    model = MLPSpec((4, 2), n_in=2)
    parameters = model.initial_parameters(3)
    found = bent(model, parameters, View(1, units))
    assert found.borders is not None
    assert found.borders.shape == (1, 2, 2)
    last = model.layers[-1]
    weight, bias = parameters[last.weight], parameters[last.bias]
    assert_allclose(found.borders[0][:, np.argsort(units)] @ weight + bias, 0, atol=1e-9)
    assert bent(model, parameters, View(0, (0, 1))).borders is None


def test_three_classes_meet_in_a_point() -> None:
    """The logits are x, y and −x − y: the largest changes on three half-lines from (0, 0)."""
    weight, bias = np.array([[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]]), np.zeros(3)
    found = straight_borders(weight, bias, 10.0)
    assert found.shape == (3, 2, 2)
    lengths = np.linalg.norm(found[:, 1] - found[:, 0], axis=-1)
    assert_allclose(lengths, 10)
    for ends in found:
        chances = probabilities(ends @ weight + bias, "softmax")
        largest = np.sort(chances, axis=-1)[:, ::-1]
        assert_allclose(largest[:, 0], largest[:, 1])


def test_there_is_no_border_where_one_class_wins_everywhere() -> None:
    assert len(straight_borders(np.zeros((2, 2)), np.array([0.0, 1.0]), 10.0)) == 0
    assert len(straight_borders(np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([0.0, 99.0]), 10.0)) == 0
    parallel = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 0.0]])  # the middle one never leads
    assert straight_borders(parallel, np.array([0.0, -1.0, 0.0]), 10.0).shape == (1, 2, 2)


def test_components_are_the_directions_that_vary_most() -> None:
    rng = np.random.default_rng(0)
    along = np.array([3.0, 4.0, 0.0]) / 5
    units = rng.standard_normal((500, 1)) * 10 * along + rng.standard_normal((500, 3)) * [0, 0, 1] + 7
    axes = components(units)
    assert_allclose(np.abs(axes.directions), np.abs([along, [0, 0, 1]]), atol=0.02)
    assert_allclose(axes.places(units).mean(axis=0), 0, atol=1e-9)
    variances = np.var(axes.places(units), axis=0)
    assert_allclose(axes.shares, variances / np.var(units, axis=0).sum())


def test_components_keep_their_signs() -> None:
    units = np.random.default_rng(1).standard_normal((50, 4)) * [9, 5, 1, 1]
    axes = components(units)
    turned = Axes(axes.centre, -axes.directions)
    assert_allclose(components(units, turned).directions, turned.directions)
    assert_allclose(components(units, Axes(np.zeros(9), np.ones((2, 9)))).directions, axes.directions)


def test_components_of_units_that_are_all_alike_have_no_share() -> None:
    assert components(np.ones((5, 3))).shares == (0, 0)
    assert components(np.empty((0, 3))).shares == (0, 0)


def test_more_features_have_points_and_no_grid() -> None:
    model = MLPSpec((5,), n_in=4, n_out=3)
    features = np.random.default_rng(2).standard_normal((10, 4))
    found = bent(model, model.initial_parameters(1), View(0, None), features=features)
    assert found.points.shape == (10, 2)
    assert found.grid.shape == (0, PLACES, 2)
    assert len(found.axes.shares) == 2


def test_a_model_that_diverged_raises_nothing() -> None:
    model = MLPSpec((3, 2), activation="relu", n_in=2)
    for number in (np.nan, np.inf, 1e300):
        for view in (View(0, None), View(1, (0, 1))):
            bent(model, np.full(model.parameter_count, number), view)
