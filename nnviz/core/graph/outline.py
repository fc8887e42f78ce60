"""The graph in words, a line for each node: for screen readers, for tests, and to be copied."""

from collections import defaultdict

from nnviz.core.graph.graph import Graph, Node
from nnviz.core.graph.summary import told
from nnviz.core.sentences import Sentence


def outline(graph: Graph) -> tuple[Sentence, ...]:
    """A sentence for each node, in the order of execution: its name, value, gradient, and what it uses."""
    names = {node.key: node.name for node in graph.nodes}
    used: dict[str, list[str]] = defaultdict(list)
    for edge in sorted(graph.edges, key=lambda edge: edge.place):
        used[edge.target].append(names[edge.source])
    return tuple(_line(node, used[node.key]) for node in graph.nodes)


def _line(node: Node, used: list[str]) -> Sentence:
    named: dict[str, object] = {
        "name": f"{node.name} ({node.formula})" if node.formula else node.name,
        "value": told(node.value),
        "gradient": told(node.gradient),
        "used": ", ".join(used),
    }
    if used:
        return Sentence("{name}: value {value}; gradient {gradient}; uses {used}.", named)
    return Sentence("{name}: value {value}; gradient {gradient}.", named)
