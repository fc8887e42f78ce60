"""What is wrong in a recorded pass: dead and saturated units, gradients that vanish or explode. No torch."""

import re

import numpy as np

from nnviz.core.graph.graph import Array, Graph, Node
from nnviz.core.sentences import Sentence, number

SATURATED = 0.01  # of the steepest slope: at less a unit learns a hundred times slower than it could
_STEEPEST = {"tanh": 1.0, "sigmoid": 0.25}
# Layers' weight gradients within three orders of magnitude still learn with one learning rate for all.
VANISHING = 1e-3
EXPLODING = 1e3
ROUNDING = 1e-10  # gradients of about this size are what is left of 0 when training has come to an end

DIVERGING = Sentence("Not all numbers here are finite: the run has diverged, or is about to.")
NO_VALUE = Sentence(
    "Not all numbers here are finite: at these numbers the formula has no finite value or gradient."
)


def marks(graph: Graph) -> dict[str, Sentence]:
    """What is to be said of a recorded graph (level "operations"), by keys of nodes of all three levels.

    Units are judged where there are several points: at one point any ReLU may well be off.
    """
    found: dict[str, Sentence] = {}
    layers = {node.layer for node in graph.nodes}
    for node in graph.nodes:
        if not (
            np.isfinite(node.value).all() and (node.gradient is None or np.isfinite(node.gradient).all())
        ):
            of_formula = graph.setting.about == "formula" or "formula" in layers
            found |= dict.fromkeys(_keys(node), NO_VALUE if of_formula else DIVERGING)
        elif graph.setting.points > 1 and node.value.ndim == 2 and node.layer.startswith(node.operation):
            found |= _units(node)
    return _gradients(graph) | found


def _keys(node: Node) -> list[str]:
    """A node and the group that shows its value when it is closed."""
    return [node.key, node.layer] if node.layer else [node.key]


def _units(node: Node) -> dict[str, Sentence]:
    """Dead or saturated units of an activation [n, units]."""
    if node.operation == "relu":
        bad = (node.value == 0).all(axis=0)
        one = Sentence(
            "A dead unit: it gives 0 at every point, so no gradient passes and its weights do not move."
        )
        several = "{bad} of {all} units are dead: they give 0 at every point, so no gradient passes them."
    elif node.operation in _STEEPEST:
        bad = (_slope(node) < SATURATED * _STEEPEST[node.operation]).all(axis=0)
        one = Sentence("A saturated unit: it is flat at every point, so that hardly any gradient passes.")
        several = "{bad} of {all} units are saturated: flat at every point, hardly any gradient passes them."
    else:
        return {}
    if not bad.any():
        return {}
    told = Sentence(several, {"bad": int(bad.sum()), "all": len(bad)})
    found = dict.fromkeys(_keys(node), told)
    layer = node.layer.replace(f"{node.operation} ", "layer ")
    return found | {f"{layer} unit {unit + 1}": one for unit in np.flatnonzero(bad)}


def _slope(node: Node) -> Array:
    """The activation's derivative where it is, from its value."""
    value = node.value
    return 1 - value**2 if node.operation == "tanh" else value * (1 - value)


def _gradients(graph: Graph) -> dict[str, Sentence]:
    """Layers whose weights' gradient is much smaller or larger than that of the last one, where it starts."""
    weights = [node for node in graph.nodes if re.fullmatch(r"layer \d+ weight", node.key)]
    sizes = [_root_mean_square(node.gradient) for node in weights]
    found: dict[str, Sentence] = {}
    if len(sizes) < 2 or not np.isfinite(sizes).all() or sizes[-1] < ROUNDING:
        return found
    for node, size in zip(weights[:-1], sizes[:-1], strict=True):
        ratio = size / sizes[-1]
        if ratio < VANISHING:
            told = "The gradient vanishes: here it is {ratio} of what it is at the last layer."
        elif ratio > EXPLODING:
            told = "The gradient explodes: here it is {ratio} times what it is at the last layer."
        else:
            continue
        found |= dict.fromkeys(_keys(node), Sentence(told, {"ratio": number(ratio)}))
    return found


@np.errstate(over="ignore")  # an infinite one is told by itself
def _root_mean_square(gradient: Array | None) -> float:
    return 0.0 if gradient is None else float(np.sqrt(np.mean(gradient**2)))
