"""What a table is like: how its cells are set apart, its decimal sign, and what its columns are."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nnviz.core.dataset import MOST_FEATURES, Dataset
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.tables.cells import DELIMITERS, Delimiter, Row, rows_in
from nnviz.core.tables.class_columns import CLASS_NAMES, ClassColumns
from nnviz.core.tables.numbers import (
    DECIMALS,
    YES_OR_NO,
    Decimal,
    is_surely_number,
    looks_like_number,
    role_in,
    shown,
)
from nnviz.core.tables.source import Head, separator_line

SAMPLE_ROWS, SAMPLE_COLUMNS = 60, 100  # that are looked at to guess how cells are set apart
MOST_COLUMNS = MOST_FEATURES + 10  # that are looked at to guess what they are: features, class, role, …
MOST_HEADER_ROWS = 20
LONGEST_COUNT = 10  # digits of a number of a row
SURE = 0.1  # how much more a number speaks for a format that leaves no doubt about it
_X, _Y = re.compile(r"x\b", re.IGNORECASE), re.compile(r"y\b", re.IGNORECASE)
_ROLE_NAMES = {
    "role", "set", "split", "subset", "kind", "validation", "is_validation", "test", "is_test", "train",
    "is_train", "training", "is_training",
}  # fmt: skip
_COUNTER_NAMES = {"", "#", "index", "id", "nr", "no", "no.", "row", "unnamed: 0"}  # of numbers of rows


@dataclass(frozen=True)
class TableFormat:
    """How to read a table. header: rows above the points, of which the last one names the columns.

    x, y: numbers of their columns, from 0. role: the column that says training or validation, or None.
    label: the column of the class, or None for a curve. features: the columns of the features, with classes.
    """

    delimiter: Delimiter = ","
    decimal: Decimal = "."
    header: int = 0
    x: int = 0
    y: int = 1
    role: int | None = None
    label: int | None = None
    features: tuple[int, ...] = ()

    @property
    def is_classes(self) -> bool:
        return self.label is not None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns that must hold numbers."""
        return self.features if self.is_classes else (self.x, self.y)


@dataclass(frozen=True)
class Sample:
    """The first rows, for a preview, and the names of the columns; "" for those without one."""

    rows: tuple[Row, ...]
    names: tuple[str, ...]

    def column(self, index: int) -> Sentence:
        """The column as a sentence names it."""
        return column_words(self.names, index)


def _names(rows: Sequence[Sequence[str]], header: int, delimiter: Delimiter) -> list[str]:
    first = rows[header] if header < len(rows) else []
    return names_for(rows[header - 1], len(first), delimiter) if 0 < header <= len(rows) else []


def names_for(header: Sequence[str], width: int, delimiter: Delimiter) -> list[str]:
    """The columns' names from the row above the points. width: of the row below.

    Between spaces, “#” alone marks the row as one of names, and R leaves out the name of its row numbers.
    """
    if delimiter == " " and len(header) == width + 1 and header[0] == "#":
        return list(header[1:])
    if delimiter == " " and 0 < len(header) == width - 1:
        return ["", *header]
    return list(header)


def column_words(names: Sequence[str], index: int) -> Sentence:
    name = names[index] if index < len(names) else ""
    return Sentence("“{name}”", {"name": shown(name)}) if name else Sentence("{n}", {"n": index + 1})


def sample_of(head: Head, table_format: TableFormat, most: int = SAMPLE_ROWS) -> Sample:
    """What this format makes of the first rows. Raises `BadInput` where quotation marks do not match."""
    rows = _first_rows(head, table_format.delimiter, most)
    width = max((len(cells) for _, cells in rows[table_format.header :]), default=0)
    names = _names([cells for _, cells in rows], table_format.header, table_format.delimiter)
    return Sample(tuple(rows), (*names, *[""] * (width - len(names))))


def guess(head: Head, delimiter: Delimiter | None = None, beside: Dataset | None = None) -> TableFormat:
    """The format that makes the most sense of the first rows. Raises `BadInput` if none can be read.

    delimiter: where it is known. beside: the points that those of the table may come to.
    """
    best: tuple[float, TableFormat] | None = None
    problem: BadInput | None = None
    known = delimiter or separator_line(head.lines[0])
    for delimiter in [each for each in DELIMITERS if each == known] or DELIMITERS:
        try:
            rows = [cells[:MOST_COLUMNS] for _, cells in _first_rows(head, delimiter, SAMPLE_ROWS)]
        except BadInput as error:
            problem = error
            continue
        for decimal in DECIMALS:
            score = _sense([cells[:SAMPLE_COLUMNS] for cells in rows], decimal)
            if best is None or score > best[0]:
                best = score, _with_columns(TableFormat(delimiter, decimal), rows, beside)
    if problem is not None and (best is None or not best[0]):
        raise problem
    assert best is not None, "each delimiter was tried"
    return best[1]


def as_classes(head: Head, table_format: TableFormat) -> TableFormat:
    """The same format, with classes in one of the columns and features in others."""
    rows = _first_rows(head, table_format.delimiter, SAMPLE_ROWS)
    cells = [cells for _, cells in rows]
    columns = _class_columns(table_format, cells)
    return _with_label(table_format, columns, columns.likeliest())


