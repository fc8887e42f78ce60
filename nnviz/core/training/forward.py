"""The batched forward pass in torch: predictions of many parameter vectors at once."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from nnviz.core.formulas.evaluate import Functions, evaluate
from nnviz.core.formulas.tree import INPUT
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation

ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "softplus": partial(torch.nn.functional.softplus, threshold=50.0),  # its usual 20 is off by 2e-9 there
    "sine": torch.sin,
}
FUNCTIONS: Functions = {
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "tanh": ACTIVATIONS["tanh"],
    "sigmoid": ACTIVATIONS["sigmoid"],
    "relu": ACTIVATIONS["relu"],
    "softplus": ACTIVATIONS["softplus"],
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
}


def forward(spec: ModelSpec, parameters: Tensor, inputs: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
    """Outputs [M, n] of M parameter vectors [M, P] for inputs [n, k], or [M, n, k] for each its own.

    Of a model with more than one output they are [M, n, outputs].
    masks: for dropout, what each hidden layer's units are multiplied with, [M, n, units]; else all stay on.
    """
    if isinstance(spec, PolynomialSpec):
        return (inputs @ parameters[..., None])[..., 0] if inputs.ndim == 3 else parameters @ inputs.T
    if isinstance(spec, FormulaSpec):
        return _formula(spec, parameters, inputs[..., 0])
    return _perceptron(spec, parameters, inputs, masks)


def _formula(spec: FormulaSpec, parameters: Tensor, x: Tensor) -> Tensor:
    values = {name: parameters[:, j : j + 1] for j, name in enumerate(spec.parameter_names)}  # each [M, 1]
    found: Tensor = evaluate(spec.tree, {**values, INPUT: x}, FUNCTIONS)
    return found.expand(len(parameters), x.shape[-1])  # without x it is the same everywhere


def _perceptron(spec: MLPSpec, parameters: Tensor, inputs: Tensor, masks: Sequence[Tensor]) -> Tensor:
    members, activation = len(parameters), ACTIVATIONS[spec.activation]
    sizes = [size for layer in spec.layers for size in (layer.n_in * layer.n_out, layer.n_out)]
    pieces = iter(torch.split_with_sizes(parameters, sizes, dim=1))
    values = inputs.expand(members, *inputs.shape[-2:])
    for number, layer in enumerate(spec.layers):
        weight = next(pieces).view(members, layer.n_in, layer.n_out)
        values = torch.baddbmm(next(pieces).view(members, 1, layer.n_out), values, weight)
        if number < len(spec.hidden_sizes):
            values = activation(values)
            if masks:
                values = values * masks[number]
    return values[..., 0] if spec.n_out == 1 else values
