"""Forward and hand-written backward pass of many members at once, into buffers made once. No torch.

Arrays are feature-major, [members, units, places]: a layer is one product of small matrices for each
member, and all between two layers runs along memory. Source: Rumelhart, Hinton & Williams 1986.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import e, log, pi
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.core.models import LayeredSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.training.criteria import Criterion, criterion
from nnviz.core.training.members import Floats, blocks


class _Function(Protocol):
    """Writes act(z) to h, or the derivative act′ at z to s, where h is act(z). one: a z with act(z) = 1."""

    one: float

    def value(self, z: Floats, h: Floats) -> None: ...

    def slope(self, z: Floats, h: Floats, s: Floats) -> None: ...


class _Tanh:
    one = 40.0

    def value(self, z: Floats, h: Floats) -> None:
        np.tanh(z, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.multiply(h, h, out=s)
        np.subtract(1, s, out=s)


class _Relu:
    one = 1.0

    def value(self, z: Floats, h: Floats) -> None:
        np.maximum(z, 0, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.greater(z, 0, out=s)


class _Sigmoid:
    one = 40.0

    def value(self, z: Floats, h: Floats) -> None:
        np.negative(z, out=h)
        np.exp(h, out=h)  # infinite for z far below 0, where 1/(1 + ∞) is right
        np.add(h, 1, out=h)
        np.reciprocal(h, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.subtract(1, h, out=s)
        np.multiply(s, h, out=s)


class _Softplus:
    one = log(e - 1)

    def value(self, z: Floats, h: Floats) -> None:
        np.logaddexp(0, z, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        _Sigmoid().value(z, s)


class _Sine:
    one = pi / 2

    def value(self, z: Floats, h: Floats) -> None:
        np.sin(z, out=h)

    def slope(self, z: Floats, h: Floats, s: Floats) -> None:
        np.cos(z, out=s)


SQUARES = criterion("value", "squared error")
FUNCTIONS: dict[Activation, _Function] = {
    "tanh": _Tanh(),
    "relu": _Relu(),
    "sigmoid": _Sigmoid(),
    "softplus": _Softplus(),
    "sine": _Sine(),
}


@dataclass(frozen=True, eq=False)
class _Hidden:
    """Buffers of one hidden layer, [M, units + 1, places].

    The last row is a unit that is always 1, for the bias. It goes through all steps with the others, so that
    they run over memory without a gap. For outputs alone all are the same array.
    """

    z: Floats
    h: Floats  # act(z)
    above: Floats  # what goes on to the next layer: h, or with dropout what is left of it
    s: Floats  # act′(z), times the mask
    d: Floats  # ∂loss/∂z


class Pass:
    """Outputs of M members at n places, and on demand the gradient of their mean losses.

    below: features [M or 1, k, n]; targets: [M, outputs, n], or None for outputs alone; criterion: the loss.
    """

    def __init__(
        self,
        spec: LayeredSpec,
        count: int,
        below: Floats,
        targets: Floats | None = None,
        dropout: bool = False,
        criterion: Criterion = SQUARES,
    ) -> None:
        self._below, self._targets, self._dropout = below, targets, dropout
        self._criterion = criterion
        self._places, dtype = int(below.shape[-1]), below.dtype
        self._function = FUNCTIONS["tanh" if isinstance(spec, PolynomialSpec) else spec.activation]
        *hidden, last = blocks(spec)
        self._hidden = [self._make_hidden((count, block.units + 1, self._places), dtype) for block in hidden]
        self._out: Floats = np.empty((count, last.units, self._places), dtype)
        weighs = targets is not None and len(hidden) == 1 and last.units == 1
        self._weighted: Floats = np.empty((count, *below.shape[1:]) if weighs else 0, dtype)

    def _make_hidden(self, shape: tuple[int, int, int], dtype: "np.dtype[np.floating]") -> _Hidden:
        z: Floats = np.full(shape, self._function.one, dtype)
        if self._targets is None:
            return _Hidden(z, z, z, z, z)
        h, s, d = np.ones(shape, dtype), np.zeros(shape, dtype), np.zeros(shape, dtype)
        return _Hidden(z, h, np.ones(shape, dtype) if self._dropout else h, s, d)

    def fill(self, below: Floats, targets: Floats, chosen: NDArray[np.intp]) -> None:
        """Take other points: the columns `chosen` of all features and targets."""
        assert self._targets is not None
        below.take(chosen, axis=-1, out=self._below, mode="clip")  # "raise" would copy first
        targets.take(chosen, axis=-1, out=self._targets, mode="clip")

    def forward(self, layers: Sequence[Floats], masks: Sequence[Floats] = ()) -> Floats:
        """Outputs [M, n] in a buffer that the next call overwrites. layers: [M, units, inputs] each.

        Of a model with more than one output they are [M, n, outputs].

        masks: for dropout, what each hidden unit is multiplied with: 0, or 1/(share kept).
        """
        below = self._below
        for number, hidden in enumerate(self._hidden):
            np.matmul(layers[number], below, out=hidden.z[:, :-1])
            if hidden.h is hidden.z:
                hidden.z[:, -1] = self._function.one  # the last call left act(one) there
            self._function.value(hidden.z, hidden.h)
            if self._dropout:
                np.multiply(hidden.h[:, :-1], masks[number], out=hidden.above[:, :-1])
            below = hidden.above
        np.matmul(layers[-1], below, out=self._out)
        return self._out[:, 0] if self._out.shape[1] == 1 else self._out.swapaxes(1, 2)

    def backward(
        self, layers: Sequence[Floats], gradients: Sequence[Floats], masks: Sequence[Floats] = ()
    ) -> None:
        """Write the gradients of the mean loss after a `forward`, for each member its own."""
        assert self._targets is not None
        delta = self._out
        self._criterion.differentiate(delta, self._targets)
        for number in range(len(self._hidden), 0, -1):
            hidden = self._hidden[number - 1]
            np.matmul(delta, hidden.above.swapaxes(1, 2), out=gradients[number])
            self._function.slope(hidden.z, hidden.h, hidden.s)
            if self._dropout:
                np.multiply(hidden.s[:, :-1], masks[number - 1], out=hidden.s[:, :-1])
            if len(self._hidden) == 1 and delta.shape[1] == 1:
                self._only_hidden_layer(hidden, layers[1], delta, gradients[0])
                return
            back = layers[number][:, :, :-1].swapaxes(1, 2)
            product = np.multiply if delta.shape[1] == 1 else np.matmul  # of a column and a row
            product(back, delta, out=hidden.d[:, :-1])
            np.multiply(hidden.d, hidden.s, out=hidden.d)
            delta = hidden.d[:, :-1]
        np.matmul(delta, self._below.swapaxes(1, 2), out=gradients[0])

    def _only_hidden_layer(self, hidden: _Hidden, above: Floats, delta: Floats, gradient: Floats) -> None:
        """∂loss/∂W of the first of two layers: Σ_n w_j·δ_n·s_jn·x_n = w_j·Σ_n s_jn·(δ_n·x_n).

        With the small δ·x at first nothing of the size of the hidden layer has to be made.
        """
        np.multiply(self._below, delta, out=self._weighted)
        np.matmul(hidden.s[:, :-1], self._weighted.swapaxes(1, 2), out=gradient)
        np.multiply(gradient, above[:, :, :-1].swapaxes(1, 2), out=gradient)

    @property
    def loss(self) -> float:
        """Mean loss of member 0 in the last `backward`."""
        assert self._targets is not None
        return self._criterion.loss(self._out, self._targets)
