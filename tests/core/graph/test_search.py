"""Search in a graph: by name first, then by formula, operation and layer."""

from nnviz.core.graph.record import record
from nnviz.core.graph.search import find
from nnviz.core.presets import preset


def test_names_come_first_then_all_that_words_are_about() -> None:
    sine = preset("sine-mlp")
    graph = record(sine, sine.initial_parameters(), 0)
    assert find(graph, "WEIGHT") == ["layer 1 weight", "layer 2 weight"]
    assert find(graph, " layer 2 ")[:2] == ["layer 2 weight", "layer 2 bias"]
    assert set(find(graph, "layer 2")) >= {"layer 2 matmul", "layer 2 add"}
    assert find(graph, "tanh(z1)") == ["tanh 1 tanh"]
    assert find(graph, " ") == find(graph, "nothing") == []
