"""What a run reports: steps, epochs, endings, and checkpoints to start from. No torch here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Training

COLUMNS = ("epoch", "train_error", "validation_error", "penalty", "last_batch_loss")


@dataclass(frozen=True, slots=True)
class Epoch:
    """The errors after one pass over the training points, all for the same parameters, dropout off.

    train_error, validation_error: mean squared error in squared units of y; NaN without such points.
    penalty: l2·Σw² + l1·Σ|w|. last_batch_loss: mean squared error of the epoch's last batch *before*
    its update and with dropout on, the number many training loops print; NaN for epoch 0.
    """

    number: int
    train_error: float
    validation_error: float
    penalty: float
    last_batch_loss: float

    @property
    def row(self) -> tuple[float, ...]:
        """The numbers in the order of `COLUMNS`."""
        return (self.number, self.train_error, self.validation_error, self.penalty, self.last_batch_loss)


@dataclass(frozen=True, slots=True)
class Step:
    """One optimiser update. `epoch` is there when this step completed one (or is the start).

    parameters: call it to get a copy [P]; calling it is only right before the run goes on.
    """

    number: int
    epoch: Epoch | None
    parameters: Callable[[], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Parameters [P] of an epoch, from which a run can go on."""

    epoch: int
    parameters: NDArray[np.float64]


class Ending(Enum):
    """Why a run is over."""

    FINISHED = "finished"
    STOPPED_EARLY = "stopped early"
    DIVERGED = "diverged"
    SOLVED = "solved"


class Finish:
    """Says when a run has gone far enough: after so many epochs, or when patience is exhausted."""

    def __init__(self, first_epoch: int = 0) -> None:
        self.begin(first_epoch)

    def begin(self, epoch: int) -> None:
        """Count epochs and patience from here."""
        self._first = epoch
        self.forget_best(epoch)

    def forget_best(self, epoch: int) -> None:
        """Count patience from here: errors from now on are measured on other points."""
        self._best, self._best_epoch = float("inf"), epoch

    def ending(self, epoch: Epoch, training: Training) -> Ending | None:
        if epoch.validation_error < self._best:
            self._best, self._best_epoch = epoch.validation_error, epoch.number
        if epoch.number - self._first >= training.epochs:
            return Ending.FINISHED
        waited = epoch.number - self._best_epoch
        if training.patience and waited >= training.patience and np.isfinite(epoch.validation_error):
            return Ending.STOPPED_EARLY
        return None
