"""Measures the split of a run's replicas: at which places, and against what."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.decomposition import Averages, decompose, medians
from nnviz.core.generalization.judge import Basis, judge_of, judged
from nnviz.core.generalization.lost import LostRule
from nnviz.core.generalization.out_of_bag import decompose_out_of_bag
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.training.state import State

Array = NDArray[np.float64]


class Splitter:
    """Measures the split of one experiment's replicas again and again, and counts those that diverge."""

    def __init__(self, experiment: Experiment, lost: frozenset[int] = frozenset()) -> None:
        self.lost = lost  # numbers, from 1 on, of the replicas that diverged
        self._experiment, self._judge = experiment, judge_of(experiment)
        self._rule = LostRule(experiment)

    @np.errstate(over="ignore", invalid="ignore")  # diverging replicas pass by here
    def measure(self, state: State) -> Split:
        """The split at this state of the members."""
        judge = self._judge
        predictions = judged(state.predict(judge.inputs)[1:], self._experiment)
        alive = self._alive(predictions)
        if np.count_nonzero(alive) < FEWEST_FOR_SPLIT:
            return Split(replicas=float(np.count_nonzero(alive)))
        if not alive.all():
            predictions = predictions[alive]
        if judge.outside is not None:
            found = decompose_out_of_bag(predictions, judge.targets, judge.outside[alive], judge.parts)
            return _with_noise_inside(found, len(predictions))
        places = len(judge.targets)
        here = predictions[:, :places]
        found = decompose(here, judge.targets, judge.weights)
        if judge.basis is Basis.NOTHING:
            return Split(variance=found.variance, variance_se=found.variance_se, replicas=float(len(here)))
        typical = medians(here, judge.targets, judge.weights)
        if judge.fresh_targets is None:
            return _with_noise_inside(found, len(here), typical.bias_squared, typical.variance, typical.error)
        gaps = predictions[:, -judge.fresh_targets.shape[1] :] - judge.fresh_targets[alive]
        errors = judge.parts * np.mean(np.square(gaps), axis=1)
        return Split(
            bias_squared=found.bias_squared,
            variance=found.variance,
            noise=judge.noise,
            total=found.bias_squared + found.variance + judge.noise,
            measured_total=float(errors.mean()),
            bias_squared_se=found.bias_squared_se,
            variance_se=found.variance_se,
            noise_se=0.0,
            total_se=found.total_se,
            measured_total_se=float(errors.std(ddof=1)) / len(errors) ** 0.5,
            median_bias_squared=typical.bias_squared,
            median_variance=typical.variance,
            median_total=typical.error + judge.noise,
            replicas=float(len(here)),
        )

    def _alive(self, predictions: Array) -> NDArray[np.bool_]:
        """Which replicas have not diverged, [B]. Once lost, a replica stays so."""
        gone = self._rule.gone(predictions)
        if gone.any():
            self.lost |= {int(r) + 1 for r in np.flatnonzero(gone)}
        alive = np.ones(len(predictions), bool)
        alive[[r - 1 for r in self.lost]] = False
        return alive


def _with_noise_inside(
    found: Averages, count: int, bias: float = nan, variance: float = nan, error: float = nan
) -> Split:
    """A split against noisy targets: bias² and noise as one number."""
    return Split(
        variance=found.variance,
        bias_squared_plus_noise=found.bias_squared,
        total=found.bias_squared + found.variance,
        variance_se=found.variance_se,
        bias_squared_plus_noise_se=found.bias_squared_se,
        total_se=found.total_se,
        median_variance=variance,
        median_bias_squared_plus_noise=bias,
        median_total=error,
        replicas=float(count),
    )


def splitter_for(experiment: Experiment, lost: frozenset[int] = frozenset()) -> Splitter | None:
    """The splitter of an experiment; None when it has too few replicas for a split."""
    return Splitter(experiment, lost) if experiment.replicas.count >= FEWEST_FOR_SPLIT else None
