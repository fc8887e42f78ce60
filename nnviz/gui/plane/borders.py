"""Where the decision flips: smooth lines between the regions, and lines of equal probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

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
    """The lines between winning classes, each one once: twice, the dashes of a pin would fill their gaps.

    Of two classes: at probability 0.5, which is logit 0. They are looked for between logarithms, which are
    smooth across a border where probabilities jump.
    """
    chances = _logarithms(regions.probabilities)
    by_class = list(np.moveaxis(chances, -1, 0))
    before = list(accumulate(by_class, np.maximum))  # the best chance of those up to each class
    after = list(accumulate(reversed(by_class), np.maximum))[::-1]
    lines = []
    for number, own in enumerate(by_class[:-1]):  # against those after it, where none before it wins
        found = _zeros(regions, after[number + 1] - own)
        if number and found:
            ahead = before[number - 1] - own
            found = [part for line in found for part in _below_zero(line, _along(line, regions, ahead))]
        lines += found
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


def _zeros(regions: Regions, field: Floats) -> list[Array]:
    """The lines [n, 2] on which a field [H, W] is 0."""
    if not (field.min() < 0 < field.max()):
        return []
    u, v = regions.area.places
    found = contour_generator(u, v, field, name="serial", line_type=LineType.Separate).lines(0.0)
    lines: list[Array] = [np.asarray(line) for line in found]
    return [line for line in lines if len(line) > 1]


def _along(line: Array, regions: Regions, field: Floats) -> Floats:
    """A field [H, W] at the points of a line [n, 2], between its places: [n]."""
    u, v = regions.area.places
    across, upwards = (
        np.clip((line[:, axis] - at[0]) / (at[1] - at[0]), 0, len(at) - 1) for axis, at in enumerate((u, v))
    )
    column, row = np.minimum(across.astype(int), len(u) - 2), np.minimum(upwards.astype(int), len(v) - 2)
    right, up = across - column, upwards - row
    low = field[row, column] * (1 - right) + field[row, column + 1] * right
    high = field[row + 1, column] * (1 - right) + field[row + 1, column + 1] * right
    found: Floats = low * (1 - up) + high * up
    return found


def _below_zero(line: Array, values: Floats) -> list[Array]:
    """The parts of a line [n, 2] along which values [n] are not above 0, up to where they pass it."""
    seen = values <= 0
    turns = np.flatnonzero(np.diff(seen))
    share = values[turns] / (values[turns] - values[turns + 1])
    ends = line[turns] + share[:, None] * (line[turns + 1] - line[turns])
    line, seen = np.insert(line, turns + 1, ends, axis=0), np.insert(seen, turns + 1, True)
    parts = np.split(np.arange(len(line)), np.flatnonzero(np.diff(seen)) + 1)
    return [line[part] for part in parts if seen[part[0]] and len(part) > 1]


def _joined(lines: Sequence[Array]) -> Lines:
    if not lines:
        return NO_LINES
    ends = np.cumsum([len(line) for line in lines]) - 1
    points = np.concatenate(lines)
    connect = np.ones(len(points), np.bool_)
    connect[ends] = False
    return Lines(points[:, 0], points[:, 1], connect)
