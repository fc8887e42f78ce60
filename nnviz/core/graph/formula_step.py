"""One step of gradient descent on a formula itself, letter by letter. No torch: the window makes it."""

from collections.abc import Collection

import numpy as np

from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.story import Update
from nnviz.core.graph.updates import updates
from nnviz.core.training.upcoming import Memory, Upcoming


def step_down(graph: Graph, rate: float, fixed: Collection[str] = ()) -> tuple[Update, ...]:
    """How each letter of a recorded formula but the fixed ones moves against its gradient.

    graph: of `record_formula`. Raises `BadInput` for a learning rate that cannot be.
    """
    moved = [node for node in graph.nodes if node.first is not None]
    values = np.array([float(node.value) for node in moved])
    nothing = Memory(0, np.zeros_like(values), np.zeros_like(values))
    upcoming = Upcoming(Experiment(training=Training(learning_rate=rate)), 0, values, nothing)
    return tuple(update for update in updates(graph, upcoming) if update.node not in fixed)


def new_values(made: Collection[Update]) -> dict[str, float]:
    """The letters' values after a step."""
    return {update.node: float(update.lines[-1][1]) for update in made}
