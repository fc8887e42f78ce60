"""The numbers that a run is judged by, and the rules for when they mean something."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.optimum import way_to_optimum
from nnviz.core.generalization.references import References, references
from nnviz.core.generalization.trends import (
    Array,
    evenly,
    is_falling,
    is_rising,
    largest_jump,
    largest_rise,
    medians,
    recent,
)
from nnviz.core.sentences import Sentence, number
from nnviz.core.training.errors import errors
from nnviz.core.training.history import History
from nnviz.core.training.steps import Checkpoint
from nnviz.core.truths import is_sample

NEGLIGIBLE = 0.01  # of the variance of y: an error this small explains 99 % of it, which nobody can see
NOTICEABLE = 0.001  # of the variance of y: an error that falls by less has stopped falling
MISFIT = 1.25  # training error over known noise: what is left is more than a rounding of the shape
MISFIT_REFERENCE = 2.0  # over estimated noise, which is uncertain itself
CERTAIN = 30  # degrees of freedom or points: an error estimated from so many is right within a quarter
RISEN = 1.5  # validation error over its least: a rise by half is more than a shallow minimum
WORSE_THAN_SIMPLE = 2.0  # validation error over that of a straight line
WIDE_GAP = 3.0  # validation over training error: (n + p)/(n − p) for least squares, so p > n/2
COMPLEX = 0.5  # parameters over points: where that gap gets wide
SIMPLE = 0.2  # parameters over points: up to there least squares has no gap above `RISEN`
EARLY = 10  # epochs: before, a fifth of the run is too short for a fall of 5 %
SWING = 0.5  # rise over the usual error of the last epochs: more than the ripples of Adam
FAR = 2.0  # usual error of the last epochs over the least of all: the run lost what it had reached
JUMP = 3.0  # rise of the training error in the first epochs: a step went far past the minimum
EXACT = 1e-6  # of the variance of y: the curve passes through the points as far as one can see
CHEAP = 200_000  # points × parameters whose predictions take well under a millisecond


def _allowance(count: int) -> float:
    """1 + two relative standard deviations, √(2/n) each, of the mean of n squared normal errors.

    Multiplies a threshold, so that two or three lucky or unlucky points decide nothing.
    """
    return 1 + 2 * sqrt(2 / max(count, 1))


@dataclass(frozen=True)
class Evidence:
    """Errors are in squared units of y; validation numbers are NaN without validation points.

    noise: its variance, known from the truth or else estimated from the references. best_epoch: of the
    least validation error, None if there is none or the points have changed since. early: the run
    has only a few epochs on the present points yet. train_trend, validation_trend: their smoothed
    curves, oldest first. train_recent: training errors of the last epochs; train_least: the least of all;
    train_at_best: at `best_epoch`. jumped: the training error rose by `JUMP` at the start.
    since_best: validation errors from the best epoch to the last, where the two are so near that no
    trend can tell yet; else empty. waited: epochs since the best one. way: see `way_to_optimum`.
    """

    parameters: int
    points: int
    validation_points: int
    train: float
    validation: float
    best_epoch: int | None
    best: float
    early: bool
    train_trend: Array
    validation_trend: Array
    train_recent: Array
    train_least: float
    train_at_best: float
    jumped: bool
    since_best: Array
    waited: int
    references: References
    noise: float
    noise_known: bool
    way: float | None

    @property
    def values(self) -> dict[str, object]:
        """For sentences."""
        refs = self.references
        return {
            "parameters": f"{self.parameters:,}",
            "points": f"{self.points:,}",
            "others": f"{self.validation_points:,}",
            "train": self._words(self.train),
            "validation": self._words(self.validation),
            "best_epoch": f"{self.best_epoch or 0:,}",
            "best": self._words(self.best),
            "waited": f"{self.waited:,}",
            "factor": number(self.validation / max(self.best, EXACT * refs.scale), 2),
            "noise": number(self.noise),
            "degree": refs.best_degree,
            "reference": self._words(float(refs.train[refs.best_degree])),
            "simple": self._words(float(refs.validation[refs.simple_degree])),
        }

    def _words(self, error: float) -> Sentence | str:
        return Sentence("practically 0") if error <= EXACT * self.references.scale else number(error)

    @property
    def _negligible(self) -> float:
        return NEGLIGIBLE * self.references.scale

    @property
    def _floor(self) -> float:
        """The error that a perfect model would have on fresh points, or one that nobody would mind."""
        return max(self.noise, self._negligible)

    def would_be_misfit(self, train: float) -> bool:
        """Whether a training error is far above the noise."""
        factor = MISFIT * _allowance(self.points) if self.noise_known else MISFIT_REFERENCE
        return train > factor * self._floor

    @property
    def misfit(self) -> bool:
        """Too simple: far above the noise on the training points.

        Where the noise is an estimate from few points, the validation points must agree.
        """
        refs = self.references
        certain = self.noise_known or self.points - refs.best_degree - 1 >= CERTAIN
        as_good = self.validation <= RISEN * float(refs.validation[refs.best_degree])  # False for NaN
        return self.would_be_misfit(self.train) and (certain or not as_good)

    @property
    def _above_noise(self) -> bool:
        """The validation error is above the training error, and above what noise accounts for."""
        return self.validation > max(self.train, self._floor * _allowance(self.validation_points))

    @property
    def rose_from_best(self) -> bool:
        """The validation error went through a minimum and has risen well above it."""
        if not self.best_epoch:  # nor epoch 0: what was never trained is no better model
            return False
        could = self._above_noise and self.parameters > SIMPLE * self.points
        rose = bool(self.validation_trend[-1] > RISEN * np.nanmin(self.validation_trend))
        return rose and not self.train_rose and (could or self.worse_than_simple)

    @property
    def train_rose(self) -> bool:
        """The training error, too, is well above what it was at the best epoch: no sign of overfitting."""
        return bool(np.median(self.train_recent) > max(RISEN * self.train_at_best, self._floor))

    @property
    def swings(self) -> bool:
        """The training error goes up and down, far above the least that it had: steps are too large."""
        usual = float(np.median(self.train_recent))
        high = usual > max(FAR * self.train_least, self._floor * _allowance(self.points))
        return high and largest_rise(self.train_recent) > SWING * usual

    @property
    def gap_opened(self) -> bool:
        """The gap is wide, and the validation error well above its least: going on opens it farther."""
        return bool(self.best_epoch) and self.gap_is_wide and self.validation > RISEN * self.best

    @property
    def just_past_best(self) -> bool:
        """Since the best epoch, a few ago, the validation error rose while the training error fell."""
        if len(self.since_best) < 2 or self.train >= self.train_at_best:
            return False
        steadily = bool(np.all(np.diff(self.since_best) > 0))
        return steadily or float(self.since_best[-1]) > RISEN * self.best

    @property
    def worse_than_simple(self) -> bool:
        """A line or the mean predicts much better; noise that is known may be to blame, estimated not."""
        simple = float(self.references.validation[self.references.simple_degree])
        limit = WORSE_THAN_SIMPLE * _allowance(self.validation_points) * simple
        excused = self.noise_known and not self._above_noise
        return self.validation > max(limit, self.train, self._negligible) and not excused

    @property
    def gap_is_wide(self) -> bool:
        limit = WIDE_GAP * _allowance(self.validation_points) * self.train
        return self._above_noise and self.validation > limit

    @property
    def memorised(self) -> bool:
        return self.train <= EXACT * self.references.scale and self.parameters >= self.points

    @property
    def may_be_lucky(self) -> bool:
        """It follows the noise of its training points, and only few others say that it predicts well."""
        return self.memorised and self.validation > self._negligible and self.validation_points < CERTAIN

    @property
    def is_complex(self) -> bool:
        return self.parameters >= COMPLEX * self.points

    @property
    def training_falls(self) -> bool:
        """Below the noise a falling training error would only follow the noise: that does not count."""
        falls = self.train > self._floor and is_falling(self.train_trend, self._noticeable, self.early)
        return falls and not is_rising(self.validation_trend)

    @property
    def validation_falls(self) -> bool:
        return self.validation > self._negligible and is_falling(
            self.validation_trend, self._noticeable, self.early
        )

    @property
    def _noticeable(self) -> float:
        return NOTICEABLE * self.references.scale


def gather(experiment: Experiment, history: History) -> Evidence:
    """The evidence of a run with at least one epoch and one training point."""
    dataset, noise = experiment.dataset, _known_noise(experiment)
    refs = references(dataset, experiment.domain)
    last = history.nearest(history.last_epoch)
    row = history.row(history.last_epoch)
    train, validation = _errors_now(experiment, last, (float(row[1]), float(row[2])))
    best_epoch, compared = history.best_epoch, evenly(history.comparable)
    at_best = None if best_epoch is None else history.row(best_epoch)
    return Evidence(
        parameters=experiment.model.parameter_count,
        points=dataset.count(Role.TRAINING),
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
        references=refs,
        noise=float(refs.noise[refs.best_degree]) if noise is None else noise,
        noise_known=noise is not None,
        # Of points that no step has seen yet there is no way to speak of.
        way=way_to_optimum(experiment, last.parameters) if last and history.knows_present_points else None,
    )


def _since_best(history: History) -> Array:
    """Validation errors since the best epoch; none where `EARLY` epochs, or a quarter of it, have passed."""
    best, compared = history.best_epoch, history.comparable
    if not best or history.last_epoch - best > max(EARLY, best // 4):
        return np.empty(0)
    return np.asarray(compared[compared[:, 0] >= best, 2], np.float64)


def _errors_now(
    experiment: Experiment, checkpoint: Checkpoint | None, recorded: tuple[float, float]
) -> tuple[float, float]:
    """Errors of a checkpoint on the present points, which may have been edited since they were recorded."""
    size = experiment.model.parameter_count
    if checkpoint is None or len(checkpoint.parameters) != size or len(experiment.dataset) * size > CHEAP:
        return recorded
    return errors(experiment, checkpoint.parameters)


def _known_noise(experiment: Experiment) -> float | None:
    """The variance of the noise, known only while the training points still are a sample of the truth.

    Points added or moved by hand lie anywhere: the truth then says nothing about their noise.
    """
    truth, sampling = experiment.truth, experiment.sampling
    if truth is None or sampling is None:
        return None
    return truth.noise**2 if is_sample(experiment.dataset, truth, sampling, Role.TRAINING) else None
