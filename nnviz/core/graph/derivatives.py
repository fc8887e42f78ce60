"""The local derivative of each operation by each of its arguments, in symbols and in words. No torch."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nnviz.core.graph.notation import PRODUCT, Term, formula
from nnviz.core.sentences import Sentence

_IN_NAMES = str.maketrans("", "", ".−′")  # of numbers, and of a symbol whose letter a parameter has
_UNCHANGED = "passes the gradient on unchanged"


@dataclass(frozen=True)
class _Rule:
    """symbols: ∂result/∂argument, of the arguments {a} and {b}; words: what happens to the gradient."""

    symbols: str
    words: str


_RULES: dict[str, tuple[_Rule, ...]] = {
    "add": (_Rule("1", _UNCHANGED), _Rule("1", _UNCHANGED)),
    "sub": (_Rule("1", _UNCHANGED), _Rule("−1", "passes the gradient on with the other sign")),
    "mul": (
        _Rule("{b}", "times the other factor, {b}"),
        _Rule("{a}", "times the other factor, {a}"),
    ),
    "div": (
        _Rule("1 / {b}", "divided by {b}"),
        _Rule("−{a} / {b}²", "times −{a} / {b}²: a larger divisor makes the result smaller"),
    ),
    "neg": (_Rule("−1", "passes the gradient on with the other sign"),),
    "exp": (_Rule("exp({a})", "times its own value: exp is its own derivative"),),
    "log": (_Rule("1 / {a}", "divided by {a}: the logarithm is steep near 0"),),
    "sqrt": (_Rule("1 / (2 · √{a})", "divided by twice the root: the root is steep near 0"),),
    "sin": (_Rule("cos({a})", "times the cosine: nothing passes where sin is at its top"),),
    "cos": (_Rule("−sin({a})", "times minus the sine: nothing passes where cos is at its top"),),
    "tan": (_Rule("1 + tan²({a})", "times 1 + tan²: never less than 1"),),
    "tanh": (_Rule("1 − tanh²({a})", "times 1 − tanh²: the steeper tanh is here, the more passes"),),
    "sigmoid": (
        _Rule(
            "sigmoid({a}) · (1 − sigmoid({a}))",
            "times s · (1 − s), where s is the sigmoid's value: a quarter passes at most",
        ),
    ),
    "relu": (_Rule("1 where {a} > 0, else 0", "passes it on where {a} is above 0, and nothing elsewhere"),),
    "softplus": (_Rule("sigmoid({a})", "times sigmoid: the further {a} is above 0, the more passes"),),
    "abs": (_Rule("sign({a})", "times the sign of {a}"),),
    "sum": (_Rule("1", "passes the gradient on unchanged to every element"),),
    "mean": (_Rule("1 / {n}", "divided by {n}, and passed to every element"),),
    "softmax": (
        _Rule(
            "diag(p) − p · pᵀ, p = softmax({a})",
            "times p, once the mean of all, weighted by p, is taken off: what one class gains, others lose",
        ),
    ),
    "logsumexp": (_Rule("softmax({a})", "times softmax({a}): each logit gets the share of its probability"),),
}
_MATMUL = (
    _Rule("{g} · {b}ᵀ", "times {b}ᵀ: each input gets its share through every weight"),
    _Rule("{a}ᵀ · {g}", "times {a}ᵀ: summed over the points, each times its input"),
)


@lru_cache(2**12)  # asked for at every recording, of which many in a row look alike
def derivative(
    operation: str,
    place: int,
    arguments: tuple[Term, ...],
    options: tuple[tuple[str, object], ...] = (),
    averaged: int = 1,
    summed: bool = False,
) -> tuple[str, Sentence | None]:
    """∂result/∂argument of one argument, in symbols and in words; ("", None) for an unknown operation.

    averaged: how many elements a mean is over. summed: the argument was repeated to fit the others, so that
    its gradient is the sum over the points.
    """
    rule = _power(place, dict(options)) if operation == "pow" else _rule(operation, place)
    if rule is None:
        return "", None
    letters, given = _letters([argument.text for argument in arguments])
    whole = formula(operation, [Term(letter) for letter in letters], dict(options))
    values: dict[str, object] = {"a": letters[0], "b": letters[-1], "n": averaged}
    head = whole.text if whole.strength > PRODUCT else f"({whole.text})"
    values["g"] = f"∂L/∂{head}"
    values["d"] = rule.symbols.format(**values)
    by = "L" if operation == "matmul" else head  # a product of matrices: by its effect on the loss
    symbols = f"∂{by}/∂{letters[place]} = {values['d']}"
    words = Sentence(rule.words, {key: values[key] for key in values if f"{{{key}}}" in rule.words})
    if summed:
        words = Sentence("{how}, summed over the points", {"how": words})
    return ", ".join([symbols, *given]), words


def _letters(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Short names for the arguments, and what those mean that stand for more than a name or a number."""
    taken = set(re.findall(r"\w+", " ".join(texts)))
    free = [letter for letter in ("u", "v", "s", "t", "u′", "v′") if letter not in taken]
    names, given = [], []
    for text in texts:
        if text.translate(_IN_NAMES).isalnum():
            names.append(text if not text.startswith("−") else f"({text})")
        else:
            names.append(free.pop(0))
            given.append(f"{names[-1]} = {text}")
    return names, given


def _rule(operation: str, place: int) -> _Rule | None:
    rules = _MATMUL if operation == "matmul" else _RULES.get(operation, ())
    return rules[place] if place < len(rules) else None


def _power(place: int, options: Mapping[str, object]) -> _Rule:
    exponent = options.get("exponent")
    if exponent == 2:
        return _Rule("2 · {a}", "times 2 · {a}: the further {a} is from 0, the more passes")
    if exponent is not None:
        less = formula("pow", [Term("{a}")], {"exponent": float(str(exponent)) - 1}).text
        shown = f"{float(str(exponent)):g} · {less}".replace("-", "−")
        return _Rule(shown, "times {d}")
    if place == 0:
        return _Rule("{b} · {a}^({b} − 1)", "times {b} · {a}^({b} − 1)")
    return _Rule("{a}^{b} · log({a})", "times the power itself and the logarithm of {a}")
