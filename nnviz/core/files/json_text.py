"""JSON as people read it: short things on one line, points and numbers not one to a line."""

from typing import Any

import msgspec

LINE_LENGTH = 100
_INDENT = "  "


def readable(value: Any, margin: str = "") -> str:
    """JSON text of plain values; NaN and infinities become null.

    An object that is too long for a line gets one line for each field, a list of lists or objects (such as
    the points) one for each item; a list of numbers stays on one line however long it is, and so does one
    with a list among other things, as a point with many features.
    """
    inner = margin + _INDENT
    if isinstance(value, dict):
        return _object([f"{_line(name)}: {readable(each, inner)}" for name, each in value.items()], margin)
    if isinstance(value, list | tuple) and value and all(map(_is_nest, value)):
        return _on_lines("[", [readable(each, inner) for each in value], "]", margin)
    return _line(value)


def _is_nest(value: Any) -> bool:
    return isinstance(value, list | tuple | dict)


def _object(fields: list[str], margin: str) -> str:
    line = "{" + ", ".join(fields) + "}"
    too_long = len(margin) + len(line) > LINE_LENGTH
    return _on_lines("{", fields, "}", margin) if fields and (too_long or "\n" in line) else line


def _on_lines(begin: str, items: list[str], end: str, margin: str) -> str:
    separator = f",\n{margin}{_INDENT}"
    return f"{begin}\n{margin}{_INDENT}{separator.join(items)}\n{margin}{end}"


def _line(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
