"""The points, and the grid of the plane they lie in, as a hidden layer sees them.

Source: C. Olah, Neural Networks, Manifolds, and Topology, 2014.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Array, Classes, predicted
from nnviz.core.models import MLPSpec
from nnviz.core.space import Space

LINES = 21  # of the grid, in each direction
PLACES = 81  # on each line: 4 from one crossing to the next
BEYOND = 0.12  # of the range of the points, on either side: how far the grid goes beyond them
AT_A_TIME = 2_000  # places, after which the work can be given up
LARGEST = 1e12  # of what is drawn; squares of it are still numbers
FLAT = 1e-12  # a direction in which less varies, of the most, is rounding


@dataclass(frozen=True)
class View:
    """What of a model is looked at: a hidden layer, from 0, and two of its units.

    units: None for the two principal components of the layer.
    """

    layer: int
    units: tuple[int, int] | None


@dataclass(frozen=True, eq=False)
class Axes:
    """How the w units of a layer become two numbers: (units − centre) · directions.

    centre: [w], directions: [2, w]. shares: of the variance, of principal components; else none.
    """

    centre: Array
    directions: Array
    shares: tuple[float, ...] = ()

    def places(self, units: Array) -> Array:
        """[..., 2] for [..., w]."""
        return np.asarray((units - self.centre) @ self.directions.T, np.float64)


@dataclass(frozen=True, eq=False)
class Bent:
    """What a hidden layer makes of the plane.

    points: [n, 2]. taken: the most probable class of each, [n]. grid: [lines, places, 2], without lines where
    there is no plane. said: the most probable class there, [lines, places]. borders: [m, 2, 2], the two ends
    of each straight line where two classes are equally probable and no other more; None where the layer says
    nothing of it.
    """

    view: View
    axes: Axes
    points: Array
    taken: Classes
    grid: Array
    said: Classes
    borders: Array | None


def grid_of(features: Array) -> Array:
    """The lines of a grid over the plane of points [n, 2], [2·LINES, PLACES, 2]: upright ones first."""
    if not len(features):
        low, high = np.full(2, -1.0), np.full(2, 1.0)
    else:
        low, high = features.min(axis=0), features.max(axis=0)
    margin = np.where(high > low, BEYOND * (high - low), 1.0)
    low, high = low - margin, high + margin
    across, along = np.linspace(low, high, LINES), np.linspace(low, high, PLACES)
    upright = np.stack(np.broadcast_arrays(across[:, None, 0], along[None, :, 1]), axis=-1)
    level = np.stack(np.broadcast_arrays(along[None, :, 0], across[:, None, 1]), axis=-1)
    return np.concatenate([upright, level])


def bend(
    model: MLPSpec, space: Space, parameters: Array, features: Array, view: View, before: Axes | None = None
) -> Iterator[Bent | None]:
    """Yields None after each part of the work, and in the end what the layer makes of points [n, d].

    parameters: [P]. before: the axes of the last time; principal components point the same way.
    """
    units = np.empty((len(features), model.hidden_sizes[view.layer]))
    taken = np.empty(len(features), np.intp)
    for first in range(0, len(features), AT_A_TIME):
        part = slice(first, first + AT_A_TIME)
        outputs = _outputs(model, space, parameters, features[part])
        units[part], taken[part] = outputs[view.layer], _most_probable(model, space, outputs[-1])
        yield None
    grid = grid_of(features) if features.shape[1] == 2 else np.empty((0, PLACES, 2))
    outputs = _outputs(model, space, parameters, grid.reshape(-1, features.shape[1]))
    axes = _axes(units, view, before)
    places = axes.places(outputs[view.layer]).reshape(grid.shape)
    said = _most_probable(model, space, outputs[-1]).reshape(grid.shape[:2])
    found = axes.places(units)
    reach = float(np.abs(np.concatenate([found.ravel(), places.ravel(), [1.0]])).max())
    yield Bent(view, axes, found, taken, places, said, _borders(model, parameters, view, 10 * reach))


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
def _outputs(model: MLPSpec, space: Space, parameters: Array, features: Array) -> list[Array]:
    """What each layer gives."""
    return [_tame(each) for each in model.outputs(parameters, space.inputs(model, features))]


def _most_probable(model: MLPSpec, space: Space, logits: Array) -> Classes:
    """The class at each place, [n], for the last layer's [n, n_out]."""
    return predicted(logits[:, 0] if model.n_out == 1 else logits, space.head(model))


