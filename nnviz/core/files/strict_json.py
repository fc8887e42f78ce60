"""JSON read strictly: what a lenient reader lets pass, or what would fill the memory, is a sentence here."""

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

import msgspec

from nnviz.core.files.complaints import shown
from nnviz.core.sentences import BadInput, Sentence, require

MOST_BYTES = 64 * 2**20
MOST_VALUES = 4_000_000  # commas: as many numbers as so many bytes hold, and few enough for the memory
MOST_PARTS = 500_000  # opening brackets and quotation marks: with them reading stays below a second
MOST_DIGITS = 300  # of a whole number: more are no number that can be computed with, and fill a sentence
MOST_DEPTH = 32  # lists and objects inside each other; a file of ours has 6
_TEXT = rb'"((?:[^"\\]++|\\.)*+)"'
_STRUCTURE = re.compile(_TEXT + rb"(\s*+:)?|[\[\]{}]", re.DOTALL)
_OF_NUMBERS = b"0123456789.eE+-"
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_TOO_LONG = b"0" * (MOST_DIGITS + 1)
_SURROGATES = re.compile(rb"\\u[dD][89abAB]..(?:\\u[dD][c-fC-F]..)?|\\u[dD][c-fC-F]..|\\.", re.DOTALL)


def decoded(data: bytes) -> str:
    """The text in the bytes of a file. Raises `BadInput` unless they are UTF-8."""
    require(
        not data.startswith((b"\xff\xfe", b"\xfe\xff")),
        "The text is in UTF-16, as line 1 begins. Save it as UTF-8.",
    )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "It is not a text in UTF-8: {place} stands a byte of the value {byte}. Give an experiment file "
            "(.nnviz), or save the text as UTF-8.",
            place=_place(data, error.start), byte=data[error.start],
        ) from error  # fmt: skip


class _Around(msgspec.Struct):
    experiment: msgspec.Raw = msgspec.Raw()


def without_run(text: str) -> str:
    """The experiment in the text of a run.json, at its line; any other text as it is.

    The numbers of a run beside it are not looked at: there may be millions.
    """
    try:
        data = text.encode()
        inside = bytes(msgspec.json.decode(data[:MOST_BYTES], type=_Around).experiment)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return text  # which `plain_values` explains
    if not inside.startswith(b"{"):
        return text
    return "\n" * data.count(b"\n", 0, data.index(inside)) + inside.decode()