def has_points(head: Head, table_format: TableFormat) -> bool:
    """Whether any of the first rows has numbers where they should be, even if they cannot be used."""
    places = table_format.numbers
    rows = _first_rows(head, table_format.delimiter, SAMPLE_ROWS)[table_format.header :]
    return any(
        all(i < len(cells) and looks_like_number(cells[i], table_format.decimal) for i in places)
        for _, cells in rows
    )


def _first_rows(head: Head, delimiter: Delimiter, most: int) -> list[Row]:
    rows: list[Row] = []
    try:
        for row in rows_in(head.lines, delimiter):
            rows.append(row)
            if len(rows) == most:
                break
    except BadInput:
        if head.whole or not rows:  # else a quoted cell may end where we do not see it
            raise
    return rows


def _sense(rows: Sequence[Sequence[str]], decimal: Decimal) -> float:
    """How well rows of cells are explained: by the share of numbers in rows that hold two or more."""
    shares, widths = [], Counter(len(cells) for cells in rows)
    for cells in rows:
        filled = [cell for cell in cells if cell]
        numbers = [cell for cell in filled if looks_like_number(cell, decimal)]
        sure = sum(is_surely_number(cell, decimal) for cell in numbers)
        known = sum(role_in(cell) is not None for cell in filled if cell not in numbers)
        enough = len(numbers) >= 2
        shares.append(enough * ((1 - SURE) * len(numbers) + SURE * sure + known) / len(filled))
    even = max(widths.values()) / len(rows) if rows else 0.0
    return (sum(shares) / len(rows) if rows else 0.0) * (1 + even)


def _with_columns(
    table_format: TableFormat, rows: Sequence[Sequence[str]], beside: Dataset | None
) -> TableFormat:
    """The format with header and columns guessed."""
    decimal = table_format.decimal
    width = max((len(cells) for cells in rows), default=0)
    later = _columns(rows[len(rows) // 2 :], width)  # where there is hardly a header left
    numeric = [
        i for i, cells in enumerate(later)
        if cells and 2 * sum(looks_like_number(cell, decimal) for cell in cells) >= len(cells)
    ]  # fmt: skip
    header = _header_rows(rows, numeric, decimal)
    columns = _columns(rows[header:], width)
    names = _names(rows, header, table_format.delimiter)
    names = [name.strip("# ").casefold() for name in names] + [""] * (width - len(names))
    telling = [i for i, cells in enumerate(columns) if _tells_roles(cells, names[i])]
    role = telling[-1] if telling else None  # it stands behind a class called “training”
    counts = [i for i in numeric if header and names[i] in _COUNTER_NAMES and i == 0]
    usual = [i for i in numeric if i != role and i not in counts]
    usual = usual if len(usual) >= 2 else [i for i in numeric if i != role]
    x = next((i for i in usual if _X.match(names[i])), None)
    y = next((i for i in usual if _Y.match(names[i])), None)
    rest = [i for i in usual if i not in (x, y)] + [i for i in range(width) if i not in usual] + [0, 1]
    x = next(i for i in rest if i != y) if x is None else x
    y = next(i for i in rest if i != x) if y is None else y
    found = replace(table_format, header=header, x=x, y=y, role=role)
    class_columns = _class_columns(found, rows)
    told = class_columns.told(beside)
    return found if told is None else _with_label(found, class_columns, told)


def _with_label(table_format: TableFormat, columns: ClassColumns, label: int) -> TableFormat:
    return replace(table_format, label=label, features=columns.features(label))


def _class_columns(table_format: TableFormat, rows: Sequence[Sequence[str]]) -> ClassColumns:
    width = max((len(cells) for cells in rows), default=0)
    names = _names(rows, table_format.header, table_format.delimiter)
    names = [name.strip("# ").casefold() for name in names] + [""] * (width - len(names))
    columns = _columns(rows[table_format.header :], width)
    counter = (
        0 if table_format.header and width and names[0] in _COUNTER_NAMES and _counts(columns[0]) else None
    )
    return ClassColumns(table_format.decimal, columns, names[:width], table_format.role, counter)


def _counts(cells: Sequence[str]) -> bool:
    """Whether each is one more than the one before: a feature of that name is no number of rows."""
    if not all(cell.isascii() and cell.isdigit() and len(cell) < LONGEST_COUNT for cell in cells):
        return False
    return all(int(b) == int(a) + 1 for a, b in pairwise(cells))


def _columns(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """The cells of each column that are not empty."""
    return [[cells[i] for cells in rows if i < len(cells) and cells[i]] for i in range(width)]


def _header_rows(rows: Sequence[Sequence[str]], numeric: Sequence[int], decimal: Decimal) -> int:
    """How many rows come before the first with a number where numbers are."""
    for count, cells in enumerate(rows[: MOST_HEADER_ROWS + 1]):
        if any(i < len(cells) and looks_like_number(cells[i], decimal) for i in numeric):
            return count
    return 0


def _tells_roles(cells: Sequence[str], name: str) -> bool:
    """Whether a column says what its points are for: in words, or by yes and no under a name of a role."""
    if name in CLASS_NAMES:
        return False
    known = [cell for cell in cells if role_in(cell) is not None]
    if not known or 2 * len(known) < len(cells):
        return False
    return name in _ROLE_NAMES or not all(cell.casefold() in YES_OR_NO for cell in known)
