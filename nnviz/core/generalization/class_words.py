"""What is said of the run of points with classes: of a loss and of the share that is right."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.class_shares import baseline
from nnviz.core.generalization.evidence import Evidence
from nnviz.core.generalization.unscaled import scaling_advice
from nnviz.core.generalization.verdict import Diagnosis, Kind
from nnviz.core.generalization.words import Words
from nnviz.core.sentences import Sentence

HARDLY_LESS = 0.9  # of the loss of the class shares
JUDGED = (Kind.UNDERFITTING, Kind.OVERFITTING, Kind.GOOD)  # what the most frequent class is held against


def _too_few(experiment: Experiment) -> Diagnosis | None:
    dataset = experiment.dataset
    which = np.flatnonzero(dataset.roles == Role.TRAINING)  # no copy of all features
    classes = dataset.classes[which]
    first = dataset.class_names[int(classes[0])]
    values: dict[str, object] = {"n": f"{len(which):,}", "name": first}
    if len(which) == 1:
        text = "There is one training point, of class “{name}”. Draw more points, of the other classes, too."
        return Diagnosis(Kind.ONE_POINT, Sentence(text, values))
    if np.ptp(classes) == 0:
        text = (
            "All {n} training points are of class “{name}”, so there is nothing to tell it from. Draw "
            "training points of another class."
        )
        return Diagnosis(Kind.ONE_CLASS, Sentence(text, values))
    if _at_one_place(dataset, which):
        text = (
            "All {n} training points lie at one place, so nothing tells their classes apart. Draw points at "
            "other places."
        )
        return Diagnosis(Kind.ALL_SAME_X, Sentence(text, values))
    return None


def _at_one_place(dataset: Dataset, which: NDArray[np.intp]) -> bool:
    """Mostly the first two tell that they do not."""
    features = dataset.features
    two = features[which[:2]]
    return bool((two[0] == two[1]).all() and (features[which] == two[0]).all())


def _untrained(experiment: Experiment) -> Sentence | None:
    """A warning of a class that hardly can be learned."""
    dataset = experiment.dataset
    counts = np.bincount(dataset.classes[dataset.roles == Role.TRAINING], minlength=dataset.class_count)
    least = int(np.argmin(counts))
    if counts[least] > 1:
        return None
    text = "Class “{name}” has one training point only: draw more of them."
    if counts[least] == 0:
        text = "Class “{name}” has no training point, so it is never expected: draw some."
    return Sentence(text, {"name": dataset.class_names[least]})


def _underfitting(evidence: Evidence) -> str:
    if evidence.train > HARDLY_LESS * evidence.yardstick.scale:
        return (
            "Underfitting: the training loss is {train}, hardly better than the {chance} of knowing only how "
            "frequent the classes are. {advice}"
        )
    return (
        "Underfitting: the training loss is {train}, and {train_right} of the training points are right; by "
        "{neighbours} {near_right} would be. {advice}"
    )


def _overfitting(experiment: Experiment, evidence: Evidence) -> str:
    if evidence.worse_than_simple:
        return (
            "Overfitting: the training loss is {train}, but the validation loss is {validation}, worse than "
            "the {simple} of knowing only how frequent the classes are: where the model is wrong, it is sure "
            "of it. To mend it, {advice}."
        )
    return (
        "Overfitting: the training loss is {train}, with {train_right} right, but the validation loss is "
        "{validation}, with {validation_right} right. To mend it, {advice}."
    )


def _finish(found: Diagnosis, experiment: Experiment, evidence: Evidence) -> Sentence:
    """The sentence, and what else there is to know of a single layer, of accuracy beside loss, of shares."""
    what = found.sentence
    if found.kind is Kind.OVERFITTING and evidence.accuracy_creeps_up:
        text = (
            "{what} The validation accuracy crept up all the same, from {best_right} to {validation_right}: "
            "more points are right, but those that are wrong are so with more certainty."
        )
        what = Sentence(text, {"what": what, **evidence.values})
    if found.kind in JUDGED and _guessing_is_better(experiment, evidence):
        text = "{what} Always saying “{frequent}” would be right more often, in {share}."
        what = Sentence(text, {"what": what, **evidence.values})
    scaling = scaling_advice(experiment)
    if scaling is not None and found.kind is not Kind.UNDERFITTING and not evidence.nearly_all_right:
        what = Sentence("{what} {scaling}", {"what": what, "scaling": scaling})
    if _falls_for_ever(experiment, evidence):
        text = (
            "{what} All training points are right: a single layer separates their classes, so its loss can "
            "fall for ever while its weights grow. A penalty gives it an end."
        )
        what = Sentence(text, {"what": what})
    return what


def _guessing_is_better(experiment: Experiment, evidence: Evidence) -> bool:
    """By a point at least, where it is judged."""
    least = baseline(experiment.dataset, experiment.training.loss)
    seen = not evidence.validation_points
    right = evidence.train_right if seen else evidence.validation_right
    count = evidence.points if seen else evidence.validation_points
    return right < least.right - 0.5 / count


def _falls_for_ever(experiment: Experiment, evidence: Evidence) -> bool:
    training = experiment.training
    free = training.l1 == 0 and training.l2 == 0 and training.loss == "cross-entropy"
    return experiment.model.is_linear and free and evidence.train_right == 1


CLASS_WORDS = Words(
    too_few=_too_few,
    untrained=_untrained,
    diverged=(
        "The loss grew without bound: the learning rate {rate} is too large. Lower it to {smaller}: "
        "Play starts again from epoch 0."
    ),
    diverged_beyond_limit=(
        "The loss grew without bound: the learning rate {rate} is too large. On these points every rate "
        "above {limit} overshoots farther at each step. Lower it to {smaller}: Play starts again from "
        "epoch 0."
    ),
    learning=(
        "Still learning: the training loss is {train}, the validation loss {validation}, with "
        "{validation_right} right, and there is more to gain. Go on training."
    ),
    learning_unseen=(
        "Still learning: the training loss, now {train}, keeps falling; {train_right} of the training points "
        "are right. Go on training."
    ),
    past_best=(
        "The training loss, now {train}, still falls, but the validation loss does not: it was least at "
        "epoch {best_epoch}, {best}, and is now {validation}. From here on the model may overfit."
    ),
    swinging=(
        "The loss jumps up and down: the learning rate {rate} is too large. The training loss is {train}, "
        "and was already {least}. Lower the rate to {smaller} and start again."
    ),
    stopped_early=(
        "Stopped early: the validation loss, which is what patience watches, has not fallen for {waited} "
        "epochs; it was least at epoch {best_epoch}. {what}"
    ),
    no_validation=(
        "The training loss is {train}, and {train_right} of the training points are right, but without "
        "validation points nobody can say how it predicts. Add some with the validation tool."
    ),
    no_validation_met=(
        "It tells the class of every training point right, but without validation points nobody can say how "
        "it predicts. Add some with the validation tool."
    ),
    split_alone="The training loss is {train}, and {train_right} of the training points are right.",
    good=(
        "A good fit: the training loss is {train}, with {train_right} right, the validation loss "
        "{validation}, with {validation_right} right. Parameters: {parameters}; training points: {points}."
    ),
    lucky=(
        "It tells the class of every training point right, and of {validation_right} of the validation "
        "points. With only {others} of them that may be luck: add more."
    ),
    other_points=(
        "The points have changed since this model was trained: on them the training loss is {train}, the "
        "validation loss {validation}. Press Play to go on training with them."
    ),
    jumped="The loss jumped up and down at first: lower the learning rate to {smaller} and start again.",
    overfitting_since_best=(
        "Overfitting: the validation loss rose from {best} at epoch {best_epoch} to {validation}, with "
        "{validation_right} right, while the training loss fell to {train}. Keep epoch {best_epoch}, or "
        "{advice}."
    ),
    overfitting_a_little=(
        "The validation loss was least at epoch {best_epoch} ({best}) and is {validation} now, with "
        "{validation_right} right: a little overfitting. Keep epoch {best_epoch}."
    ),
    underfitting=_underfitting,
    overfitting=_overfitting,
    finish=_finish,
)
