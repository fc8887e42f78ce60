"""Where the decision flips: smooth lines between the regions, and lines of equal probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from nnviz.core.regions import Floats, Regions

Array = NDArray[np.float64]
LEVELS = (0.1, 0.25, 0.75, 0.9)  # probabilities; 0.5 is the border
LEVELS_OF_MORE = (0.75, 0.9)  # where there are more than two classes
LEAST = 1e-37  # the smallest probability: float32 has logarithms of it


@dataclass(frozen=True, eq=False)
class Lines:
    """Places x [n], y [n], and for each whether a line goes on from it to the next, [n]."""

    x: Array
    y: Array
    connect: NDArray[np.bool_]


NO_LINES = Lines(np.empty(0), np.empty(0), np.empty(0, np.bool_))


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


def contours(regions: Regions) -> Lines:
    """Lines of equal probability: of two classes those of the second, of more those of each."""
    chances = _logarithms(regions.probabilities)
    count = chances.shape[-1]
    lines = []
    for number in [1] if count == 2 else range(count):
        rest = np.logaddexp.reduce(np.delete(chances, number, axis=-1), axis=-1)
        odds = chances[..., number] - rest
        for level in LEVELS if count == 2 else LEVELS_OF_MORE:
            lines += _zeros(regions, odds - np.log(level / (1 - level)))
    return _joined(lines)


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
        return NO_LINES
    ends = np.cumsum([len(line) for line in lines]) - 1
    points = np.concatenate(lines)
    connect = np.ones(len(points), np.bool_)
    connect[ends] = False
    return Lines(points[:, 0], points[:, 1], connect)
