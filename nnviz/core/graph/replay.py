"""Replay: computes a recorded graph again from its leaves."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from nnviz.core.graph.graph import Array, Edge, Graph, Node
from nnviz.core.graph.operations import OPERATIONS, run_call


def replay(graph: Graph, leaves: Mapping[str, Array] | None = None) -> Array:
    """The value of the graph's loss (of its shape), with other values for some of the leaves, by their keys.

    With its own leaves the graph gives the value that was recorded, bit for bit. Takes a graph of the level
    "operations". Raises ValueError for an operation that is not in `OPERATIONS`, KeyError for a key that is
    no leaf's.
    """
    with torch.no_grad():
        return np.array(_loss(graph, leaves or {}).numpy(), np.float64)


def gradient(graph: Graph, leaf: str) -> Array:
    """∂loss/∂leaf (of the leaf's shape) from another backward pass; of several losses, that of `total`."""
    value = _tensor(graph.node(leaf), graph.node(leaf).value).requires_grad_()
    losses = _loss(graph, {leaf: value})
    (found,) = torch.autograd.grad(losses, value, losses.new_tensor(_weights(graph)))
    return np.array(found.numpy(), np.float64)


def total(graph: Graph, leaves: Mapping[str, Array]) -> float:
    """The number that gradients are of: the loss, of several their sum as the graph weighs them."""
    return float((replay(graph, leaves) * _weights(graph)).sum())


def _weights(graph: Graph) -> Array:
    """The gradient that the backward pass began with, of the loss's shape."""
    end = graph.node(graph.loss)
    return np.ones_like(end.value) if end.gradient is None else end.gradient


def _loss(graph: Graph, leaves: Mapping[str, Array | Tensor]) -> Tensor:
    given = dict(leaves)
    into: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        into[edge.target].append(edge)
    values: dict[str, Tensor] = {}
    for node in graph.nodes:
        if not node.operation:
            values[node.key] = _tensor(node, given.pop(node.key, node.value))
            continue
        if node.operation not in OPERATIONS:
            raise ValueError(f"{node.operation} is not an operation that can be replayed")
        operands = tuple(values[edge.source] for edge in into[node.key])
        values[node.key] = run_call(node.operation, operands, dict(node.options))
    for key in given:
        raise KeyError(key)
    return values[graph.loss]


def _tensor(node: Node, value: Array | Tensor) -> Tensor:
    return value if isinstance(value, Tensor) else torch.tensor(value, dtype=getattr(torch, node.dtype))
