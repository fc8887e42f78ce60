"""The network level: units and weighted edges, out of the recording of a model's layers. No torch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.graph.graph import Array, Edge, Graph, Node
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network_columns import Column, of_perceptron, of_polynomial, where
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.sentences import Sentence

SHOWN_UNITS = 12  # of one layer: as many as fit below each other with legible numbers
OPENED_UNITS = 64  # of a layer that was opened
MOST_PRODUCTS = 2_000_000  # places × weights between two layers: 16 MB, some 10 ms in the window


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

    Each unit has its outputs at the points [n] (after dropout), their gradient, and its curve or map. Each
    edge has its weight; its contribution is weight × ∂loss/∂z of the target, z being what goes into its
    activation. The outputs of classes are probabilities. Of a layer with more than `SHOWN_UNITS` units that
    is not in `opened` the rest is one node of kind "layer", with outputs [n, rest]; so is what is beyond
    `OPENED_UNITS`. A formula has no units: its operations stay.
    """
    model, setting = experiment.model, replace(graph.setting, level="network")
    if not isinstance(model, PolynomialSpec | MLPSpec):
        return replace(graph, setting=setting)
    drawn = where(experiment)
    if isinstance(model, PolynomialSpec):
        columns = of_polynomial(graph, experiment, parameters, drawn)
    else:
        columns = of_perceptron(graph, model, experiment, parameters, drawn)
    shown = [_units(column, opened) for column in columns]
    nodes, edges = [one.node for column in shown for one in column], list[Edge]()
    for column, before, here in zip(columns[1:], shown, shown[1:], strict=False):
        edges += _weighted(column, before, here)
    if isinstance(model, PolynomialSpec):
        first, between = _scaled_x(columns[0], shown[0])
        nodes, edges = first + nodes, between + edges
    end, ending = _ending(graph, columns[-1], opened)
    asked = graph.setting.of_class or 0
    last = end[-1].key if end else columns[-1].labels[asked if columns[-1].count > 1 else 0][0]
    return Graph(tuple(nodes + end), tuple(edges + ending), last, setting, drawn.x, drawn.y)


# --- units -----------------------------------------------------------------------------------------


def _units(column: Column, opened: frozenset[str]) -> list[_Shown]:
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


def _unit(column: Column, unit: int) -> Node:
    key, name, formula = column.labels[unit]
    node, gradient, bias = column.node, column.received.gradient, column.bias
    return Node(
        key,
        name,
        column.kind,
        column.operation,
        formula,
        column.group,
        node.value[:, unit],
        None if gradient is None else gradient[:, unit],
        node.dtype,
        node.device,
        parameters=column.weight.shape[0] + (bias is not None) if column.weight else 0,
        curve=None if column.curves is None else column.curves[..., unit],
        bias=None if bias is None or bias.first is None else bias.first + unit,
        bias_value=None if bias is None else float(bias.value[unit]),
        bias_gradient=None if bias is None or bias.gradient is None else float(bias.gradient[unit]),
        by=column.by,
        of_class=column.classes[unit] if column.classes else None,
    )


def _rest(column: Column, units: NDArray[np.intp]) -> Node:
    node, gradient = column.node, column.received.gradient
    return Node(
        f"{column.group} rest",
        f"… {len(units)} more",
        "layer",
        column.operation,
        column.labels[-1][2] if column.kind == "unit" else "",
        column.group,
        node.value[:, units],
        None if gradient is None else gradient[:, units],
        node.dtype,
        node.device,
        inner=tuple(column.labels[int(unit)][0] for unit in units),
        parameters=len(units) * (column.weight.shape[0] + (column.bias is not None) if column.weight else 0),
    )


# --- edges -----------------------------------------------------------------------------------------


def _weighted(column: Column, before: Sequence[_Shown], here: Sequence[_Shown]) -> list[Edge]:
    """The edges from the nodes of one column to those of the next, target by target."""
    weight, into = column.weight, column.into
    assert weight is not None
    assert into is not None
    assert weight.gradient is not None
    assert weight.first is not None
    slope = f" · {column.slope}′(z)" if column.slope else ""
    words = (
        Sentence("times the slope of {activation} and the weight", {"activation": column.slope})
        if column.slope
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
                f"∂{column.by or target.node.name}/∂{source.node.name} = w{slope}",
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


def _scaled_x(basis: Column, shown: Sequence[_Shown]) -> tuple[list[Node], list[Edge]]:
    """x before a polynomial's basis functions, from the second of them; P0 does not depend on it."""
    if basis.count < 2:
        return [], []
    root = np.sqrt(3)  # the second basis function is √3 · x
    value = basis.node.value[:, 1] / root
    curve = None if basis.curves is None else basis.curves[:, 1] / root
    node = Node("x", "x, scaled to −1…1", "input", formula="x", value=value, curve=curve)
    words = Sentence("a fixed function of x: there is nothing to learn here")
    return [node], [Edge("x", one.node.key, words=words) for one in shown[1:]]


def _ending(graph: Graph, outputs: Column, opened: frozenset[str]) -> tuple[list[Node], list[Edge]]:
    """The loss and what else goes into it: target and penalty; nothing where there is no target."""
    closed = layers_of(graph, opened & {"loss"})
    nodes = [node for node in closed.nodes if node.kind == "target" or node.layer in ("loss", "penalty")]
    here = {node.key for node in nodes}
    uses = [edge for edge in closed.edges if edge.target in here and edge.ends[0] == outputs.received.key]
    alone = len(uses) > 1 and len({edge.target for edge in uses}) == 1
    edges = list[Edge]()
    for edge in closed.edges:
        if edge.target in here and edge.source in here:
            edges.append(edge)
        elif alone and edge is uses[0]:
            edges += _of_each_output(outputs, _together(uses))
        elif edge in uses and not alone:
            edges += _of_each_output(outputs, edge)
    return nodes, edges


def _together(uses: Sequence[Edge]) -> Edge:
    """All uses of the logits by a closed cross-entropy in one."""
    known = [edge.contribution for edge in uses if edge.contribution is not None]
    words = Sentence("times p − y: how far the probability is above the target, which is 1 or 0")
    total = np.sum(known, axis=0) if known else None
    return replace(uses[0], derivative="∂ℓ/∂z = p − y", words=words, contribution=total)


def _of_each_output(outputs: Column, use: Edge) -> list[Edge]:
    """A use of all outputs [n, units], unit by unit."""
    whole = use.contribution
    return [
        replace(use, source=key, contribution=None if whole is None else whole[:, unit], inner=None)
        for unit, (key, _, _) in enumerate(outputs.labels)
    ]
