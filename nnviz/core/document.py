"""Documents: an experiment with what was kept of its runs, as a file holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.training.history import History
from nnviz.core.training.steps import ERROR_COLUMNS, Checkpoint, Ending

MOST_PINS = 4  # more curves in one plot cannot be told apart
MOST_ROWS = 1_001  # epochs whose errors are kept of a run: epoch 0 and the 1,000 of a usual one
MOST_WEIGHTS = 100_000  # numbers kept of a run; its last parameters are kept even where they are more


@dataclass(frozen=True, eq=False)
class KeptRun:
    """What is kept of a run: its experiment, the errors of up to `MOST_ROWS` epochs, and its weights.

    experiment: as it was at the end. rows: float64 [k, 7] of `ERROR_COLUMNS` or [k, columns] of `COLUMNS`,
    by epoch; the last one is the run's last epoch. kept: the weights of the best epoch, where they are not
    too many, and of the last one, which comes last. label: the name that the user gave it, "" for none.
    extra: fields of it in a file that this program does not know; they make no run another.

    Infinite numbers are kept as NaN, which a file can hold, and a split without any number is not kept: what
    is read back is then equal.
    """

    experiment: Experiment
    rows: NDArray[np.float64]
    kept: tuple[Checkpoint, ...]
    ending: Ending | None = None
    label: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = _finite_or_nan(self.rows)
        if np.isnan(rows[:, len(ERROR_COLUMNS) :]).all():
            rows = rows[:, : len(ERROR_COLUMNS)]
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "kept", tuple(_without_infinity(each) for each in self.kept))

    @classmethod
    def of(cls, experiment: Experiment, history: History, ending: Ending | None) -> "KeptRun | None":
        """What is kept of a run; None where it has not trained or not been solved."""
        last = history.nearest(history.last_epoch)
        if last is None or not (history.last_epoch or ending):
            return None
        if last.epoch < history.last_epoch:  # the weights of a large model come only now and then
            history = history.until(last.epoch)
        best = history.nearest(history.best_epoch) if history.best_epoch is not None else None
        kept = [best, last] if best is not None and best.epoch < last.epoch else [last]
        if sum(each.stack.size for each in kept) > MOST_WEIGHTS:  # a view would hold the replicas in memory
            kept = [Checkpoint(each.epoch, each.parameters.copy()) for each in kept]
        if sum(each.parameters.size for each in kept) > MOST_WEIGHTS:
            kept = [Checkpoint(last.epoch, last.parameters)]
        return cls(experiment, _thinned(history), tuple(kept), ending)

    @property
    def last(self) -> Checkpoint:
        return self.kept[-1]

    @property
    def errors(self) -> tuple[float, float]:
        """The last training and validation error; NaN where there are no such points."""
        return self._last("train_error", "validation_error")

    @property
    def accuracies(self) -> tuple[float, float]:
        """The last ones on the training and on the validation points; NaN for a curve, and without points."""
        return self._last("train_accuracy", "validation_accuracy")

    def _last(self, first: str, second: str) -> tuple[float, float]:
        columns = [ERROR_COLUMNS.index(name) for name in (first, second)]
        one, two = (float(self.rows[-1, c]) if c < self.rows.shape[1] else nan for c in columns)
        return one, two

    @property
    def best(self) -> tuple[int, float] | None:
        """The epoch of the least validation error, and that error; None without validation points."""
        rows = self.rows[self.rows[:, 0] >= self._measured_from]
        errors = rows[:, ERROR_COLUMNS.index("validation_error")]
        if np.isnan(errors).all():
            return None
        least = int(np.nanargmin(errors))
        return int(rows[least, 0]), float(errors[least])

    @property
    def nbytes(self) -> int:
        """How much memory its numbers take."""
        return self.rows.nbytes + sum(each.parameters.nbytes + each.replicas.nbytes for each in self.kept)

    def history(self) -> History:
        """The record of the run, as far as it is kept."""
        history = History()
        history.add(self.rows, {each.epoch: each.stack for each in self.kept}, self._measured_from)
        return history

    @property
    def _measured_from(self) -> int:
        """From where on the kept best epoch is the best: what was better was measured on other points."""
        first = self.kept[0]
        if len(self.kept) == 1 and 2 * first.parameters.size > MOST_WEIGHTS:
            return 0  # the best one's weights were too many to keep, so which it is must be looked up
        epochs, errors = self.rows[:, 0], self.rows[:, ERROR_COLUMNS.index("validation_error")]
        best = min(int(np.searchsorted(epochs, first.epoch)), len(epochs) - 1)
        better = np.flatnonzero(errors[:best] < errors[best])
        return int(epochs[better[-1]]) + 1 if len(better) else 0

    def is_same(self, other: "KeptRun") -> bool:
        """Whether they are equal but for their labels, and for what the program does not know."""
        return (
            (self.experiment, self.ending) == (other.experiment, other.ending)
            and np.array_equal(self.rows, other.rows, equal_nan=True)
            and len(self.kept) == len(other.kept)
            and all(
                one.epoch == two.epoch and np.array_equal(one.stack, two.stack, equal_nan=True)
                for one, two in zip(self.kept, other.kept, strict=True)
            )
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeptRun) and self.label == other.label and self.is_same(other)

    def __hash__(self) -> int:
        return hash((self.experiment, self.ending, self.label, self.rows.tobytes()))


@dataclass(frozen=True)
class Document:
    """What a file holds: an experiment, its present run, up to `MOST_PINS` pinned runs.

    run: what the window shows of training; None where nothing was trained. pins: runs whose curve and errors
    stay on the screen, to compare with. extra: fields of a file that this program does not know, as plain
    values in the shape of the file; they are written back where their place is still there, and make no
    document another.
    """

    experiment: Experiment
    run: KeptRun | None = None
    pins: tuple[KeptRun, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)


def _thinned(history: History) -> NDArray[np.float64]:
    """At most `MOST_ROWS` rows, among them the first, the best and the last; what was thinned stays so."""
    count = len(history)
    if count <= MOST_ROWS:
        return history.rows.copy()
    chosen = np.unique(np.linspace(0, count - 1, MOST_ROWS - 1).round().astype(int))
    if history.best_epoch is not None:
        best = int(np.searchsorted(history.column("epoch"), history.best_epoch))
        chosen = np.union1d(chosen, [best])
    rows: NDArray[np.float64] = history.rows[chosen]
    return rows


def _without_infinity(kept: Checkpoint) -> Checkpoint:
    return replace(kept, parameters=_finite_or_nan(kept.parameters), replicas=_finite_or_nan(kept.replicas))


def _finite_or_nan(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isinf(numbers), np.nan, numbers) if np.isinf(numbers).any() else numbers
