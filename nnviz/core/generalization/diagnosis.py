"""What happened in a run, in a sentence with what to do about it, judged by its numbers alone."""

from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from nnviz.core.dataset import NO_TRAINING_POINTS, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.advice import against_overfitting, against_underfitting
from nnviz.core.generalization.evidence import Evidence, gather
from nnviz.core.generalization.optimum import largest_stable_rate
from nnviz.core.generalization.split_words import shares
from nnviz.core.sentences import Sentence, number
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending

SAFETY = 0.5  # of the largest stable rate: there the fastest direction is learned in one step
RETREAT = 0.25  # of a rate that diverged, where no limit is known
ARRIVED = 0.995  # of the way to the optimum: rounds to 100 %


class Kind(Enum):
    """What there is to say about a run."""

    NO_POINTS = auto()
    ONE_POINT = auto()
    ALL_SAME_X = auto()
    NOT_TRAINED = auto()
    DIVERGED = auto()
    LEARNING = auto()
    NO_VALIDATION = auto()
    UNDERFITTING = auto()
    OVERFITTING = auto()
    SWINGING = auto()
    GOOD = auto()


class Change(Enum):
    """What one click can change."""

    SET_LEARNING_RATE = auto()  # and start again
    GO_TO_EPOCH = auto()  # and keep it


@dataclass(frozen=True)
class Remedy:
    """A change that one click makes: the learning rate to set, or the epoch to go back to."""

    change: Change
    value: float


@dataclass(frozen=True)
class Diagnosis:
    """What happened. Values of the sentence may be sentences themselves."""

    kind: Kind
    sentence: Sentence
    remedy: Remedy | None = None


def diagnose(experiment: Experiment, history: History, ending: Ending | None) -> Diagnosis:
    """Say what happened so far. ending: why the run is over; None while it goes on or is paused."""
    if not experiment.dataset.count(Role.TRAINING):
        return Diagnosis(Kind.NO_POINTS, Sentence(NO_TRAINING_POINTS))
    if ending is Ending.DIVERGED:
        return _diverged(experiment)
    few = _too_few(experiment)
    if few:
        return few
    if not len(history) or (history.last_epoch == 0 and ending is not Ending.SOLVED):
        return _not_trained(experiment)
    evidence = gather(experiment, history)
    found = _judge(experiment, evidence, ending)
    if (
        found.kind is Kind.GOOD
        and not history.knows_present_points
        and evidence.would_be_misfit(evidence.train)
    ):
        return _other_points(evidence)
    split = _shares(found, experiment, history)
    if split is None or found.kind is not Kind.OVERFITTING:  # of which the split says more than the way
        found = replace(found, sentence=_with_way(found, experiment, evidence))
    if split is not None and found.kind is Kind.NO_VALIDATION:  # the replicas tell how it predicts
        words = Sentence("The training error is {train} in squared units of y.", evidence.values)
        found = replace(found, sentence=words)
    if split is not None:
        words = Sentence("{what} {split}", {"what": found.sentence, "split": split})
        found = replace(found, sentence=words)
    return _stopped_early(found, evidence) if ending is Ending.STOPPED_EARLY else found


def _too_few(experiment: Experiment) -> Diagnosis | None:
    x = experiment.dataset.x[experiment.dataset.roles == Role.TRAINING]
    values: dict[str, object] = {"n": len(x), "x": number(float(x[0]))}
    if len(x) == 1:
        text = "There is one training point, so only the value at x = {x} can be learned. Draw more points."
        return Diagnosis(Kind.ONE_POINT, Sentence(text, values))
    if np.ptp(x) == 0:
        text = (
            "All {n} training points lie at x = {x}, so only the value there can be learned. "
            "Draw points at other x."
        )
        return Diagnosis(Kind.ALL_SAME_X, Sentence(text, values))
    return None


def _not_trained(experiment: Experiment) -> Diagnosis:
    text = "Press Play to train. Parameters: {parameters}; training points: {points}."
    counts: dict[str, object] = {
        "parameters": f"{experiment.model.parameter_count:,}",
        "points": f"{experiment.dataset.count(Role.TRAINING):,}",
    }
    return Diagnosis(Kind.NOT_TRAINED, Sentence(text, counts))


