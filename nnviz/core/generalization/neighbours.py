"""What the nearest other points alone tell of a point's class: how well the classes can be told apart.

Of a point the classes of its `MOST` nearest training points are counted, itself left out, and the shares
that the classes have of all training points count as one more: (votes + share)/(k + 1). That never is
certain, so its loss is a little above what the best of models reaches. Source: Cover & Hart 1967, Nearest
neighbor pattern classification.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import nan

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Classes, Loss, one_hot
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.unscaled import unscaled
from nnviz.core.space import Space

Array = NDArray[np.float64]
MOST = 5  # neighbours that are asked
WORK = 2e7  # multiplications: some 10 ms, so that nobody waits for it
CHOOSING = 40  # multiplications that take as long as to find the nearest ones takes for each distance


@dataclass(frozen=True)
class Neighbours:
    """Loss and accuracy of so many neighbours' votes; NaN where there are no points.

    scaled: whether features were brought to one size, which the experiment does not do.
    """

    count: int
    train_loss: float
    validation_loss: float
    train_right: float
    validation_right: float
    scaled: bool = False


def neighbours(experiment: Experiment) -> Neighbours:
    """Of an experiment with classes and at least two training points.

    Where features differ much in size and nobody has scaled them, the largest one alone decides what is near:
    then neighbours are also asked with all of one size, and those that tell more count.
    """
    dataset, loss = experiment.dataset, experiment.training.loss
    plain = _neighbours(dataset, experiment.space, loss)
    if unscaled(experiment) is None:
        return plain
    scaled = _neighbours(dataset, Space.of_classes(experiment.domain, dataset, "standard"), loss)
    return plain if plain.train_loss <= scaled.train_loss else replace(scaled, scaled=True)


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def _neighbours(dataset: Dataset, space: Space, loss: Loss) -> Neighbours:
    shift, scale = np.array(space.shift), np.array(space.scale)
    parts = [dataset.of(role) for role in (Role.TRAINING, Role.VALIDATION)]
    most = int((WORK / (dataset.feature_count + CHOOSING)) ** 0.5)
    chosen = [_evenly(len(part), most) for part in parts]
    training, validation = (
        (part.features[which] - shift) / scale for part, which in zip(parts, chosen, strict=True)
    )
    centre = training.mean(axis=0)  # squares of what lies far from 0 would eat up the digits of distances
    training, validation = training - centre, validation - centre
    classes, others = (part.classes[which] for part, which in zip(parts, chosen, strict=True))
    count = min(MOST, len(training) - 1)
    known = _Known(training, classes, dataset.class_count, count)
    own = _judged(known.votes(training, but_itself=True), classes, loss)
    other = _judged(known.votes(validation), others, loss)
    return Neighbours(count, own[0], other[0], own[1], other[1])


def _evenly(count: int, most: int) -> NDArray[np.intp]:
    return np.linspace(0, count - 1, min(count, most)).astype(np.intp)


@dataclass(frozen=True, eq=False)
class _Known:
    """Training points at places [n, d], and how many of them are asked."""

    places: Array
    classes: Classes
    class_count: int
    count: int

    def votes(self, places: Array, but_itself: bool = False) -> Array:
        """P(class | place) at places [m, d], [m, K]. but_itself: of each of the training points."""
        distances = np.square(self.places).sum(axis=1) - 2 * places @ self.places.T  # less the places' own
        if but_itself:
            np.fill_diagonal(distances, np.inf)
        nearest = np.argpartition(distances, self.count - 1, axis=1)[:, : self.count]
        shares = np.bincount(self.classes, minlength=self.class_count) / len(self.classes)
        counted = one_hot(self.classes[nearest], self.class_count).sum(axis=1)
        return np.asarray((counted + shares) / (self.count + 1), np.float64)


@np.errstate(divide="ignore")  # a class that no training point has is never expected
def _judged(chances: Array, classes: Classes, loss: Loss) -> tuple[float, float]:
    """Loss and accuracy."""
    if not len(classes):
        return nan, nan
    right = float(np.mean(chances.argmax(axis=1) == classes))
    if loss == "cross-entropy":
        return float(-np.log(chances[np.arange(len(classes)), classes]).mean()), right
    wanted = one_hot(classes, chances.shape[1])
    return float(np.square(chances - wanted).sum(axis=1).mean()), right
