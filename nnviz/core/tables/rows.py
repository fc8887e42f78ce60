"""The points that rows of cells hold: their numbers, values or classes, and roles."""

from array import array
from collections.abc import Sequence

import numpy as np

from nnviz.core.dataset import MOST_CLASSES, Dataset, Role
from nnviz.core.names import LONGEST_NAME
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.tables.format import TableFormat, column_words
from nnviz.core.tables.numbers import (
    DECIMALS,
    NotANumber,
    class_in,
    complaint,
    looks_like_number,
    number_in,
    role_in,
    shown,
    without_apostrophe,
)


class PointRows:
    """The points that were found so far. known: names of classes that are there already, in their order.

    names: of the columns.
    """

    def __init__(self, table_format: TableFormat, role: Role, known: Sequence[str] = ()) -> None:
        self._format, self._role, self._known = table_format, role, tuple(known)
        self.names: list[str] = []
        self.features: list[array[float]] = []  # in a fourth of the memory of lists
        self.targets: list[float] = []
        self.roles: list[Role] = []
        self._numbers: dict[str, int] = {name: number for number, name in enumerate(known)}

    def __len__(self) -> int:
        return len(self.roles)

    def add(self, line: int, cells: Sequence[str]) -> Sentence | None:
        """Take the point of a row, or say why there is none."""
        how = self._format
        try:
            features = array("d", (self._number(line, cells, column) for column in self._columns))
            role = self._role_of(line, cells)
            if how.label is None:
                target = self._number(line, cells, how.y)
            else:
                target = self._class(line, cells, how.label)
        except _NoPoint as none:
            return none.sentence
        self.features.append(features)
        self.targets.append(target)
        self.roles.append(role)
        return None

    @property
    def _columns(self) -> Sequence[int]:
        return self._format.features if self._format.is_classes else (self._format.x,)

    def _number(self, line: int, cells: Sequence[str], column: int) -> float:
        cell = cells[column] if column < len(cells) else ""
        try:
            return number_in(cell, self._format.decimal)
        except NotANumber as problem:
            raise _NoPoint(complaint(problem, self._place(line, column), cell)) from problem

    def _class(self, line: int, cells: Sequence[str], column: int) -> float:
        """The number of a class, a new one for a new name."""
        cell = cells[column] if column < len(cells) else ""
        if cell in self._numbers:
            return self._numbers[cell]
        try:
            name = class_in(cell, self._format.decimal)
        except NotANumber as problem:
            raise _NoPoint(complaint(problem, self._place(line, column), cell)) from problem
        return self._numbers.setdefault(name, len(self._numbers))

    def _role_of(self, line: int, cells: Sequence[str]) -> Role:
        column = self._format.role
        if column is None or column >= len(cells) or not cells[column]:
            return self._role
        role = role_in(cells[column], self.names[column] if column < len(self.names) else "")
        if role is not None:
            return role
        raise _NoPoint(
            Sentence(
                "{place}: “{cell}” is neither training, validation nor test.",
                {"place": self._place(line, column), "cell": shown(cells[column])},
            )
        )

    def _place(self, line: int, column: int) -> Sentence:
        return Sentence(
            "Line {line}, column {column}", {"line": line, "column": column_words(self.names, column)}
        )

    def dataset(self) -> Dataset:
        """Raises `BadInput` for too many classes, or one only."""
        columns = self._columns
        features = np.array(self.features, np.float64).reshape(-1, len(columns))
        targets, roles = np.array(self.targets, np.float64), np.array(self.roles, np.int8)
        if self._format.label is None or not len(targets):
            return Dataset(features[:, :1], targets, roles)
        names, numbers = self._classes(targets.astype(np.intp), self._format.label)
        return Dataset(features, numbers, roles, names, self._feature_names(columns))

    def _classes(
        self, found: "np.ndarray[tuple[int], np.dtype[np.intp]]", label: int
    ) -> tuple[tuple[str, ...], "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
        """Names and numbers of the classes: known ones keep theirs, as far as there is room for them."""
        all_names = list(self._numbers)
        there = sorted(set(found.tolist()))
        if len(there) > MOST_CLASSES:
            raise BadInput(
                "Column {column} holds {n:,} different classes, more than the {most} that nnviz can show. "
                "Choose another column for the class, or join some of them.",
                column=column_words(self.names, label), n=len(there), most=MOST_CLASSES,
            )  # fmt: skip
        new = [k for k in there if k >= len(self._known)]
        if all(all_names[k].isdecimal() for k in new):
            new.sort(key=lambda k: int(all_names[k]))
        kept = list(range(len(self._known)))
        if len(kept) + len(new) > MOST_CLASSES:
            kept = [k for k in there if k < len(self._known)]
        order = {k: number for number, k in enumerate([*kept, *new])}
        numbers = np.array([order[k] for k in found.tolist()], np.float64)
        return tuple(all_names[k] for k in order), numbers

    def _feature_names(self, columns: Sequence[int]) -> tuple[str, ...]:
        """From the row above the points, where each has one of its own and no number; none for x1, x2, …"""
        names = [_feature_name(self.names[i]) if i < len(self.names) else "" for i in columns]
        usual = [f"x{number}" for number in range(1, len(names) + 1)]
        good = all(names) and len(set(names)) == len(names) and names != usual
        good = good and not any(looks_like_number(name, decimal) for name in names for decimal in DECIMALS)
        return tuple(names) if good else ()


def _feature_name(cell: str) -> str:
    """At most `LONGEST_NAME` characters that can be shown; such a name stays as it is."""
    name = shown(without_apostrophe(cell), LONGEST_NAME)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


class _NoPoint(Exception):
    """A row that holds no point."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
