"""Narration: the sentence of each moment of a step, with numbers where there is one, else in words."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnviz.core.graph.graph import Array, Edge, Graph, Node
from nnviz.core.graph.story import Update
from nnviz.core.graph.summary import plain_number, shape_text
from nnviz.core.sentences import Sentence

Words = dict[str, object]
NAMED = 4  # names in a row; of more the rest is counted
FORGOTTEN = Sentence("The gradients are set back to 0: the next step collects its own.")


def goes_in(graph: Graph, leaves: Sequence[Node]) -> Sentence:
    """What the pass begins with: points and constants."""
    constants = [node.key for node in leaves if node.kind == "constant"]
    points = [node.key for node in leaves if node.kind != "constant"]
    words: Words = {"names": _names(points), "count": graph.setting.points, "constants": _names(constants)}
    if graph.setting.about == "formula":
        words["names"] = _names([node.key for node in leaves])
        return Sentence("The numbers go in: {names}.", words)
    if constants:
        return Sentence("What is given goes in, for {count} points: {names}. Constants: {constants}.", words)
    return Sentence("What is given goes in, for {count} points: {names}.", words)


def as_they_are(graph: Graph, leaves: Sequence[Node]) -> Sentence:
    return Sentence(
        "The parameters have their present values: {names}.", {"names": _names([node.key for node in leaves])}
    )


def gives(graph: Graph, node: Node, users: Sequence[str]) -> Sentence:
    """What a node makes, and for whom."""
    named = _names(list(dict.fromkeys(users)))
    words: Words = {"name": node.key, "value": amount(node.value), "users": named}
    if node.key == graph.loss:
        about = graph.setting.about
        if about == "prediction":
            return Sentence("The prediction is {value}. Gradients will be those of it.", words)
        return Sentence("The loss is {value}." if about != "formula" else "The formula is {value}.", words)
    if users:
        return Sentence("{name} gives {value} to {users}.", words)
    return Sentence("{name} gives {value}.", words)


def begins(graph: Graph) -> Sentence:
    """Why the end has the gradient 1."""
    if graph.setting.about == "prediction":
        return Sentence("Backward: how much does the prediction change with each node? With itself 1 to 1.")
    if graph.setting.about == "formula":
        return Sentence("Backward: how much does the formula change with each node? With itself 1 to 1.")
    return Sentence("Backward: how much does the loss change with each node? With itself 1 to 1.")


def fires(node: Node, edges: Sequence[Edge], added: Mapping[str, Sequence[Array]]) -> Sentence:
    """What flows from a node to those that it uses, and the sums that are complete with it.

    added: the products of which a sum was made, by the node that they were delivered to.
    """
    sums = [_adds_up(key, products) for key, products in added.items()]
    if len(sums) > NAMED:
        sums = [Sentence("{count} sums are complete now.", {"count": len(sums)})]
    return _in_a_row([*_all_flows(node, edges), *sums])


def moves(update: Update) -> Sentence:
    """How far the optimiser takes a parameter."""
    before, after = update.lines[0][1], update.lines[-1][1]
    if after.size == 1:
        words: Words = {"name": update.node, "before": amount(before), "after": amount(after)}
        return Sentence("{name} goes from {before} to {after}.", words)
    most = plain_number(float(np.abs(after - before).max()))
    words = {"name": update.node, "count": f"{after.size:,}", "most": most}
    return Sentence("{name}: its {count} numbers move by at most {most}.", words)


def amount(values: Array) -> str | Sentence:
    """The number, or how many there are."""
    if values.size == 1:
        return plain_number(float(values.flat[0]))
    return Sentence("{shape} numbers", {"shape": shape_text(values.shape)})


def _all_flows(node: Node, edges: Sequence[Edge]) -> list[Sentence]:
    """One for each edge, unless there are many or they hide what is between."""
    words: Words = {"name": node.key, "count": len(edges), "parameters": node.parameters}
    if node.kind != "layer" and all(edge.inner is None for edge in edges) and len(edges) <= NAMED:
        return [_flows(node, edge) for edge in edges]
    words["sources"] = _names(list(dict.fromkeys(edge.source for edge in edges)))
    if node.inner and node.parameters:
        template = "{name} passes its gradient on to {sources}. Its own {parameters} parameters get theirs."
        return [Sentence(template, words)]
    return [Sentence("{name} passes its gradient on to {sources}.", words)]


def _flows(node: Node, edge: Edge) -> Sentence:
    """“tanh 1 tanh: 0.3 × (1 − tanh²(z1)) = 0.23 goes to layer 1 add.”"""
    words: Words = {"name": node.key, "source": edge.source, "words": edge.words}
    slope = edge.derivative.partition(" = ")[2].split(", ")[0]
    product, gradient = edge.contribution, node.gradient
    if product is not None and gradient is not None and product.size == gradient.size == 1 and slope:
        words |= {"gradient": amount(gradient), "product": amount(product)}
        words["slope"] = slope if slope.isalnum() else f"({slope})"
        return Sentence("{name}: {gradient} × {slope} = {product} goes to {source}.", words)
    if edge.words is None:
        return Sentence("{name} passes its gradient on to {source}.", words)
    return Sentence("{name} to {source}: {words}.", words)


def _adds_up(key: str, products: Sequence[Array]) -> Sentence:
    """“3 uses of x have delivered: 0.1 + 0.2 − 0.4 = −0.1.”"""
    words: Words = {"name": key, "count": len(products)}
    if all(each.size == 1 for each in products) and len(products) <= NAMED:
        first, *others = (float(each.flat[0]) for each in products)
        terms = "".join(f" {'−' if each < 0 else '+'} {plain_number(abs(each))}" for each in others)
        words |= {"terms": plain_number(first) + terms, "sum": plain_number(first + sum(others))}
        return Sentence("{count} uses of {name} have delivered: {terms} = {sum}.", words)
    return Sentence("{count} uses of {name} have delivered: their sum is its gradient.", words)


def _in_a_row(sentences: Sequence[Sentence]) -> Sentence:
    """Nested, so that each is translated by itself."""
    first, *others = sentences
    return Sentence("{first} {then}", {"first": first, "then": _in_a_row(others)}) if others else first


def _names(keys: Sequence[str]) -> str | Sentence:
    shown = ", ".join(keys[:NAMED])
    if len(keys) <= NAMED:
        return shown
    return Sentence("{names} and {count} more", {"names": shown, "count": len(keys) - NAMED})
