"""Decision regions: the probabilities of all classes over a part of a plane, computed row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.chances import Chances, folded, matrices
from nnviz.core.models import MLPSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.planes import Plane
from nnviz.core.space import Space

Array = NDArray[np.float64]
Floats = NDArray[np.floating]
Probabilities = Callable[[Array], Floats]  # at places [n, 2] of an area, from −1 to 1: [n, K]


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
    def places(self) -> tuple[Array, Array]:
        """u [columns] and v [rows]."""
        return _scaled(self.u, _middles(self.columns)), _scaled(self.v, _middles(self.rows))

    def features(self, places: Array) -> Array:
        """The features [n, d] at places [n, 2] that go from −1 to 1 over the area."""
        u, v = _scaled(self.u, places[:, 0]), _scaled(self.v, places[:, 1])
        return self.plane.features(np.column_stack([u, v]))

    def coarser(self, times: int) -> "Area":
        """The same part in cells that are so many times wider and higher."""
        columns, rows = max(2, self.columns // times), max(2, self.rows // times)
        return Area(self.plane, self.u, self.v, columns, rows)


def _middles(count: int) -> Array:
    return (2 * np.arange(count) + 1) / count - 1


def _scaled(ends: tuple[float, float], share: Array) -> Array:
    """From −1 … 1 to what lies between the ends."""
    return (ends[0] + ends[1]) / 2 + share * (ends[1] - ends[0]) / 2


@dataclass(frozen=True, eq=False)
class Regions:
    """Probabilities [rows, columns, K] float32 over an area, the lowest row first."""

    area: Area
    probabilities: NDArray[np.float32]


class _Buffers:
    """For models with these sizes: at points, and over planes, which stand for all inputs."""

    def __init__(self, sizes: tuple[int, ...], activation: Activation) -> None:
        self.key = sizes, activation
        self.at, self.over = Chances(sizes, activation), Chances((2, *sizes[1:]), activation)


class ClassModel:
    """A perceptron for classes with its parameters [P]: asked at points, or all over an area.

    before: the last one that was asked, whose buffers it takes over if they fit. One thread at a time can use
    the two.
    """

    def __init__(
        self, model: MLPSpec, space: Space, parameters: Array, before: "ClassModel | None" = None
    ) -> None:
        self._model, self._space, self._parameters = model, space, parameters
        key = model.sizes, model.activation
        self._buffers: _Buffers = before._buffers if before and before._buffers.key == key else _Buffers(*key)

    @property
    def at_a_time(self) -> int:
        return self._buffers.over.at_a_time

    def at(self, features: Array) -> Floats:
        """Probabilities [n, K] at features [n, d]."""
        return self._buffers.at(matrices(self._model, self._parameters), self._inputs(features))

    @np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
    def over(self, area: Area) -> Probabilities:
        corners = self._inputs(area.features(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])))
        layers = folded(matrices(self._model, self._parameters), corners[0], corners[1:] - corners[0])
        return lambda places: self._buffers.over(layers, places)

    def _inputs(self, features: Array) -> Array:
        return self._space.inputs(self._model, features)


def compute_regions(area: Area, model: ClassModel) -> Iterator[float | Regions]:
    """Yields the share that is done after each part of the work, and the regions in the end."""
    probabilities, across = model.over(area), _middles(area.columns)
    rows_at_a_time = max(1, model.at_a_time // area.columns)
    parts: list[Floats] = []
    for first in range(0, area.rows, rows_at_a_time):
        upwards = _middles(area.rows)[first : first + rows_at_a_time]
        places = np.column_stack([np.tile(across, len(upwards)), np.repeat(upwards, len(across))])
        parts.append(probabilities(places))
        yield (first + len(upwards)) / area.rows
    found = np.concatenate(parts).astype(np.float32, copy=False)
    yield Regions(area, found.reshape(area.rows, area.columns, -1))


def margins(probabilities: Floats) -> tuple[NDArray[np.intp], Floats]:
    """The winning class [...], and how much more probable it is than the next one, 0 … 1 (0: not known)."""
    known = np.nan_to_num(probabilities, nan=0.0)
    if known.shape[-1] == 2:
        difference = known[..., 1] - known[..., 0]
        return (difference > 0).astype(np.intp), np.abs(difference)
    two = np.partition(known, -2, axis=-1)[..., -2:]
    return np.argmax(known, axis=-1), two[..., 1] - two[..., 0]
