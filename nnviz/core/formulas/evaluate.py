"""The value of a formula: its tree walked with a table of functions, numpy's or torch's."""

from collections.abc import Callable, Mapping
from typing import Any

from nnviz.core.formulas.tree import (
    CONSTANTS,
    Call,
    Constant,
    FunctionName,
    Letter,
    Minus,
    Number,
    Operation,
    Tree,
)

Functions = Mapping[FunctionName, Callable[[Any], Any]]


def evaluate(
    tree: Tree,
    values: Mapping[str, Any],
    functions: Functions,
    number: Callable[[float], Any] = float,
) -> Any:
    """The value of the tree. values: of each letter, arrays or tensors that go together.

    number: makes a number of the formula ready. Python's own will do with arrays and tensors, but not where
    both sides of a sign are numbers: then Python's rules hold, to which 1/0 is an error.
    """

    def value_of(part: Tree) -> Any:
        match part:
            case Number(value):
                return number(value)
            case Constant(name):
                return number(CONSTANTS[name])
            case Letter(name):
                return values[name]
            case Minus(of):
                return -value_of(of)
            case Call(function, of):
                return functions[function](value_of(of))
            case Operation(sign, left, right):
                return _joined(sign, value_of(left), value_of(right))

    return value_of(tree)


def _joined(sign: str, left: Any, right: Any) -> Any:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            return left**right
