"""Where the nodes of a graph stand and how its edges run, from left to right or downwards."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal

import numpy as np

from nnviz.core.graph.graph import Array, Graph
from nnviz.core.graph.layered import layered

Size = tuple[float, float]  # width, height
BETWEEN_RANKS = 26.0  # pixels between one column of nodes and the next, where arrows must be seen
BETWEEN_NODES = 12.0  # pixels between nodes of a column
POINTS_PER_INCH = 72.0  # Graphviz' sizes are in inches, its positions in points; a point is a pixel here
# Long formulas of 234 nodes take 26 ms with these and 53 ms without; the pictures are as good.
EFFORT = "nslimit=1;nslimit1=1;mclimit=0.3;"
MOST_FOR_GRAPHVIZ = 300  # nodes: beyond, it holds the interpreter lock, and so the window, for over 100 ms
_one_at_a_time = Lock()  # Graphviz keeps its state in global variables


@dataclass(frozen=True, eq=False)
class Layout:
    """A picture's places in pixels, from (0, 0) at the top left to (width, height).

    centres: of each node (x, y). edges: in the order they were given, places along each: [2, 2] for a
    straight line, else [3n + 1, 2] for n cubic Bézier curves in a row; from the source's border to the
    target's. by: what laid it out: Graphviz, the plain layers that stand in for it, or the units' columns.
    downwards: edges point down, not to the right.
    """

    centres: dict[str, tuple[float, float]]
    edges: tuple[Array, ...]
    width: float
    height: float
    by: Literal["graphviz", "layers", "columns"]
    downwards: bool = False


def lay_out_downwards(sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]]) -> Layout:
    """The same with every edge pointing down, for a place that is higher than wide."""
    lying = lay_out({key: (height, width) for key, (width, height) in sizes.items()}, edges)
    centres = {key: (y, x) for key, (x, y) in lying.centres.items()}
    curves = tuple(curve[:, ::-1] for curve in lying.edges)
    return Layout(centres, curves, lying.height, lying.width, lying.by, downwards=True)


def lay_out(sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]]) -> Layout:
    """Places for nodes of these sizes in pixels, every edge pointing to the right. No nodes overlap.

    edges: (source, target), as often as there are uses; no loops. Where Graphviz is not installed (Windows
    on Arm), and for more than `MOST_FOR_GRAPHVIZ` nodes, by longest paths.
    """
    if not sizes:
        return Layout({}, (), 0.0, 0.0, "layers")
    if len(sizes) <= MOST_FOR_GRAPHVIZ:
        try:
            return _by_graphviz(sizes, edges)
        except ImportError:
            pass
    centres, curves = layered(sizes, edges, BETWEEN_RANKS, BETWEEN_NODES)
    return framed(sizes, centres, curves, "layers")


def part_of(layout: Layout, whole: Graph, part: Graph) -> Layout | None:
    """The places of a part of a graph in the whole's layout, so that nothing moves; None if it is no part."""
    nodes, edges = whole.structure
    some, uses = part.structure
    if not (set(some) <= set(nodes) and set(uses) <= set(edges)):
        return None
    place = {use: number for number, use in enumerate(edges)}
    centres = {node.key: layout.centres[node.key] for node in part.nodes}
    return replace(layout, centres=centres, edges=tuple(layout.edges[place[use]] for use in uses))


def framed(
    sizes: Mapping[str, Size],
    centres: Mapping[str, tuple[float, float]],
    curves: Sequence[Array],
    by: Literal["graphviz", "layers", "columns"],
) -> Layout:
    """All moved so that the picture begins at (0, 0), whatever stands out farthest."""
    middle = np.array([centres[key] for key in sizes])
    half = np.array(list(sizes.values())) / 2
    corners = np.concatenate([middle - half, middle + half, *curves])
    start, end = corners.min(axis=0), corners.max(axis=0)
    moved = {key: (float(x - start[0]), float(y - start[1])) for key, (x, y) in centres.items()}
    width, height = (end - start).tolist()
    return Layout(moved, tuple(curve - start for curve in curves), width, height, by)


def _by_graphviz(sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]]) -> Layout:
    from pygraphviz import AGraph  # 57 ms, once

    # Nodes by number: no name needs quoting. Without labels no font is looked for.
    number = {key: place for place, key in enumerate(sizes)}
    nodes = "".join(
        f"{number[key]}[width={width / POINTS_PER_INCH:.6f},height={height / POINTS_PER_INCH:.6f}];"
        for key, (width, height) in sizes.items()
    )
    lines = "".join(f"{number[one]}->{number[other]}[id={k}];" for k, (one, other) in enumerate(edges))
    text = (
        f"digraph{{rankdir=LR;{EFFORT}ranksep={BETWEEN_RANKS / POINTS_PER_INCH};"
        f"nodesep={BETWEEN_NODES / POINTS_PER_INCH};"
        f'node[shape=box,fixedsize=true,label=""];edge[arrowhead=none];{nodes}{lines}}}'
    )
    with _one_at_a_time:
        graph = AGraph(string=text)
        placed = json.loads(graph.draw(format="json0", prog="dot"))
        graph.close()
    keys = list(sizes)
    centres = {keys[int(node["name"])]: _place(node["pos"]) for node in placed["objects"]}
    curves = {int(edge["id"]): _curve(edge["pos"]) for edge in placed.get("edges", ())}
    return framed(sizes, centres, [curves[k] for k in range(len(edges))], "graphviz")


def _place(text: str) -> tuple[float, float]:
    """“x,y”, which Graphviz counts upwards."""
    x, y = text.split(",")
    return float(x), -float(y)


def _curve(text: str) -> Array:
    """Places “x,y x,y …” of the curve's control points."""
    return np.array([_place(each) for each in text.split()])
