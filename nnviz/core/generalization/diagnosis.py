"""What happened in a run, in a sentence with what to do about it, judged by its numbers alone."""

from dataclasses import replace

from nnviz.core.dataset import NO_TRAINING_POINTS, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.advice import against_overfitting, against_underfitting
from nnviz.core.generalization.class_words import CLASS_WORDS
from nnviz.core.generalization.curve_words import CURVE_WORDS
from nnviz.core.generalization.evidence import Evidence
from nnviz.core.generalization.gathering import gather
from nnviz.core.generalization.optimum import largest_stable_rate
from nnviz.core.generalization.split_words import shares
from nnviz.core.generalization.unscaled import scaling_advice
from nnviz.core.generalization.verdict import (
    RETREAT,
    SAFETY,
    one_digit_below,
)
from nnviz.core.generalization.verdict import (
    Change as Change,
)
from nnviz.core.generalization.verdict import (
    Diagnosis as Diagnosis,
)
from nnviz.core.generalization.verdict import (
    Kind as Kind,
)
from nnviz.core.generalization.verdict import (
    Remedy as Remedy,
)
from nnviz.core.generalization.words import Words
from nnviz.core.sentences import Sentence, number
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending


def words_for(experiment: Experiment) -> Words:
    return CLASS_WORDS if experiment.dataset.is_classes else CURVE_WORDS


def diagnose(experiment: Experiment, history: History, ending: Ending | None) -> Diagnosis:
    """Say what happened so far. ending: why the run is over; None while it goes on or is paused."""
    words = words_for(experiment)
    if not experiment.dataset.count(Role.TRAINING):
        return Diagnosis(Kind.NO_POINTS, Sentence(NO_TRAINING_POINTS))
    if ending is Ending.DIVERGED:
        return _diverged(experiment, words)
    few = words.too_few(experiment)
    if few:
        return few
    if not len(history) or (history.last_epoch == 0 and ending is not Ending.SOLVED):
        return _not_trained(experiment, words)
    evidence = gather(experiment, history)
    found = _judge(experiment, evidence, ending, words)
    if (
        found.kind is Kind.GOOD
        and not history.knows_present_points
        and evidence.would_be_misfit(evidence.train)
    ):
        return Diagnosis(Kind.LEARNING, Sentence(words.other_points, evidence.values))
    split = _shares(found, experiment, history)
    if split is None or found.kind is not Kind.OVERFITTING:  # of which the split says more than the way
        found = replace(found, sentence=words.finish(found, experiment, evidence))
    if split is not None and found.kind is Kind.NO_VALIDATION:  # the replicas tell how it predicts
        found = replace(found, sentence=Sentence(words.split_alone, evidence.values))
    if split is not None:
        both = Sentence("{what} {split}", {"what": found.sentence, "split": split})
        found = replace(found, sentence=both)
    return _stopped_early(found, evidence, words) if ending is Ending.STOPPED_EARLY else found


def has_risen(experiment: Experiment, history: History) -> bool:
    """Whether what is said of a run is that its validation error has risen again: overfitting."""
    if not experiment.dataset.count(Role.TRAINING) or history.last_epoch == 0:
        return False
    if words_for(experiment).too_few(experiment):
        return False
    evidence = gather(experiment, history)
    return evidence.has_risen and not (evidence.swings and not experiment.solved_exactly)


def _not_trained(experiment: Experiment, words: Words) -> Diagnosis:
    text = "Press Play to train. Parameters: {parameters}; training points: {points}."
    counts: dict[str, object] = {
        "parameters": f"{experiment.model.parameter_count:,}",
        "points": f"{experiment.dataset.count(Role.TRAINING):,}",
    }
    sentence, warning = Sentence(text, counts), words.untrained(experiment)
    if warning is not None:
        sentence = Sentence("{what} {warning}", {"what": sentence, "warning": warning})
    return Diagnosis(Kind.NOT_TRAINED, sentence)


def _diverged(experiment: Experiment, words: Words) -> Diagnosis:
    rate, limit = experiment.training.learning_rate, largest_stable_rate(experiment)
    if limit is not None and rate > limit:
        smaller, text = one_digit_below(SAFETY * limit), words.diverged_beyond_limit
    else:
        smaller, text = one_digit_below(RETREAT * rate), words.diverged
    values: dict[str, object] = {
        "rate": number(rate),
        "limit": number(limit or 0, 4),
        "smaller": number(smaller),
    }
    return Diagnosis(Kind.DIVERGED, Sentence(text, values), Remedy(Change.SET_LEARNING_RATE, smaller))


