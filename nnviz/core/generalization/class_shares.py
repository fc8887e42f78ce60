"""What a model reaches that looks at no feature: it only knows how frequent the classes are."""

from dataclasses import dataclass
from functools import lru_cache
from math import nan

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Classes, Loss
from nnviz.core.dataset import Dataset, Role

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Baseline:
    """Loss and accuracy of always predicting the shares [K] that the classes have of the training points.

    Of such a model the most probable class is the most frequent one, `most_frequent`; its accuracies are that
    class's shares. NaN where there are no such points. The loss is infinite where a class turns up that no
    training point has.
    """

    shares: tuple[float, ...]
    train_loss: float
    validation_loss: float
    train_right: float
    validation_right: float

    @property
    def most_frequent(self) -> int:
        """The number of the class, the first of several."""
        return int(np.argmax(self.shares))

    @property
    def loss(self) -> float:
        """On the points that predictions are judged by: those for validation, if there are any."""
        return self.train_loss if np.isnan(self.validation_loss) else self.validation_loss

    @property
    def right(self) -> float:
        """The accuracy there."""
        return self.train_right if np.isnan(self.validation_right) else self.validation_right


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def baseline(dataset: Dataset, loss: Loss) -> Baseline:
    """Of a data set with classes and at least one training point."""
    training, validation = (dataset.of(role).classes for role in (Role.TRAINING, Role.VALIDATION))
    shares = np.bincount(training, minlength=dataset.class_count) / len(training)
    most = int(np.argmax(shares))
    parts = training, validation
    losses = [_loss(shares, part, loss) for part in parts]
    right = [float(np.mean(part == most)) if len(part) else nan for part in parts]
    return Baseline(tuple(shares.tolist()), losses[0], losses[1], right[0], right[1])


@np.errstate(divide="ignore")  # a class that no training point has is never expected
def _loss(shares: Array, classes: Classes, loss: Loss) -> float:
    if not len(classes):
        return nan
    if loss == "cross-entropy":
        return float(-np.log(shares[classes]).mean())
    # Σ over the classes k of (share − 1 or 0)², as `brier` has it: Σ share² − 2·share of its own class + 1.
    return float(np.square(shares).sum() + (1 - 2 * shares[classes]).mean())
