"""One line of the benchmarks' table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, the figure, its target, and whether it is met."""

    what: str
    figure: str
    target: str
    met: bool


def at_most(what: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Row:
    return Row(what, f"{value:.{digits}f}{unit}", f"≤ {limit:g}{unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Row:
    return Row(what, f"{value:.{digits}f}{unit}", f"≥ {limit:g}{unit}", value >= limit)


def for_the_record(what: str, value: float, unit: str = "", digits: int = 2) -> Row:
    """A figure without a target."""
    return Row(what, f"{value:.{digits}f}{unit}", "–", True)
