"""The graph of a formula by itself, at chosen values of its letters: what the formula window shows."""

from collections.abc import Mapping

from torch import Tensor

from nnviz.core.formulas.evaluate import evaluate
from nnviz.core.formulas.parse import parse
from nnviz.core.formulas.tree import INPUT, letters
from nnviz.core.graph.graph import Graph, Kind, Setting
from nnviz.core.graph.recorder import Recorder
from nnviz.core.models.formula import ready
from nnviz.core.sentences import require
from nnviz.core.training.forward import FUNCTIONS


def record_formula(expression: str, values: Mapping[str, float]) -> Graph:
    """The real forward and backward pass of a formula in float64; gradients are ∂formula/∂node.

    Each letter is a leaf, x of kind "input" and all others parameters; `Node.first` counts them in the order
    in which they first stand. A value may well come out as NaN, as that of log(−1). Raises `FormulaError` for
    a formula that cannot be read and for a letter without a value, and `BadInput` for one without a letter.
    """
    names = letters(parse(expression, frozenset(values)))
    require(bool(names), "There is no letter in this formula, so nothing can change. Write one such as a*x.")
    recorder, leaves = Recorder(), dict[str, Tensor]()
    with recorder:
        for place, name in enumerate(names):
            kind: Kind = "input" if name == INPUT else "parameter"
            leaves[name] = recorder.leaf(values[name], name, kind, first=place)
        result: Tensor = evaluate(ready(expression), leaves, FUNCTIONS)
        if not any(result is leaf for leaf in leaves.values()):
            recorder.named(result, "f")
    return recorder.finish(result, Setting("formula"))
