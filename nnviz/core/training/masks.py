"""Dropout masks: one stream for the user's model, another for its replicas. No torch."""

from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from nnviz.core.models import MLPSpec, ModelSpec
from nnviz.core.streams import Purpose, stream
from nnviz.core.training.members import Floats


class Masks:
    """Draws, for each hidden layer, what its units are multiplied with: 0, or 1/(1 − dropout).

    So a unit's mean output is the same with and without dropout (Srivastava et al. 2014, “inverted”). The
    user's model draws from a stream of its own: it is the same with and without replicas.
    """

    def __init__(self, spec: ModelSpec, count: int, seed: int, dtype: type[np.floating]) -> None:
        self._widths = spec.hidden_sizes if isinstance(spec, MLPSpec) else ()
        self._dropout = spec.dropout if isinstance(spec, MLPSpec) else 0.0
        self._count, self._dtype = count, dtype
        self._own, self._others = stream(seed, Purpose.DROPOUT), stream(seed, Purpose.REPLICA_DROPOUT)

    @property
    def wanted(self) -> bool:
        return self._dropout > 0 and bool(self._widths)

    def draw(self, places: int) -> list[Floats]:
        """For each hidden layer [members, units, places]; empty without dropout."""
        return [self._layer(width, places) for width in self._widths] if self.wanted else []

    def coming(self, places: int) -> tuple[NDArray[np.float64], ...]:
        """What the next `draw` will give the user's model, [units, places] each, without drawing it."""
        if not self.wanted:
            return ()
        own = deepcopy(self._own)  # a stream moves on when it is asked
        drawn = (own.random((1, width, places), np.float32) for width in self._widths)
        return tuple(self._kept(values)[0].astype(np.float64) for values in drawn)

    def _layer(self, width: int, places: int) -> Floats:
        values = self._own.random((1, width, places), np.float32)
        if self._count > 1:
            others = self._others.random((self._count - 1, width, places), np.float32)
            values = np.concatenate([values, others])
        return self._kept(values)

    def _kept(self, values: Floats) -> Floats:
        return np.multiply(values >= self._dropout, self._dtype(1 / (1 - self._dropout)), dtype=self._dtype)
