"""Formulas in symbols: short texts such as "x · W1 + b1" from an operation and its arguments. No torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SUM, PRODUCT, POWER, ATOM = range(1, 5)  # how tightly a term holds together
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Term:
    """A formula's text and how tightly its outermost operation binds: `SUM` … `ATOM`."""

    text: str
    strength: int = ATOM

    def within(self, strength: int) -> str:
        """The text, in brackets unless it binds at least so tightly."""
        return self.text if self.strength >= strength else f"({self.text})"


def number_term(value: float) -> Term:
    """A number as a term: ``2``, ``−0.5``; six digits at most."""
    text = f"{value:.6g}".replace("-", "−")
    return Term(text, SUM if value < 0 else ATOM)


def formula(operation: str, arguments: Sequence[Term], options: Mapping[str, object]) -> Term:
    """An operation on its arguments, in symbols."""
    first, *others = arguments
    if operation == "pow":
        return _power(first, others[0] if others else options.get("exponent", 2))
    if others and operation in _BINARY:
        sign, left, right, strength = _BINARY[operation]
        second = others[0].within(right)
        if second.startswith("−"):
            second = f"({second})"
        return Term(f"{first.within(left)} {sign} {second}", strength)
    if operation in _PREFIX:
        sign, inside, strength = _PREFIX[operation]
        return Term(f"{sign}{first.within(inside)}", strength)
    if operation == "abs":
        return Term(f"|{first.text}|")
    return Term(f"{operation}({', '.join(argument.text for argument in arguments)})")


# The sign; how tightly the left and the right argument must bind to stand without brackets; the whole.
_BINARY = {
    "add": ("+", SUM, SUM, SUM),
    "sub": ("−", SUM, PRODUCT, SUM),
    "mul": ("·", PRODUCT, PRODUCT, PRODUCT),
    "matmul": ("·", PRODUCT, PRODUCT, PRODUCT),
    "div": ("/", PRODUCT, POWER, PRODUCT),
}
_PREFIX = {"neg": ("−", PRODUCT, SUM), "sum": ("Σ ", PRODUCT, PRODUCT), "sqrt": ("√", ATOM, POWER)}


def _power(base: Term, exponent: object) -> Term:
    if isinstance(exponent, Term):
        return Term(f"{base.within(ATOM)}^{exponent.within(ATOM)}", POWER)
    if isinstance(exponent, float) and exponent.is_integer():
        exponent = int(exponent)
    if isinstance(exponent, int):
        return Term(f"{base.within(ATOM)}{str(exponent).translate(_SUPERSCRIPTS)}", POWER)
    assert isinstance(exponent, float)
    return Term(f"{base.within(ATOM)}^{number_term(exponent).within(ATOM)}", POWER)
