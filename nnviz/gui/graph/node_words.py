"""What the details say of a node or an edge, as rich text: numbers, what goes in, what uses it."""

from collections.abc import Sequence
from html import escape

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnviz.core.graph.graph import Array, Edge, Graph, Node
from nnviz.core.graph.story import Lit
from nnviz.core.graph.summary import plain_number, shape_text, summary, told
from nnviz.core.sentences import Sentence
from nnviz.gui.graph.node_look import gradient_title
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text

DIGITS = 5  # of an update's numbers
MOST_USES = 8  # told one by one; a wide layer has hundreds


def node_words(node: Node, graph: Graph, theme: Theme, lit: Lit | None, mark: Sentence | None) -> str:
    """All that is told of a node. lit: what is known in slow motion; None for everything."""
    parts = [_line(f"⚠ {escape(text(mark))}", theme.warning)] if mark else []
    parts.append(_numbers(node, theme, lit))
    parts.append(_line(_facts(node), theme.quiet))
    if aside := _only_read(node, graph):
        parts.append(_line(escape(aside), theme.quiet))
    parts.append(_inputs(node, graph, theme))
    if lit is None or node.key in lit.gradients:
        parts.append(_uses(node, graph, theme, lit))
    return "".join(parts)


def hint_words(node: Node, theme: Theme, lit: Lit | None, mark: Sentence | None) -> str:
    """What the mouse over a node tells: its name, its formula and its numbers."""
    warning = _line(f"⚠ {escape(text(mark))}", theme.warning) if mark else ""
    title = f'<p style="white-space:pre"><b>{title_words(node, theme)}</b></p>'
    return f"{title}{warning}{_numbers(node, theme, lit)}"


def title_words(node: Node, theme: Theme) -> str:
    """The name, and the formula beside it."""
    formula = escape(node.formula) if node.formula != node.name else ""
    return f'{escape(node.name)} <span style="color:{theme.quiet}; font-weight:400">&nbsp;{formula}</span>'


def update_words(lines: Sequence[tuple[str, float]], name: str, theme: Theme) -> str:
    """How one parameter gets its new value, line by line."""
    shown = "".join(
        f'<tr><td style="color:{theme.quiet}; padding-right:10px">{escape(line)}</td>'
        f'<td align="right">{escape(plain_number(number, DIGITS))}</td></tr>'
        for line, number in lines
    )
    title = escape(_tr("How the optimiser changes {name}").format(name=name))
    return f'<p style="margin:2px 0"><b>{title}</b></p><table>{shown}</table>'


def edge_words(edge: Edge, theme: Theme, delivered: bool) -> str:
    """All that is told of a use. delivered: whether its contribution is known yet, in slow motion."""
    parts = [_line(escape(edge.derivative))] if edge.derivative else []
    if edge.words:
        parts.append(_line(escape(_tr("Backwards: {words}.").format(words=text(edge.words)))))
    if edge.contribution is not None and delivered:
        flows = escape(_tr("What it adds to the gradient of its source: {number}"))
        shown = f'<span style="color:{theme.gradient}">{escape(_brief(edge.contribution))}</span>'
        parts.append(_line(flows.format(number=shown)))
    return "".join(parts)


def _numbers(node: Node, theme: Theme, lit: Lit | None) -> str:
    value = _brief(node.value) if lit is None or node.key in lit.values else _tr("not computed yet")
    rows = [(_tr("value"), value, theme.text)]
    gradient = node.gradient if lit is None else lit.gradients.get(node.key)
    if gradient is not None:
        words = _brief(gradient)
        if lit and node.key not in lit.complete:
            words = _tr("{number} so far").format(number=words)
        rows.append((gradient_title(node), words, theme.gradient))
    elif lit is not None and node.gradient is not None:
        rows.append((gradient_title(node), _tr("none yet"), theme.quiet))
    if lit and node.key in lit.updated:
        rows.append((_tr("new value"), _brief(lit.updated[node.key]), theme.text))
    cells = "".join(
        f'<tr><td style="color:{theme.quiet}; padding-right:8px">{escape(name)}</td>'
        f'<td style="color:{colour}">{escape(words)}</td></tr>'
        for name, words, colour in rows
    )
    return f"<table>{cells}</table>"


