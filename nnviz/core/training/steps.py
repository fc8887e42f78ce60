"""What a run reports: steps, epochs, endings, and checkpoints to start from. No torch here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.split import SPLIT_COLUMNS
from nnviz.core.training.state import State
from nnviz.core.training.upcoming import Upcoming

Array = NDArray[np.float64]
ACCURACY_COLUMNS = ("train_accuracy", "validation_accuracy")
ERROR_COLUMNS = (
    "epoch", "train_error", "validation_error", "penalty", "last_batch_loss", *ACCURACY_COLUMNS,
)  # fmt: skip
COLUMNS = (*ERROR_COLUMNS, *SPLIT_COLUMNS)
EVERY_ONE = 8_192  # epochs up to which all are recorded
EVERY_ONE_WITH_REPLICAS = 1_024  # fewer: the split of an epoch takes as long as some steps


def is_recorded(epoch: int, replicas: bool = False) -> bool:
    """Whether the errors (and the split) of an epoch are recorded.

    All are up to `EVERY_ONE`, then every 2nd up to twice as many, every 4th up to four times, and so on: no
    two recorded epochs are farther apart than a 4,096th (with replicas a 512th) of their number, and a run of
    a million epochs has 37,000 of them (with replicas 6,100).
    """
    dense = EVERY_ONE_WITH_REPLICAS if replicas else EVERY_ONE
    return epoch % (1 << max(0, ((epoch - 1) // dense).bit_length())) == 0


@dataclass(frozen=True, slots=True)
class Epoch:
    """The errors after one pass over the training points, all for the same parameters, dropout off.

    train_error, validation_error: mean squared error in squared units of y, of classes the mean loss that is
    trained; NaN without such points. penalty: l2·Σw² + l1·Σ|w|. last_batch_loss: mean loss of the epoch's
    last batch *before* its update and with dropout on, as many training loops print it; NaN for epoch 0.
    train_accuracy, validation_accuracy: shares of points whose class is told; NaN for a curve.
    """

    number: int
    train_error: float
    validation_error: float
    penalty: float
    last_batch_loss: float
    train_accuracy: float = float("nan")
    validation_accuracy: float = float("nan")

    @property
    def row(self) -> tuple[float, ...]:
        """The numbers in the order of `ERROR_COLUMNS`."""
        errors = self.number, self.train_error, self.validation_error, self.penalty, self.last_batch_loss
        return (*errors, self.train_accuracy, self.validation_accuracy)


@dataclass(frozen=True, slots=True)
class Step:
    """One optimiser update. `epoch` is there when this step completed one (or is the start).

    upcoming: what the step after it will be, given the experiment that will be sent into the run with it, if
    any; asking changes nothing, and is only right before the run goes on.
    """

    number: int
    epoch: Epoch | None
    state: State
    upcoming: Callable[[Experiment | None], Upcoming]

    def parameters(self) -> Array:
        """A copy of the user's model, [P]; calling it is only right before the run goes on."""
        return self.state.first()


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Parameters of an epoch, from which a run can go on: of the model [P], and of its replicas [B, P]."""

    epoch: int
    parameters: Array
    replicas: Array = field(default_factory=lambda: np.empty((0, 0)))

    @classmethod
    def of_stack(cls, epoch: int, stack: Array) -> "Checkpoint":
        """From the model and its replicas in one, [1+B, P]."""
        return cls(epoch, stack[0], stack[1:])

    @property
    def stack(self) -> Array:
        """[1+B, P]."""
        return np.concatenate([self.parameters[None], self.replicas.reshape(-1, len(self.parameters))])


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
