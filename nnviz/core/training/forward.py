"""The batched forward pass in torch: predictions of many parameter vectors at once."""

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from nnviz.core.models import MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation

ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "softplus": torch.nn.functional.softplus,
    "sine": torch.sin,
}


def forward(spec: ModelSpec, parameters: Tensor, inputs: Tensor, dropout: Generator | None = None) -> Tensor:
    """Predictions [M, n] of M parameter vectors [M, P] for inputs [n, k].

    dropout: the generator of the dropout masks; None leaves all units on.
    """
    if isinstance(spec, PolynomialSpec):
        return parameters @ inputs.T
    return _perceptron(spec, parameters, inputs, dropout)


def _perceptron(spec: MLPSpec, parameters: Tensor, inputs: Tensor, dropout: Generator | None) -> Tensor:
    members, activation = len(parameters), ACTIVATIONS[spec.activation]
    sizes = [size for layer in spec.layers for size in (layer.n_in * layer.n_out, layer.n_out)]
    pieces = iter(torch.split_with_sizes(parameters, sizes, dim=1))
    values = inputs.expand(members, *inputs.shape)
    for number, layer in enumerate(spec.layers, 1):
        weight = next(pieces).view(members, layer.n_in, layer.n_out)
        values = torch.baddbmm(next(pieces).view(members, 1, layer.n_out), values, weight)
        if number < len(spec.layers):
            values = activation(values)
            if dropout is not None and spec.dropout > 0:
                keep = torch.rand(values.shape, generator=dropout, device=values.device) >= spec.dropout
                values = values * keep / (1 - spec.dropout)
    return values[..., 0]
