"""The rows of a table, cut into cells."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from nnviz.core.sentences import BadInput
from nnviz.core.tables.source import separator_line

Delimiter = Literal["\t", ";", ",", "|", " "]
DELIMITERS: tuple[Delimiter, ...] = ("\t", ";", ",", "|", " ")  # " ": any spaces and tabs
Row = tuple[int, list[str]]  # the number of its first line, from 1, and its cells without spaces round them
_WORD = re.compile(r'"([^"]*)"(?=[ \t]|$)|([^ \t]+)')


def rows_in(lines: Iterable[str], delimiter: Delimiter) -> Iterator[Row]:
    """All rows that are not empty, but a first line such as “sep=;”.

    Cells may be quoted as in RFC 4180, and then hold delimiters and line breaks. Raises `BadInput` naming
    the line where quotation marks do not match.
    """
    rows = _by_spaces(lines) if delimiter == " " else _by_delimiter(lines, delimiter)
    for number, cells in rows:
        if any(cells) and not (number == 1 and len(cells) <= 2 and separator_line(delimiter.join(cells))):
            yield number, cells


def _by_spaces(lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        yield number, [quoted or plain for quoted, plain in _WORD.findall(line.strip())]


def _by_delimiter(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    first = 1
    try:
        for cells in reader:
            yield first, [cell.strip() for cell in cells]
            first = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            "Line {line}: the quotation marks do not match. A cell that begins with one must end with one.",
            line=first,
        ) from error
