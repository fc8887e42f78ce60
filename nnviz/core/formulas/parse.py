"""From a formula's text to its tree; each mistake is a sentence about one place in the text."""

from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from nnviz.core.formulas.tokens import FormulaError, Token, token_at
from nnviz.core.formulas.tree import (
    CONSTANTS,
    FUNCTIONS,
    Call,
    Constant,
    FunctionName,
    Letter,
    Minus,
    Number,
    Operation,
    Sign,
    Tree,
)

MAX_LENGTH = 300  # characters
MAX_DEPTH = 30  # brackets, signs and powers inside each other: Python's own stack stays far from its end


@lru_cache(maxsize=64)  # asked for at every prediction
def parse(text: str, names: Collection[str] | None = None) -> Tree:
    """The tree of a formula such as ``a*sin(b*x) + c``.

    + - * / ^ (or **) bind as in Python: -x^2 is −(x²), and 2^3^2 is 2^(3^2). names: the letters that have
    a value, hashable; None allows any. Raises `FormulaError`, with the place of the first mistake.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            "A formula can have {most} characters, not {given}. Shorten it.",
            MAX_LENGTH, len(text), most=MAX_LENGTH, given=len(text),
        )  # fmt: skip
    if not text.strip():
        raise FormulaError("The formula is empty. Write one such as {example}.", 0, 0, example="w*x + b")
    return _Reader(text, names).whole()


class _Reader:
    """Reads one text from left to right. One method for each of the grammar's rules."""

    def __init__(self, text: str, names: Collection[str] | None) -> None:
        self._text, self._names, self._depth = text, names, 0
        self._before: Token | None = None
        self._token = token_at(text, 0)

    def whole(self) -> Tree:
        tree = self._sum()
        if self._token.kind == "end":
            return tree
        if self._is(")"):
            raise self._error("This “)” closes no bracket. Remove it, or add a “(” before it.")
        raise self._no_operator()

    def _sum(self) -> Tree:
        """product (+ or - product)*"""
        tree = self._product()
        while sign := self._one_of("+", "-"):
            tree = Operation(sign, tree, self._product())
        return tree

    def _product(self) -> Tree:
        """signed (* or / signed)*"""
        tree = self._signed()
        while sign := self._one_of("*", "/"):
            tree = Operation(sign, tree, self._signed())
        return tree

    def _signed(self) -> Tree:
        """- signed, or a power"""
        if not self._is("-"):
            return self._power()
        self._deeper(self._next())
        tree = Minus(self._signed())
        self._depth -= 1
        return tree

    def _power(self) -> Tree:
        """atom, or atom ^ signed"""
        tree = self._atom()
        if not self._is("^"):
            return tree
        self._deeper(self._next())
        tree = Operation("^", tree, self._signed())
        self._depth -= 1
        return tree

    def _atom(self) -> Tree:
        """number, name, function(sum) or (sum)"""
        token = self._token
        if token.kind == "number":
            return Number(float(self._next().text))
        if token.kind == "name":
            return self._name(self._next())
        if self._is("("):
            return self._in_brackets()
        raise self._no_value()

    def _name(self, token: Token) -> Tree:
        for function in FUNCTIONS:
            if token.text == function:
                return self._call(token, function)
        if self._is("("):
            raise _not_a_function(token)
        if token.text in CONSTANTS:
            return Constant(token.text)
        if self._names is not None and token.text not in self._names:
            raise FormulaError(
                "“{name}” has no value here. Use: {names}.",
                token.start, token.end, name=token.text, names=", ".join(sorted(self._names)),
            )  # fmt: skip
        return Letter(token.text)

    def _call(self, token: Token, function: FunctionName) -> Tree:
        if not self._is("("):
            raise FormulaError(
                "“{name}” is a function. Write what it is of in brackets: {name}(…).",
                token.start, token.end, name=function,
            )  # fmt: skip
        return Call(function, self._in_brackets())

    def _in_brackets(self) -> Tree:
        opening = self._next()
        self._deeper(opening)
        tree = self._sum()
        if self._token.kind == "end":
            raise FormulaError(
                "The bracket “(” at character {at} is not closed. Add a “)”.",
                opening.start, opening.end, at=opening.start + 1,
            )  # fmt: skip
        if not self._is(")"):
            raise self._no_operator()
        self._next()
        self._depth -= 1
        return tree

    # --- the text --------------------------------------------------------------------------------

    def _is(self, sign: str) -> bool:
        return self._token.kind == "sign" and self._token.text == sign

    def _one_of(self, *signs: Sign) -> Sign | None:
        """Which of the signs stands here, and go on behind it; None if none of them does."""
        for sign in signs:
            if self._is(sign):
                self._next()
                return sign
        return None

    def _next(self) -> Token:
        """Go on behind the present token; returns it."""
        self._before = self._token
        self._token = token_at(self._text, self._token.end)
        return self._before

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError(
                "More than {most} brackets, signs or powers inside each other. Simplify the formula.",
                token.start, token.end, most=MAX_DEPTH,
            )  # fmt: skip

    # --- what is wrong ---------------------------------------------------------------------------

    def _error(self, template: str, **values: object) -> FormulaError:
        return FormulaError(template, self._token.start, self._token.end, **values)

    def _no_operator(self) -> FormulaError:
        left, right = self._before, self._token
        assert left is not None, "a value was read"
        between = self._text[left.start : left.end], self._text[right.start : right.end]
        return FormulaError(
            "There is no sign between “{left}” and “{right}”. To multiply, write {left}*{right}.",
            left.start, right.end, left=between[0], right=between[1],
        )  # fmt: skip

    def _no_value(self) -> FormulaError:
        before = self._before
        if self._token.kind != "end":
            return self._error(
                "Something is missing before “{sign}”: a number, a letter or a bracket.",
                sign=self._text[self._token.start : self._token.end],
            )
        assert before is not None, "an empty formula was refused"
        return FormulaError(
            "The formula ends too early: something is missing after “{sign}”.",
            before.start, before.end, sign=self._text[before.start : before.end],
        )  # fmt: skip


def _not_a_function(token: Token) -> FormulaError:
    name, start, end = token.text, token.start, token.end
    near = get_close_matches(name.lower(), FUNCTIONS, 1)
    if near and len(name) > 1:
        return FormulaError(
            "There is no function “{name}”. Did you mean {near}?", start, end, name=name, near=near[0]
        )
    return FormulaError(
        "There is no function “{name}”. There are: {names}. To multiply, write {name}*(…).",
        start, end, name=name, names=", ".join(FUNCTIONS),
    )  # fmt: skip
