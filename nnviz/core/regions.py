"""Decision regions: the probabilities of all classes over a part of a plane, computed row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.planes import Plane

Floats = NDArray[np.floating]
Probabilities = Callable[[NDArray[np.float64]], Floats]  # of places [n, d]: [n, K]
AT_A_TIME = 4_000  # places: what is computed of them stays in the cache


@dataclass(frozen=True, eq=False)
class Area:
    """What is wanted: a part of a plane, u from left to right and v from bottom to top, in columns × rows.

    The places lie in the middle of the cells of such a grid.
    """

    plane: Plane
    u: tuple[float, float]
    v: tuple[float, float]
    columns: int = 200
    rows: int = 200

    @property
    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """u [columns] and v [rows]."""
        return _middles(*self.u, self.columns), _middles(*self.v, self.rows)

    def coarser(self, times: int) -> "Area":
        """The same part in cells that are so many times wider and higher."""
        columns, rows = max(2, self.columns // times), max(2, self.rows // times)
        return Area(self.plane, self.u, self.v, columns, rows)


def _middles(low: float, high: float, count: int) -> NDArray[np.float64]:
    half = (high - low) / count / 2
    return np.linspace(low + half, high - half, count)


@dataclass(frozen=True, eq=False)
class Regions:
    """Probabilities [rows, columns, K] float32 over an area, the lowest row first."""

    area: Area
    probabilities: NDArray[np.float32]


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
def compute_regions(
    area: Area, probabilities: Probabilities, at_a_time: int = AT_A_TIME
) -> Iterator[float | Regions]:
    """Yields the share that is done after each part of the work, and the regions in the end."""
    u, v = area.places
    rows_at_a_time = max(1, at_a_time // area.columns)
    found: NDArray[np.float32] | None = None
    for first in range(0, area.rows, rows_at_a_time):
        features = area.plane.grid(u, v[first : first + rows_at_a_time])
        part = probabilities(features.reshape(-1, features.shape[-1]))
        if found is None:
            found = np.empty((area.rows, area.columns, part.shape[-1]), np.float32)
        found[first : first + rows_at_a_time] = part.reshape(len(features), area.columns, -1)
        yield (first + len(features)) / area.rows
    if found is not None:
        yield Regions(area, found)


def margins(probabilities: Floats) -> tuple[NDArray[np.intp], Floats]:
    """The winning class [...], and how much more probable it is than the next one, 0 … 1 (0: not known)."""
    known = np.nan_to_num(probabilities, nan=0.0)
    if known.shape[-1] == 2:
        difference = known[..., 1] - known[..., 0]
        return (difference > 0).astype(np.intp), np.abs(difference)
    two = np.partition(known, -2, axis=-1)[..., -2:]
    return np.argmax(known, axis=-1), two[..., 1] - two[..., 0]
