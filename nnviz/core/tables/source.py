"""Where the text of a table comes from: a file or pasted text, line by line, never all of a large one."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.tables.numbers import shown

HEAD = 65_536  # bytes that are looked at to guess what the table is like
LONGEST_LINE = 65_536  # characters
MOST_LINES = 1_000_000  # however few points they hold: a reader that never ends looks like a hang
LONGEST_NAME = 100  # characters of a file's name in a sentence
FALLBACK = "latin-1"  # which gives every byte a letter
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_KINDS = (  # how files begin that are often taken for tables
    (b"PK\x03\x04", Sentence("a spreadsheet or an archive")),
    (b"\xd0\xcf\x11\xe0", Sentence("an old spreadsheet")),
    (b"%PDF", Sentence("a PDF")),
)


@dataclass(frozen=True)
class Source:
    """A file, or where `path` is None the text itself as UTF-8. name: how a sentence about it begins."""

    name: Sentence
    path: Path | None = None
    text: bytes = b""

    @classmethod
    def of_file(cls, path: str | Path) -> "Source":
        """Raises `BadInput` if there is no such file."""
        path = Path(path)
        if path.is_dir():
            raise BadInput("“{path}” is a folder. Choose a file with a table in it.", path=path)
        if not path.exists():
            raise BadInput("There is no file “{path}”. Check its name and folder.", path=path)
        if not path.is_file():
            raise BadInput("“{path}” is not a file. Choose a file with a table in it.", path=path)
        return cls(Sentence("“{file}”", {"file": shown(path.name, LONGEST_NAME)}), path)

    @classmethod
    def of_text(cls, text: str) -> "Source":
        return cls(Sentence("The clipboard"), None, text.removeprefix("\ufeff").encode(errors="replace"))

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.text) if self.path is None else self.path.stat().st_size

    def open(self) -> BinaryIO:
        """Raises `BadInput` that names the file and the reason."""
        try:
            return BytesIO(self.text) if self.path is None else open(self.path, "rb")
        except OSError as error:
            raise unreadable(self, error) from error


@dataclass(frozen=True)
class Head:
    """The first whole lines of a source, up to `HEAD` bytes. encoding: a guess that may fail later on."""

    lines: tuple[str, ...]
    encoding: str
    whole: bool  # whether this is all of it


def unreadable(source: Source, error: OSError) -> BadInput:
    return BadInput(
        "{name} cannot be read: {reason}.", name=source.name, reason=error.strerror or type(error).__name__
    )


def head_of(source: Source) -> Head:
    """Raises `BadInput` for what cannot be read, is empty, or is no text."""
    with source.open() as file:
        try:
            data = file.read(HEAD + 1)
        except OSError as error:
            raise unreadable(source, error) from error
    for start, kind in _KINDS:
        if data.startswith(start):
            raise BadInput(
                "{name} is {kind}, not a table of text. Save it as CSV in the program that made it.",
                name=source.name, kind=kind,
            )  # fmt: skip
    whole, data = len(data) <= HEAD, data[:HEAD]
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        encoding, text = FALLBACK, data.decode(FALLBACK)
    lines = list(lines_in(BytesIO(text.encode(errors="replace")), "utf-8", source))
    if not whole and lines and not lines[-1].endswith(("\r", "\n")):
        lines.pop()  # the end of the last one is not here
    if not any(line.strip() for line in lines):
        if whole:
            raise BadInput("{name} is empty: there are no points in it.", name=source.name)
        raise too_long(1)
    return Head(tuple(lines), encoding, whole)


def lines_in(file: BinaryIO, encoding: str, source: Source) -> Iterator[str]:
    """The lines with their ends. Closes the file. Raises `BadInput` with the line, or UnicodeDecodeError."""
    with TextIOWrapper(file, encoding, newline="") as text:
        for number, line in enumerate(_pieces(text, source), 1):
            if len(line) > LONGEST_LINE:
                raise too_long(number)
            if "\0" in line:
                raise BadInput(
                    "{name} is not a table of text: line {line} holds a character that no text has. Save it "
                    "as CSV, in UTF-8.",
                    line=number, name=source.name,
                )  # fmt: skip
            if number > MOST_LINES:
                raise BadInput(
                    "{name} has more than the {most:,} lines that nnviz looks through. Shorten it.",
                    name=source.name, most=MOST_LINES,
                )  # fmt: skip
            yield line


def _pieces(text: TextIO, source: Source) -> Iterator[str]:
    try:
        while line := text.readline(LONGEST_LINE + 1):
            yield line
    except OSError as error:
        raise unreadable(source, error) from error


def too_long(line: int) -> BadInput:
    return BadInput(
        "Line {line} is longer than {most:,} characters. A table of points has a line for each point.",
        line=line, most=LONGEST_LINE,
    )  # fmt: skip


_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def separator_line(line: str) -> str:
    """The delimiter that a first line “sep=;” names, which Excel reads and writes; "" if it is none."""
    found = _SEP.fullmatch(line.lstrip("\ufeff"))
    return found[1] if found else ""
