"""Layouts: nothing overlaps, arrows point to the right and end at their nodes, whatever the graph."""

import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.graph.columns import BETWEEN_UNITS, in_columns
from nnviz.core.graph.layout import Layout, Size, lay_out

SMALL = 0.51  # pixels: Graphviz rounds

Drawn = tuple[dict[str, Size], list[tuple[str, str]]]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """A few boxes of any size and uses among them, some of them double, always from earlier to later."""
    count = draw(st.integers(2, 14))
    side = st.floats(20, 200)
    sizes = {f"node {i}": (draw(side), draw(side)) for i in range(count)}
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] != p[1])
    edges = draw(st.lists(pair, max_size=25))
    return sizes, [(f"node {min(pair)}", f"node {max(pair)}") for pair in edges]


def check(sizes: dict[str, Size], edges: list[tuple[str, str]], layout: Layout) -> None:
    boxes = {key: (*layout.centres[key], *size) for key, size in sizes.items()}
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(boxes.values(), 2):
        assert abs(x - x2) >= (w + w2) / 2 - SMALL or abs(y - y2) >= (h + h2) / 2 - SMALL
    for x, y, w, h in boxes.values():
        assert w / 2 - SMALL <= x <= layout.width - w / 2 + SMALL
        assert h / 2 - SMALL <= y <= layout.height - h / 2 + SMALL
    assert len(layout.edges) == len(edges)
    for (source, target), curve in zip(edges, layout.edges, strict=True):
        assert len(curve) == 2 or len(curve) % 3 == 1
        assert at_border(curve[0], boxes[source])
        assert at_border(curve[-1], boxes[target])
        assert boxes[source][0] < boxes[target][0]


def at_border(place: np.ndarray, box: tuple[float, float, float, float]) -> bool:
    """Within the box, at most a pixel or two from its edge."""
    x, y, w, h = box
    away = np.array([abs(place[0] - x) - w / 2, abs(place[1] - y) - h / 2])
    return bool(abs(away.max()) <= 2)


@settings(deadline=None)
@given(drawn())
def test_graphviz_overlaps_nothing_and_ends_every_edge_at_its_nodes(graph: Drawn) -> None:
    layout = lay_out(*graph)
    assert layout.by == "graphviz"
    check(*graph, layout)


@settings(deadline=None)
@given(drawn())
def test_plain_layers_do_the_same_where_graphviz_is_missing(graph: Drawn) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pygraphviz", None)  # importing it fails
        layout = lay_out(*graph)
    assert layout.by == "layers"
    check(*graph, layout)


def test_an_edge_across_a_column_of_plain_layers_passes_beside_its_nodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    sizes = dict.fromkeys("abc", (60.0, 40.0))
    layout = lay_out(sizes, [("a", "b"), ("b", "c"), ("a", "c")])
    x, y = layout.centres["b"]
    within = [point for point in layout.edges[2] if abs(point[0] - x) <= 30]
    assert within
    assert all(abs(point[1] - y) >= 20 for point in within)


def test_many_nodes_are_laid_out_plainly() -> None:
    sizes = {str(i): (90.0, 40.0) for i in range(301)}
    edges = [(str(i), str(i + 1)) for i in range(300)]
    layout = lay_out(sizes, edges)
    assert layout.by == "layers"
    assert layout.centres["300"][0] > layout.centres["299"][0]


def test_the_same_graph_is_laid_out_the_same_way() -> None:
    sizes = dict.fromkeys("abcde", (80.0, 40.0))
    edges = [("a", "c"), ("b", "c"), ("c", "d"), ("b", "e"), ("d", "e"), ("a", "c")]
    first, again = lay_out(sizes, edges), lay_out(sizes, edges)
    assert first.centres == again.centres
    assert all((one == other).all() for one, other in zip(first.edges, again.edges, strict=True))


def test_two_uses_of_one_node_are_two_curves() -> None:
    layout = lay_out(dict.fromkeys("ab", (80.0, 40.0)), [("a", "b"), ("a", "b")])
    assert not np.allclose(layout.edges[0], layout.edges[1])


def test_nothing_is_laid_out_as_nothing() -> None:
    assert lay_out({}, []).edges == in_columns({}, [], {}).edges == ()


def test_plain_layers_refuse_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(ValueError, match="no loops"):
        lay_out(dict.fromkeys("ab", (9.0, 9.0)), [("a", "b"), ("b", "a")])


def test_units_of_a_layer_stand_evenly_in_one_column() -> None:
    layers = {"x": "", "u1": "layer 1", "u2": "layer 1", "more": "layer 1", "out": "layer 2", "loss": ""}
    sizes = dict.fromkeys(layers, (100.0, 40.0)) | {"more": (100.0, 20.0)}
    edges = [("x", "u1"), ("x", "u2"), ("u1", "out"), ("u2", "out"), ("out", "loss")]
    layout = in_columns(sizes, edges, layers)
    check(sizes, edges, layout)
    columns = [layout.centres[key][0] for key in ("x", "u1", "out", "loss")]
    assert columns == sorted(set(columns))
    assert layout.centres["u1"][0] == layout.centres["u2"][0] == layout.centres["more"][0]
    free = [layout.centres["u2"][1] - layout.centres["u1"][1] - 40]
    free.append(layout.centres["more"][1] - layout.centres["u2"][1] - 30)
    assert free == pytest.approx([BETWEEN_UNITS, BETWEEN_UNITS])
    assert all(len(line) == 2 for line in layout.edges)
