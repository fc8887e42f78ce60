"""All degrees of all replicas at once, against a plain loop of `numpy.polyfit` over them."""

import warnings
from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.exceptions import RankWarning
from numpy.typing import NDArray
from row import Row, at_least

from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial_stack import fit_degrees

Array = NDArray[np.float64]

REPLICAS, NOISE = 200, 0.3
DEGREES = range(1, 31)
GRID = np.linspace(0, 1, 64)
REPEATS = 5  # of each, taking turns, so that a slow spell of the machine hits both


def measure() -> list[Row]:
    """Medians of the loop's time over ours, from x and y to curves; one thread (set by run.py)."""
    return [
        at_least("all degrees at once, 100 fixed points, against a loop", _ratio(100, False), 300, " ×", 0),
        at_least("all degrees at once, bootstraps of 100 points", _ratio(100, True), 12, " ×", 0),
        at_least("all degrees at once, bootstraps of 40 points", _ratio(40, True), 3, " ×", 1),
        at_least("all degrees at once, bootstraps of 30 points", _ratio(30, True), 4, " ×", 1),
    ]


def _ratio(n: int, resampled: bool) -> float:
    rng = np.random.default_rng(1)
    places = np.linspace(0, 1, n)
    x, y = places, np.sin(2 * np.pi * places) + rng.normal(0, NOISE, (REPLICAS, n))
    if resampled:
        picked = rng.integers(0, n, (REPLICAS, n))
        x, y = places[picked], y[0][picked]
    _at_once(x, y)  # the first call loads LAPACK
    turns = [(_seconds(_one_by_one, x, y), _seconds(_at_once, x, y)) for _ in range(REPEATS)]
    loop, ours = np.median(turns, axis=0)
    return float(loop / ours)


def _seconds(work: Callable[[Array, Array], object], x: Array, y: Array) -> float:
    began = perf_counter()
    work(x, y)
    return perf_counter() - began


def _at_once(x: Array, y: Array) -> Array:
    spec = PolynomialSpec(DEGREES[-1])
    return fit_degrees(spec.inputs(x, (0, 1)), y, DEGREES).predict(spec.inputs(GRID, (0, 1)))


def _one_by_one(x: Array, y: Array) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RankWarning)  # raw powers: the loop's curves are poor as well
        for degree in DEGREES:
            for points, targets in zip(np.broadcast_to(x, y.shape), y, strict=True):
                np.polyval(np.polyfit(points, targets, degree), GRID)
