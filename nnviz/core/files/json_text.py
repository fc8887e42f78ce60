"""JSON as people read it: short things on one line, points and numbers not one to a line."""

from typing import Any

import msgspec

LINE_LENGTH = 100
_INDENT = "  "


def readable(value: Any, margin: str = "") -> str:
    """JSON text of plain values; NaN and infinities become null.

    An object that is too long for a line gets one line for each field, a list of lists (such as the
    points) one for each item; a list of numbers stays on one line however long it is.
    """
    line = msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
    inner = margin + _INDENT
    if isinstance(value, dict) and len(margin) + len(line) > LINE_LENGTH:
        fields = [f"{inner}{readable(key)}: {readable(each, inner)}" for key, each in value.items()]
        return "{\n" + ",\n".join(fields) + f"\n{margin}}}"
    if isinstance(value, list | tuple) and any(isinstance(each, list | tuple) for each in value):
        return "[\n" + ",\n".join(inner + readable(each, inner) for each in value) + f"\n{margin}]"
    return line