def too_large(data: bytes) -> Sentence | None:
    """What to say of a text that is larger than what is read, or has more values in it."""
    parts = sum(data.count(mark) for mark in (b"[", b"{", b'"'))
    if len(data) <= MOST_BYTES and data.count(b",") < MOST_VALUES and parts <= MOST_PARTS:
        return None
    return Sentence(
        "It is too large ({given:.1f} MB). A file can have {size} MB, {values:,} values, and {parts:,} "
        "brackets and quotation marks. Use fewer points, a smaller model, or fewer pinned runs.",
        {"given": len(data) / 2**20, "size": MOST_BYTES // 2**20, "values": MOST_VALUES, "parts": MOST_PARTS},
    )


def plain_values(text: str) -> Any:
    """What a JSON text holds: dictionaries, lists, texts, numbers, True, False, None.

    Raises `BadInput` naming the line for what is no JSON, and for NaN, infinite numbers, a field that stands
    twice, halves of characters, and what is too deep, too large or has more than `MOST_VALUES` values.
    """
    data = _encoded(text.removeprefix("\ufeff"))
    if too_much := too_large(data):
        raise BadInput("{problem}", problem=too_much)
    try:
        values = msgspec.json.decode(data)
    except RecursionError as error:
        raise next(_depth_and_names(data), BadInput("The text is nested too deeply in line 1.")) from error
    except msgspec.DecodeError as error:
        raise _complaint(str(error), data) from error
    for problem in _depth_and_names(data):
        raise problem
    if _TOO_LONG in data.translate(_DIGITS_ALIKE) and (found := _large_number(data)):
        raise _too_large(data, found)
    return values


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        before = text[: error.start].encode()
        raise _half_a_character(before, len(before)) from error


def _depth_and_names(data: bytes) -> Iterator[BadInput]:
    """What is wrong with the brackets and names of a JSON text: too deep, or a field that stands twice."""
    nested: list[set[bytes]] = []  # the names so far, of each object that is open
    no_names: set[bytes] = set()
    for found in _STRUCTURE.finditer(data):
        if found.lastindex == 2:
            name = found[1] if b"\\" not in found[1] else msgspec.json.decode(b'"%b"' % found[1]).encode()
            if name in nested[-1]:
                yield BadInput(
                    "The field “{field}” stands twice in one object, the second time {place}. Remove one.",
                    field=shown(name.decode()), place=_place(data, found.start()),
                )  # fmt: skip
            nested[-1].add(name)
        elif found.lastindex is None and found[0] in b"]}":
            nested.pop()
        elif found.lastindex is None:
            nested.append(set() if found[0] == b"{" else no_names)
            if len(nested) > MOST_DEPTH:
                yield BadInput(
                    "The text is nested too deeply: {place} begins a list or object inside {most} others. "
                    "Correct it there.",
                    place=_place(data, found.start()), most=MOST_DEPTH,
                )  # fmt: skip


def _complaint(reason: str, data: bytes) -> BadInput:
    """What to say of a text that msgspec does not read for this reason."""
    if "out of range" in reason and (found := _large_number(data)):
        return _too_large(data, found)
    if "surrogate" in reason or "truncated" in reason:
        for text in re.finditer(_TEXT, data, re.DOTALL):
            for found in _SURROGATES.finditer(text[1]):
                if found[0][1:2] == b"u" and len(found[0]) == 6:
                    return _half_a_character(data, text.start(1) + found.start())
    malformed = re.search(r"malformed: (.+) \(byte (\d+)\)", reason)
    if not malformed:
        return BadInput(
            "The text is not JSON that can be read: it ends too early, {place}. Add what is missing.",
            place=_place(data, len(data)),
        )
    at = int(malformed[2])
    if re.match(rb"-?(nan|inf)", data[at : at + 4], re.IGNORECASE):
        return BadInput(
            "NaN and Infinity are not numbers that can be used ({place}). Write a finite number.",
            place=_place(data, at),
        )
    return BadInput(
        "The text is not JSON: {reason} {place}. Correct it there.",
        reason=malformed[1],
        place=_place(data, at),
    )


def _large_number(data: bytes) -> re.Match[bytes] | None:
    """The first number that has no value here. Only some are looked at: there may be millions."""
    bare = re.sub(_TEXT, lambda text: b" " * len(text[0]), data, flags=re.DOTALL)
    exponents = [found.start() for found in re.finditer(rb"[eE]\+?\d{3}", bare)]
    end = 0
    for place in sorted([*_long_runs(bare.translate(_DIGITS_ALIKE)), *exponents]):
        if place < end:
            continue
        while place and bare[place - 1] in _OF_NUMBERS:
            place -= 1
        number = re.compile(b"[%b]++" % _OF_NUMBERS).match(bare, place)
        if number and not _has_value(number[0]):
            return number
        end = number.end() if number else place
    return None


def _long_runs(alike: bytes) -> Iterator[int]:
    """Where more digits than `MOST_DIGITS` follow each other, some of them several times."""
    at = alike.find(_TOO_LONG)
    while at >= 0:
        yield at
        at = alike.find(_TOO_LONG, at + MOST_DIGITS)


def _has_value(number: bytes) -> bool:
    if number.lstrip(b"-").isdigit():
        return len(number.lstrip(b"-")) <= MOST_DIGITS
    try:
        return isfinite(float(number))
    except ValueError:  # something else is wrong with it, and msgspec says what
        return True


def _too_large(data: bytes, number: re.Match[bytes]) -> BadInput:
    return BadInput(
        "The number {number} {place} is too large. Write a smaller one.",
        number=shown(number[0].decode()), place=_place(data, number.start()),
    )  # fmt: skip


def _half_a_character(data: bytes, at: int) -> BadInput:
    return BadInput(
        "Half of a character (a lone surrogate) stands {place}. Remove it there.", place=_place(data, at)
    )


def _place(data: bytes, at: int) -> Sentence:
    """The line and column of a byte, counted from 1."""
    before = data[:at]
    column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
    return Sentence("in line {line}, column {column}", {"line": before.count(b"\n") + 1, "column": column})
