"""The parameters of many members of one model, layer after layer in one flat array. No torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.models import LayeredSpec, PolynomialSpec

Array = NDArray[np.float64]
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Block:
    """One layer's numbers in the flat vector of one member: a matrix [inputs, units] from `start` on.

    The last input is constantly 1: its row is the bias. A polynomial is one such layer with one unit, over
    its basis functions.
    """

    start: int
    inputs: int
    units: int

    @property
    def size(self) -> int:
        return self.inputs * self.units


def blocks(spec: LayeredSpec) -> tuple[Block, ...]:
    if isinstance(spec, PolynomialSpec):
        return (Block(0, spec.parameter_count, 1),)
    return tuple(Block(layer.start, layer.n_in + 1, layer.n_out) for layer in spec.layers)


def features(spec: LayeredSpec, inputs: Array, dtype: type[np.floating] = np.float64) -> Floats:
    """What the first block sees: inputs [..., n, k] turned to [..., k', n], with ones for the bias.

    In C order: the places of a batch are then picked without a copy of all the others before.
    """
    turned = np.swapaxes(inputs, -1, -2)
    if isinstance(spec, PolynomialSpec):
        return np.ascontiguousarray(turned, dtype)
    made = np.ones((*turned.shape[:-2], turned.shape[-2] + 1, turned.shape[-1]), dtype)
    made[..., :-1, :] = turned
    return made


def _matrix(stack: NDArray[Any], block: Block) -> NDArray[Any]:
    """The part of [M, P] that is this layer's, as [M, inputs, units]."""
    part: NDArray[Any] = stack[:, block.start : block.start + block.size]
    return part.reshape(len(stack), block.inputs, block.units)


class Members:
    """Parameters of M members; `layers` are views [M, units, inputs] into `flat` [M·P].

    stack: [M, P], each member's parameters in the order of the spec.
    """

    def __init__(self, spec: LayeredSpec, stack: Array, dtype: type[np.floating]) -> None:
        self.count = len(stack)
        self._blocks = blocks(spec)
        self.flat: Floats = np.empty(stack.size, dtype)
        self.layers = self.views(self.flat)
        for layer, block in zip(self.layers, self._blocks, strict=True):
            layer[:] = _matrix(stack, block).swapaxes(1, 2)

    def views(self, flat: Floats) -> list[Floats]:
        """A flat array of this layout, as one matrix for each layer and member."""
        result, start = [], 0
        for block in self._blocks:
            end = start + self.count * block.size
            result.append(flat[start:end].reshape(self.count, block.units, block.inputs))
            start = end
        return result

    def spread_out(self, values: NDArray[np.bool_]) -> Floats:
        """Values of one member's parameters [P], repeated in the flat layout [M·P]."""
        flat = np.empty_like(self.flat)
        for view, block in zip(self.views(flat), self._blocks, strict=True):
            view[:] = _matrix(values[None], block).swapaxes(1, 2)
        return flat

    def first(self) -> Array:
        """A copy of member 0, [P]."""
        return self.first_of(self.flat)

    def first_of(self, flat: Floats) -> Array:
        """A copy of member 0's part [P] of numbers in the flat layout [M·P]."""
        parts = [view[0].T.ravel() for view in self.views(flat)]
        return np.concatenate(parts).astype(np.float64, copy=False)

    def stack(self) -> Array:
        """A copy of all, [M, P]."""
        parts: Sequence[Floats] = [layer.swapaxes(1, 2).reshape(self.count, -1) for layer in self.layers]
        return np.concatenate(parts, axis=1).astype(np.float64, copy=False)
