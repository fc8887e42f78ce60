"""The graph as JSON, with every number of every array."""

from dataclasses import asdict
from typing import Any

from nnviz.core.files.json_text import readable
from nnviz.core.graph.graph import Array, Edge, Graph, Node

FORMAT = 1


def graph_json(graph: Graph) -> str:
    """All of a graph. Arrays are nested lists, NaN and infinities null. Ends with a line feed."""
    values: dict[str, Any] = {
        "format": FORMAT,
        "setting": asdict(graph.setting),
        "loss": graph.loss,
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in graph.edges],
    }
    if graph.x.size:
        values["x"] = graph.x.tolist()
    if graph.y.size:
        values["y"] = graph.y.tolist()
    return readable(values) + "\n"


def _node(node: Node) -> dict[str, Any]:
    """All fields; those that say nothing about this kind of node are left out."""
    values: dict[str, Any] = {
        "key": node.key, "name": node.name, "kind": node.kind, "operation": node.operation,
        "formula": node.formula, "layer": node.layer, "shape": list(node.shape), "dtype": node.dtype,
        "device": node.device, "value": node.value.tolist(), "gradient": _list(node.gradient),
    }  # fmt: skip
    if node.first is not None:
        values["first_parameter"] = node.first
    if node.inner:
        values["hides"] = list(node.inner)
    if node.parameters:
        values["parameters"] = node.parameters
    if node.curve is not None:
        values["curve"] = node.curve.tolist()
    if node.by:
        values["gradient_by"] = node.by
    return values


def _edge(edge: Edge) -> dict[str, Any]:
    values: dict[str, Any] = {
        "source": edge.source, "target": edge.target, "place": edge.place,
        "contribution": _list(edge.contribution),
    }  # fmt: skip
    if edge.derivative:
        values["derivative"] = edge.derivative
    if edge.words is not None:
        values["words"] = str(edge.words)
    if edge.inner is not None:
        values["joins"] = list(edge.inner)
    if edge.weight is not None:
        values["weight"] = edge.weight
        values["weight_gradient"] = edge.weight_gradient
        values["parameter"] = edge.parameter
    return values


def _list(values: Array | None) -> Any:
    return None if values is None else values.tolist()
