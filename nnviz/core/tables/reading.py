"""Reads the points of a table, row by row, so that a window can show how far it is and stop it."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from nnviz.core.dataset import MAX_POINTS, Dataset, Role
from nnviz.core.sentences import BadInput, Sentence, require
from nnviz.core.tables.cells import rows_in
from nnviz.core.tables.format import TableFormat, column_words, names_for
from nnviz.core.tables.numbers import NotANumber, complaint, number_in, role_in, shown
from nnviz.core.tables.source import FALLBACK, Source, lines_in

BETWEEN = 1_000  # rows from one report of progress to the next
MOST_PROBLEMS = 5  # that are kept as sentences


@dataclass(frozen=True, eq=False)
class Reading:
    """The points of a table. problems: what is wrong with the first lines that hold no point.

    left_out: how many such lines there are. encoding: how the text was read at last.
    """

    points: Dataset
    problems: tuple[Sentence, ...]
    left_out: int
    encoding: str

    def checked(self, skip: bool) -> Dataset:
        """The points. Raises `BadInput` where there are none, or lines hold none and must not be skipped."""
        if self.problems and not skip:
            first = self.problems[0]
            raise BadInput(first.template, **first.values)
        require(len(self.points) > 0, "There is no point in this table. Choose other columns.")
        return self.points


def reading(
    source: Source, table_format: TableFormat, role: Role, encoding: str
) -> Generator[float, None, Reading]:
    """Yields the share that is read now and then, and returns the points.

    role: of points whose role is not told. Lines that hold no point do not end it. Raises `BadInput` for
    what is no table, and for one of more than `MAX_POINTS` points, without reading on.
    """
    try:
        return (yield from _reading(source, table_format, role, encoding))
    except UnicodeDecodeError:  # further on than was looked at
        return (yield from _reading(source, table_format, role, FALLBACK))


def _reading(
    source: Source, table_format: TableFormat, role: Role, encoding: str
) -> Generator[float, None, Reading]:
    require(table_format.x != table_format.y, "x and y come from the same column. Choose two columns.")
    require(
        table_format.role not in (table_format.x, table_format.y),
        "The role comes from the same column as x or y. Choose another column, or none.",
    )
    rows, problems, left_out, header = _Rows(table_format, role), list[Sentence](), 0, list[str]()
    file, size = source.open(), max(source.size, 1)
    for count, (line, cells) in enumerate(rows_in(lines_in(file, encoding, source), table_format.delimiter)):
        if count % BETWEEN == 0:
            yield min(file.tell() / size, 1.0) if not file.closed else 1.0
        if count < table_format.header:
            header = cells
            continue
        if count == table_format.header:
            rows.names = names_for(header, len(cells), table_format.delimiter)
        problem = rows.add(line, cells)
        if problem is not None:
            left_out += 1
            if len(problems) < MOST_PROBLEMS:
                problems.append(problem)
        require(
            len(rows.x) <= MAX_POINTS,
            "{name} has more than the {most:,} points that nnviz can hold. Keep fewer of its rows, such as "
            "every tenth.",
            name=source.name, most=MAX_POINTS,
        )  # fmt: skip
    return Reading(rows.dataset(), tuple(problems), left_out, encoding)


class _Rows:
    """The points that were found so far."""

    def __init__(self, table_format: TableFormat, role: Role) -> None:
        self._format, self._role = table_format, role
        self.names: list[str] = []
        self.x: list[float] = []
        self.y: list[float] = []
        self.roles: list[Role] = []

    def add(self, line: int, cells: list[str]) -> Sentence | None:
        """Take the point of a row, or say why there is none."""
        numbers: list[float] = []
        for column in (self._format.x, self._format.y):
            cell = cells[column] if column < len(cells) else ""
            try:
                numbers.append(number_in(cell, self._format.decimal))
            except NotANumber as problem:
                return complaint(problem, self._place(line, column), cell)
        role, told = self._role, self._format.role
        if told is not None and told < len(cells) and cells[told]:
            known = role_in(cells[told], self.names[told] if told < len(self.names) else "")
            if known is None:
                return Sentence(
                    "{place}: “{cell}” is neither training nor validation.",
                    {"place": self._place(line, told), "cell": shown(cells[told])},
                )
            role = known
        self.x.append(numbers[0])
        self.y.append(numbers[1])
        self.roles.append(role)
        return None

    def _place(self, line: int, column: int) -> Sentence:
        return Sentence(
            "Line {line}, column {column}", {"line": line, "column": column_words(self.names, column)}
        )

    def dataset(self) -> Dataset:
        return Dataset(
            np.array(self.x, np.float64).reshape(-1, 1), np.array(self.y), np.array(self.roles, np.int8)
        )


def read_all(source: Source, table_format: TableFormat, role: Role, encoding: str) -> Reading:
    """All at once, for what is small."""
    steps = reading(source, table_format, role, encoding)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Reading = end.value
            return result
