"""Narration: the sentence of each moment of a step, with numbers where there is one, else in words."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from nnviz.core.graph.graph import Array, Edge, Graph, Node
from nnviz.core.graph.network_columns import INPUTS
from nnviz.core.graph.story import Update
from nnviz.core.graph.summary import plain_number, shape_text
from nnviz.core.sentences import Sentence

Words = dict[str, object]
LONGEST_SYMBOL = 24  # letters of a formula that may stand for its node
DIGITS = 5  # of a number that moves a little
NAMED = 4  # names in a row; of more the rest is counted
FORGOTTEN = Sentence("The gradients are set back to 0: the next step collects its own.")


def goes_in(graph: Graph, leaves: Sequence[Node]) -> Sentence:
    """What the pass begins with: points and constants."""
    constants = [called(node) for node in leaves if node.kind == "constant"]
    points = [called(node) for node in leaves if node.kind != "constant"]
    count = graph.setting.points
    shown = Sentence("1 point") if count == 1 else Sentence("{n} points", {"n": f"{count:,}"})
    words: Words = {"names": _names(points), "points": shown, "constants": _names(constants)}
    if graph.setting.about == "formula":
        words["names"] = _names([called(node) for node in leaves])
        return Sentence("The numbers go in: {names}.", words)
    if constants:
        return Sentence("What is given goes in ({points}): {names}. Constants: {constants}.", words)
    return Sentence("What is given goes in ({points}): {names}.", words)


def as_they_are(graph: Graph, leaves: Sequence[Node]) -> Sentence:
    names = _names([called(node) for node in leaves])
    return Sentence("The parameters have their present values: {names}.", {"names": names})


def gives(graph: Graph, node: Node) -> Sentence:
    """What a node makes."""
    words: Words = {"name": node.key, "formula": node.formula, "value": amount(node.value)}
    if node.key == graph.loss:
        about, asked = graph.setting.about, graph.setting.of_class
        if asked is not None:
            likely = float(node.value.flat[asked if node.value.size > 1 else 0])
            words |= {"class": graph.setting.class_name, "value": plain_number(likely)}
            return Sentence(
                "The probability of class “{class}” is {value}. Gradients will be those of it.", words
            )
        if about == "prediction":
            return Sentence("The prediction is {value}. Gradients will be those of it.", words)
        return Sentence("The loss is {value}." if about != "formula" else "The formula is {value}.", words)
    if node.kind != "operation":  # its own formula is long, or that of many
        return Sentence("{name} gives {value}.", words)
    return Sentence("{formula} = {value}." if node.value.size == 1 else "{formula}: {value}.", words)


def called(node: Node) -> str:
    """What a sentence calls a node: its symbol or its short formula, else its key."""
    symbol, _, _ = node.formula.partition(" = ")
    if node.layer == INPUTS:
        return node.name
    own = node.kind in ("operation", "input", "target", "parameter", "constant")
    return symbol if own and 0 < len(symbol) <= LONGEST_SYMBOL else node.key


def begins(graph: Graph) -> Sentence:
    """Why the end has the gradient 1."""
    if graph.setting.of_class is not None:
        return Sentence("Backward: how much does this probability change with each node? With itself 1 to 1.")
    if graph.setting.about == "prediction":
        return Sentence("Backward: how much does the prediction change with each node? With itself 1 to 1.")
    if graph.setting.about == "formula":
        return Sentence("Backward: how much does the formula change with each node? With itself 1 to 1.")
    return Sentence("Backward: how much does the loss change with each node? With itself 1 to 1.")


def fires(graph: Graph, node: Node, edges: Sequence[Edge], added: Mapping[str, Sequence[Array]]) -> Sentence:
    """What flows from a node to those that it uses, and the sums that are complete with it.

    added: the products of which a sum was made, by the node that they were delivered to.
    """
    sums = [_adds_up(called(graph.node(key)), products) for key, products in added.items()]
    if len(sums) > NAMED:
        sums = [Sentence("{count} sums are complete now.", {"count": len(sums)})]
    return _in_a_row([*_all_flows(graph, node, edges), *sums])


def moves(update: Update) -> Sentence:
    """How far the optimiser takes a parameter."""
    before, after = update.lines[0][1], update.lines[-1][1]
    if after.size == 1:
        ends = [plain_number(float(each.flat[0]), DIGITS) for each in (before, after)]
        words: Words = {"name": update.node, "before": ends[0], "after": ends[1]}
        return Sentence("{name} goes from {before} to {after}.", words)
    most = plain_number(float(np.abs(after - before).max()))
    words = {"name": update.node, "count": f"{after.size:,}", "most": most}
    return Sentence("{name}: its {count} numbers move by at most {most}.", words)


def amount(values: Array) -> str | Sentence:
    """The number, or how many there are."""
    if values.size == 1:
        return plain_number(float(values.flat[0]))
    return Sentence("{shape} numbers", {"shape": shape_text(values.shape)})


def _all_flows(graph: Graph, node: Node, edges: Sequence[Edge]) -> list[Sentence]:
    """One for each edge, unless there are many or they hide what is between."""
    if node.kind != "layer" and all(edge.inner is None for edge in edges) and len(edges) <= NAMED:
        return [_flows(graph, node, edge) for edge in edges]
    sources = dict.fromkeys(edge.source for edge in edges)
    words: Words = {"name": called(node), "parameters": node.parameters}
    words["sources"] = _names([called(graph.node(key)) for key in sources])
    if node.inner and node.parameters:
        template = "{name} passes its gradient on to {sources}. Its own {parameters} parameters get theirs."
        return [Sentence(template, words)]
    return [Sentence("{name} passes its gradient on to {sources}.", words)]


def _flows(graph: Graph, node: Node, edge: Edge) -> Sentence:
    """“Back to z1: 0.3 × (1 − tanh²(z1)) = 0.23.” A letter that only the slope has is explained."""
    words: Words = {"source": called(graph.node(edge.source)), "words": edge.words}
    parts = edge.derivative.partition(" = ")[2].split(", ")
    slope = ", ".join(part for part in parts if " = " not in part)
    letters = set(re.findall(r"\w+′?", slope))
    meanings = [part for part in parts if part.partition(" = ")[0] in letters and " = " in part]
    product, gradient = edge.contribution, node.gradient
    if product is not None and gradient is not None and product.size == gradient.size == 1 and slope:
        words |= {"gradient": amount(gradient), "product": amount(product)}
        words["slope"] = f"({slope})" if " " in slope or slope.startswith("−") else slope
        if meanings:
            words["meanings"] = ", ".join(meanings)
            return Sentence("Back to {source}: {gradient} × {slope} = {product}, with {meanings}.", words)
        return Sentence("Back to {source}: {gradient} × {slope} = {product}.", words)
    if edge.words is None:
        return Sentence("Back to {source}.", words)
    return Sentence("Back to {source}: {words}.", words)


def _adds_up(name: str, products: Sequence[Array]) -> Sentence:
    """“3 uses of x have delivered: 0.1 + 0.2 − 0.4 = −0.1.”"""
    words: Words = {"name": name, "count": len(products)}
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
