"""Checks a recorded gradient against central finite differences of the same graph, in float64."""

from dataclasses import replace

import numpy as np

from nnviz.core.graph.check import Check
from nnviz.core.graph.graph import Graph, Node
from nnviz.core.graph.replay import gradient, total
from nnviz.core.sentences import BadInput

STEP = float(np.cbrt(np.finfo(float).eps))  # balances rounding and curvature (Press et al. 2007, section 5.7)
ROUNDED = 1e-6  # of a gradient's size, or of 1 where it is smaller
SUMMED = 16.0  # units in the last place, of a loss that is a sum


def check_gradient(graph: Graph, parameter: int) -> Check:
    """The gradient by one of the model's parameters as it was recorded, and by differences.

    graph: of operations, with whatever loss, points and dropout masks it has. Float32 loses too many digits
    to be judged: there the backward pass is made again in float64, with the same numbers. Raises `BadInput`
    for a parameter that does not exist.
    """
    node, at = _place(graph, parameter)
    exact = replace(graph, nodes=tuple(replace(each, dtype="float64") for each in graph.nodes))
    found = node.gradient if node.dtype == "float64" else gradient(exact, node.key)
    analytic = 0.0 if found is None else float(found[at])
    step = STEP * max(1.0, abs(float(node.value[at])))
    above, below = (_loss(exact, parameter, change) for change in (step, -step))
    lost = SUMMED * float(np.finfo(float).eps) * max(abs(above), abs(below)) / step
    allowed = ROUNDED * max(1.0, abs(analytic)) + lost
    return Check(parameter, graph.setting.epoch, analytic, (above - below) / (2 * step), step, allowed)


def _place(graph: Graph, parameter: int) -> tuple[Node, tuple[int, ...]]:
    """The leaf that holds a parameter, and where in it."""
    for node in graph.nodes:
        if node.first is not None and node.first <= parameter < node.first + node.value.size:
            return node, tuple(int(i) for i in np.unravel_index(parameter - node.first, node.shape))
    count = sum(node.value.size for node in graph.nodes if node.first is not None)
    raise BadInput(
        "There is no parameter {number}: the model has {count}.", number=parameter + 1, count=count
    )


def _loss(graph: Graph, parameter: int, change: float) -> float:
    node, at = _place(graph, parameter)
    value = node.value.copy()
    value[at] += change
    return total(graph, {node.key: value})
