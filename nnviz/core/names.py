"""What classes and features may be called: all that can be shown on one line, in any script."""

from functools import lru_cache
from unicodedata import category

from nnviz.core.sentences import require

LONGEST_NAME = 60  # characters; more do not fit beside a mark
JOINERS = frozenset("\u200c\u200d")  # of no width, and no signs to print: Hindi is spelled with them
_NOT_SHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control characters, halves of characters, ends of lines
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # the direction of what follows


def is_name(text: str) -> bool:
    """Whether it can be shown, and is not too long."""
    seen = text.strip().strip("".join(JOINERS))
    return len(seen) > 0 and len(text) <= LONGEST_NAME and all(map(_is_shown, text))


def _is_shown(character: str) -> bool:
    return category(character) not in _NOT_SHOWN and character not in _TURNS


def escaped(text: str) -> str:
    """What cannot be printed, by its code."""
    return "".join(
        c if c.isprintable() or c in JOINERS else c.encode("unicode_escape").decode() for c in text
    )


@lru_cache(maxsize=16)  # asked for whenever a point is moved; a thousand names take some milliseconds
def check_names(names: tuple[str, ...]) -> None:
    """Raise `BadInput` for names that stand twice among these, and for what is none."""
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    require(twice is None, "The name “{name}” was given twice. Change one of them.", name=twice or "")
    bad = next((name for name in names if not is_name(name)), None)
    require(
        bad is None,
        "“{name}” cannot be the name of a class or a feature: it can have 1 to {most} letters and signs. "
        "Choose another one.",
        name=escaped((bad or "")[:LONGEST_NAME]), most=LONGEST_NAME,
    )  # fmt: skip
