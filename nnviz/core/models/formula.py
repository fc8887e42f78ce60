"""A formula that the user typed as a model: its letters other than x are the parameters."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from nnviz.core.formulas.evaluate import Functions, evaluate
from nnviz.core.formulas.parse import parse
from nnviz.core.formulas.tree import (
    INPUT,
    Call,
    Minus,
    Number,
    Operation,
    Tree,
    canonical,
    letters,
    parts,
)
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.models.polynomial import Array, Domain
from nnviz.core.sentences import BadInput, number, require
from nnviz.core.streams import Purpose, stream

LARGEST_START = 1.0  # initial parameters are drawn from −1 to 1

NUMPY: Functions = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": ACTIVATIONS["tanh"],
    "sigmoid": ACTIVATIONS["sigmoid"],
    "relu": ACTIVATIONS["relu"],
    "softplus": ACTIVATIONS["softplus"],
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
}


@lru_cache
def ready(expression: str) -> Tree:
    """The tree to evaluate: parts without a letter, such as ``sin(2*pi)``, are numbers already.

    Raises `BadInput` for a formula that cannot be read, and where such a part is no finite number.
    """
    return _folded(parse(expression))


def _folded(tree: Tree) -> Tree:
    if not letters(tree):
        return Number(_constant(tree))
    match tree:
        case Minus(of):
            return Minus(_folded(of))
        case Call(function, of):
            return Call(function, _folded(of))
        case Operation(sign, left, right):
            return Operation(sign, _folded(left), _folded(right))
        case _:
            return tree


@np.errstate(all="ignore")
def _constant(tree: Tree) -> float:
    value = float(evaluate(tree, {}, NUMPY, np.float64))
    require(isfinite(value), "The part {part} is not a finite number. Correct it.", part=canonical(tree))
    return value


@dataclass(frozen=True)
class FormulaSpec:
    """A formula such as ``a*sin(b*x) + c``, trained like any other model; x is not scaled.

    expression: as it was typed, see `nnviz.core.formulas.parse`. Raises `BadInput` (mostly `FormulaError`)
    for one that cannot be read, and without a parameter.
    """

    expression: str = "a*sin(b*x) + c"

    def __post_init__(self) -> None:
        ready(self.expression)
        require(
            self.parameter_count > 0,
            "There is nothing to learn in this formula: it needs a letter besides x, such as a in a*x.",
        )

    @property
    def tree(self) -> Tree:
        """What is computed, for `evaluate`."""
        return ready(self.expression)

    @property
    def parameter_count(self) -> int:
        return len(self.parameter_names)

    @property
    def size(self) -> int:
        """How many operations and values there are in the formula."""
        return sum(1 for _ in parts(self.tree))

    @property
    def is_linear(self) -> bool:
        """Whether predictions are linear in the parameters: some formulas' are, but nobody checks."""
        return False

    @property
    def layout(self) -> tuple[object, ...]:
        """Equal layouts can share parameters."""
        return ("formula", canonical(parse(self.expression)))

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(name for name in letters(parse(self.expression)) if name != INPUT)

    @property
    def penalised(self) -> NDArray[np.bool_]:
        """Which parameters L1 and L2 act on: all, since a letter may stand for anything."""
        return np.ones(self.parameter_count, bool)

    def initial_parameters(self, seed: int) -> Array:
        """Uniform in ±1, [P]. Zeros would be no start: a*sin(b*x) does not change by a small a or b there."""
        return LARGEST_START * np.random.default_rng(seed).uniform(-1, 1, self.parameter_count)

    def initial_replicas(self, seed: int, count: int) -> Array:
        """The same for `count` replicas, each its own, [count, P]; more of them leave the first alone."""
        rng = stream(seed, Purpose.REPLICA_WEIGHTS)
        return LARGEST_START * rng.uniform(-1, 1, (count, self.parameter_count))

    def inputs(self, x: Array, domain: Domain) -> Array:
        """x [n] itself: float64 [n, 1]."""
        return np.asarray(x, np.float64)[:, None]

    @np.errstate(all="ignore")  # log(x) below 0 is no number, and drawn as a gap
    def predict(self, parameters: Array, inputs: Array) -> Array:
        """Predictions [n] for parameters [P], or [M, n] for [M, P]; NaN or infinite where there are none."""
        values = dict(zip(self.parameter_names, np.moveaxis(parameters, -1, 0)[..., None], strict=True))
        found = evaluate(self.tree, values | {INPUT: inputs[:, 0]}, NUMPY)
        return np.array(np.broadcast_to(found, (*parameters.shape[:-1], len(inputs))), np.float64)

    def check_start(self, parameters: Array, x: Array) -> None:
        """Raise `BadInput` where the model has no value at one of the points' x [n], from parameters [P]."""
        predictions = self.predict(parameters, np.asarray(x)[:, None])
        lost = x[~np.isfinite(predictions)]
        if len(lost):
            named = zip(self.parameter_names, parameters.tolist(), strict=True)
            start = ", ".join(f"{name} = {number(value)}" for name, value in named)
            raise BadInput(
                "The formula has no finite value at the point x = {x} with {start}. Start from other initial "
                "weights, move the point, or change the formula.",
                x=number(float(lost[0])), start=start,
            )  # fmt: skip
