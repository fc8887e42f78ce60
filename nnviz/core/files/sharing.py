"""A document as one line of text, for a mail or a chat, and back.

``nnviz1:`` and the file's JSON, compressed by zlib and written in the 64 characters that are safe everywhere,
then a full stop and a checksum. The checksum is looked at before anything else is made of the text.
"""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import from_json, to_json
from nnviz.core.files.strict_json import decoded
from nnviz.core.sentences import BadInput, require

VERSION = 1
PREFIX = f"nnviz{VERSION}:"
LONGEST_WITH_RUN = 10_000  # characters; with more, chats and mail programs cut or fold a text
MOST_BYTES = 8 * 2**20  # of the JSON: five times 20,000 points. A line that unpacks to more is refused
MOST_CHARACTERS = 2 * MOST_BYTES  # of a text that is looked at
CHECKSUM = 8  # characters: 48 bits
LOOKED_AT = 2_000  # characters in which the beginning of a line is looked for, as a greeting may come first
_START = re.compile(r"nnviz([1-9][0-9]{0,3}):")
_LINE = re.compile(rf"([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]{{{CHECKSUM}}})")
# What mail programs and web pages put between the characters: line breaks, marks of a quotation, and signs
# that nobody sees (a soft hyphen, spaces without width, a byte order mark).
_BETWEEN = re.compile("[\\s>|\u00ad\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True)
class Shared:
    """A line of text, and whether runs had to be left out of it."""

    line: str
    without_runs: bool = False


def shared(document: Document) -> Shared:
    """The document as a line. Its runs are in it as long as it has at most `LONGEST_WITH_RUN` characters.

    Raises `BadInput` for one that is too large, and for what a file cannot hold.
    """
    alone = replace(document, run=None, pins=())
    if document.run is None and not document.pins:
        return Shared(_line(alone))
    whole = _line(document)
    return Shared(whole) if len(whole) <= LONGEST_WITH_RUN else Shared(_line(alone), without_runs=True)


def _line(document: Document) -> str:
    data = msgspec.json.format(to_json(document).encode(), indent=-1)
    require(
        len(data) <= MOST_BYTES,
        "The experiment is too large for a text: {given:.0f} MB, and {most} MB are the most. Save it, and "
        "send the file.",
        given=len(data) / 2**20, most=MOST_BYTES // 2**20,
    )  # fmt: skip
    packed = urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")
    return f"{PREFIX}{packed}.{_checksum(packed)}"


def looks_like(text: str) -> bool:
    """Whether a text begins with such a line, whatever its version, or mentions one soon after a greeting."""
    return _START.search(_BETWEEN.sub("", text[:LOOKED_AT])) is not None


def opened(text: str) -> Document:
    """The document in a text that holds such a line, with line breaks and marks of a quotation in it or not.

    Raises `BadInput` that says what is wrong with the line, or with what it holds.
    """
    require(
        len(text) <= MOST_CHARACTERS,
        "The copied text is too long: {given:,} characters, and {most:,} are the most. Ask for a file "
        "(.nnviz).",
        given=len(text), most=MOST_CHARACTERS,
    )  # fmt: skip
    joined = _BETWEEN.sub("", text)
    start = _START.search(joined)
    if start is None:
        raise BadInput(
            "This is no copied experiment: such a text begins with “{prefix}”. Copy all of it, from there to "
            "its end.",
            prefix=PREFIX,
        )
    version = int(start[1])
    require(
        version <= VERSION,
        "The copied text was made by a newer nnviz (version {version} of such texts; this one reads "
        "{known}). Update nnviz.",
        version=version, known=VERSION,
    )  # fmt: skip
    line = _LINE.match(joined, start.end())
    if line is None:
        raise _incomplete(joined[start.end() :])
    data = _unpacked(line[1], line[2])
    try:
        return from_json(decoded(data))
    except BadInput as problem:
        raise BadInput("The copied text cannot be opened. {problem}", problem=problem.sentence) from problem


def _incomplete(rest: str) -> BadInput:
    """What to say of a line that does not go on to its checksum."""
    stray = re.search(r"[^A-Za-z0-9_.-]", rest)
    if stray is not None:
        return _damaged()
    return BadInput(
        "The copied text is cut off: its end is missing. Copy all of it, to the last character; a chat may "
        "show only the beginning of a long text."
    )


def _damaged() -> BadInput:
    return BadInput(
        "The copied text is damaged: a character of it was changed or lost on its way. Ask for it again, or "
        "for a file (.nnviz)."
    )


def _unpacked(packed: str, checksum: str) -> bytes:
    """The JSON of a line, at most `MOST_BYTES`: what would be more is not unpacked further."""
    if _checksum(packed) != checksum:
        raise _damaged()
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), MOST_BYTES + 1)
    except (zlib.error, ValueError):  # the checksum is right: somebody made this line by hand
        raise _damaged() from None
    require(
        len(data) <= MOST_BYTES,
        "The copied text unpacks to more than {most} MB, which no experiment needs. Ask for a file (.nnviz).",
        most=MOST_BYTES // 2**20,
    )
    if not unpacking.eof:
        raise _damaged()
    return data


def _checksum(packed: str) -> str:
    """Of the characters, not of the bytes: some last characters stand for the same bytes."""
    return urlsafe_b64encode(sha256((PREFIX + packed).encode()).digest()).decode()[:CHECKSUM]
