"""Decision regions over a plane, and fast probabilities against slow ones."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nnviz.core.chances import Chances
from nnviz.core.classes import probabilities
from nnviz.core.models import MLPSpec
from nnviz.core.planes import along, principal
from nnviz.core.regions import Area, ClassModel, Regions, compute_regions, margins
from nnviz.core.space import Space

PLANE = along(("", ""), 0, 1)
AREA = Area(PLANE, (-2.0, 2.0), (0.0, 1.0), columns=8, rows=5)


def test_places_are_the_middles_of_the_cells() -> None:
    u, v = AREA.places
    assert u == pytest.approx([-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75])
    assert v == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert AREA.features(np.array([[-1.0, 1.0], [0.0, 0.5]])) == pytest.approx(np.array([[-2, 1], [0, 0.75]]))
    assert (AREA.coarser(4).columns, AREA.coarser(4).rows) == (2, 2)


@pytest.mark.parametrize("n_out", [1, 2, 3])
@pytest.mark.parametrize("features", [2, 5])
def test_regions_are_what_the_model_says_of_the_features(features: int, n_out: int) -> None:
    """In portions of some rows, with whatever scaling, and however the plane lies among the features."""
    rng = np.random.default_rng(4)
    points = rng.normal(size=(30, features)) * 10 + 1_000
    plane = principal(points) if features > 2 else along(("", ""), 1, 0)
    area = Area(plane, (-20.0, 30.0), (-10.0, 5.0), columns=70, rows=90)
    if features == 2:
        area = replace(area, u=(980.0, 1_020.0), v=(990.0, 1_010.0))
    model = MLPSpec((6, 4), n_in=features, n_out=n_out)
    space = Space((0.0, 1.0), tuple(points.mean(axis=0).tolist()), tuple(points.std(axis=0).tolist()))
    parameters = rng.normal(size=model.parameter_count)
    *shares, regions = compute_regions(area, ClassModel(model, space, parameters))
    assert isinstance(regions, Regions)
    assert len(shares) == 2
    assert shares[-1] == 1.0
    grid = np.stack(np.meshgrid(*area.places), axis=-1).reshape(-1, 2)
    inputs = space.inputs(model, plane.features(grid))
    wanted = probabilities(model.predict(parameters, inputs), "logistic" if n_out == 1 else "softmax")
    assert regions.probabilities.reshape(len(grid), -1) == pytest.approx(wanted, abs=2e-5)
    again = ClassModel(model, space, parameters, before=ClassModel(model, space, parameters))
    found = probabilities(model.predict(parameters, space.inputs(model, points)), space.head(model))
    assert again.at(points) == pytest.approx(found, abs=2e-5)


def test_buffers_are_taken_over_only_by_a_model_of_the_same_sizes() -> None:
    space = Space((0.0, 1.0), (0.0, 0.0), (1.0, 1.0))
    wide, narrow = (MLPSpec((units,), n_in=2) for units in (9, 3))
    one = ClassModel(wide, space, np.zeros(wide.parameter_count))
    assert ClassModel(wide, space, np.ones(wide.parameter_count), one)._buffers is one._buffers
    assert ClassModel(narrow, space, np.ones(narrow.parameter_count), one)._buffers is not one._buffers
    assert ClassModel(replace(wide, activation="relu"), space, np.ones(37), one)._buffers is not one._buffers


def test_margins_of_two_and_of_three() -> None:
    winner, margin = margins(np.array([[0.2, 0.8], [0.5, 0.5], [np.nan, np.nan]]))
    assert (winner.tolist(), margin.tolist()) == ([1, 0, 0], [pytest.approx(0.6), 0.0, 0.0])
    winner, margin = margins(np.array([[0.2, 0.3, 0.5], [0.9, 0.1, 0.0]]))
    assert (winner.tolist(), margin.tolist()) == ([2, 0], [pytest.approx(0.2), pytest.approx(0.8)])


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3), (5, 7, 1), (4, 6, 5, 3)])
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "softplus", "sine"])
def test_fast_probabilities_are_those_of_the_formula(sizes: tuple[int, ...], activation: str) -> None:
    rng = np.random.default_rng(5)
    layers = [rng.normal(size=(above, below + 1)) for below, above in pairwise(sizes)]
    x = rng.normal(size=(9_000, sizes[0]))
    chances = Chances(sizes, activation)
    found = chances([layer.astype(np.float32) for layer in layers], x)
    values = x
    acts = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
            "softplus": lambda z: np.log1p(np.exp(z)), "sine": np.sin}  # fmt: skip
    for layer in layers:
        values = values @ layer[:, :-1].T + layer[:, -1]
        values = acts[activation](values) if layer is not layers[-1] else values
    logits = np.concatenate([np.zeros_like(values), values], axis=1) if sizes[-1] == 1 else values
    wanted = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert found == pytest.approx(wanted / wanted.sum(axis=1, keepdims=True), abs=2e-5)
    assert 2 * chances.at_a_time < len(x)  # several portions, the last one smaller


def test_small_probabilities_are_not_rounded_away() -> None:
    found = Chances((1, 1), "tanh")([np.array([[1.0, 0.0]], np.float32)], np.array([[60.0], [-60.0]]))
    assert found[0, 0] == pytest.approx(np.exp(-60.0), rel=1e-4)
    assert found[1, 1] == pytest.approx(np.exp(-60.0), rel=1e-4)
