"""A plain layered layout: columns by longest paths, few crossings, no overlaps. Stands in for Graphviz."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from nnviz.core.graph.graph import Array

SWEEPS = 6  # there and back; more change little
BEND = 0.5  # how far a curve's control points reach between two columns
SPREAD = 0.6  # of a node's height, on which the ends of its edges stand apart
Place = tuple[float, float]
Edges = Sequence[tuple[str, str]]


def layered(
    sizes: Mapping[str, Place], edges: Edges, between_ranks: float, between_nodes: float
) -> tuple[dict[str, Place], list[Array]]:
    """Centres of the nodes and Bézier points [3n + 1, 2] of the edges, in the order given; see `lay_out`.

    Nodes stand in the column after the last that they use, a leaf in the one before its first use. An edge
    across columns passes through places of its own in them (Sugiyama, Tagawa & Toda 1981).
    """
    rank = ranks(sizes, edges)
    chains = [_chain(k, edge, rank) for k, edge in enumerate(edges)]
    heights: dict[Hashable, float] = {key: height for key, (_, height) in sizes.items()}
    columns: dict[int, list[Hashable]] = defaultdict(list)
    for key in sizes:
        columns[rank[key]].append(key)
    links: list[tuple[Hashable, Hashable]] = []
    for edge, chain in zip(edges, chains, strict=True):
        for step, passed in enumerate(chain[1:-1], start=rank[edge[0]] + 1):
            columns[step].append(passed)
            heights[passed] = 0.0
        links += pairwise(chain)
    order = [columns[step] for step in sorted(columns)]
    beside = _neighbours(links)
    y = _stack(order, heights, between_nodes)
    for sweep in range(SWEEPS):
        sides = beside if sweep >= SWEEPS - 2 else beside[sweep % 2 :][:1]
        for column in order if sweep % 2 == 0 else reversed(order):
            wish = {key: _mean([y[other] for side in sides for other in side[key]], y[key]) for key in column}
            column.sort(key=lambda key: wish[key])
            y |= _settle(column, wish, heights, between_nodes)
    x = _columns(order, sizes, between_ranks)
    centres = {key: (x[rank[key]][0], y[key]) for key in sizes}
    return centres, _curves(edges, chains, centres, sizes, x, y, rank)


def ranks(keys: Mapping[str, object], edges: Edges) -> dict[str, int]:
    """The column of each node: 1 + the farthest of those it uses; a leaf's is just before its first use.

    Raises ValueError for a loop.
    """
    used_by: dict[str, list[str]] = {key: [] for key in keys}
    waiting = dict.fromkeys(keys, 0)
    for source, target in edges:
        used_by[source].append(target)
        waiting[target] += 1
    leaves = [key for key, count in waiting.items() if not count]
    ready, rank = list(leaves), dict.fromkeys(keys, 0)
    done = 0
    while ready:
        key = ready.pop()
        done += 1
        for target in used_by[key]:
            rank[target] = max(rank[target], rank[key] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    if done < len(rank):
        raise ValueError("A computational graph has no loops.")
    for leaf in leaves:
        rank[leaf] = max(0, min((rank[target] for target in used_by[leaf]), default=1) - 1)
    return rank


def _chain(number: int, edge: tuple[str, str], rank: Mapping[str, int]) -> list[Hashable]:
    """The edge's ends and what stands for it in each column between them."""
    source, target = edge
    return [source, *((number, step) for step in range(rank[source] + 1, rank[target])), target]


def _neighbours(
    links: Sequence[tuple[Hashable, Hashable]],
) -> tuple[dict[Hashable, list[Hashable]], dict[Hashable, list[Hashable]]]:
    """What stands to the left of each, and what to the right."""
    left: dict[Hashable, list[Hashable]] = defaultdict(list)
    right: dict[Hashable, list[Hashable]] = defaultdict(list)
    for source, target in links:
        left[target].append(source)
        right[source].append(target)
    return left, right


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _stack(
    order: Sequence[Sequence[Hashable]], heights: Mapping[Hashable, float], between: float
) -> dict[Hashable, float]:
    """Columns piled up in the order they have, each around 0."""
    y: dict[Hashable, float] = {}
    for column in order:
        top = -(sum(heights[key] for key in column) + between * (len(column) - 1)) / 2
        for key in column:
            y[key] = top + heights[key] / 2
            top += heights[key] + between
    return y


