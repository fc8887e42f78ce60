"""What a formula is made of: numbers, letters, a few operations, and calls of a few functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi
from typing import Literal, get_args

FunctionName = Literal[
    "sin", "cos", "tan", "tanh", "sigmoid", "relu", "softplus", "exp", "log", "sqrt", "abs"
]
FUNCTIONS: tuple[FunctionName, ...] = get_args(FunctionName)
Sign = Literal["+", "-", "*", "/", "^"]
CONSTANTS = {"pi": pi}
INPUT = "x"  # the letter that stands for a point's x; all others are parameters


@dataclass(frozen=True)
class Number:
    """A number as it was written; not negative in a tree that was read."""

    value: float


@dataclass(frozen=True)
class Constant:
    """A number with a name of its own, from `CONSTANTS`."""

    name: str


@dataclass(frozen=True)
class Letter:
    """A name whose value comes from outside."""

    name: str


@dataclass(frozen=True)
class Minus:
    """The opposite of a part."""

    of: "Tree"


@dataclass(frozen=True)
class Operation:
    """Two parts joined by a sign; ^ is the power."""

    sign: Sign
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Call:
    """A function of one part."""

    function: FunctionName
    of: "Tree"


Tree = Number | Constant | Letter | Minus | Operation | Call

# How tightly each binds: where a looser part stands inside a tighter one, it is written in brackets.
_SUM, _PRODUCT, _MINUS, _POWER, _ATOM = range(1, 6)
_ROOM: dict[Sign, tuple[int, int, int]] = {  # of the whole, and the loosest that left and right may be
    "+": (_SUM, _SUM, _PRODUCT),
    "-": (_SUM, _SUM, _PRODUCT),
    "*": (_PRODUCT, _PRODUCT, _MINUS),
    "/": (_PRODUCT, _PRODUCT, _MINUS),
    "^": (_POWER, _ATOM, _MINUS),
}


def canonical(tree: Tree, room: int = _SUM) -> str:
    """The formula as text, always written in the same way, with no more brackets than it needs."""
    words, tightness = _written(tree)
    return words if tightness >= room else f"({words})"


def _written(tree: Tree) -> tuple[str, int]:
    match tree:
        case Number(value):
            return repr(float(value)).removesuffix(".0"), _ATOM
        case Constant(name) | Letter(name):
            return name, _ATOM
        case Call(function, of):
            return f"{function}({canonical(of)})", _ATOM
        case Minus(of):
            return f"-{canonical(of, _MINUS)}", _MINUS
        case Operation(sign, left, right):
            whole, before, after = _ROOM[sign]
            gap = " " if whole == _SUM else ""
            return f"{canonical(left, before)}{gap}{sign}{gap}{canonical(right, after)}", whole


def parts(tree: Tree) -> Iterator[Tree]:
    """The tree and all that is in it, from left to right."""
    yield tree
    match tree:
        case Call(_, of) | Minus(of):
            yield from parts(of)
        case Operation(_, left, right):
            yield from parts(left)
            yield from parts(right)


def letters(tree: Tree) -> tuple[str, ...]:
    """The letters of a formula, each once, in the order in which they first stand."""
    return tuple(dict.fromkeys(part.name for part in parts(tree) if isinstance(part, Letter)))
