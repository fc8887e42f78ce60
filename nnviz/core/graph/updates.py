"""Updates: how the optimiser's rule gives each parameter of a recorded step its new value, line by line."""

from collections.abc import Iterator

import numpy as np

from nnviz.core.experiment import Training
from nnviz.core.graph.graph import Array, Graph, Node
from nnviz.core.graph.story import Update
from nnviz.core.sentences import Sentence
from nnviz.core.training.rules import BETA_1, BETA_2, EPSILON, MOMENTUM
from nnviz.core.training.upcoming import Memory, Upcoming

Line = tuple[Sentence, Array]


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
def updates(graph: Graph, upcoming: Upcoming) -> tuple[Update, ...]:
    """One for each parameter of the graph of operations that `record_step` recorded of this step.

    The rules are those of `training.rules`, where their sources are named. A node's gradient includes the
    penalty's, but for the L2 decay of AdamW, which passes the moments by and has a line of its own.
    """
    return tuple(
        Update(node.key, tuple(_lines(node, upcoming)), node.first)
        for node in graph.nodes
        if node.first is not None and node.gradient is not None
    )


def _lines(node: Node, upcoming: Upcoming) -> Iterator[Line]:
    """Name and value of each quantity, from w to the new w."""
    training, memory = upcoming.experiment.training, upcoming.memory
    assert node.first is not None
    assert node.gradient is not None
    place, shape = slice(node.first, node.first + node.value.size), node.shape
    w, gradient = upcoming.parameters[place].reshape(shape), node.gradient
    first, second = memory.first[place].reshape(shape), memory.second[place].reshape(shape)
    yield Sentence("w"), w
    yield Sentence("gradient"), gradient
    if training.optimiser == "SGD":
        step = training.learning_rate * gradient
        yield Sentence("learning rate × gradient"), step
    elif training.optimiser == "momentum":
        velocity = MOMENTUM * first + gradient
        yield Sentence("velocity before"), first
        yield Sentence("velocity = {momentum} × velocity + gradient", {"momentum": MOMENTUM}), velocity
        step = training.learning_rate * velocity
        yield Sentence("learning rate × velocity"), step
    else:
        *lines, (name, step) = _adam(gradient, Memory(memory.steps, first, second), training)
        yield from lines
        if training.optimiser == "AdamW":
            penalised = upcoming.experiment.model.penalised[place].reshape(shape)
            decay = 2 * training.l2 * training.learning_rate * w * penalised
            yield Sentence("decay = learning rate × 2 × L2 × w"), decay
            w = w - decay
        yield name, step
    yield Sentence("new w"), w - step


def _adam(gradient: Array, memory: Memory, training: Training) -> list[Line]:
    """The moments, and at the end the step."""
    number = memory.steps + 1
    m = memory.first + (1 - BETA_1) * (gradient - memory.first)
    v = BETA_2 * memory.second + (1 - BETA_2) * gradient**2
    corrected_m, corrected_v = m / (1 - BETA_1**number), v / (1 - BETA_2**number)
    step = training.learning_rate * corrected_m / (np.sqrt(corrected_v) + EPSILON)
    betas: dict[str, object] = {"b1": BETA_1, "b2": BETA_2, "n": number}
    return [
        (Sentence("m before"), memory.first),
        (Sentence("v before"), memory.second),
        (Sentence("m = {b1} × m + (1 − {b1}) × gradient", betas), m),
        (Sentence("v = {b2} × v + (1 − {b2}) × gradient²", betas), v),
        (Sentence("m̂ = m / (1 − {b1}^{n})", betas), corrected_m),
        (Sentence("v̂ = v / (1 − {b2}^{n})", betas), corrected_v),
        (Sentence("step = learning rate × m̂ / (√v̂ + {epsilon})", {"epsilon": f"{EPSILON:g}"}), step),
    ]
