"""Forward and hand-written backward pass of many members at once, into buffers made once. No torch.

Arrays are feature-major, [members, units, places]: a layer is one product of small matrices for each
member, and all between two layers runs along memory. Source: Rumelhart, Hinton & Williams 1986.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.core.models import ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.training.members import Floats, blocks


class _Function(Protocol):
    """Writes act(z) to h, or the derivative act′ at z to s, where h is act(z)."""

    def value(self, z: Floats, h: Floats) -> None: ...

    def slope(self, z: Floats, h: Floats, s: Floats) -> None: ...


class _Tanh:
    def value(self, z: Floats, h: Floats) -> None:
        np.tanh(z, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.multiply(h, h, out=s)
        np.subtract(1, s, out=s)


class _Relu:
    def value(self, z: Floats, h: Floats) -> None:
        np.maximum(z, 0, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.greater(z, 0, out=s)


class _Sigmoid:
    def value(self, z: Floats, h: Floats) -> None:
        np.negative(z, out=h)
        np.exp(h, out=h)  # infinite for z far below 0, where 1/(1 + ∞) is right
        np.add(h, 1, out=h)
        np.reciprocal(h, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.subtract(1, h, out=s)
        np.multiply(s, h, out=s)


class _Softplus:
    def value(self, z: Floats, h: Floats) -> None:
        np.logaddexp(0, z, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        _Sigmoid().value(z, s)


class _Sine:
    def value(self, z: Floats, h: Floats) -> None:
        np.sin(z, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.cos(z, out=s)


FUNCTIONS: dict[Activation, _Function] = {
    "tanh": _Tanh(),
    "relu": _Relu(),
    "sigmoid": _Sigmoid(),
    "softplus": _Softplus(),
    "sine": _Sine(),
}


@dataclass(frozen=True, eq=False)
class _Hidden:
    """Buffers of one hidden layer, [M, units, places]; `above` has a row of ones more, for the next bias."""

    z: Floats
    h: Floats  # act(z); with no dropout, a view into `above`
    above: Floats
    kept: Floats  # what goes on to the next layer, a view into `above`
    s: Floats  # act′(z)
    d: Floats  # ∂loss/∂z


class Pass:
    """Predictions of M members at n places, and on demand the gradient of their mean squared errors.

    below: features [M or 1, k, n]; targets: [M, 1, n], or None for predictions alone.
    """

    def __init__(
        self, spec: ModelSpec, count: int, below: Floats, targets: Floats | None = None, dropout: bool = False
    ) -> None:
        self._below, self._targets, self._dropout = below, targets, dropout
        self._places, dtype = int(below.shape[-1]), below.dtype
        self._hidden = [
            _make_hidden((count, block.columns, self._places), dtype, dropout) for block in blocks(spec)[:-1]
        ]
        self._function = None if isinstance(spec, PolynomialSpec) else FUNCTIONS[spec.activation]
        self._out: Floats = np.empty((count, 1, self._places), dtype)

    def fill(self, below: Floats, targets: Floats, chosen: NDArray[np.intp]) -> None:
        """Take other points: the columns `chosen` of all features and targets."""
        assert self._targets is not None
        np.take(below, chosen, axis=-1, out=self._below, mode="clip")  # "raise" would copy first
        np.take(targets, chosen, axis=-1, out=self._targets, mode="clip")

    def forward(self, layers: Sequence[Floats], masks: Sequence[Floats] = ()) -> Floats:
        """Predictions [M, n] in a buffer that the next call overwrites.

        masks: for dropout, what each hidden unit is multiplied with: 0, or 1/(share kept).
        """
        below = self._below
        for number, hidden in enumerate(self._hidden):
            assert self._function is not None
            np.matmul(layers[number].swapaxes(1, 2), below, out=hidden.z)
            self._function.value(hidden.z, hidden.h)
            if self._dropout:
                np.multiply(hidden.h, masks[number], out=hidden.kept)
            below = hidden.above
        np.matmul(layers[-1].swapaxes(1, 2), below, out=self._out)
        return self._out[:, 0]

    def backward(
        self, layers: Sequence[Floats], gradients: Sequence[Floats], masks: Sequence[Floats] = ()
    ) -> None:
        """Write the gradients of (1/n)·Σ residual² after a `forward`, for each member its own."""
        assert self._targets is not None
        delta = self._out
        np.subtract(delta, self._targets, out=delta)
        np.multiply(delta, 2 / self._places, out=delta)
        for number in range(len(layers) - 1, -1, -1):
            below = self._hidden[number - 1].above if number else self._below
            np.matmul(below, delta.swapaxes(1, 2), out=gradients[number])
            if number:
                delta = self._through(self._hidden[number - 1], layers[number][:, :-1], delta, number, masks)

    def _through(
        self, hidden: _Hidden, weights: Floats, delta: Floats, number: int, masks: Sequence[Floats]
    ) -> Floats:
        """∂loss/∂z of a hidden layer, from that of the layer above it."""
        assert self._function is not None
        if delta.shape[1] == 1:
            np.multiply(weights, delta, out=hidden.d)  # a product of a column and a row
        else:
            np.matmul(weights, delta, out=hidden.d)
        if self._dropout:
            np.multiply(hidden.d, masks[number - 1], out=hidden.d)
        self._function.slope(hidden.z, hidden.h, hidden.s)
        np.multiply(hidden.d, hidden.s, out=hidden.d)
        return hidden.d

    @property
    def loss(self) -> float:
        """Mean squared error of member 0 in the last `backward`, from its scaled residuals."""
        squares = np.square(self._out[0, 0], dtype=np.float64)
        return float(squares.sum()) * self._places / 4


def _make_hidden(shape: tuple[int, int, int], dtype: "np.dtype[np.floating]", dropout: bool) -> _Hidden:
    members, units, places = shape
    above: Floats = np.ones((members, units + 1, places), dtype)
    kept = above[:, :-1]
    z, s, d = (np.empty(shape, dtype) for _ in range(3))
    return _Hidden(z, np.empty(shape, dtype) if dropout else kept, above, kept, s, d)
