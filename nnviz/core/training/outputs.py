"""Outputs of many members at many places, some places at a time, so that buffers stay small. No torch."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from nnviz.core.models import LayeredSpec
from nnviz.core.training.members import Array, Floats, blocks, features
from nnviz.core.training.passes import Pass

AT_A_TIME = 2**20  # values of hidden units: 8 MB; a map of 100 models with 100 units has 40 million of them


class Outputs:
    """Asks `count` members at inputs [n, k] again and again."""

    def __init__(
        self, spec: LayeredSpec, count: int, inputs: Array, dtype: type[np.floating] = np.float64
    ) -> None:
        self._places: Floats = features(spec, inputs, dtype)[None]
        *hidden, last = blocks(spec)
        values = count * sum(block.units + 1 for block in hidden) * len(inputs)
        self._parts = max(1, ceil(values / AT_A_TIME))
        self._size = ceil(len(inputs) / self._parts)
        if self._parts == 1:
            self._pass = Pass(spec, count, self._places)
            return
        self._here: Floats = np.zeros((*self._places.shape[:2], self._size), dtype)
        self._pass = Pass(spec, count, self._here)
        self._out: Floats = np.empty((count, last.units, len(inputs)), dtype)

    def of(self, layers: Sequence[Floats]) -> Floats:
        """[M, n], or [M, n, outputs] of a model with more than one, in a buffer. layers: see `Members`."""
        if self._parts == 1:
            return self._pass.forward(layers)
        for first in range(0, self._places.shape[2], self._size):
            part = self._places[:, :, first : first + self._size]
            count = part.shape[2]
            self._here[:, :, :count] = part
            found = self._pass.forward(layers)
            out = self._out[:, :, first : first + count]
            out[:] = (found[:, None] if found.ndim == 2 else found.swapaxes(1, 2))[:, :, :count]
        return self._out[:, 0] if self._out.shape[1] == 1 else self._out.swapaxes(1, 2)
