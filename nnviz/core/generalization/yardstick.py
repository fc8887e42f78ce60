"""What the errors of a model are held against: errors that simple methods have on the same points."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.class_shares import baseline
from nnviz.core.generalization.neighbours import neighbours
from nnviz.core.generalization.references import references
from nnviz.core.sentences import Sentence, number, percent

NEGLIGIBLE = 0.01  # of the scale: an error this small explains 99 % of it, which nobody can see
MISFIT_REFERENCE = 2.0  # training error over the estimated noise, which is uncertain itself
MISFIT_NEIGHBOURS = 1.5  # training loss over that of the neighbours' votes, which is above the noise already
MISFIT_OF_CLASSES = 0.5  # of the way from that noise up to knowing nothing: no model that fits is so bad
WORSE_THAN_SIMPLE = 2.0  # validation error over that of a straight line
WORSE_THAN_SHARES = 1.25  # validation loss over that of the class shares: those know nothing at all
ASKED = "their {near} nearest neighbours alone"
ASKED_SCALED = "their {near} nearest neighbours, with features brought to one size,"
CERTAIN = 30  # degrees of freedom or points: an error estimated from so many is right within a quarter


@dataclass(frozen=True)
class Yardstick:
    """In squared units of y, or in units of the loss of classes.

    scale: the error of knowing nothing. noise: an estimate of the error that a perfect model has. train,
    validation: of the best of some simple methods. simple: validation error of the simplest of them, and
    worse_than_simple: how many times as much is worse than that. misfit_from: the training error above which
    a model is too simple. certain: whether `noise` comes from enough points to be relied upon. right: the
    share of the training points that they tell right; NaN for a curve. facts: of them, for sentences.
    """

    scale: float
    noise: float
    train: float
    validation: float
    simple: float
    worse_than_simple: float
    misfit_from: float
    certain: bool
    right: float
    facts: Mapping[str, object]


def yardstick(experiment: Experiment, points: int) -> Yardstick:
    """Of an experiment with so many training points: two, at least, if they have classes."""
    return _of_classes(experiment, points) if experiment.dataset.is_classes else _of_curve(experiment, points)


def _of_curve(experiment: Experiment, points: int) -> Yardstick:
    refs = references(experiment.dataset, experiment.domain)
    best = refs.best_degree
    noise = float(refs.noise[best])
    return Yardstick(
        scale=refs.scale,
        noise=noise,
        train=float(refs.train[best]),
        validation=float(refs.validation[best]),
        simple=float(refs.validation[refs.simple_degree]),
        worse_than_simple=WORSE_THAN_SIMPLE,
        misfit_from=MISFIT_REFERENCE * max(noise, NEGLIGIBLE * refs.scale),
        certain=points - best - 1 >= CERTAIN,
        right=nan,
        facts={"degree": best},
    )


def _of_classes(experiment: Experiment, points: int) -> Yardstick:
    least = baseline(experiment.dataset, experiment.training.loss)
    near = neighbours(experiment)
    scale = least.train_loss or 1.0
    noise = min(near.train_loss, scale)
    halfway = noise + MISFIT_OF_CLASSES * (scale - noise)
    return Yardstick(
        scale=scale,
        noise=noise,
        train=near.train_loss,
        validation=near.validation_loss,
        simple=least.validation_loss,
        worse_than_simple=WORSE_THAN_SHARES,
        misfit_from=min(MISFIT_NEIGHBOURS * max(noise, NEGLIGIBLE * scale), halfway),
        certain=points >= CERTAIN,
        right=max(near.train_right, least.train_right),
        facts={
            "chance": number(least.train_loss),
            "frequent": experiment.dataset.class_names[least.most_frequent],
            "share": percent(least.right),
            "near_right": percent(near.train_right),
            "neighbours": Sentence(ASKED_SCALED if near.scaled else ASKED, {"near": near.count}),
        },
    )
