"""Gathers the evidence of a run: errors on the present points, trends, and what to hold them against."""

import numpy as np

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.evidence import EXACT, Evidence
from nnviz.core.generalization.optimum import way_to_optimum
from nnviz.core.generalization.rise import noise_of_rise
from nnviz.core.generalization.trends import Array, evenly, largest_jump, medians, recent
from nnviz.core.generalization.yardstick import yardstick
from nnviz.core.training.errors import Scores, scores
from nnviz.core.training.history import History
from nnviz.core.training.steps import ERROR_COLUMNS, Checkpoint
from nnviz.core.truths import is_sample

EARLY = 10  # epochs: before, a fifth of the run is too short for a fall of 5 %
JUMP = 3.0  # rise of the training error in the first epochs: a step went far past the minimum
TRAIN_ACCURACY, VALIDATION_ACCURACY = map(ERROR_COLUMNS.index, ("train_accuracy", "validation_accuracy"))
CHEAP = 200_000  # points × parameters whose predictions take well under a millisecond


def gather(experiment: Experiment, history: History) -> Evidence:
    """The evidence of a run with at least one epoch and one training point."""
    dataset, noise = experiment.dataset, _known_noise(experiment)
    points = dataset.count(Role.TRAINING)
    stick = yardstick(experiment, points)
    last = history.nearest(history.last_epoch)
    train, validation, train_right, validation_right = _scores_now(experiment, last, history)
    best_epoch, compared = history.best_epoch, evenly(history.comparable)
    at_best = None if best_epoch is None else history.row(best_epoch)
    return Evidence(
        parameters=experiment.model.parameter_count,
        bends=not experiment.model.is_linear,
        points=points,
        validation_points=dataset.count(Role.VALIDATION),
        train=train,
        validation=validation,
        best_epoch=best_epoch,
        best=float("nan") if at_best is None else float(at_best[2]),
        early=len(compared) <= EARLY,
        train_trend=medians(compared[:, 1]),
        validation_trend=medians(compared[:, 2]),
        train_recent=recent(compared[:, 1]),
        train_least=float(compared[:, 1].min()),
        train_at_best=float("nan") if at_best is None else float(at_best[1]),
        jumped=largest_jump(compared[:, 1]) > JUMP,
        since_best=_since_best(history),
        waited=history.last_epoch - (best_epoch or 0),
        yardstick=stick,
        noise=stick.noise if noise is None else noise,
        noise_known=noise is not None,
        # Of points that no step has seen yet there is no way to speak of.
        way=way_to_optimum(experiment, last.parameters) if last and history.knows_present_points else None,
        train_right=train_right,
        validation_right=validation_right,
        right_at_best=float("nan") if at_best is None else float(at_best[VALIDATION_ACCURACY]),
        rise_noise=noise_of_rise(experiment, history),
        met=train_right == 1 if dataset.is_classes else train <= EXACT * stick.scale,
    )


def _since_best(history: History) -> Array:
    """Validation errors since the best epoch; none where `EARLY` epochs, or a quarter of it, have passed."""
    best, compared = history.best_epoch, history.comparable
    if not best or history.last_epoch - best > max(EARLY, best // 4):
        return np.empty(0)
    return np.asarray(compared[compared[:, 0] >= best, 2], np.float64)


def _scores_now(experiment: Experiment, checkpoint: Checkpoint | None, history: History) -> Scores:
    """Those of a checkpoint on the present points, which may have been edited since they were recorded."""
    size = experiment.model.parameter_count
    if checkpoint is None or len(checkpoint.parameters) != size or len(experiment.dataset) * size > CHEAP:
        recorded = [float(value) for value in history.row(history.last_epoch)[: len(ERROR_COLUMNS)]]
        return Scores(recorded[1], recorded[2], recorded[TRAIN_ACCURACY], recorded[VALIDATION_ACCURACY])
    return scores(experiment, checkpoint.parameters)


def _known_noise(experiment: Experiment) -> float | None:
    """The variance of the noise, known only while the training points still are a sample of the truth.

    Points added or moved by hand lie anywhere: the truth then says nothing about their noise.
    """
    truth, sampling = experiment.truth, experiment.sampling
    if truth is None or sampling is None:
        return None
    return truth.noise**2 if is_sample(experiment.dataset, truth, sampling, Role.TRAINING) else None
