"""Dropout masks: one stream for the user's model, another for its replicas. No torch."""

import numpy as np

from nnviz.core.models import ModelSpec, PolynomialSpec
from nnviz.core.streams import Purpose, stream
from nnviz.core.training.members import Floats


class Masks:
    """Draws, for each hidden layer, what its units are multiplied with: 0, or 1/(1 − dropout).

    So a unit's mean output is the same with and without dropout (Srivastava et al. 2014, “inverted”). The
    user's model draws from a stream of its own: it is the same with and without replicas.
    """

    def __init__(self, spec: ModelSpec, count: int, seed: int, dtype: type[np.floating]) -> None:
        self._widths = () if isinstance(spec, PolynomialSpec) else spec.hidden_sizes
        self._dropout = 0.0 if isinstance(spec, PolynomialSpec) else spec.dropout
        self._count, self._dtype = count, dtype
        self._own, self._others = stream(seed, Purpose.DROPOUT), stream(seed, Purpose.REPLICA_DROPOUT)

    @property
    def wanted(self) -> bool:
        return self._dropout > 0 and bool(self._widths)

    def draw(self, places: int) -> list[Floats]:
        """For each hidden layer [members, units, places]; empty without dropout."""
        return [self._layer(width, places) for width in self._widths] if self.wanted else []

    def _layer(self, width: int, places: int) -> Floats:
        values = self._own.random((1, width, places), np.float32)
        if self._count > 1:
            others = self._others.random((self._count - 1, width, places), np.float32)
            values = np.concatenate([values, others])
        return np.multiply(values >= self._dropout, self._dtype(1 / (1 - self._dropout)), dtype=self._dtype)
