"""Checks a gradient against central finite differences, on a float64 copy of the loss that is shown."""

from dataclasses import replace

import numpy as np

from nnviz.core.experiment import Experiment
from nnviz.core.graph.check import Check
from nnviz.core.graph.graph import Array, Graph, Node
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.graph.record import record
from nnviz.core.graph.replay import replay
from nnviz.core.sentences import require

STEP = float(np.cbrt(np.finfo(float).eps))  # balances rounding and curvature (Press et al. 2007, section 5.7)


def check_gradient(
    experiment: Experiment, parameters: Array, parameter: int, question: Question = ALL_POINTS
) -> Check:
    """The gradient by one of the parameters [P] as `record` shows it, and by differences.

    Raises `BadInput` as `record` does, and for a parameter that does not exist.
    """
    require(
        0 <= parameter < len(parameters),
        "There is no parameter {number}: the model has {count}.",
        number=parameter + 1, count=len(parameters),
    )  # fmt: skip
    graph = record(experiment, parameters, 0, question)
    node, at = _place(graph, parameter)
    analytic = 0.0 if node.gradient is None else float(node.gradient[at])
    exact = replace(experiment, training=replace(experiment.training, precision="float64"))
    copy = graph if exact == experiment else record(exact, parameters, 0, question)
    step = STEP * max(1.0, abs(float(parameters[parameter])))
    above, below = (_loss(copy, parameter, change) for change in (step, -step))
    return Check(parameter, analytic, (above - below) / (2 * step), step)


def _place(graph: Graph, parameter: int) -> tuple[Node, tuple[int, ...]]:
    """The leaf that holds a parameter, and where in it."""
    for node in graph.nodes:
        if node.first is not None and node.first <= parameter < node.first + node.value.size:
            return node, tuple(int(i) for i in np.unravel_index(parameter - node.first, node.shape))
    raise KeyError(parameter)


def _loss(graph: Graph, parameter: int, change: float) -> float:
    node, at = _place(graph, parameter)
    value = node.value.copy()
    value[at] += change
    return float(replay(graph, {node.key: value}).sum())
