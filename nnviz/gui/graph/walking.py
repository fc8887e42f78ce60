"""Where an arrow key leads: along the edges, or to the neighbour in the same column."""

from typing import Literal

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layout import Layout

Direction = Literal["left", "right", "up", "down"]
LYING: dict[Direction, Direction] = {"down": "right", "up": "left", "right": "down", "left": "up"}
SAME_COLUMN = 60.0  # pixels between centres: half the width of a narrow node


def step_from(graph: Graph, layout: Layout, key: str | None, direction: Direction) -> str | None:
    """The node that is next in a direction; None if there is none. From nowhere, the first node.

    right: the nearest of those that use it; left: its first argument that is not behind it. Where edges
    point down, so do the keys.
    """
    centres = layout.centres
    if layout.downwards:
        centres = {each: (y, x) for each, (x, y) in centres.items()}
        direction = LYING[direction]
    if key is None:
        return graph.nodes[0].key if graph.nodes else None
    x, y = centres[key]
    match direction:
        case "right":
            near = [edge.target for edge in graph.out_of(key)]
            return min(near, key=lambda other: abs(centres[other][1] - y), default=None)
        case "left":
            into = sorted(graph.into(key), key=lambda edge: edge.place)
            return into[0].source if into else None
        case _:
            way = -1 if direction == "up" else 1
            beside = [other for other, place in centres.items() if abs(place[0] - x) <= SAME_COLUMN]
            ahead = {other: way * (centres[other][1] - y) for other in beside}
            return min((o for o in ahead if ahead[o] > 0), key=lambda other: ahead[other], default=None)