def _facts(node: Node) -> str:
    facts = [
        _kind(node),
        _tr("shape {shape}").format(shape=shape_text(node.shape)) if node.value.size > 1 else "",
        _tr("{n:,} parameters").format(n=node.parameters) if node.parameters else "",
        _tr("{kind} on {device}").format(kind=node.dtype, device=node.device),
    ]
    return escape(" · ".join(fact for fact in facts if fact))


def _kind(node: Node) -> str:
    if node.kind == "operation":
        return _tr("operation “{name}”").format(name=node.operation)
    if node.kind == "layer":
        return _tr("layer “{name}”").format(name=node.operation)
    return {
        "input": _tr("input"),
        "target": _tr("target: what the model should predict"),
        "parameter": _tr("parameter: this is what is learned"),
        "constant": _tr("constant"),
        "unit": _tr("unit with {name}").format(name=node.operation) if node.operation else _tr("unit"),
    }[node.kind]


def _only_read(node: Node, graph: Graph) -> str:
    """Why no gradient comes by a probability, where that is so."""
    if graph.setting.loss != "cross-entropy" or graph.setting.about not in ("mean", "point"):
        return ""
    if node.by:
        return _tr("Cross-entropy is computed from the logit z: that is where the gradient arrives.")
    if node.layer.startswith("probabilit") and node.gradient is None:
        return _tr(
            "To be read only: cross-entropy is computed from the logits, and no gradient comes by here."
        )
    return ""


def _inputs(node: Node, graph: Graph, theme: Theme) -> str:
    """The local derivative of each argument."""
    edges = graph.into(node.key)
    rows = [
        f"<li>{escape(_name(graph, edge.source))}: <b>{escape(edge.derivative)}</b><br>"
        f'<span style="color:{theme.quiet}">{escape(text(edge.words)) if edge.words else ""}</span></li>'
        for edge in edges[:MOST_USES]
        if edge.derivative or edge.words
    ]
    if not rows:
        return ""
    title = _tr("What goes in, and how much of the gradient goes back to it")
    return _list(title, rows, len(edges) - MOST_USES)


def _uses(node: Node, graph: Graph, theme: Theme, lit: Lit | None) -> str:
    """What each use adds to the gradient; for tensors by the mean, and means add up as well."""
    edges = [edge for edge in graph.out_of(node.key) if edge.contribution is not None]
    if not edges or node.gradient is None or (lit and node.key not in lit.complete):
        return ""
    rows = [
        f"<li>{escape(_name(graph, edge.target))}: "
        f'<span style="color:{theme.gradient}">{_amount(edge.contribution)}</span></li>'
        for edge in edges[:MOST_USES]
    ]
    if len(edges) > 1:
        total = _amount(sum((np.asarray(e.contribution) for e in edges), start=np.zeros(1)))
        rows.append(f'<li>{_tr("sum")}: <b style="color:{theme.gradient}">{total}</b></li>')
    tensor = edges[0].contribution is not None and edges[0].contribution.size > 1
    title = (
        _tr("Its uses, and what each adds to the gradient (means)")
        if tensor
        else _tr("Its uses, and what each adds to the gradient")
    )
    return _list(title, rows, len(edges) - MOST_USES)


def _list(title: str, rows: Sequence[str], more: int) -> str:
    items = "".join(rows)
    if more > 0:
        items += f"<li>{escape(_tr('… {n} more').format(n=more))}</li>"
    heading = f'<p style="margin:6px 0 0 0"><b>{escape(title)}</b></p>'
    return f'{heading}<ul style="margin:0 0 0 -24px">{items}</ul>'


def _amount(contribution: Array | None) -> str:
    if contribution is None or not contribution.size:
        return ""
    return escape(plain_number(float(np.mean(contribution)), 4))


def _brief(values: Array) -> str:
    """“0.46”, or “−1 … 1, mean 0.2”."""
    if values.size <= 1:
        return text(told(values))
    brief = summary(values)
    ends = _tr("{low} … {high}, mean {mean}")
    words = ends.format(
        low=plain_number(brief.low), high=plain_number(brief.high), mean=plain_number(brief.mean)
    )
    return _tr("{words}, {n} not finite").format(words=words, n=brief.lost) if brief.lost else words


def _name(graph: Graph, key: str) -> str:
    return graph.node(key).name


def _line(words: str, colour: str = "") -> str:
    style = f"margin:2px 0; color:{colour}" if colour else "margin:2px 0"
    return f'<p style="{style}">{words}</p>'


def _tr(words: str) -> str:
    return QCoreApplication.translate("Graph", words)
