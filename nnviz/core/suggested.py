"""The optimiser and learning rate that suit each kind of model, for when the kind is changed."""

from dataclasses import replace

from nnviz.core.experiment import Experiment, Optimiser, Training, with_model
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec

Kind = type[PolynomialSpec] | type[MLPSpec] | type[FormulaSpec]
SUGGESTED: dict[Kind, tuple[Optimiser, float]] = {
    PolynomialSpec: ("SGD", 0.1),
    MLPSpec: ("Adam", 0.01),
    FormulaSpec: ("Adam", 0.05),
}


def with_kind(experiment: Experiment, model: ModelSpec) -> Experiment:
    """The experiment with this model; optimiser and rate follow if they were the other kind's suggestion."""
    return replace(with_model(experiment, model), training=suggested_training(experiment, model))


def suggested_training(experiment: Experiment, model: ModelSpec) -> Training:
    """The training of the experiment, as suits another model where it is the usual one of its own."""
    training = experiment.training
    before, after = SUGGESTED[type(experiment.model)], SUGGESTED[type(model)]
    if (training.optimiser, training.learning_rate) != before:
        return training
    return replace(training, optimiser=after[0], learning_rate=after[1])
