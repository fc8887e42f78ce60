"""What is said of the run of a curve."""

import numpy as np

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.evidence import Evidence
from nnviz.core.generalization.references import references
from nnviz.core.generalization.verdict import Diagnosis, Kind
from nnviz.core.generalization.words import Words
from nnviz.core.sentences import Sentence, number

ARRIVED = 0.995  # of the way to the optimum: rounds to 100 %


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


def _underfitting(evidence: Evidence) -> str:
    if evidence.noise_known and evidence.noise > 0:
        return "Underfitting: the training error is {train}, but noise accounts only for {noise}. {advice}"
    if evidence.noise_known:
        return "Underfitting: the training error is {train}, though the points have no noise. {advice}"
    return (
        "Underfitting: the training error is {train}, but a polynomial of degree {degree} comes to "
        "{reference} on the same points. {advice}"
    )


def _overfitting(experiment: Experiment, evidence: Evidence) -> str:
    if not evidence.worse_than_simple:
        return (
            "Overfitting: the training error is {train}, but the validation error is {validation}. "
            "The model follows the noise of its training points. To mend it, {advice}."
        )
    if references(experiment.dataset, experiment.domain).simple_degree == 0:
        return (
            "Overfitting: the training error is {train}, but the validation error is {validation}; "
            "the mean of the training points predicts those points with an error of {simple}. "
            "To mend it, {advice}."
        )
    return (
        "Overfitting: the training error is {train}, but the validation error is {validation}; "
        "a straight line predicts those points with an error of {simple}. To mend it, {advice}."
    )


def _finish(found: Diagnosis, experiment: Experiment, evidence: Evidence) -> Sentence:
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


CURVE_WORDS = Words(
    too_few=_too_few,
    untrained=lambda experiment: None,
    diverged=(
        "The error grew without bound: the learning rate {rate} is too large. Lower it to {smaller}: "
        "Play starts again from epoch 0."
    ),
    diverged_beyond_limit=(
        "The error grew without bound: the learning rate {rate} is too large. On these points every rate "
        "above {limit} overshoots farther at each step. Lower it to {smaller}: Play starts again from "
        "epoch 0."
    ),
    learning=(
        "Still learning: the training error is {train}, the validation error {validation}, and there is "
        "more to gain. Go on training."
    ),
    learning_unseen="Still learning: the training error, now {train}, keeps falling. Go on training.",
    past_best=(
        "The training error, now {train}, still falls, but the validation error does not: it was least at "
        "epoch {best_epoch}, {best}, and is now {validation}. From here on the model may overfit."
    ),
    swinging=(
        "The errors jump up and down: the learning rate {rate} is too large. The training error is {train}, "
        "and was already {least}. Lower the rate to {smaller} and start again."
    ),
    stopped_early=(
        "Stopped early: the validation error has not fallen for {waited} epochs; it was least at epoch "
        "{best_epoch}. {what}"
    ),
    no_validation=(
        "The training error is {train} in squared units of y, but without validation points nobody can say "
        "how it predicts. Add some with the validation tool."
    ),
    no_validation_met=(
        "It passes through every point, but without validation points nobody can say how it predicts. "
        "Add some with the validation tool."
    ),
    split_alone="The training error is {train} in squared units of y.",
    good=(
        "A good fit: the training error is {train}, the validation error {validation} in squared units of y. "
        "Parameters: {parameters}; training points: {points}."
    ),
    lucky=(
        "It passes through every training point, and predicts the validation points with an error of "
        "{validation}. With only {others} of them that may be luck: add more."
    ),
    other_points=(
        "The points have changed since this curve was trained: on them the training error is {train}, the "
        "validation error {validation}. Press Play to go on training with them."
    ),
    jumped="The errors jumped up and down at first: lower the learning rate to {smaller} and start again.",
    overfitting_a_little="",  # of classes alone
    overfitting_since_best=(
        "Overfitting since epoch {best_epoch}: the validation error was least there, {best}, and is now "
        "{validation}, {factor} times as much, while the training error is {train}. "
        "Keep epoch {best_epoch}, or {advice}."
    ),
    underfitting=_underfitting,
    overfitting=_overfitting,
    finish=_finish,
)
