"""The network level: units and weighted edges, out of the recording of a model's layers. No torch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.graph.graph import Array, Edge, Graph, Kind, Node
from nnviz.core.graph.layers import layers_of
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.sentences import Sentence

SHOWN_UNITS = 12  # of one layer: as many as fit below each other with legible numbers
OPENED_UNITS = 64  # of a layer that was opened
MOST_PRODUCTS = 2_000_000  # places × weights between two layers: 16 MB, some 10 ms in the window
PLACES = 60  # of a unit's curve, which is drawn small
BASIS = "basis functions"  # the group of a polynomial's basis units
OUTPUT = "output"  # the key of the unit that predicts


@dataclass(frozen=True, eq=False)
class _Column:
    """The units of one layer: outputs and gradients are those of `node` [n, units], curves [G, units].

    group: what opens it. weight, bias: the leaves that feed it; into: ∂loss/∂z [n, units] of what they make.
    """

    group: str
    node: Node
    curves: Array
    kind: Kind = "unit"
    operation: str = ""
    formula: str = ""
    weight: Node | None = None
    bias: Node | None = None
    into: Array | None = None

    @property
    def count(self) -> int:
        return int(self.node.value.shape[1])


@dataclass(frozen=True, eq=False)
class _Shown:
    """A node of the picture, and which units of its column it stands for."""

    node: Node
    units: NDArray[np.intp]


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
def network_of(
    graph: Graph, experiment: Experiment, parameters: Array, opened: frozenset[str] = frozenset()
) -> Graph:
    """The units of the recorded model, for the parameters [P] that it was recorded with.

    Each unit has its outputs at the points [n] (after dropout), their gradient, and its curve. Each edge has
    its weight; its contribution is weight × ∂loss/∂z of the target, z being what goes into its activation. Of
    a layer with more than `SHOWN_UNITS` units that is not in `opened` the rest is one node of kind "layer",
    with outputs [n, rest]; so is what is beyond `OPENED_UNITS`. A formula has no units: its operations stay.
    """
    model, setting = experiment.model, replace(graph.setting, level="network")
    if not isinstance(model, PolynomialSpec | MLPSpec):
        return replace(graph, setting=setting)
    x = np.linspace(*experiment.domain, PLACES)
    inputs = experiment.inputs(x)
    if isinstance(model, PolynomialSpec):
        columns = _of_polynomial(graph, parameters, inputs)
    else:
        columns = _of_perceptron(graph, model, parameters, inputs)
    shown = [_units(column, opened) for column in columns]
    nodes, edges = [one.node for column in shown for one in column], list[Edge]()
    for column, before, here in zip(columns[1:], shown, shown[1:], strict=False):
        edges += _weighted(column, before, here)
    if isinstance(model, PolynomialSpec):
        first, between = _scaled_x(columns[0], shown[0])
        nodes, edges = first + nodes, between + edges
    end, ending = _ending(graph, columns[-1].node.key, opened)
    return Graph(tuple(nodes + end), tuple(edges + ending), end[-1].key if end else OUTPUT, setting, x)


# --- columns of units ------------------------------------------------------------------------------


def _of_polynomial(graph: Graph, parameters: Array, inputs: Array) -> list[_Column]:
    product = graph.node("layer 1 matmul")
    basis = graph.node("basis functions of x")
    curve = (inputs @ parameters)[:, None]
    weight = graph.node("layer 1 weight")
    return [
        _Column(BASIS, basis, inputs, operation="basis function"),
        _Column("layer 1", product, curve, formula="Σ c · P", weight=weight, into=product.gradient),
    ]


def _of_perceptron(graph: Graph, spec: MLPSpec, parameters: Array, inputs: Array) -> list[_Column]:
    found = [_Column("", graph.node("x"), inputs, kind="input")]
    nodes = {node.key: node for node in graph.nodes}
    fed = {edge.target: edge.source for edge in reversed(graph.edges)}  # the first argument of each
    for number, curves in enumerate(spec.outputs(parameters, inputs), 1):
        group = f"layer {number}"
        last = number == len(spec.layers)
        out = nodes[f"{group} add"] if last else nodes[fed[f"layer {number + 1} matmul"]]
        before = "w · x + b" if number == 1 else "Σ w · h + b"
        found.append(
            _Column(
                group,
                out,
                curves,
                operation="" if last else spec.activation,
                formula=before if last else f"{spec.activation}({before})",
                weight=nodes[f"{group} weight"],
                bias=nodes[f"{group} bias"],
                into=nodes[f"{group} add"].gradient,
            )
        )
    return found


def _units(column: _Column, opened: frozenset[str]) -> list[_Shown]:
    """The nodes of a column: its first units, and one for the rest."""
    most = SHOWN_UNITS
    if column.group in opened:
        affordable = isqrt(MOST_PRODUCTS // max(len(column.node.value), 1))
        most = max(SHOWN_UNITS, min(OPENED_UNITS, affordable))
    found = [_Shown(_unit(column, unit), np.array([unit])) for unit in range(min(most, column.count))]
    if column.count > most:
        units = np.arange(most, column.count)
        found.append(_Shown(_rest(column, units), units))
    return found


def _unit(column: _Column, unit: int) -> Node:
    key, name, formula = _called(column, unit)
    node, bias = column.node, column.bias
    return Node(
        key,
        name,
        column.kind,
        column.operation,
        formula,
        column.group,
        node.value[:, unit],
        None if node.gradient is None else node.gradient[:, unit],
        node.dtype,
        node.device,
        parameters=column.weight.shape[0] + (bias is not None) if column.weight else 0,
        curve=column.curves[:, unit],
        bias=None if bias is None or bias.first is None else bias.first + unit,
        bias_value=None if bias is None else float(bias.value[unit]),
        bias_gradient=None if bias is None or bias.gradient is None else float(bias.gradient[unit]),
    )


def _called(column: _Column, unit: int) -> tuple[str, str, str]:
    """Key, name and formula of a unit."""
    if column.kind == "input":
        return "x", column.node.name, "x"
    if column.group == BASIS:
        return f"P{unit}", f"P{unit}", f"√{2 * unit + 1} · P{unit}(x)" if unit else "1"
    if not column.operation:
        return OUTPUT, "prediction", column.formula
    return f"{column.group} unit {unit + 1}", f"unit {unit + 1}", column.formula


def _rest(column: _Column, units: NDArray[np.intp]) -> Node:
    node = column.node
    return Node(
        f"{column.group} rest",
        f"… {len(units)} more",
        "layer",
        column.operation,
        column.formula,
        column.group,
        node.value[:, units],
        None if node.gradient is None else node.gradient[:, units],
        node.dtype,
        node.device,
        inner=tuple(_called(column, int(unit))[0] for unit in units),
        parameters=len(units) * (column.weight.shape[0] + (column.bias is not None) if column.weight else 0),
    )


# --- edges -----------------------------------------------------------------------------------------


def _weighted(column: _Column, before: Sequence[_Shown], here: Sequence[_Shown]) -> list[Edge]:
    """The edges from the nodes of one column to those of the next, target by target."""
    weight, into = column.weight, column.into
    assert weight is not None
    assert into is not None
    assert weight.gradient is not None
    assert weight.first is not None
    slope = f" · {column.operation}′(z)" if column.operation else ""
    words = (
        Sentence("times the slope of {activation} and the weight", {"activation": column.operation})
        if column.operation
        else Sentence("times the weight")
    )
    first = slice(OPENED_UNITS)  # no more are shown one by one; as plain numbers, which are quicker
    weights, gradients = (each[first, first].tolist() for each in (weight.value, weight.gradient))
    found = []
    for target in here:
        for place, source in enumerate(before):
            numbers: tuple[float, float, int] | tuple[None, None, None] = (None, None, None)
            if source.node.kind != "layer" and target.node.kind != "layer":
                i, j = int(source.units[0]), int(target.units[0])
                numbers = weights[i][j], gradients[i][j], weight.first + i * weight.shape[1] + j
            edge = Edge(
                source.node.key,
                target.node.key,
                place,
                _contribution(weight.value, into, source, target),
                f"∂{target.node.name}/∂{source.node.name} = w{slope}",
                words,
                None,
                *numbers,
            )
            found.append(edge)
    return found


def _contribution(weights: Array, into: Array, source: _Shown, target: _Shown) -> Array:
    """weight × ∂loss/∂z of the target, [n] for one unit as the source, else [n, units]."""
    if len(source.units) == len(target.units) == 1 and source.node.kind != "layer":
        alone: Array = into[:, target.units[0]] * weights[source.units[0], target.units[0]]
        return alone
    found: Array = into[:, target.units] @ weights[np.ix_(source.units, target.units)].T
    return found if source.node.kind == "layer" else found[:, 0]


def _scaled_x(basis: _Column, shown: Sequence[_Shown]) -> tuple[list[Node], list[Edge]]:
    """x before a polynomial's basis functions, from the second of them; P0 does not depend on it."""
    if basis.count < 2:
        return [], []
    root = np.sqrt(3)  # the second basis function is √3 · x
    value, curve = basis.node.value[:, 1] / root, basis.curves[:, 1] / root
    node = Node("x", "x, scaled to −1…1", "input", formula="x", value=value, curve=curve)
    words = Sentence("a fixed function of x: there is nothing to learn here")
    return [node], [Edge("x", one.node.key, words=words) for one in shown[1:]]


def _ending(graph: Graph, last: str, opened: frozenset[str]) -> tuple[list[Node], list[Edge]]:
    """The loss and what else goes into it: target and penalty; nothing where there is no target."""
    closed = layers_of(graph, opened & {"loss"})
    nodes = [node for node in closed.nodes if node.kind == "target" or node.layer in ("loss", "penalty")]
    here = {node.key for node in nodes}
    edges = []
    for edge in closed.edges:
        if edge.target in here and edge.source in here:
            edges.append(edge)
        elif edge.ends[0] == last:
            contribution = None if edge.contribution is None else edge.contribution[:, 0]
            edges.append(replace(edge, source=OUTPUT, contribution=contribution, inner=None))
    return nodes, edges
