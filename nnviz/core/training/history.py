"""The record of a run: the errors of every epoch, and the weights of as many as memory allows."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from nnviz.core.generalization.split import Split
from nnviz.core.training.steps import COLUMNS, ERROR_COLUMNS, Checkpoint

Array = NDArray[np.float64]
KEPT_BYTES = 256 * 2**20  # weights kept for going back in time
KEPT_BYTES_WITH_REPLICAS = 32 * 2**20  # less: all of them pass through the pipe from the worker
KEPT_SETS = 20_000
FEWEST_SETS = 2  # besides the first, the best and the last, however large they are


def stride(epoch: int, shape: tuple[int, ...]) -> int:
    """Every how many epochs the weights are kept once a run has come to `epoch`: 1, 2, 4, …

    shape: of the kept weights, (1 + B, P). Doubles whenever the kept sets would outgrow `KEPT_BYTES` (with
    replicas `KEPT_BYTES_WITH_REPLICAS`) or `KEPT_SETS`.
    """
    room = KEPT_BYTES if shape[0] == 1 else KEPT_BYTES_WITH_REPLICAS
    capacity = max(FEWEST_SETS, min(KEPT_SETS, room // (8 * shape[0] * shape[1])))
    return 1 << max(0, -(-(epoch + 1) // capacity) - 1).bit_length()


class History:
    """Errors and splits [k, columns] (see `COLUMNS`) of the recorded epochs, and weights to go back to.

    Besides every `stride`-th epoch, the weights of the first, the best and the last are always kept.
    """

    def __init__(self) -> None:
        self._rows = np.empty((1024, len(COLUMNS)))
        self._count = 0
        self._kept: dict[int, Array] = {}
        self._stride = 1
        self._extras: set[int] = set()  # kept although the stride does not ask for them
        self._newest = 0  # the last epoch whose weights came
        self._best_row = -1
        self._comparable = 0  # the first row that was measured on the present points
        self._before: tuple[int, int] | None = None  # these two, until the points changed after the last row
        self._provisional = False  # the last row is there only until the next one comes

    def __len__(self) -> int:
        return self._count

    @property
    def rows(self) -> Array:
        """[k, columns], a view; do not write to it."""
        return self._rows[: self._count]

    def column(self, name: str) -> Array:
        column: Array = self.rows[:, COLUMNS.index(name)]
        return column

    @property
    def first_epoch(self) -> int:
        return int(self._rows[0, 0]) if self._count else 0

    @property
    def last_epoch(self) -> int:
        return int(self._rows[self._count - 1, 0]) if self._count else 0

    @property
    def best_epoch(self) -> int | None:
        """The epoch of the least validation error, the earliest if several; None without validation.

        Only epochs that were measured on the present points count, see `forget_best`.
        """
        return int(self._rows[self._best_row, 0]) if self._best_row >= 0 else None

    @property
    def comparable(self) -> Array:
        """The rows [k, columns] measured on the present points, a view; the last row alone where none was."""
        return self.rows[min(self._comparable, max(self._count - 1, 0)) :]

    @property
    def knows_present_points(self) -> bool:
        """Whether any epoch was trained and measured on the points as they are now."""
        return self._comparable < self._count

    def forget_best(self) -> None:
        """The points have changed: only epochs added from now on can be the best."""
        if self._before is None:
            self._before = self._comparable, self._best_row
        self._comparable, self._best_row = self._count, -1

    def recall_best(self) -> None:
        """The points are again those that they were before the first `forget_best` after the last epoch."""
        if self._before is not None:
            self._comparable, self._best_row = self._before

    def row(self, epoch: int) -> Array:
        """The numbers of the recorded epoch at or next after `epoch`, [columns]."""
        index = int(np.searchsorted(self.column("epoch"), epoch))
        row: Array = self.rows[min(index, self._count - 1)]
        return row

    def split(self, epoch: int) -> Split:
        """The split of the recorded epoch at or next after `epoch`, or of the last before that has one."""
        index = min(int(np.searchsorted(self.column("epoch"), epoch)), self._count - 1)
        known = np.flatnonzero(~np.isnan(self.rows[: index + 1, -1]))
        return Split(*self.rows[known[-1], len(ERROR_COLUMNS) :].tolist()) if len(known) else Split()

    def add(
        self, rows: Array, kept: dict[int, Array], measured_from: int = 0, provisional: bool = False
    ) -> None:
        """Append epochs [k, columns], their split left out or not, and the weights [1+B, P] of some of them.

        measured_from: epochs before this one were measured on other points and cannot be the best.
        provisional: the last row is of an epoch that is not recorded; the next rows take its place.
        """
        if len(rows):
            self._before = None
            self._drop_provisional()
            self._provisional = provisional
        self._make_room(len(rows))
        new = self._rows[self._count : self._count + len(rows)]
        new[:, : rows.shape[1]], new[:, rows.shape[1] :] = rows, nan
        begin = self._count
        self._count += len(rows)
        self._compare_from(measured_from)
        self._look_for_best(max(begin, self._comparable))
        self._kept.update(kept)
        self._newest = max(kept, default=self._newest)
        self._extras.update(epoch for epoch in kept if epoch % self._stride)
        self._thin()

    def _drop_provisional(self) -> None:
        if self._provisional:
            self._count, self._provisional = self._count - 1, False

    def _compare_from(self, epoch: int) -> None:
        row = int(np.searchsorted(self.column("epoch"), epoch))
        if row > self._comparable:
            self._comparable = row
            if self._best_row < row:
                self._best_row = -1
                self._look_for_best(row)

    def _look_for_best(self, begin: int) -> None:
        """Among the rows from `begin` on."""
        end = self._count - self._provisional  # a row that goes again cannot be the best
        validation = self.rows[begin:end, COLUMNS.index("validation_error")]
        if np.isnan(validation).all():  # or there are none
            return
        candidate = begin + int(np.nanargmin(validation))
        if self._best_row < 0 or self._rows[candidate, 2] < self._rows[self._best_row, 2]:
            self._best_row = candidate

    def _make_room(self, more: int) -> None:
        if self._count + more > len(self._rows):
            bigger = np.empty((2 * (self._count + more), len(COLUMNS)))
            bigger[: self._count] = self.rows
            self._rows = bigger

    def _thin(self) -> None:
        """Drop what the stride no longer keeps, and what was kept for having been the best or the last."""
        if not self._kept:
            return
        wanted = stride(self.last_epoch, next(iter(self._kept.values())).shape)
        if wanted != self._stride:
            self._stride = wanted
            self._extras = {epoch for epoch in self._kept if epoch % wanted}
        always = {self.first_epoch, self.best_epoch, self._newest}
        for epoch in self._extras - always:
            del self._kept[epoch]
        self._extras &= always

    @property
    def kept_count(self) -> int:
        """Of how many epochs the weights are there."""
        return len(self._kept)

    def nearest(self, epoch: int) -> Checkpoint | None:
        """The kept checkpoint whose epoch is nearest to `epoch`; None when nothing is kept."""
        if not self._kept:
            return None
        kept = np.fromiter(self._kept, np.int64, len(self._kept))
        found = int(kept[np.argmin(np.abs(kept - epoch))])
        return Checkpoint.of_stack(found, self._kept[found])

    def until(self, epoch: int) -> "History":
        """The part of this history up to and including `epoch`."""
        part = History()
        part._comparable = self._comparable
        rows = self.rows[self.column("epoch") <= epoch]
        part.add(rows.copy(), {k: v for k, v in sorted(self._kept.items()) if k <= epoch})
        part._comparable = min(self._comparable, len(part))
        return part
