"""Fields of a file that this program does not know: kept, written back, and told of."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from nnviz.core.files.complaints import LONGEST_SHOWN, field, shown
from nnviz.core.sentences import Sentence


def unknown(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What `given` has and `known` has not, at its places; objects are looked into, lists are not."""
    found = {}
    for name, value in given.items():
        if name not in known:
            found[name] = value
        elif isinstance(value, dict) and isinstance(known[name], dict):
            inner = unknown(value, known[name])
            if inner:
                found[name] = inner
    return found


def with_unknown(values: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The values with those of `extra` at their places. A place that is no more is left out with them."""
    filled = dict(values)
    for name, value in extra.items():
        if name not in values:
            filled[name] = value
        elif isinstance(value, dict) and isinstance(values[name], dict):
            filled[name] = with_unknown(values[name], value)
    return filled


def told(extra: Mapping[str, Any], known: Mapping[str, Any], where: str = "") -> Iterator[Sentence]:
    """A sentence for each unknown field, with the known one that it may have been meant for."""
    for name, value in extra.items():
        called = field(where, shown(name) or '""')
        if name in known:
            if isinstance(value, dict) and isinstance(known[name], dict):
                yield from told(value, known[name], called)
            continue
        near = get_close_matches(name, known, 1) if len(name) <= LONGEST_SHOWN else []
        yield Sentence(
            "The field “{field}” is not known here and was kept as it is. Did you mean “{near}”?"
            if near
            else "The field “{field}” is not known here and was kept as it is.",
            {"field": called, "near": near[0]} if near else {"field": called},
        )
