"""What a model says of points with classes: what it takes them for, and which it misreads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Array, Classes, confusion
from nnviz.core.dataset import Dataset, Role

Probabilities = Callable[[Array], Array]  # of features [n, d]: [n, K]
AT_A_TIME = 4_000  # points, after which the work can be given up


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a model says of some points.

    dataset: that they are of. points: their indices there, [n]. probabilities: P(class | x), [n, K].
    """

    dataset: Dataset
    points: Classes
    probabilities: Array

    @cached_property
    def classes(self) -> Classes:
        """Their own, [n]."""
        return self.dataset.classes[self.points]

    @cached_property
    def said(self) -> Classes:
        """The most probable class of each, [n]; of equal ones, and of unknown ones, the first."""
        return np.asarray(np.argmax(np.nan_to_num(self.probabilities, nan=0.0), axis=-1), np.intp)

    @cached_property
    def matrix(self) -> Classes:
        """How many points of each class (rows) are taken for each class (columns), [K, K]."""
        return confusion(self.classes, self.said, self.dataset.class_count)

    @property
    def right(self) -> int:
        """How many points are taken for what they are."""
        return int(self.matrix.trace())

    @cached_property
    def misread(self) -> Classes:
        """Which of the n are taken for another class; first those of which the model is surest."""
        wrong = np.flatnonzero(self.said != self.classes)
        sure = np.nan_to_num(self.probabilities[wrong, self.said[wrong]], nan=1.0)
        return wrong[np.argsort(-sure, kind="stable")]

    def of_cell(self, own: int | None, said: int | None) -> Classes:
        """Indices in the data set of the points of this class that are taken for that one; None: for any."""
        chosen = np.ones(len(self.points), np.bool_)
        if own is not None:
            chosen &= self.classes == own
        if said is not None:
            chosen &= self.said == said
        return self.points[chosen]


def judge(
    dataset: Dataset, role: Role, probabilities: Probabilities, at_a_time: int = AT_A_TIME
) -> Iterator[Judgement | None]:
    """Yields None after each part of the work, and the judgement in the end."""
    points = np.flatnonzero(dataset.roles == role)
    found: NDArray[np.float64] = np.empty((len(points), dataset.class_count))
    for first in range(0, len(points), at_a_time):
        part = slice(first, first + at_a_time)
        found[part] = probabilities(dataset.features[points[part]])
        yield None
    yield Judgement(dataset, points, found)