def _tame(values: Array) -> Array:
    """Without NaN and giants."""
    return np.clip(np.nan_to_num(values), -LARGEST, LARGEST)


def _axes(units: Array, view: View, before: Axes | None) -> Axes:
    width = units.shape[1]
    if view.units is None:
        return components(units, before)
    return Axes(np.zeros(width), np.eye(width)[list(view.units)])


def components(units: Array, before: Axes | None = None) -> Axes:
    """The first two principal components of units [n, w], w ≥ 2. Source: Pearson 1901.

    Their signs are those nearest to the ones before, or else have positive sums.
    """
    centre = units.mean(axis=0) if len(units) else np.zeros(units.shape[1])
    centred = units - centre
    sizes, found = np.linalg.eigh(centred.T @ centred)  # the largest last
    directions, sizes = found[:, :-3:-1].T, np.maximum(sizes[::-1], 0.0)
    same = before is not None and before.directions.shape == directions.shape
    like = before.directions if before is not None and same else np.ones_like(directions)
    directions = np.where(np.sum(directions * like, axis=1, keepdims=True) < 0, -directions, directions)
    total = float(sizes.sum())
    shares = tuple((sizes[:2] / total).tolist()) if total > FLAT else (0.0, 0.0)
    return Axes(centre, directions, shares)


def _borders(model: MLPSpec, parameters: Array, view: View, reach: float) -> Array | None:
    """In the space of the last hidden layer, if it has two units."""
    if view.units is None or view.layer != len(model.hidden_sizes) - 1 or model.hidden_sizes[-1] != 2:
        return None
    last = model.layers[-1]
    weight = _tame(parameters[last.weight]).reshape(2, -1)[list(view.units)]
    bias = _tame(parameters[last.bias])
    if model.n_out == 1:  # class 0 has the logit 0
        weight, bias = np.column_stack([np.zeros(2), weight]), np.concatenate([[0.0], bias])
    return straight_borders(weight, bias, reach)


def straight_borders(weight: Array, bias: Array, reach: float) -> Array:
    """Where the two largest of the logits h·weight + bias are equal, [m, 2, 2]: ends of lines in the plane.

    weight: [2, K], bias: [K]. reach: how far from (0, 0) the lines go, at most.
    """
    lines: list[NDArray[np.float64]] = []
    for one, other in combinations(range(len(bias)), 2):
        normal, offset = weight[:, one] - weight[:, other], bias[one] - bias[other]
        length = float(np.hypot(*normal))
        if not (length > 0 and abs(offset) < reach * length):
            continue
        foot = -offset * normal / length**2
        along = np.array([-normal[1], normal[0]]) / length
        end = float(np.sqrt(reach**2 - foot @ foot))
        low, high = -end, end
        for third in set(range(len(bias))) - {one, other}:  # its lead is start + slope·t, and must not be
            start = float(foot @ (weight[:, third] - weight[:, one]) + bias[third] - bias[one])
            slope = float(along @ (weight[:, third] - weight[:, one]))
            if abs(slope) < FLAT:
                low = low if start <= 0 else high
            elif slope > 0:
                high = min(high, -start / slope)
            else:
                low = max(low, -start / slope)
        if low < high:
            lines.append(np.array([foot + low * along, foot + high * along]))
    return np.array(lines).reshape(-1, 2, 2)
