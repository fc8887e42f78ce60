"""How far a validation loss of classes can rise by the luck of the points it is measured on."""

from math import nan, sqrt

import numpy as np

from nnviz.core.classes import losses
from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.training.history import History

CHEAP = 1_000_000  # validation points × parameters whose losses take about a millisecond, twice
FEWEST = 2  # points that have a deviation


def noise_of_rise(experiment: Experiment, history: History) -> float:
    """The standard error of the validation loss now less that of the best epoch.

    By the difference at each point, sd/√n: both epochs judge the same points, so what makes one of them hard
    cancels. NaN where there is no best epoch, or where the weights are not kept or computing would take long.
    """
    best, last = history.best_epoch, history.last_epoch
    dataset, size = experiment.dataset, experiment.model.parameter_count
    count = dataset.count(Role.VALIDATION)
    if not best or best == last or not dataset.is_classes or not FEWEST <= count <= CHEAP / size:
        return nan
    kept = [each for each in map(history.nearest, (best, last)) if each is not None]
    if [each.epoch for each in kept] != [best, last] or len(kept[0].parameters) != size:
        return nan
    points, head, loss = dataset.of(Role.VALIDATION), experiment.head, experiment.training.loss
    before, now = (
        losses(experiment.predict(each.parameters, points.places), points.classes, head, loss)
        for each in kept
    )
    return float(np.std(now - before, ddof=1)) / sqrt(count)
