"""Pieces of Python text: exact numbers, lists laid out as ruff does it, and blocks put under each other."""

from collections.abc import Iterable, Sequence

LINE_LENGTH = 110
INDENT = "    "
_DEFINITIONS = ("def ", "class ", "@")

Nested = float | str | Sequence["Nested"]


def exact(number: float) -> str:
    """The shortest text that gives this number again; also of numpy's numbers."""
    return repr(float(number))


def assigned(name: str, values: Sequence[Nested], note: str = "") -> str:
    """`name = [...]` with nested lists of numbers or of plain words, on one line where that has room."""
    above = f"# {note}\n" if note else ""
    return f"{above}{name} = {_listed(values, '', len(name) + 3)}"


def _listed(value: Nested, margin: str, before: int) -> str:
    """before: how much room is taken on the line already."""
    line = _in_line(value)
    if before + len(line) <= LINE_LENGTH or not isinstance(value, list | tuple):
        return line
    inner = margin + INDENT
    items = [f"{inner}{_listed(each, inner, len(inner) + 1)}," for each in value]
    return "\n".join(["[", *items, f"{margin}]"])


def _in_line(value: Nested) -> str:
    match value:
        case str():
            return f'"{value}"'
        case float() | int():
            return exact(value)
        case _:
            return f"[{', '.join(map(_in_line, value))}]"


def unpacked(target: Sequence[str], value: str, margin: str = "") -> str:
    """`a, b, c = value`: one name for each of several values."""
    left = ", ".join(target) if len(target) > 1 else f"({target[0]},)"
    if len(margin) + len(left) + 3 + len(value) <= LINE_LENGTH:
        return f"{margin}{left} = {value}"
    inside = [f"{margin}{INDENT}{name}," for name in target]
    return "\n".join([f"{margin}(", *inside, f"{margin}) = {value}"])


def block(*lines: str | None) -> str:
    """Lines under each other, without those that are None."""
    return "\n".join(given(*lines))


def given(*lines: str | None) -> list[str]:
    """Those that are not None."""
    return [line for line in lines if line is not None]


def module(blocks: Iterable[str]) -> str:
    """Blocks under each other: two empty lines around definitions, one between other blocks."""
    text = ""
    defined = False
    for each in filter(None, blocks):
        defines = each.startswith(_DEFINITIONS)
        text += ("\n\n\n" if defines or defined else "\n\n") * bool(text) + each
        defined = defines
    return text + "\n"
