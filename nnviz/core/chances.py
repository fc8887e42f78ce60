"""Probabilities of classes at very many places, fast: float32, into buffers made once. No torch."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nnviz.core.models import MLPSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.training.passes import FUNCTIONS

Array = NDArray[np.float64]
Floats32 = NDArray[np.float32]
MOST_AT_A_TIME = 4_000  # places: what is computed of them stays in the processor's cache
FEWEST_AT_A_TIME = 200
WORK_AT_A_TIME = 4e7  # places × parameters: some milliseconds, after which it can be given up


class Chances:
    """Of networks with these sizes, from the number of inputs to that of the outputs.

    One output is a logistic unit for the second of two classes, more are logits of a softmax. at_a_time: how
    many places are computed together. One thread at a time can use it.
    """

    def __init__(self, sizes: Sequence[int], activation: Activation) -> None:
        self._function = FUNCTIONS[activation]
        self.count = max(2, sizes[-1])
        parameters = sum((below + 1) * above for below, above in pairwise(sizes))
        self.at_a_time = int(np.clip(WORK_AT_A_TIME / parameters, FEWEST_AT_A_TIME, MOST_AT_A_TIME))
        # One row more than there are units: it is always 1, for the bias.
        self._rows = [np.ones((units + 1, self.at_a_time), np.float32) for units in sizes[:-1]]
        self._out = np.empty((sizes[-1], self.at_a_time), np.float32)

    def __call__(self, layers: Sequence[NDArray[np.floating]], inputs: NDArray[np.floating]) -> Floats32:
        """Probabilities [n, K] at inputs [n, d]. layers: [units, inputs + 1] each, the bias at the end."""
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging run passes by here
            layers = [layer.astype(np.float32) for layer in layers]
            found = np.empty((len(inputs), self.count), np.float32)
            for first in range(0, len(inputs), self.at_a_time):
                part = slice(first, first + self.at_a_time)
                self._forward(layers, inputs[part], found[part])
        return found

    def _forward(self, layers: Sequence[Floats32], inputs: NDArray[np.floating], found: Floats32) -> None:
        count = len(inputs)
        self._rows[0][:-1, :count] = inputs.T
        for number, above in enumerate(self._rows[1:]):
            z = above[:-1]
            np.matmul(layers[number], self._rows[number], out=z)
            self._function.value(z, z)
        np.matmul(layers[-1], self._rows[-1], out=self._out)
        out = self._out[:, :count]
        if len(out) == 1:
            found[:, 0] = _sigmoid(-out[0])  # not 1 − the other, which would be rounded to 0
            found[:, 1] = _sigmoid(out[0])
            return
        out -= out.max(axis=0)
        np.exp(out, out=out)
        out /= out.sum(axis=0)
        found[:] = out.T


def _sigmoid(z: Floats32) -> Floats32:
    found: Floats32 = np.exp(-z)
    found += 1
    np.reciprocal(found, out=found)
    return found


def matrices(model: MLPSpec, parameters: Array) -> list[Array]:
    """Each layer of flat parameters [P] as [units, inputs + 1], with the bias at the end."""
    return [
        parameters[layer.start : layer.end].reshape(layer.n_in + 1, layer.n_out).T for layer in model.layers
    ]


def folded(layers: list[Array], origin: Array, directions: Array) -> list[Array]:
    """The network with another first layer: it sees places z [n, k] in place of inputs origin + z·directions.

    However many inputs there are, a plane through them then costs as much as two.
    """
    weights, bias = layers[0][:, :-1], layers[0][:, -1:]
    first = np.hstack([weights @ directions.T, bias + weights @ origin[:, None]])
    return [first, *layers[1:]]
