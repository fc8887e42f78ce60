"""What to do against underfitting and overfitting, for the model at hand."""

from dataclasses import replace

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.evidence import Evidence
from nnviz.core.generalization.optimum import error_at_optimum
from nnviz.core.generalization.unscaled import scaling_advice
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.models.polynomial import MAX_DEGREE
from nnviz.core.sentences import Sentence


def against_underfitting(experiment: Experiment, evidence: Evidence) -> Sentence:
    """A sentence for the user."""
    model, training = experiment.model, experiment.training
    scaling = scaling_advice(experiment)
    if scaling is not None and not evidence.nearly_all_right:
        return scaling
    if training.l1 == 0 and _optimum_fits(experiment, evidence):
        return Sentence("Train longer.")
    if training.l1 > 0 or training.l2 > 0:
        free = replace(experiment, training=replace(training, l1=0.0, l2=0.0))
        if not model.is_linear or _optimum_fits(free, evidence):
            return Sentence("Lower the penalty.")
    if experiment.dropout > 0:
        return Sentence("Lower the dropout.")
    if isinstance(model, MLPSpec):
        if model.hidden_sizes:
            return Sentence("Add hidden units or a layer, or train longer.")
        return Sentence("Add a hidden layer.")
    if isinstance(model, FormulaSpec):
        return Sentence(
            "Start from other initial weights: where a formula starts decides which minimum it finds. Or "
            "write another formula."
        )
    return Sentence("Raise the degree." if model.degree < MAX_DEGREE else "Try a perceptron.")


def _optimum_fits(experiment: Experiment, evidence: Evidence) -> bool:
    """Whether the exact optimum of a linear model is good enough."""
    error = error_at_optimum(experiment)
    return error is not None and not evidence.would_be_misfit(error)


def against_overfitting(experiment: Experiment) -> Sentence:
    """The rest of a sentence: “draw more training points or …”."""
    model = experiment.model
    if isinstance(model, PolynomialSpec) and model.degree > 1:
        return Sentence("draw more training points, lower the degree or raise the penalty")
    if isinstance(model, MLPSpec) and model.hidden_sizes:
        return Sentence("draw more training points, take fewer hidden units or raise the penalty")
    if isinstance(model, FormulaSpec):
        return Sentence("draw more training points, write a formula with fewer letters or raise the penalty")
    return Sentence("draw more training points or raise the penalty")
