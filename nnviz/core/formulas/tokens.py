"""A formula's text cut into numbers, names and signs, and the error that says where it is wrong."""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from nnviz.core.sentences import BadInput

# In one order: the longer sign first. Letters of other scripts are no names: their digits and powers are.
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_\u0391-\u03c9][A-Za-z0-9_\u0391-\u03c9]*")
_SIGNS = {
    "**": "^", "+": "+", "-": "-", "*": "*", "/": "/", "^": "^", "(": "(", ")": ")",
    "−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/",
}  # fmt: skip
_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


class FormulaError(BadInput):
    """A formula cannot be read; the sentence says what is wrong from character `start` to before `end`.

    Both count from 0.
    """

    def __init__(self, template: str, start: int, end: int, **values: object) -> None:
        super().__init__(template, start=start, end=end, **values)
        self.place = start, end


@dataclass(frozen=True)
class Token:
    """A piece of the text; `text` is as it was typed, but for signs that can be typed in several ways."""

    kind: Literal["number", "name", "sign", "end"]
    text: str
    start: int
    end: int


def token_at(text: str, start: int) -> Token:
    """The next token from a place on. Raises `FormulaError` for what no formula holds."""
    start += len(text[start:]) - len(text[start:].lstrip())
    if start == len(text):
        return Token("end", "", start, start)
    if found := _NUMBER.match(text, start):
        return _number(found[0], start)
    if found := _NAME.match(text, start):
        name = "pi" if found[0] == "π" else found[0]
        return Token("name", name, start, found.end())
    for sign, meaning in _SIGNS.items():
        if text.startswith(sign, start):
            return Token("sign", meaning, start, start + len(sign))
    raise _stray(text[start], start)


def _number(digits: str, start: int) -> Token:
    end = start + len(digits)
    if not isfinite(float(digits)):
        raise FormulaError("The number “{number}” is too large.", start, end, number=digits)
    return Token("number", digits, start, end)


def _stray(character: str, start: int) -> FormulaError:
    end = start + 1
    if character == ",":
        return FormulaError(
            "A “,” cannot stand here. Write numbers with a point, such as 0.5; a function takes one value.",
            start, end,
        )  # fmt: skip
    if character == "=":
        return FormulaError("Write only what stands to the right of “=”.", start, end)
    if character in _POWERS:
        power = _POWERS.index(character)
        return FormulaError(
            "Write ^{power} instead of “{character}”.", start, end, power=power, character=character
        )
    if character in "[]{}":
        return FormulaError(
            "Use round brackets ( ) instead of “{character}”.", start, end, character=character
        )
    return FormulaError(
        "“{character}” cannot stand in a formula. Use letters, numbers, + - * / ^ and round brackets.",
        start, end, character=character,
    )  # fmt: skip
