"""Which points are selected: one selection for all panels that show points."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.dataset import Dataset


class Selection(QObject):
    """Indices [k] of points. Follows every edit of them: points that come at the end leave it as it is.

    dataset: the points that it is about now.
    """

    changed = Signal()  # another selection, or its points may have moved

    def __init__(self, dataset: Dataset, parent: QObject) -> None:
        super().__init__(parent)
        self.indices: NDArray[np.intp] = np.array([], np.intp)
        self._dataset = dataset

    def choose(self, indices: ArrayLike) -> None:
        """Select these points and no others."""
        self.indices = np.asarray(indices, np.intp)
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        self.choose(self.indices[:0])

    def follow(self, dataset: Dataset) -> None:
        """These are the points now."""
        if dataset is not self._dataset:
            before, self._dataset = self._dataset, dataset
            self.choose(self.indices[self.indices < same_points(before, dataset)])


def same_points(before: Dataset, after: Dataset) -> int:
    """How many points, from the first on, are the same ones: all if as many, where they may have moved."""
    if len(before) == len(after):
        return len(after)
    shared = min(len(before), len(after))
    same = (
        np.array_equal(before.features[:shared], after.features[:shared])
        and np.array_equal(before.targets[:shared], after.targets[:shared])
        and np.array_equal(before.roles[:shared], after.roles[:shared])
    )
    return shared if same else 0
