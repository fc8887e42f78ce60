"""The line under the legend of a figure: which model, at which epoch, with which errors."""

from html import escape

from PySide6.QtCore import QCoreApplication

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.training.errors import Scores
from nnviz.gui.readout import score, short
from nnviz.gui.session import RunState, Session

LONGEST = 50  # letters of a formula


def caption(session: Session) -> tuple[str, str]:
    """The moment with its errors, and the model; as HTML."""
    experiment = session.experiment
    parts = (f"<b>{_moment(session)}</b>", *_errors(session.scores(), experiment))
    return " · ".join(part.replace(" ", "&nbsp;") for part in parts), escape(_model(experiment))


def _errors(scores: Scores, experiment: Experiment) -> list[str]:
    """Of the training points, and of the validation points if there are any."""
    dataset = experiment.dataset
    if dataset.is_classes:
        words = (
            _tr("training loss {error}, accuracy {right}"),
            _tr("validation loss {error}, accuracy {right}"),
        )
    else:
        words = _tr("training error {error}"), _tr("validation error {error}")
    right = scores.train_accuracy, scores.validation_accuracy
    told = [
        text.format(error=short(error, dataset), right=score(share))
        for text, error, share in zip(words, scores[:2], right, strict=True)
    ]
    return told if dataset.count(Role.VALIDATION) else told[:1]


def _moment(session: Session) -> str:
    if session.experiment.solved_exactly:
        return _tr("solved exactly")
    if session.state is RunState.READY:
        return _tr("not trained yet")
    return _tr("epoch {n:,}").format(n=session.shown.epoch)


def _model(experiment: Experiment) -> str:
    count, points = experiment.model.parameter_count, experiment.dataset.count(Role.TRAINING)
    parameters = _tr("1 parameter") if count == 1 else _tr("{n:,} parameters").format(n=count)
    learnt = _tr("1 training point") if points == 1 else _tr("{n:,} training points").format(n=points)
    return _tr("{model}, {parameters}, {points}").format(
        model=_name(experiment.model), parameters=parameters, points=learnt
    )


def _name(model: ModelSpec) -> str:
    match model:
        case PolynomialSpec():
            return _tr("polynomial of degree {degree}").format(degree=model.degree)
        case FormulaSpec():
            return _tr("formula {text}").format(text=_shortened(model.expression))
        case MLPSpec() if not model.hidden_sizes and (model.n_in, model.n_out) == (1, 1):
            return _tr("linear model")
        case MLPSpec():
            sizes = "-".join(map(str, model.sizes))
            words = (
                _tr("perceptron {sizes} ({activation})")
                if model.hidden_sizes
                else _tr("single layer {sizes}")
            )
            return words.format(sizes=sizes, activation=model.activation)
    raise AssertionError(model)


def _shortened(expression: str) -> str:
    return expression if len(expression) <= LONGEST else expression[: LONGEST - 1] + "…"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Figures", words)
