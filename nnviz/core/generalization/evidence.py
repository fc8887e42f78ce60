"""The numbers that a run is judged by, and the rules for when they mean something."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from nnviz.core.generalization.trends import Array, is_falling, is_rising, largest_rise
from nnviz.core.generalization.yardstick import CERTAIN, NEGLIGIBLE, Yardstick
from nnviz.core.sentences import Sentence, number, percent

NOTICEABLE = 0.001  # of the variance of y: an error that falls by less has stopped falling
MISFIT = 1.25  # training error over known noise: what is left is more than a rounding of the shape
RISEN = 1.5  # validation error over its least: a rise by half is more than a shallow minimum
WIDE_GAP = 3.0  # validation over training error: (n + p)/(n − p) for least squares, so p > n/2
COMPLEX = 0.5  # parameters over points: where that gap gets wide
SIMPLE = 0.2  # parameters over points: up to there least squares has no gap above `RISEN`
SWING = 0.5  # rise over the usual error of the last epochs: more than the ripples of Adam
FAR = 2.0  # usual error of the last epochs over the least of all: the run lost what it had reached
HIGHER = 1.1  # usual validation loss of classes over its least: a rise that one sees in the plot
STILL_HIGHER = 1.05  # that of the last epoch over the least, and the smoothed curve over its own
MUCH_HIGHER = 1.3  # and one that is more than a little overfitting
SURELY_HIGHER = 1.2  # where the noise of the rise is not known
OF_NOISE = 0.5  # standard errors of the rise: one point that turned wrong alone has 1, however wrong it is
NEARLY_ALL = 0.95  # of the points: as many as a model can be expected to tell right
TINY = 0.03  # of the scale: a loss this small leaves nothing to gain where the points are right
EXACT = 1e-6  # of the variance of y: the curve passes through the points as far as one can see


def _allowance(count: int) -> float:
    """1 + two relative standard deviations, √(2/n) each, of the mean of n squared normal errors.

    Multiplies a threshold, so that two or three lucky or unlucky points decide nothing.
    """
    return 1 + 2 * sqrt(2 / max(count, 1))


@dataclass(frozen=True)
class Evidence:
    """Errors are in squared units of y, or losses of classes; validation numbers are NaN without such points.

    bends: whether the model has hidden layers. noise: its variance, known from the truth, or else an
    estimate: see `Yardstick`. best_epoch: of the least validation error, None if there is none or the
    points have changed since. early: the run has only a few epochs on the present points yet. train_trend,
    validation_trend: their smoothed curves, oldest first. train_recent: training errors of the last epochs;
    train_least: the least of all; train_at_best: at `best_epoch`. jumped: the training error rose by `JUMP`
    at the start. since_best: validation errors from the best epoch to the last, where the two are so near
    that no trend can tell yet; else empty. waited: epochs since the best one. way: see `way_to_optimum`.
    train_right, validation_right: accuracies of classes, right_at_best: that of validation at the best
    epoch; NaN for a curve. rise_noise: see `noise_of_rise`. met: whether all training points are, as far as
    one can see, or are all right.
    """

    parameters: int
    bends: bool
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
    yardstick: Yardstick
    noise: float
    noise_known: bool
    way: float | None
    train_right: float
    validation_right: float
    right_at_best: float
    rise_noise: float
    met: bool

    @property
    def values(self) -> dict[str, object]:
        """For sentences."""
        stick = self.yardstick
        return {
            **stick.facts,
            "parameters": f"{self.parameters:,}",
            "points": f"{self.points:,}",
            "others": f"{self.validation_points:,}",
            "train": self._words(self.train),
            "validation": self._words(self.validation),
            "best_epoch": f"{self.best_epoch or 0:,}",
            "best": self._words(self.best),
            "waited": f"{self.waited:,}",
            "factor": number(self.validation / max(self.best, EXACT * stick.scale), 2),
            "noise": number(self.noise),
            "reference": self._words(stick.train),
            "simple": self._words(stick.simple),
            "train_right": percent(self.train_right),
            "validation_right": percent(self.validation_right),
            "best_right": percent(self.right_at_best),
        }

    def _words(self, error: float) -> Sentence | str:
        return Sentence("practically 0") if error <= EXACT * self.yardstick.scale else number(error)

    @property
    def _negligible(self) -> float:
        return NEGLIGIBLE * self.yardstick.scale

    @property
    def _floor(self) -> float:
        """The error that a perfect model would have on fresh points, or one that nobody would mind."""
        return max(self.noise, self._negligible)

    def would_be_misfit(self, train: float) -> bool:
        """Whether a training error is far above the noise."""
        if self.noise_known:
            return train > MISFIT * _allowance(self.points) * self._floor
        return train > self.yardstick.misfit_from

    @property
    def misfit(self) -> bool:
        """Too simple: far above the noise on the training points.

        Where the noise is an estimate from few points, the validation points must agree.
        """
        certain = self.noise_known or self.yardstick.certain
        as_good = self.validation <= RISEN * self.yardstick.validation  # False for NaN
        return self.wrong_too_often or (self.would_be_misfit(self.train) and (certain or not as_good))

    @property
    def wrong_too_often(self) -> bool:
        """Neighbours tell noticeably more of the training points right: no luck of others excuses that."""
        right, n = self.yardstick.right, self.points
        cautious = (n * right + 1) / (n + 2)  # Laplace's: a share of 1 is not certain
        return self.train_right < right - 2 * sqrt(cautious * (1 - cautious) / n)  # False for NaN

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
    def has_risen(self) -> bool:
        """The validation error has risen since the best epoch, while training went on: overfitting.

        What the window and a comparison of models both go by.
        """
        if self.rose_from_best or (self.gap_opened and not self.train_rose):
            return True
        return self._loss_rose

    @property
    def rose_a_little(self) -> bool:
        """What `has_risen` found is mild."""
        return self._loss_rose and self.validation < MUCH_HIGHER * self.best

    @property
    def _loss_rose(self) -> bool:
        """The loss of classes rose above its least, by more than chance.

        The smoothed curve tells it, too, so that single epochs of mini-batches decide nothing.
        """
        able = self.bends or self.parameters > SIMPLE * self.points
        went_on = self.train < self.train_at_best  # False without a best epoch
        of_classes = bool(self.best_epoch) and not np.isnan(self.train_right)
        if not (of_classes and able and went_on) or self.validation <= self._negligible:
            return False
        usual = float(self.validation_trend[-1])
        if min(self.validation / self.best, usual / np.nanmin(self.validation_trend)) < STILL_HIGHER:
            return False
        if np.isnan(self.rise_noise):
            return usual > SURELY_HIGHER * self.best
        return usual > HIGHER * self.best and usual - self.best > OF_NOISE * self.rise_noise

    @property
    def settled(self) -> bool:
        """Nearly all points have the right class, and with hardly any loss: there is nothing to gain."""
        judged = bool(self.validation_points) and self.nearly_all_right
        return judged and max(self.train, self.validation) <= TINY * self.yardstick.scale

    @property
    def nearly_all_right(self) -> bool:
        """Of the training points and, if there are any, of the validation points; never of a curve."""
        seen = self.train_right if np.isnan(self.validation_right) else self.validation_right
        return min(self.train_right, seen) >= NEARLY_ALL  # False for NaN

    @property
    def just_past_best(self) -> bool:
        """Since the best epoch, a few ago, the validation error rose while the training error fell."""
        if len(self.since_best) < 2 or self.train >= self.train_at_best:
            return False
        steadily = bool(np.all(np.diff(self.since_best) > 0))
        return steadily or float(self.since_best[-1]) > RISEN * self.best

    @property
    def worse_than_simple(self) -> bool:
        """A line or the mean predicts much better; noise that is known may be to blame, estimated not.

        Of classes: knowing only how frequent they are does.
        """
        stick = self.yardstick
        limit = stick.worse_than_simple * _allowance(self.validation_points) * stick.simple
        excused = self.noise_known and not self._above_noise
        return self.validation > max(limit, self.train, self._negligible) and not excused

    @property
    def gap_is_wide(self) -> bool:
        limit = WIDE_GAP * _allowance(self.validation_points) * self.train
        return self._above_noise and self.validation > limit

    @property
    def memorised(self) -> bool:
        return self.met and self.parameters >= self.points

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
        return NOTICEABLE * self.yardstick.scale

    @property
    def accuracy_creeps_up(self) -> bool:
        """By a validation point at least, since the best epoch."""
        return self.validation_right > self.right_at_best + 0.5 / max(self.validation_points, 1)
