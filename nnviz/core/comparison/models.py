"""The models of a comparison as people write them: “none; 10; 50, 50”, of a curve also “degree 3”."""

import re
from dataclasses import replace

from nnviz.core.dataset import NO_TRAINING_POINTS, Role
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import read_sizes
from nnviz.core.sentences import BadInput, Sentence, require

MOST_MODELS = 12  # of one comparison: a table that is seen at once
NO_HIDDEN_LAYER = "none"
_DEGREE = re.compile(r"degree\s*([0-9]{1,6})", re.IGNORECASE)
_NAME = re.compile(
    r"[0-9]{1,6}(?:\s*[-–]\s*[0-9]{1,6})+"
)  # 4-10-3: with inputs and outputs, as `model_label`
_HYPHEN = re.compile(r"(?<=[0-9])\s*[-–×x]\s*(?=[0-9])")  # 50-50, as in the names of models


def read_models(text: str, experiment: Experiment) -> tuple[Experiment, ...]:
    """The experiment with one model after the other; a model that stands twice is trained once.

    text: hidden layers of perceptrons, their names (see `model_label`), or degrees of polynomials, with “;”
    between the models. All else is the experiment's; replicas are left out. Raises `BadInput`.
    """
    entries = [entry.strip() for entry in re.split(r"[;\n]", text) if entry.strip()]
    require(
        bool(entries),
        "There are no models to compare. Write hidden layers such as: none; 10; 50, 50.",
    )
    models = dict.fromkeys(_read_model(entry, experiment) for entry in entries)
    require(
        len(models) <= MOST_MODELS,
        "{given} models are more than the {most} that can be compared at once. Leave some out.",
        given=len(models), most=MOST_MODELS,
    )  # fmt: skip
    require(experiment.dataset.count(Role.TRAINING) > 0, NO_TRAINING_POINTS)
    return tuple(alone(with_model(experiment, model)) for model in models)


def alone(experiment: Experiment) -> Experiment:
    """The experiment without replicas: a comparison is of the models themselves."""
    return replace(experiment, replicas=replace(experiment.replicas, count=0))


def _read_model(entry: str, experiment: Experiment) -> ModelSpec:
    model, curve = experiment.model, not experiment.dataset.is_classes
    degree = _DEGREE.fullmatch(entry)
    if degree:
        require(curve, "Points with classes are told apart by perceptrons: “{entry}” is none.", entry=entry)
        polynomial = model if isinstance(model, PolynomialSpec) else PolynomialSpec()
        return replace(polynomial, degree=int(degree[1]))
    perceptron = model if isinstance(model, MLPSpec) else MLPSpec()
    return replace(perceptron, hidden_sizes=_read_hidden(entry, perceptron, curve))


def _read_hidden(entry: str, model: MLPSpec, curve: bool) -> tuple[int, ...]:
    if entry.casefold() in (NO_HIDDEN_LAYER, "0"):
        return ()
    if named := _NAME.fullmatch(entry):
        first, *inner, last = map(int, re.findall("[0-9]+", named[0]))
        if (first, last) == (model.n_in, model.n_out):
            return tuple(inner)
    try:
        return read_sizes(_HYPHEN.sub(", ", entry))
    except BadInput as problem:
        words = "“{entry}” is no model. Write the units of its hidden layers, such as 50, 50, or none."
        more = " Or the degree of a polynomial, such as degree 3." if curve else ""
        raise BadInput(words + more, entry=entry) from problem


def hidden_words(model: MLPSpec) -> str:
    """The hidden layers as `read_models` reads them."""
    return ", ".join(map(str, model.hidden_sizes)) or NO_HIDDEN_LAYER


def model_label(model: ModelSpec) -> Sentence | str:
    """The model in a few letters: “4-10-3” with its inputs and outputs, “degree 3”, or the formula."""
    if isinstance(model, MLPSpec):
        return "-".join(map(str, model.sizes))
    if isinstance(model, PolynomialSpec):
        return Sentence("degree {degree}", {"degree": model.degree})
    return model.expression


def exported_label(model: ModelSpec) -> str:
    """The same for a table that leaves the program, where a spreadsheet would read 4-10-3 as a date."""
    label = str(model_label(model))
    if not isinstance(model, MLPSpec):
        return label
    return f"{label} {model.activation}" if model.hidden_sizes else f"{label} linear"