def _judge(experiment: Experiment, evidence: Evidence, ending: Ending | None, words: Words) -> Diagnosis:
    can_go_on = ending not in (Ending.SOLVED, Ending.STOPPED_EARLY)
    if evidence.swings and not experiment.solved_exactly:
        return _swinging(experiment, evidence, words)
    if evidence.has_risen:
        return _overfitting_since_best(experiment, evidence, words)
    if evidence.settled:
        return Diagnosis(Kind.GOOD, Sentence(words.good, evidence.values))
    if can_go_on and evidence.just_past_best:
        return Diagnosis(Kind.LEARNING, Sentence(words.past_best, evidence.values))
    if can_go_on and (evidence.validation_falls or (evidence.misfit and evidence.training_falls)):
        return _learning(evidence, words)
    if evidence.misfit:
        return _underfitting(experiment, evidence, words)
    if evidence.worse_than_simple or evidence.gap_is_wide:
        values = {**evidence.values, "advice": against_overfitting(experiment)}
        return Diagnosis(Kind.OVERFITTING, Sentence(words.overfitting(experiment, evidence), values))
    if can_go_on and evidence.training_falls:
        return _learning(evidence, words)
    if not evidence.validation_points:
        text = words.no_validation_met if evidence.memorised else words.no_validation
        return Diagnosis(Kind.NO_VALIDATION, Sentence(text, evidence.values))
    text = words.lucky if evidence.may_be_lucky else words.good
    return Diagnosis(Kind.GOOD, Sentence(text, evidence.values))


def _learning(evidence: Evidence, words: Words) -> Diagnosis:
    text = words.learning if evidence.validation_points else words.learning_unseen
    return Diagnosis(Kind.LEARNING, Sentence(text, evidence.values))


def _swinging(experiment: Experiment, evidence: Evidence, words: Words) -> Diagnosis:
    rate = experiment.training.learning_rate
    smaller = one_digit_below(RETREAT * rate)
    values = {
        **evidence.values, "rate": number(rate), "smaller": number(smaller),
        "least": number(evidence.train_least),
    }  # fmt: skip
    sentence = Sentence(words.swinging, values)
    return Diagnosis(Kind.SWINGING, sentence, Remedy(Change.SET_LEARNING_RATE, smaller))


def _stopped_early(found: Diagnosis, evidence: Evidence, words: Words) -> Diagnosis:
    """The verdict, after the reason why the run is over, and with the way back to the best epoch."""
    if evidence.best_epoch is None:  # the points have changed since
        return found
    remedy = Remedy(Change.GO_TO_EPOCH, evidence.best_epoch) if evidence.best_epoch else found.remedy
    sentence = Sentence(words.stopped_early, {**evidence.values, "what": found.sentence})
    return Diagnosis(found.kind, sentence, remedy)


def _underfitting(experiment: Experiment, evidence: Evidence, words: Words) -> Diagnosis:
    text = words.underfitting(evidence)
    lost_units = evidence.jumped and not experiment.model.is_linear  # it may have, that it needs
    if lost_units and scaling_advice(experiment) is None:
        smaller = one_digit_below(RETREAT * experiment.training.learning_rate)
        advice = Sentence(words.jumped, {"smaller": number(smaller)})
        values = {**evidence.values, "advice": advice}
        return Diagnosis(Kind.UNDERFITTING, Sentence(text, values), Remedy(Change.SET_LEARNING_RATE, smaller))
    values = {**evidence.values, "advice": against_underfitting(experiment, evidence)}
    return Diagnosis(Kind.UNDERFITTING, Sentence(text, values))


def _overfitting_since_best(experiment: Experiment, evidence: Evidence, words: Words) -> Diagnosis:
    values = {**evidence.values, "advice": against_overfitting(experiment)}
    remedy = Remedy(Change.GO_TO_EPOCH, evidence.best_epoch or 0)
    text = words.overfitting_a_little if evidence.rose_a_little else words.overfitting_since_best
    return Diagnosis(Kind.OVERFITTING, Sentence(text, values), remedy)


def _shares(found: Diagnosis, experiment: Experiment, history: History) -> Sentence | None:
    """Which part of the error is bias², variance and noise; None where replicas do not tell."""
    if found.kind in (Kind.SWINGING, Kind.NOT_TRAINED):
        return None
    advised = found.kind in (Kind.OVERFITTING, Kind.UNDERFITTING)
    return shares(experiment, history.split(history.last_epoch), advised)
