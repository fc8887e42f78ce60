"""Decision regions over a plane, and fast probabilities against slow ones."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from nnviz.core.chances import Chances
from nnviz.core.planes import along
from nnviz.core.regions import Area, Regions, compute_regions, margins

PLANE = along(("", ""), 0, 1)
AREA = Area(PLANE, (-2.0, 2.0), (0.0, 1.0), columns=8, rows=5)


def ramp(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Certain of class 1 at the right, of class 0 at the left."""
    chance = (x[:, 0] + 2) / 4
    return np.stack([1 - chance, chance], axis=1)


def test_places_are_the_middles_of_the_cells() -> None:
    u, v = AREA.places
    assert u == pytest.approx([-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75])
    assert v == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert (AREA.coarser(4).columns, AREA.coarser(4).rows) == (2, 2)


def test_regions_come_in_portions() -> None:
    *shares, regions = compute_regions(AREA, ramp, at_a_time=16)
    assert shares == [0.4, 0.8, 1.0]
    assert isinstance(regions, Regions)
    assert regions.probabilities.shape == (5, 8, 2)
    assert regions.probabilities[3, :, 1] == pytest.approx((AREA.places[0] + 2) / 4)


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
