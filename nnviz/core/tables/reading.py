"""Reads the points of a table, row by row, so that a window can show how far it is and stop it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from nnviz.core.dataset import MAX_POINTS, MOST_FEATURES, Dataset, Role
from nnviz.core.sentences import BadInput, Sentence, require
from nnviz.core.tables.cells import rows_in
from nnviz.core.tables.class_columns import FEWEST_FEATURES
from nnviz.core.tables.format import TableFormat, names_for
from nnviz.core.tables.rows import PointRows
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
    source: Source, table_format: TableFormat, role: Role, encoding: str, known: Sequence[str] = ()
) -> Generator[float, None, Reading]:
    """Yields the share that is read now and then, and returns the points.

    role: of points whose role is not told. known: names of classes that are there already. Lines that hold no
    point do not end it. Raises `BadInput` for what is no table, and for one of more than `MAX_POINTS` points,
    without reading on.
    """
    try:
        return (yield from _reading(source, table_format, role, encoding, known))
    except UnicodeDecodeError:  # further on than was looked at
        return (yield from _reading(source, table_format, role, FALLBACK, known))


def _reading(
    source: Source, table_format: TableFormat, role: Role, encoding: str, known: Sequence[str]
) -> Generator[float, None, Reading]:
    _check(table_format)
    rows, problems, left_out, header = PointRows(table_format, role, known), list[Sentence](), 0, list[str]()
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
            len(rows) <= MAX_POINTS,
            "{name} has more than the {most:,} points that nnviz can hold. Keep fewer of its rows, such as "
            "every tenth.",
            name=source.name, most=MAX_POINTS,
        )  # fmt: skip
    return Reading(rows.dataset(), tuple(problems), left_out, encoding)


def _check(table_format: TableFormat) -> None:
    """Raise `BadInput` where one column is taken for two things."""
    if not table_format.is_classes:
        require(table_format.x != table_format.y, "x and y come from the same column. Choose two columns.")
        require(
            table_format.role not in (table_format.x, table_format.y),
            "The role comes from the same column as x or y. Choose another column, or none.",
        )
        return
    require(
        len(table_format.features) >= FEWEST_FEATURES,
        "Points with classes need {fewest} columns of features or more. Choose them.",
        fewest=FEWEST_FEATURES,
    )
    require(
        len(table_format.features) <= MOST_FEATURES,
        "{given:,} columns of features are more than the {most:,} that a point can have. Leave some out.",
        given=len(table_format.features), most=MOST_FEATURES,
    )  # fmt: skip
    require(
        table_format.label not in table_format.features,
        "The class comes from the column of a feature. Choose another column for it, or leave that feature "
        "out.",
    )
    require(
        table_format.role is None or table_format.role not in (table_format.label, *table_format.features),
        "The role comes from the column of the class or of a feature. Choose another column, or none.",
    )


def read_all(
    source: Source, table_format: TableFormat, role: Role, encoding: str, known: Sequence[str] = ()
) -> Reading:
    """All at once, for what is small."""
    steps = reading(source, table_format, role, encoding, known)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Reading = end.value
            return result
