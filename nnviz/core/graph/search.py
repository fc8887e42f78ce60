"""Search: the nodes of a graph that some words are about. No Qt."""

from nnviz.core.graph.graph import Graph


def find(graph: Graph, words: str) -> list[str]:
    """Keys of the nodes whose name, formula, operation or layer holds the words, those by name first."""
    wanted = words.strip().casefold()
    if not wanted:
        return []
    by_name = [node.key for node in graph.nodes if wanted in node.name.casefold()]
    also = [n.key for n in graph.nodes if wanted in f"{n.operation} {n.formula} {n.layer}".casefold()]
    return list(dict.fromkeys(by_name + also))
