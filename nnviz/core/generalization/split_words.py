"""The split of an error in words: which part is the largest, and what lowers it."""

from math import isnan

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.advice import against_overfitting
from nnviz.core.generalization.split import Split
from nnviz.core.models import FormulaSpec
from nnviz.core.sentences import Sentence

NOTHING_TO_GAIN = 0.1  # of the error: where bias² and variance are together below, noise is what there is


def shares(experiment: Experiment, split: Split, advised: bool) -> Sentence | None:
    """Which part of the error on new points is variance, bias² and noise; None where that is not known.

    With what to do where a part is larger than the noise, unless that was `advised` already. A bias² that is
    negative, as its estimate may be, is 0 %.
    """
    if isnan(split.total) or split.total <= 0:
        return None
    if isnan(split.bias_squared):
        return _without_truth(experiment, split, advised)
    bias, values = max(split.bias_squared, 0.0), _percent(split) | {"error": _error(experiment)}
    advised = advised or max(bias, split.variance) <= split.noise
    if bias + split.variance < NOTHING_TO_GAIN * split.total:
        return Sentence("Noise is {noise} % of {error} on new points: no model could do much better.", values)
    if split.variance >= bias:
        text = "Variance is {variance} % of {error} on new points, bias² {bias} %, noise {noise} %."
        if not advised:
            text = (
                "Variance is {variance} % of {error} on new points, bias² {bias} %, noise {noise} %. "
                "To lower it, {advice}."
            )
        return Sentence(text, values | {"advice": against_overfitting(experiment)})
    if advised:
        text = "Bias² is {bias} % of {error} on new points, variance {variance} %, noise {noise} %."
        return Sentence(text, values)
    text = (
        "Bias² is {bias} % of {error} on new points, variance {variance} %, noise {noise} %. "
        "To lower it, {advice}."
    )
    return Sentence(text, values | {"advice": _against_bias(experiment)})


def _against_bias(experiment: Experiment) -> Sentence:
    if experiment.training.l1 or experiment.training.l2:
        return Sentence("lower the penalty or take a more complex model")
    if experiment.solved_exactly:
        return Sentence("take a more complex model")
    if isinstance(experiment.model, FormulaSpec):
        return Sentence("start from other weights or write another formula")
    return Sentence("train longer or take a more complex model")


def _without_truth(experiment: Experiment, split: Split, advised: bool) -> Sentence:
    values: dict[str, object] = {
        "variance": _in_hundred(split.variance / split.total), "error": _error(experiment)
    }  # fmt: skip
    if advised or split.variance < split.bias_squared_plus_noise:
        return Sentence(
            "Variance is {variance} % of {error} on points not seen; the rest is bias² and noise.", values
        )
    text = (
        "Variance is {variance} % of {error} on points not seen; the rest is bias² and noise. "
        "To lower it, {advice}."
    )
    return Sentence(text, values | {"advice": against_overfitting(experiment)})


def _error(experiment: Experiment) -> Sentence:
    """What it is that splits: of classes not the loss."""
    if experiment.dataset.is_classes:
        return Sentence("the squared error of the probabilities (Brier score)")
    return Sentence("the error")


def _percent(split: Split) -> dict[str, object]:
    parts = {"bias": max(split.bias_squared, 0.0), "variance": split.variance, "noise": split.noise}
    whole = sum(parts.values())
    return {name: _in_hundred(part / whole) for name, part in parts.items()}


def _in_hundred(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.0f}"