def _settle(
    column: Sequence[Hashable],
    wish: Mapping[Hashable, float],
    heights: Mapping[Hashable, float],
    between: float,
) -> dict[Hashable, float]:
    """Each as near as can be to where it wishes to be, in this order and without overlaps.

    Least squares under order constraints: neighbours that would overlap are joined into a block that stands
    at the mean of its wishes (pool adjacent violators).
    """
    blocks: list[tuple[float, int, float]] = []  # sum of wishes less offsets, members, length
    for key in column:
        half = heights[key] / 2
        block = (wish[key] - half, 1, heights[key] + between)
        while blocks and blocks[-1][0] / blocks[-1][1] + blocks[-1][2] > block[0] / block[1]:
            total, count, length = blocks.pop()
            block = (total + block[0] - block[1] * length, count + block[1], length + block[2])
        blocks.append(block)
    y: dict[Hashable, float] = {}
    keys = iter(column)
    for total, count, _ in blocks:
        top = total / count
        for _ in range(count):
            key = next(keys)
            y[key] = top + heights[key] / 2
            top += heights[key] + between
    return y


def _columns(
    order: Sequence[Sequence[Hashable]], sizes: Mapping[str, Place], between: float
) -> list[tuple[float, float]]:
    """Centre and width of each column."""
    columns, left = [], 0.0
    for column in order:
        width = max((sizes[key][0] for key in column if isinstance(key, str)), default=0.0)
        columns.append((left + width / 2, width))
        left += width + between
    return columns


def _curves(
    edges: Edges,
    chains: Sequence[Sequence[Hashable]],
    centres: Mapping[str, Place],
    sizes: Mapping[str, Place],
    x: Sequence[tuple[float, float]],
    y: Mapping[Hashable, float],
    rank: Mapping[str, int],
) -> list[Array]:
    """From the right border of the source, straight through each column between, to the target's left one."""
    starts = _ends([(source, y[chain[1]]) for (source, _), chain in zip(edges, chains, strict=True)], sizes)
    ends = _ends([(target, y[chain[-2]]) for (_, target), chain in zip(edges, chains, strict=True)], sizes)
    curves = []
    for k, ((source, target), chain) in enumerate(zip(edges, chains, strict=True)):
        stops = [(centres[source][0] + sizes[source][0] / 2, centres[source][1] + starts[k])]
        edge_of_column = x[rank[source]][0] + x[rank[source]][1] / 2
        stops.append((edge_of_column, stops[0][1]))
        for step, passed in enumerate(chain[1:-1], start=rank[source] + 1):
            middle, width = x[step]
            stops += [(middle - width / 2, y[passed]), (middle + width / 2, y[passed])]
        middle, width = x[rank[target]]
        last = centres[target][1] + ends[k]
        stops += [(middle - width / 2, last), (centres[target][0] - sizes[target][0] / 2, last)]
        curves.append(_through(stops))
    return curves


def _ends(uses: Sequence[tuple[str, float]], sizes: Mapping[str, Place]) -> list[float]:
    """How far from its node's centre each edge's end stands: apart, in the order of where they come from."""
    at: dict[str, list[int]] = defaultdict(list)
    for k, (key, _) in enumerate(uses):
        at[key].append(k)
    shifts = [0.0] * len(uses)
    for key, here in at.items():
        room = SPREAD * sizes[key][1]
        for place, k in enumerate(sorted(here, key=lambda k: uses[k][1])):
            shifts[k] = room * ((place + 0.5) / len(here) - 0.5)
    return shifts


def _through(stops: Sequence[Place]) -> Array:
    """Cubic Bézier curves that are level at every stop."""
    points = [stops[0]]
    for (x0, y0), (x1, y1) in pairwise(stops):
        reach = BEND * (x1 - x0)
        points += [(x0 + reach, y0), (x1 - reach, y1), (x1, y1)]
    return np.array(points)
