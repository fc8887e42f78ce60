"""The graph as DOT text, with `name | value | gradient` in every node."""

from nnviz.core.graph.graph import Graph, Node
from nnviz.core.graph.summary import plain_number, told

_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\{}|<>"} | {"\n": " ", "\r": " "})


def dot_text(graph: Graph) -> str:
    """What Graphviz draws: a record for each node, an arrow for each use. Ends with a line feed."""
    lines = ["digraph {", "  rankdir=LR;", "  node [shape=record];"]
    lines += [f"  {_quoted(node.key)} [label={_quoted(_label(node))}];" for node in graph.nodes]
    for edge in graph.edges:
        weight = "" if edge.weight is None else f" [label={_quoted(plain_number(edge.weight))}]"
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{weight};")
    return "\n".join([*lines, "}", ""])


def _label(node: Node) -> str:
    """A record's fields; what would end one is escaped."""
    name = f"{node.name}: {node.formula}" if node.formula else node.name
    fields = (name, f"value {told(node.value)}", f"gradient {told(node.gradient)}")
    return " | ".join(str(field).translate(_SPECIAL) for field in fields)


def _quoted(text: str) -> str:
    """A string of DOT, in which only the quotation mark needs a backslash."""
    return '"' + text.replace('"', '\\"') + '"'
