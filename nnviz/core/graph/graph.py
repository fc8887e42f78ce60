"""Graph: what a recorded forward and backward pass looks like, as plain data. No torch, no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.sentences import Sentence

Array = NDArray[np.float64]
Kind = Literal["input", "target", "parameter", "constant", "operation", "layer", "unit"]
Level = Literal["network", "layers", "operations"]
LEVELS: tuple[Level, ...] = ("network", "layers", "operations")
About = Literal["mean", "point", "prediction", "formula"]
LossName = Literal["mean squared error", "cross-entropy", "squared error of the probabilities"]


@dataclass(frozen=True, eq=False)
class Node:
    """One execution of an operation, or a leaf; at higher levels a closed layer or a unit.

    key: names it in its graph; the same in every recording of a computation of the same structure.
    name: for people, such as "layer 1 weight" or "matmul". operation: the user-level name ("matmul", "add",
    "tanh", "pow", "mean"; "Linear" for a layer); "" for leaves. formula: in symbols, such as "x · W1 + b1".
    layer: the group that it can be closed into ("layer 1", "tanh 1", "loss", "penalty"), "" for none.
    value: of any shape. gradient: ∂loss/∂node, of the same shape; None where none flows.
    dtype, device: of the tensor that it was. first: for parameters, which of the model's parameters its
    first element is; the others follow in C order. inner: for a closed layer, the keys of what it hides; its
    value and gradient are those of its last operation. parameters: how many a closed layer or a unit has.
    curve: for a unit, its output [G] over `Graph.x`, or [H, G] over `Graph.x` and `Graph.y`, dropout off.
    options: what an operation is told besides its arguments, such as ("exponent", 2) or ("dim", 0).
    bias: for a unit, which of the model's parameters its bias is, with its value and ∂loss/∂bias.
    by: the symbol that the gradient is by, where that is not the value: of a unit that gives a probability,
    its logit "z", from which cross-entropy is computed. of_class: whose probability such a unit gives.
    """

    key: str
    name: str
    kind: Kind
    operation: str = ""
    formula: str = ""
    layer: str = ""
    value: Array = field(default_factory=lambda: np.empty(0))
    gradient: Array | None = None
    dtype: str = "float64"
    device: str = "cpu"
    first: int | None = None
    inner: tuple[str, ...] = ()
    parameters: int = 0
    curve: Array | None = None
    options: tuple[tuple[str, object], ...] = ()
    bias: int | None = None
    bias_value: float | None = None
    bias_gradient: float | None = None
    by: str = ""
    of_class: int | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.value.shape)


@dataclass(frozen=True, eq=False)
class Edge:
    """One use of a node's value by another; a + a has two.

    place: which argument of the target it is, from 0. contribution: what this use adds to the gradient of its
    source, of the source's shape: local derivative × gradient of the target; None where none flows.
    derivative: ∂target/∂source in symbols, such as "∂tanh(z)/∂z = 1 − tanh²(z)"; words: the same in words.
    inner: where an end is closed into a layer, the keys (source, target) of the nodes it joins.
    weight: at the network level, the weight on the edge, weight_gradient its ∂loss/∂weight, and parameter
    which of the model's parameters it is.
    """

    source: str
    target: str
    place: int = 0
    contribution: Array | None = None
    derivative: str = ""
    words: Sentence | None = None
    inner: tuple[str, str] | None = None
    weight: float | None = None
    weight_gradient: float | None = None
    parameter: int | None = None

    @property
    def ends(self) -> tuple[str, str]:
        """The nodes whose numbers it carries, whether or not they are closed into layers."""
        return self.inner or (self.source, self.target)


@dataclass(frozen=True)
class Setting:
    """What all numbers of a graph are about; they come from one snapshot.

    about: the loss is the "mean" over the points, that of one "point", or there is none and gradients are
    those of the "prediction" at an x, or of a "formula". point: which one of the data set; x: where it is, or
    the x. points: how many. penalty: whether the loss includes the penalty. epoch: of the parameters.
    training: dropout is on, and with batches the points are those of the next batch. loss: its name.
    place: of classes, the features [d] that a prediction is for; of_class: whose probability is predicted,
    and what this class is called.
    """

    about: About = "mean"
    points: int = 0
    point: int | None = None
    x: float | None = None
    penalty: bool = False
    epoch: int = 0
    training: bool = False
    level: Level = "operations"
    loss: LossName = "mean squared error"
    place: tuple[float, ...] | None = None
    of_class: int | None = None
    class_name: str = ""


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes in the order of their execution (each after all that it uses), and one edge for each use.

    loss: the key of the node that gradients are of. x: places [G] of the units' curves, or with y [H] of
    their maps.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    loss: str
    setting: Setting = Setting()
    x: Array = field(default_factory=lambda: np.empty(0))
    y: Array = field(default_factory=lambda: np.empty(0))

    def node(self, key: str) -> Node:
        """Raises KeyError for a key that is not here."""
        return next_or_error(self.nodes, key)

    def into(self, key: str) -> tuple[Edge, ...]:
        """The edges that end at a node, in the order of its arguments."""
        return tuple(edge for edge in self.edges if edge.target == key)

    def out_of(self, key: str) -> tuple[Edge, ...]:
        """The uses of a node."""
        return tuple(edge for edge in self.edges if edge.source == key)

    @property
    def structure(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Nodes and uses; equal for graphs that look alike but for their numbers."""
        nodes = tuple((node.key, node.name, node.kind) for node in self.nodes)
        return nodes, tuple((edge.source, edge.target, edge.place) for edge in self.edges)


def next_or_error(nodes: Iterable[Node], key: str) -> Node:
    for node in nodes:
        if node.key == key:
            return node
    raise KeyError(key)
