"""Sentences for people: English templates with named values, which the window can translate."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sentence:
    """A template such as ``"The width must be {low}–{high}."`` and the values that fill it.

    The core has no Qt and so cannot translate. It keeps template and values apart; ``str()`` gives
    the English text, and the window looks the template up in the user's language first. A value that
    is a text for people must be a sentence itself, or it could not be translated.
    """

    template: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


class BadInput(ValueError):
    """What the user asked for cannot be done; the sentence says what is wrong and what to do."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.sentence.template, self.sentence.values)


def _rebuild(kind: type[BadInput], template: str, values: dict[str, object]) -> BadInput:
    return kind(template, **values)


def require(condition: bool, template: str, **values: object) -> None:
    """Raise `BadInput` with this sentence unless the condition holds."""
    if not condition:
        raise BadInput(template, **values)


def either(choices: Sequence[Sentence | str]) -> Sentence | str:
    """One or more choices in a row: “a or b or c”."""
    first, *others = choices
    return Sentence("{one} or {other}", {"one": first, "other": either(others)}) if others else first


def number(value: float, digits: int = 3) -> str:
    """A number as people read it: ``0.64``, ``1,234``, ``2.1e-07``; `digits` significant digits."""
    if value == 0:
        return "0"  # -0.0 too
    size = abs(value)
    if size >= 1e6 or size < 1e-4:
        return f"{value:.{digits}g}"
    if size >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    text = f"{value:.{digits}g}"
    return f"{float(text):.10f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share in hundredths: ``80 %``, ``92.9 %``; never 0 or 100 unless it is just that."""
    hundredths = 100 * share
    for decimals in (1, 2, 3, 4):
        rounded = round(hundredths, decimals)
        if rounded not in (0.0, 100.0) or rounded == hundredths:
            break
    return f"{rounded:.{decimals}f}".rstrip("0").rstrip(".") + " %"
