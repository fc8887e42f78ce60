"""The layers level: a recorded graph with its groups closed into one node each. No torch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.graph.graph import Edge, Graph, LossName, Node

# The operation of a closed group by the first word of its name; an activation's is that word itself.
_OPERATIONS = {"layer": "Linear", "probability": "sigmoid", "probabilities": "softmax"}


def layers_of(graph: Graph, opened: frozenset[str] = frozenset()) -> Graph:
    """The recorded graph with every group closed (`Node.layer`) that is not in `opened`.

    A closed group is a node of kind "layer" whose layer and, if it is free, key are the group's name. Each
    use that crosses its border is an edge, whose `inner` names the nodes that it joins; others are hidden.
    """
    taken = {node.key for node in graph.nodes}
    members: dict[str, list[Node]] = {}
    for node in graph.nodes:
        if node.layer and node.layer not in opened:
            members.setdefault(node.layer, []).append(node)
    keys = {group: f"{group} layer" if group in taken else group for group in members}  # a letter named loss
    shown = {node.key: keys[group] for group, inside in members.items() for node in inside}
    last = {inside[-1].key: inside for inside in members.values()}
    nodes = []
    for node in graph.nodes:
        if node.key in last:  # the others are known by then
            nodes.append(_closed(keys[node.layer], last[node.key], graph.setting.loss))
        elif node.key not in shown:
            nodes.append(node)
    setting = replace(graph.setting, level="layers")
    return Graph(tuple(nodes), _crossing(graph.edges, shown), shown.get(graph.loss, graph.loss), setting)


def _crossing(edges: Sequence[Edge], shown: dict[str, str]) -> tuple[Edge, ...]:
    """The edges between nodes that are shown: as they are, or with the ends that they stand for."""
    found, places = [], Counter[str]()
    for edge in edges:
        source, target = shown.get(edge.source, edge.source), shown.get(edge.target, edge.target)
        if source == target:
            continue
        if (source, target) == edge.ends:
            found.append(edge)
            continue
        place = edge.place
        if target != edge.target:  # arguments of a closed group are counted anew
            place = places[target]
            places[target] += 1
        found.append(replace(edge, source=source, target=target, place=place, inner=edge.ends))
    return tuple(found)


def _closed(key: str, inside: Sequence[Node], loss: LossName) -> Node:
    last = inside[-1]
    word = last.layer.split(" ")[0]
    return Node(
        key,
        last.layer,
        "layer",
        loss if word == "loss" else _OPERATIONS.get(word, word),
        _formula(inside),
        last.layer,
        last.value,
        last.gradient,
        last.dtype,
        last.device,
        inner=tuple(node.key for node in inside),
        parameters=sum(node.value.size for node in inside if node.kind == "parameter"),
    )


def _formula(inside: Sequence[Node]) -> str:
    """The formulas of the results that have a name, and of the last."""
    lines = [node.formula for node in inside if node.operation and " = " in node.formula]
    return ", ".join(lines if inside[-1].formula in lines else [*lines, inside[-1].formula])
