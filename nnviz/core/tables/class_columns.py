"""Which column of a table holds the class, and which the features, by what stands in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nnviz.core.dataset import MOST_CLASSES, Dataset
from nnviz.core.tables.numbers import Decimal, NotANumber, class_in, looks_like_number

FEWEST_FEATURES = 2  # a plane has two axes
CLASS_NAMES = {  # of columns
    "class", "classes", "label", "labels", "species", "category", "target", "klasse", "classe", "वर्ग",
}  # fmt: skip


@dataclass(frozen=True)
class ClassColumns:
    """The columns of the first rows. columns: their cells that are not empty. names: folded, "" for none.

    role: the column of the role. counter: the one that only counts rows.
    """

    decimal: Decimal
    columns: Sequence[Sequence[str]]
    names: Sequence[str]
    role: int | None
    counter: int | None

    def told(self, beside: Dataset | None) -> int | None:
        """The column that must hold classes; None where the table looks like one of a curve.

        beside: points that those of the table may come to. Where they have classes, so has the table.
        """
        has_classes = beside is not None and beside.is_classes
        for candidate in (
            self._last(lambda i: self.names[i] in CLASS_NAMES and self._few_names(i)),
            self._last(lambda i: beside is not None and self._are_among(i, beside.class_names)),
            self._last(self._repeats_names),
            self._last(self._few_whole) if has_classes else None,
        ):
            if candidate is not None and len(self._numeric(candidate)) >= FEWEST_FEATURES:
                return candidate
        return None

    def likeliest(self) -> int:
        """The column that holds classes if any does."""
        told = self.told(None)
        if told is not None:
            return told
        for candidate in (self._last(self._few_whole), self._last(lambda i: not self._is_numeric(i))):
            if candidate is not None:
                return candidate
        return max((i for i in range(len(self.columns)) if i != self.role), default=0)

    def features(self, label: int) -> tuple[int, ...]:
        """The columns of numbers besides."""
        numeric = self._numeric(label)
        without = tuple(i for i in numeric if i != self.counter)
        return without if len(without) >= FEWEST_FEATURES else numeric

    def _last(self, is_one: Callable[[int], bool]) -> int | None:
        """The last column for which this holds: what comes of measurements stands behind them."""
        found = (
            i for i in reversed(range(len(self.columns)))
            if i not in (self.role, self.counter) and self.columns[i] and is_one(i)
        )  # fmt: skip
        return next(found, None)

    def _numeric(self, label: int) -> tuple[int, ...]:
        others = (i for i in range(len(self.columns)) if i not in (label, self.role))
        return tuple(i for i in others if self._is_numeric(i))

    def _is_numeric(self, i: int) -> bool:
        cells = self.columns[i]
        return bool(cells) and 2 * sum(looks_like_number(cell, self.decimal) for cell in cells) >= len(cells)

    def _classes(self, i: int) -> list[str]:
        """The names of classes that a column holds: fewer than its cells where some can be none."""
        found = []
        for cell in self.columns[i]:
            try:
                found.append(class_in(cell, self.decimal))
            except NotANumber:
                continue
        return found

    def _few_names(self, i: int) -> bool:
        """Names, or so few whole numbers that they may stand for classes."""
        return not self._is_numeric(i) or self._few_whole(i)

    def _few_whole(self, i: int) -> bool:
        classes = self._classes(i)
        return 2 * len(classes) > len(self.columns[i]) and len(set(classes)) <= MOST_CLASSES

    def _repeats_names(self, i: int) -> bool:
        """Words, two to ten different ones, most of which come again."""
        classes = [] if self._is_numeric(i) else self._classes(i)
        return 2 <= len(set(classes)) <= MOST_CLASSES and 2 * len(set(classes)) <= len(classes)

    def _are_among(self, i: int, names: Sequence[str]) -> bool:
        classes = self._classes(i)
        return bool(classes) and 2 * sum(name in names for name in classes) > len(self.columns[i])
