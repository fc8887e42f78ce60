"""Multilayer perceptrons: sizes, activations, initial weights and predictions in numpy."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import MOST_CLASSES, MOST_FEATURES
from nnviz.core.models.polynomial import Array, Domain, scaled
from nnviz.core.sentences import require
from nnviz.core.streams import Purpose, stream

Activation = Literal["tanh", "relu", "sigmoid", "softplus", "sine"]
MAX_HIDDEN_LAYERS = 6
MAX_WIDTH = 512
MAX_DROPOUT = 0.95


def check_hidden_layers(count: int) -> None:
    """Raise `BadInput` for a number of hidden layers that no perceptron has."""
    require(
        0 <= count <= MAX_HIDDEN_LAYERS,
        "A perceptron can have 0 to {most} hidden layers, not {given}.",
        most=MAX_HIDDEN_LAYERS, given=count,
    )  # fmt: skip


def read_sizes(text: str) -> tuple[int, ...]:
    """Units of hidden layers such as “16, 8”; none for no text. Raises `BadInput` for anything else."""
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    require(
        all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts),
        "“{text}” is not a list of sizes. Write whole numbers such as 16, 8.",
        text=text,
    )
    return tuple(map(int, parts))


def _sigmoid(z: Array) -> Array:
    return np.exp(-np.logaddexp(0.0, -z))  # no overflow for large |z|


ACTIVATIONS: dict[Activation, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": _sigmoid,
    "softplus": lambda z: np.logaddexp(0.0, z),
    "sine": np.sin,
}


@dataclass(frozen=True)
class Layer:
    """Where one layer's numbers lie in the flat parameter vector: weight [n_in, n_out], then bias."""

    start: int
    n_in: int
    n_out: int

    @property
    def weight(self) -> slice:
        return slice(self.start, self.end - self.n_out)

    @property
    def bias(self) -> slice:
        return slice(self.end - self.n_out, self.end)

    @property
    def end(self) -> int:
        return self.start + (self.n_in + 1) * self.n_out


@lru_cache  # asked for at every prediction
def _layers(sizes: tuple[int, ...]) -> tuple[Layer, ...]:
    layers, start = [], 0
    for n_in, n_out in pairwise(sizes):
        layers.append(Layer(start, n_in, n_out))
        start = layers[-1].end
    return tuple(layers)


@dataclass(frozen=True)
class MLPSpec:
    """A fully connected network; no hidden layer is the linear model.

    dropout: share of hidden units switched off at random in each training step (0 to `MAX_DROPOUT`).
    scale_inputs: whether x of a curve is scaled from the experiment's domain to [−1, 1] before the first
    layer. n_in: features. n_out: 1 for the value of a curve or the logit of two classes, else one for each.
    """

    hidden_sizes: tuple[int, ...] = (16,)
    activation: Activation = "tanh"
    dropout: float = 0.0
    scale_inputs: bool = True
    n_in: int = 1
    n_out: int = 1

    def __post_init__(self) -> None:
        check_hidden_layers(len(self.hidden_sizes))
        for size in self.hidden_sizes:
            require(
                1 <= size <= MAX_WIDTH,
                "A hidden layer must have from 1 to {most} units, not {size}.", most=MAX_WIDTH, size=size,
            )  # fmt: skip
        require(
            self.activation in ACTIVATIONS,
            "There is no activation called “{name}”. Choose one of: {names}.",
            name=self.activation, names=", ".join(ACTIVATIONS),
        )  # fmt: skip
        require(
            0 <= self.dropout <= MAX_DROPOUT,
            "Dropout is a share from 0 to {most:g}, not {dropout:g}.",
            most=MAX_DROPOUT, dropout=self.dropout,
        )  # fmt: skip
        require(
            1 <= self.n_in <= MOST_FEATURES and 1 <= self.n_out <= MOST_CLASSES,
            "A perceptron has from 1 to {inputs:,} inputs and from 1 to {outputs} outputs, not {n_in} and "
            "{n_out}.",
            inputs=MOST_FEATURES, outputs=MOST_CLASSES, n_in=self.n_in, n_out=self.n_out,
        )  # fmt: skip

    @property
    def sizes(self) -> tuple[int, ...]:
        """Inputs, units of the hidden layers, outputs."""
        return (self.n_in, *self.hidden_sizes, self.n_out)

    @property
    def layers(self) -> tuple[Layer, ...]:
        return _layers(self.sizes)

    @property
    def parameter_count(self) -> int:
        return self.layers[-1].end

    @property
    def is_linear(self) -> bool:
        """Whether predictions are linear in the parameters."""
        return not self.hidden_sizes

    @property
    def layout(self) -> tuple[object, ...]:
        """Equal layouts can share parameters."""
        return ("mlp", self.sizes, self.activation, self.scale_inputs)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        names: list[str] = []
        for number, layer in enumerate(self.layers, 1):
            for i in range(layer.n_in):
                names += [f"layer {number} weight {i + 1}→{j + 1}" for j in range(layer.n_out)]
            names += [f"layer {number} bias {j + 1}" for j in range(layer.n_out)]
        return tuple(names)

    @property
    def penalised(self) -> NDArray[np.bool_]:
        """Which parameters L1 and L2 act on: weights, not biases."""
        mask = np.zeros(self.parameter_count, bool)
        for layer in self.layers:
            mask[layer.weight] = True
        return mask

    def initial_parameters(self, seed: int) -> Array:
        """Weights and biases uniform in ±1/√n_in, the rule of torch.nn.Linear; [P]."""
        return self._bounds * np.random.default_rng(seed).uniform(-1, 1, self.parameter_count)

    def initial_replicas(self, seed: int, count: int) -> Array:
        """The same for `count` replicas, each its own, [count, P]; more of them leave the first alone."""
        rng = stream(seed, Purpose.REPLICA_WEIGHTS)
        return self._bounds * rng.uniform(-1, 1, (count, self.parameter_count))

    @property
    def _bounds(self) -> Array:
        """How large each initial parameter may be, [P]."""
        layers = self.layers
        sizes = [layer.end - layer.start for layer in layers]
        return np.repeat([1 / np.sqrt(layer.n_in) for layer in layers], sizes)

    def inputs(self, x: Array, domain: Domain) -> Array:
        """What the first layer sees for x [n]: float64 [n, 1]."""
        return (scaled(x, domain) if self.scale_inputs else np.asarray(x, np.float64))[:, None]

    def predict(self, parameters: Array, inputs: Array) -> Array:
        """Outputs [n], or [n, n_out] of more than one, for flat parameters [P], dropout off."""
        last = self.outputs(parameters, inputs)[-1]
        return last[:, 0] if self.n_out == 1 else last

    def outputs(self, parameters: Array, inputs: Array) -> list[Array]:
        """What each layer gives for flat parameters [P], after its activation: [n, units], dropout off."""
        found, values = [], inputs
        for layer in self.layers:
            weight = parameters[layer.weight].reshape(layer.n_in, layer.n_out)
            values = values @ weight + parameters[layer.bias]
            if layer.end < len(parameters):  # the last layer has no activation
                values = ACTIVATIONS[self.activation](values)
            found.append(values)
        return found
