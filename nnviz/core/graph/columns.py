"""Where the units of the network level stand: each layer a column, its units evenly below each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from nnviz.core.graph.layered import ranks
from nnviz.core.graph.layout import Layout, Size, framed

BETWEEN_UNITS = 8.0  # pixels
GAP = 0.3  # of the tallest column, so that bundles of edges between two columns are not too steep
LEAST_GAP, MOST_GAP = 70.0, 190.0  # pixels between columns


def in_columns(
    sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]], layers: Mapping[str, str]
) -> Layout:
    """Places of units whose edges are straight lines to the right. No nodes overlap.

    layers: the layer of each node; those of one layer share a column. "" for none: then it stands after the
    last that it uses.
    """
    if not sizes:
        return Layout({}, (), 0.0, 0.0, "columns")
    columns: dict[int, list[str]] = defaultdict(list)
    for key, place in _column_of(sizes, edges, layers).items():
        columns[place].append(key)
    order = [columns[place] for place in sorted(columns)]
    lengths = [sum(sizes[key][1] + BETWEEN_UNITS for key in column) - BETWEEN_UNITS for column in order]
    gap = min(max(GAP * max(lengths), LEAST_GAP), MOST_GAP)
    centres: dict[str, tuple[float, float]] = {}
    left = 0.0
    for column, length in zip(order, lengths, strict=True):
        width, top = max(sizes[key][0] for key in column), -length / 2
        for key in column:
            centres[key] = (left + width / 2, top + sizes[key][1] / 2)
            top += sizes[key][1] + BETWEEN_UNITS
        left += width + gap
    lines = []
    for source, target in edges:
        start, end = centres[source], centres[target]
        lines.append(
            np.array([(start[0] + sizes[source][0] / 2, start[1]), (end[0] - sizes[target][0] / 2, end[1])])
        )
    return framed(sizes, centres, lines, "columns")


def _column_of(
    sizes: Mapping[str, Size], edges: Sequence[tuple[str, str]], layers: Mapping[str, str]
) -> dict[str, int]:
    """Longest paths through layers, each of which counts as one node."""
    name = {key: f"layer {layers[key]}" if layers.get(key) else f"node {key}" for key in sizes}
    between = {(name[one], name[other]) for one, other in edges if name[one] != name[other]}
    rank = ranks(dict.fromkeys(name.values()), sorted(between))
    return {key: rank[name[key]] for key in sizes}
