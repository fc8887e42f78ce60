"""The confusion matrix as a table: what stands in each cell, what it means, and which points it is about."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QCoreApplication

from nnviz.core.classes import Classes, precision, recall
from nnviz.core.judgement import Judgement
from nnviz.core.sentences import percent
from nnviz.gui.readout import whole_percent

Kind = Literal["corner", "class", "said", "right", "wrong", "share", "count", "heading"]


@dataclass(frozen=True)
class Table:
    """Row 0 and column 0 name the classes; precision stands below, recall and the number of points beside.

    Rows: true classes. Columns: what the model says.
    """

    judgement: Judgement

    @cached_property
    def classes(self) -> int:
        return self.judgement.dataset.class_count

    @cached_property
    def rows(self) -> int:
        return self.classes + 2

    @cached_property
    def columns(self) -> int:
        return self.classes + 3

    def own(self, row: int) -> int | None:
        """The true class of a row; None for those above and below."""
        return row - 1 if 1 <= row <= self.classes else None

    def said(self, column: int) -> int | None:
        """The said class of a column; None for those beside."""
        return column - 1 if 1 <= column <= self.classes else None

    def kind(self, row: int, column: int) -> Kind:
        own, said = self.own(row), self.said(column)
        if own is not None and said is not None:
            return "right" if own == said else "wrong"
        if row == 0:
            return "corner" if column == 0 else "heading" if said is None else "said"
        if column == 0:
            return "heading" if own is None else "class"
        return "count" if column == self.columns - 1 else "share"

    def share(self, row: int, column: int) -> float:
        """Of the row's points those in a cell, or what a margin tells; NaN where it is not known."""
        matrix = self.judgement.matrix
        own, said = self.own(row), self.said(column)
        if own is not None and said is not None:
            total = int(matrix[own].sum())
            return float(matrix[own, said]) / total if total else 0.0
        if own is not None:
            return float(recall(matrix)[own])
        if said is not None:
            return float(precision(matrix)[said])
        total = len(self.judgement.points)
        return self.judgement.right / total if total else float("nan")

    def points(self, row: int, column: int) -> Classes:
        """Indices in the data set of the points that a cell is about."""
        return self.judgement.of_cell(self.own(row), self.said(column))

    def count(self, row: int, column: int) -> int:
        """How many they are."""
        own, said, matrix = self.own(row), self.said(column), self.judgement.matrix
        chosen = matrix if own is None else matrix[own : own + 1]
        return int((chosen if said is None else chosen[:, said]).sum())

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        names = self.judgement.dataset.class_names
        match self.kind(row, column):
            case "corner":
                return _tr("true ↓  said →")
            case "class":
                return names[row - 1]
            case "said":
                return names[column - 1]
            case "heading":
                if row:
                    return _tr("precision %")
                return _tr("recall %") if column == self.classes + 1 else _tr("points")
            case "share":
                return whole_percent(self.share(row, column))
            case _:
                return f"{self.count(row, column):,}"

    def tip(self, row: int, column: int) -> str:
        """What a cell means, in a sentence."""
        names, own, said = self.judgement.dataset.class_names, self.own(row), self.said(column)
        match self.kind(row, column):
            case "right":
                words = _tr("{count:,} of {total:,} points of “{own}” are taken for what they are.")
            case "wrong":
                words = _tr("{count:,} of {total:,} points of “{own}” are taken for “{said}”.")
            case "class":
                words = _tr("{count:,} points are of “{own}”.")
            case "said":
                words = _tr("{count:,} points are taken for “{said}”.")
            case "corner":
                return _tr(
                    "Each row holds the points of one class, each column those that the model takes for one "
                    "class: its most probable one. On the diagonal they are the same."
                )
            case "heading":
                return self._heading_tip(row, column)
            case "share":
                return self._share_tip(own, said)
            case _ if own is None:
                words = _tr("{count:,} points in all.")
            case _:
                words = _tr("{count:,} points of “{own}”.")
        return words.format(
            count=self.count(row, column),
            total=self.count(row, 0),
            own="" if own is None else names[own],
            said="" if said is None else names[said],
        )

    def _heading_tip(self, row: int, column: int) -> str:
        if row:
            return _tr("Precision: of the points that are taken for a class, how many are of it.")
        if column == self.columns - 1:
            return _tr("How many points there are of each class.")
        return _tr("Recall: of the points of a class, how many are taken for it.")

    def _share_tip(self, own: int | None, said: int | None) -> str:
        names, matrix = self.judgement.dataset.class_names, self.judgement.matrix
        if own is None and said is None:
            words = _tr("Accuracy: {right:,} of all {total:,} points are taken for what they are ({share}).")
            name, right, total = "", self.judgement.right, len(self.judgement.points)
        elif own is not None:
            words = _tr("Recall of “{name}”: {right:,} of its {total:,} points are taken for it ({share}).")
            name, right, total = names[own], int(matrix[own, own]), int(matrix[own].sum())
            if not total:
                words = _tr("There are no points of “{name}”, so it has no recall.")
        elif said is not None:
            words = _tr("Precision of “{name}”: {right:,} of the {total:,} taken for it are of it ({share}).")
            name, right, total = names[said], int(matrix[said, said]), int(matrix[:, said].sum())
            if not total:
                words = _tr("No point is taken for “{name}”, so it has no precision.")
        return words.format(
            name=name, right=right, total=total, share=percent(right / total) if total else ""
        )


def _tr(words: str) -> str:
    return QCoreApplication.translate("ClassesTable", words)