def _diverged(experiment: Experiment) -> Diagnosis:
    rate, limit = experiment.training.learning_rate, largest_stable_rate(experiment)
    if limit is not None and rate > limit:
        smaller = one_digit_below(SAFETY * limit)
        text = (
            "The error grew without bound: the learning rate {rate} is too large. On these points every rate "
            "above {limit} overshoots farther at each step. Lower it to {smaller}: Play starts again from "
            "epoch 0."
        )
    else:
        smaller = one_digit_below(RETREAT * rate)
        text = (
            "The error grew without bound: the learning rate {rate} is too large. Lower it to {smaller}: "
            "Play starts again from epoch 0."
        )
    values: dict[str, object] = {
        "rate": number(rate),
        "limit": number(limit or 0, 4),
        "smaller": number(smaller),
    }
    return Diagnosis(Kind.DIVERGED, Sentence(text, values), Remedy(Change.SET_LEARNING_RATE, smaller))


def one_digit_below(value: float) -> float:
    """A positive value rounded down to one significant digit."""
    exponent = int(np.floor(np.log10(value)))
    digit = int(value / 10.0**exponent + 1e-9)  # 0.3 / 0.1 is 2.9999999999999996
    return float(f"{digit}e{exponent}")


def _judge(experiment: Experiment, evidence: Evidence, ending: Ending | None) -> Diagnosis:
    can_go_on = ending not in (Ending.SOLVED, Ending.STOPPED_EARLY)
    if evidence.swings and not experiment.solved_exactly:
        return _swinging(experiment, evidence)
    if evidence.rose_from_best or (evidence.gap_opened and not evidence.train_rose):
        return _overfitting_since_best(experiment, evidence)
    if can_go_on and evidence.just_past_best:
        return _past_best(evidence)
    if can_go_on and (evidence.validation_falls or (evidence.misfit and evidence.training_falls)):
        return _learning(evidence)
    if evidence.misfit:
        return _underfitting(experiment, evidence)
    if evidence.worse_than_simple or evidence.gap_is_wide:
        return _overfitting(experiment, evidence)
    if can_go_on and evidence.training_falls:
        return _learning(evidence)
    if not evidence.validation_points:
        return _no_validation(evidence)
    return _good(evidence)


def _learning(evidence: Evidence) -> Diagnosis:
    text = "Still learning: the training error, now {train}, keeps falling. Go on training."
    if evidence.validation_points:
        text = (
            "Still learning: the training error is {train}, the validation error {validation}, and there is "
            "more to gain. Go on training."
        )
    return Diagnosis(Kind.LEARNING, Sentence(text, evidence.values))


def _past_best(evidence: Evidence) -> Diagnosis:
    text = (
        "The training error, now {train}, still falls, but the validation error does not: it was least at "
        "epoch {best_epoch}, {best}, and is now {validation}. From here on the model may overfit."
    )
    return Diagnosis(Kind.LEARNING, Sentence(text, evidence.values))


def _swinging(experiment: Experiment, evidence: Evidence) -> Diagnosis:
    rate = experiment.training.learning_rate
    smaller = one_digit_below(RETREAT * rate)
    text = (
        "The errors jump up and down: the learning rate {rate} is too large. The training error is {train}, "
        "and was already {least}. Lower the rate to {smaller} and start again."
    )
    values = {
        **evidence.values, "rate": number(rate), "smaller": number(smaller),
        "least": number(evidence.train_least),
    }  # fmt: skip
    return Diagnosis(Kind.SWINGING, Sentence(text, values), Remedy(Change.SET_LEARNING_RATE, smaller))


def _stopped_early(found: Diagnosis, evidence: Evidence) -> Diagnosis:
    """The verdict, after the reason why the run is over, and with the way back to the best epoch."""
    if evidence.best_epoch is None:  # the points have changed since
        return found
    text = (
        "Stopped early: the validation error has not fallen for {waited} epochs; it was least at epoch "
        "{best_epoch}. {what}"
    )
    remedy = Remedy(Change.GO_TO_EPOCH, evidence.best_epoch) if evidence.best_epoch else found.remedy
    return Diagnosis(found.kind, Sentence(text, {**evidence.values, "what": found.sentence}), remedy)


def _no_validation(evidence: Evidence) -> Diagnosis:
    text = (
        "The training error is {train} in squared units of y, but without validation points nobody can say "
        "how it predicts. Add some with the validation tool."
    )
    if evidence.memorised:
        text = (
            "It passes through every point, but without validation points nobody can say how it predicts. "
            "Add some with the validation tool."
        )
    return Diagnosis(Kind.NO_VALIDATION, Sentence(text, evidence.values))


