"""Writes tables as text that spreadsheets and programs read back exactly: RFC 4180, UTF-8."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from math import isfinite
from typing import Literal

from nnviz.core.tables.numbers import FORMULA_SIGNS, is_plain

Cell = str | float | int


def table_text(
    names: Sequence[str], rows: Iterable[Sequence[Cell]], delimiter: Literal[",", "\t"] = ","
) -> str:
    """A line of names, none if there are no names, and one for each row.

    Numbers are written with as many digits as it takes to read the same one back; NaN, which stands for what
    is not known, and infinities as an empty cell. Text never becomes a formula, see `harmless`.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    if names:
        writer.writerow([harmless(name) for name in names])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue()


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return plain(cell) if isfinite(cell) else ""


def plain(value: float) -> str:
    """A number with all its digits, and no more than it takes: ``0.1``, ``3``, ``1e-07``."""
    return repr(value).removesuffix(".0")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula and run it.

    Source: OWASP, “CSV Injection”, and its ASVS 5.0, requirement 1.2.10. Numbers stay as they are.
    """
    return "'" + text if text.startswith(FORMULA_SIGNS) and not is_plain(text) else text
