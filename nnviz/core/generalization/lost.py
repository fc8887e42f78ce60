"""Which replicas have diverged: one rule for the curves and for the split."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec
from nnviz.core.models.polynomial import Array

# A replica whose mean squared distance from the mean of y is this many times the mean square of y, or of the
# model's initial curve, has diverged.
LOST_BEYOND = 1e4


class LostRule:
    """Tells diverged replicas of one experiment. Of an exact solution a wild curve is still the solution.

    Probabilities of classes do not grow: a replica is lost when it has none any more.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._has_gaps = isinstance(experiment.model, FormulaSpec)
        self._centre, self._limit = 0.0, float(np.finfo(np.float64).max)
        if not experiment.dataset.is_classes:
            self._measure(experiment)

    def _measure(self, experiment: Experiment) -> None:
        """How far a curve may go from the points."""
        y = experiment.dataset.y
        self._centre = float(np.mean(y)) if len(y) else 0.0
        start = experiment.predict(experiment.initial_parameters(), np.linspace(*experiment.domain, 33))
        start = start[np.isfinite(start)]  # a formula need not have a value everywhere
        scale = max(*(float(np.mean(v**2)) if len(v) else 0.0 for v in (y, start)), 1e-12)
        if not experiment.solved_exactly:
            self._limit = LOST_BEYOND * scale

    @np.errstate(over="ignore", invalid="ignore")
    def gone(self, predictions: Array) -> NDArray[np.bool_]:
        """Which replicas [B] have diverged, by their predictions [B, n] over the x range.

        Where a formula has no value for any of them, as log(x) below 0, it tells nothing about them.
        """
        if self._has_gaps and (known := np.isfinite(predictions).any(axis=0)).any():
            predictions = predictions[:, known]
        errors = np.square(predictions - self._centre).mean(axis=1)
        return np.asarray(~(errors <= self._limit), bool)  # NaN too