def _good(evidence: Evidence) -> Diagnosis:
    text = (
        "A good fit: the training error is {train}, the validation error {validation} in squared units of y. "
        "Parameters: {parameters}; training points: {points}."
    )
    if evidence.may_be_lucky:
        text = (
            "It passes through every training point, and predicts the validation points with an error of "
            "{validation}. With only {others} of them that may be luck: add more."
        )
    return Diagnosis(Kind.GOOD, Sentence(text, evidence.values))


def _other_points(evidence: Evidence) -> Diagnosis:
    text = (
        "The points have changed since this curve was trained: on them the training error is {train}, the "
        "validation error {validation}. Press Play to go on training with them."
    )
    return Diagnosis(Kind.LEARNING, Sentence(text, evidence.values))


def _underfitting(experiment: Experiment, evidence: Evidence) -> Diagnosis:
    if evidence.noise_known and evidence.noise > 0:
        text = "Underfitting: the training error is {train}, but noise accounts only for {noise}. {advice}"
    elif evidence.noise_known:
        text = "Underfitting: the training error is {train}, though the points have no noise. {advice}"
    else:
        text = (
            "Underfitting: the training error is {train}, but a polynomial of degree {degree} comes to "
            "{reference} on the same points. {advice}"
        )
    if evidence.jumped and not experiment.model.is_linear:  # it may have lost units that it needs
        smaller = one_digit_below(RETREAT * experiment.training.learning_rate)
        advice = Sentence(
            "The errors jumped up and down at first: lower the learning rate to {smaller} and start again.",
            {"smaller": number(smaller)},
        )
        values = {**evidence.values, "advice": advice}
        return Diagnosis(Kind.UNDERFITTING, Sentence(text, values), Remedy(Change.SET_LEARNING_RATE, smaller))
    values = {**evidence.values, "advice": against_underfitting(experiment, evidence)}
    return Diagnosis(Kind.UNDERFITTING, Sentence(text, values))


def _overfitting_since_best(experiment: Experiment, evidence: Evidence) -> Diagnosis:
    text = (
        "Overfitting since epoch {best_epoch}: the validation error was least there, {best}, and is now "
        "{validation}, {factor} times as much, while the training error is {train}. "
        "Keep epoch {best_epoch}, or {advice}."
    )
    values = {**evidence.values, "advice": against_overfitting(experiment)}
    remedy = Remedy(Change.GO_TO_EPOCH, evidence.best_epoch or 0)
    return Diagnosis(Kind.OVERFITTING, Sentence(text, values), remedy)


def _overfitting(experiment: Experiment, evidence: Evidence) -> Diagnosis:
    if evidence.worse_than_simple:
        text = (
            "Overfitting: the training error is {train}, but the validation error is {validation}; "
            "a straight line predicts those points with an error of {simple}. To mend it, {advice}."
        )
        if evidence.references.simple_degree == 0:
            text = (
                "Overfitting: the training error is {train}, but the validation error is {validation}; "
                "the mean of the training points predicts those points with an error of {simple}. "
                "To mend it, {advice}."
            )
    else:
        text = (
            "Overfitting: the training error is {train}, but the validation error is {validation}. "
            "The model follows the noise of its training points. To mend it, {advice}."
        )
    values = {**evidence.values, "advice": against_overfitting(experiment)}
    return Diagnosis(Kind.OVERFITTING, Sentence(text, values))


def _with_way(found: Diagnosis, experiment: Experiment, evidence: Evidence) -> Sentence:
    """The sentence, and for unfinished descent on a linear model how far it has come."""
    way = evidence.way
    if way is None or way >= ARRIVED:
        return found.sentence
    percent = f"{100 * min(max(way, 0), 1):.0f}"
    text = "{what} It has gone {percent} % of the way to its exact optimum (the least-squares solution)."
    if evidence.is_complex and found.kind is not Kind.OVERFITTING:
        text = (
            "{what} It has gone {percent} % of the way to its exact optimum (the least-squares solution). "
            "Stopping early works like a penalty; it does not show that this model cannot overfit."
        )
    return Sentence(text, {"what": found.sentence, "percent": percent})


def _shares(found: Diagnosis, experiment: Experiment, history: History) -> Sentence | None:
    """Which part of the error is bias², variance and noise; None where replicas do not tell."""
    if found.kind in (Kind.SWINGING, Kind.NOT_TRAINED):
        return None
    advised = found.kind in (Kind.OVERFITTING, Kind.UNDERFITTING)
    return shares(experiment, history.split(history.last_epoch), advised)
