"""A formula as torch code: the same operations in the same order as nnviz makes them."""

import re
from collections.abc import Callable, Mapping

import numpy as np

from nnviz.core.formulas.evaluate import evaluate
from nnviz.core.formulas.tree import (
    INPUT,
    Call,
    Constant,
    Letter,
    Minus,
    Number,
    Operation,
    Sign,
    Tree,
    letters,
    parts,
)
from nnviz.core.models.formula import NUMPY
from nnviz.core.script.letters import PART
from nnviz.core.script.text import INDENT, exact

LONGEST = 80  # characters of an expression; parts of a longer one get names of their own
LONGEST_CONSTANT = 40
LARGEST_WHOLE = 1e15  # written without a point; Python's whole numbers are exact beyond, floats are not
_SUM, _PRODUCT, _MINUS, _POWER, _ATOM = range(1, 6)  # how tightly each binds
_ROOM: dict[Sign, tuple[int, int, int]] = {  # of the whole, and the loosest that left and right may be
    "+": (_SUM, _SUM, _PRODUCT),
    "-": (_SUM, _SUM, _PRODUCT),
    "*": (_PRODUCT, _PRODUCT, _MINUS),
    "/": (_PRODUCT, _PRODUCT, _MINUS),
    "^": (_POWER, _ATOM, _MINUS),
}
_CALLS = {"softplus": ("torch.nn.functional.softplus(", ", threshold=50)")}  # its usual 20 is off by 2e-9
_SIMPLE = re.compile(r"-?(?:[\w.]+|[0-9.]+e[+-]?[0-9]+)")  # ruff writes a**2, but torch.sin(a) ** 2
_Written = tuple[str, int]  # text, and how tightly its last operation binds


def returned(tree: Tree, names: Mapping[str, str]) -> list[str]:
    """The indented lines of a function that return the value of the tree, as it was parsed.

    names: what each letter is called in the script.
    """
    writer = _Writer(names)
    text, tightness = writer.written(tree)
    if INPUT not in letters(tree):
        text = f"{_in_brackets((text, tightness), _ATOM)}.expand_as({INPUT})"
    return [*writer.lines, f"{INDENT}return {text}"]


class _Writer:
    """Writes one tree; `lines` are what must stand before it."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.lines: list[str] = []

    def written(self, tree: Tree) -> _Written:
        if not letters(tree):
            return _constant(tree)
        match tree:
            case Letter(name):
                return self._names.get(name, name), _ATOM
            case Minus(of):
                (part,) = self._fitting(
                    lambda parts: f"-{parts[0]}", [_in_brackets(self.written(of), _MINUS)]
                )
                return f"-{part}", _MINUS
            case Call(name, of):
                before, after = _CALLS.get(name, (f"torch.{name}(", ")"))
                (part,) = self._fitting(lambda parts: f"{before}{parts[0]}{after}", [self.written(of)[0]])
                return f"{before}{part}{after}", _ATOM
            case Operation(sign, left, right):
                whole, *rooms = _ROOM[sign]
                sides = [self.written(side) for side in (left, right)]
                texts = [_in_brackets(side, room) for side, room in zip(sides, rooms, strict=True)]
                return _joined(sign, *self._fitting(lambda parts: _joined(sign, *parts), texts)), whole
            case _:
                raise AssertionError(f"{tree} has no letters")

    def _fitting(self, join: Callable[[list[str]], str], texts: list[str]) -> list[str]:
        """The texts; the longest gets a name of its own, in a line before, until all have room together."""
        while len(join(texts)) > LONGEST:
            longest = max(range(len(texts)), key=lambda i: len(texts[i]))
            name = f"{PART}{len(self.lines) + 1}"
            self.lines.append(f"{INDENT}{name} = {texts[longest]}")
            texts = [name if i == longest else text for i, text in enumerate(texts)]
        return texts


def _joined(sign: Sign, left: str, right: str) -> str:
    if sign != "^":
        return f"{left} {sign} {right}"
    tight = _SIMPLE.fullmatch(left) and _SIMPLE.fullmatch(right)
    return f"{left}**{right}" if tight else f"{left} ** {right}"


def _constant(tree: Tree) -> _Written:
    """A part without letters: as it was typed where Python makes the same number of it, else the number."""
    with np.errstate(all="ignore"):
        value = float(evaluate(tree, {}, NUMPY, np.float64))
    if all(isinstance(part, Number | Constant | Minus) or _is_arithmetic(part) for part in parts(tree)):
        try:
            same = evaluate(tree, {}, {}, _number) == value
        except ArithmeticError:  # 1/(1/0) is 0 to numpy
            same = False
        if same and len(_typed(tree)[0]) <= LONGEST_CONSTANT:
            return _typed(tree)
    return _literal(value)


def _is_arithmetic(part: Tree) -> bool:
    return isinstance(part, Operation) and part.sign != "^"  # Python would make powers of whole numbers exact


def _typed(tree: Tree) -> _Written:
    match tree:
        case Number(value):
            return _literal(value)
        case Constant(name):
            return f"torch.{name}", _ATOM
        case Minus(of):
            return f"-{_in_brackets(_typed(of), _MINUS)}", _MINUS
        case Operation(sign, left, right):
            whole, before, after = _ROOM[sign]
            one, two = _in_brackets(_typed(left), before), _in_brackets(_typed(right), after)
            return _joined(sign, one, two), whole
        case _:
            raise AssertionError(f"{tree} is more than arithmetic")


def _in_brackets(written: _Written, room: int) -> str:
    words, tightness = written
    return words if tightness >= room else f"({words})"


def _literal(value: float) -> _Written:
    number = _number(value)
    text = str(number) if isinstance(number, int) else exact(number)
    return text, _ATOM if value >= 0 else _MINUS


def _number(value: float) -> float:
    """As Python reads it in the script: whole numbers without a point."""
    return int(value) if value == int(value) and abs(value) < LARGEST_WHOLE else value
