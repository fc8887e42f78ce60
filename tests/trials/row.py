"""One line of the trials' table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was tried, what was counted, what was to be, and whether it is so."""

    what: str
    count: str
    target: str
    met: bool


class Missing(Exception):
    """What a trial needs is not on this computer; the sentence says how to get it."""


def at_most(what: str, value: float, limit: float, unit: str = "", digits: int = 0) -> Row:
    return Row(what, f"{value:,.{digits}f}{unit}", f"≤ {limit:g}{unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "", digits: int = 0) -> Row:
    return Row(what, f"{value:,.{digits}f}{unit}", f"≥ {limit:,g}{unit}", value >= limit)


def none_of(what: str, count: int, tried: int) -> Row:
    """How many of `tried` went wrong, which is to be none."""
    return Row(what, f"{count:,} of {tried:,}", "0", count == 0 and tried > 0)


def for_the_record(what: str, count: str) -> Row:
    """A count without a target."""
    return Row(what, count, "–", True)
