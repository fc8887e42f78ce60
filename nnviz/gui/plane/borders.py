"""Where the decision flips: smooth lines between the regions, and lines of equal probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from nnviz.core.regions import Floats, Regions

Array = NDArray[np.float64]
LEAST = 1e-37  # the smallest probability: float32 has logarithms of it


@dataclass(frozen=True, eq=False)
class Lines:
    """Places x [n], y [n], and for each whether a line goes on from it to the next, [n]."""

    x: Array
    y: Array
    connect: NDArray[np.bool_]


def borders(regions: Regions) -> Lines:
    """The lines between winning classes. Of two classes: at probability 0.5, which is logit 0.

    They are looked for between logarithms, which are smooth across a border where probabilities jump.
    """
    chances = _logarithms(regions.probabilities)
    if chances.shape[-1] == 2:
        return _joined(_zeros(regions, chances[..., 1] - chances[..., 0]))
    winner = np.argmax(chances, axis=-1)
    best, second = _two_largest(chances)
    lines = []
    for number in np.unique(winner).tolist():
        ahead_of = np.where(winner == number, second, best)
        lines += _zeros(regions, chances[..., number] - ahead_of)
    return _joined(lines)


def contours(regions: Regions, number: int, levels: Sequence[float]) -> Lines:
    """Where the class with this number has these probabilities."""
    chances = _logarithms(regions.probabilities)
    others = np.delete(chances, number, axis=-1)
    rest = others[..., 0] if others.shape[-1] == 1 else np.logaddexp.reduce(others, axis=-1)
    odds = chances[..., number] - rest
    return _joined([line for level in levels for line in _zeros(regions, odds - np.log(level / (1 - level)))])


def _logarithms(probabilities: Floats) -> Floats:
    """NaN becomes an equal chance for all, which has no border."""
    known = np.nan_to_num(probabilities, nan=1.0)
    return np.log(np.maximum(known, LEAST))


def _two_largest(chances: Floats) -> tuple[Floats, Floats]:
    largest = np.partition(chances, -2, axis=-1)
    return largest[..., -1], largest[..., -2]


def _zeros(regions: Regions, field: Floats) -> list[Array]:
    """The lines [n, 2] on which a field [H, W] is 0."""
    if not (field.min() < 0 < field.max()):
        return []
    u, v = regions.area.places
    found = contour_generator(u, v, field, name="serial", line_type=LineType.Separate).lines(0.0)
    lines: list[Array] = [np.asarray(line) for line in found]
    return [line for line in lines if len(line) > 1]


def _joined(lines: Sequence[Array]) -> Lines:
    if not lines:
        return Lines(np.empty(0), np.empty(0), np.empty(0, np.bool_))
    ends = np.cumsum([len(line) for line in lines]) - 1
    points = np.concatenate(lines)
    connect = np.ones(len(points), np.bool_)
    connect[ends] = False
    return Lines(points[:, 0], points[:, 1], connect)
