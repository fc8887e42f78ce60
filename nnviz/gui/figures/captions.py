"""The line under the legend of a figure: which model, at which epoch, with which errors."""

from html import escape

from PySide6.QtCore import QCoreApplication

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.training.errors import share_right
from nnviz.gui.readout import score, short
from nnviz.gui.session import RunState, Session

LONGEST = 50  # letters of a formula


def caption(session: Session) -> tuple[str, str]:
    """The moment with its errors, and the model; as HTML."""
    experiment = session.experiment
    parts = (
        f"<b>{_moment(session)}</b>",
        *(_of_classes if experiment.dataset.is_classes else _errors)(session),
    )
    return " · ".join(part.replace(" ", "&nbsp;") for part in parts), escape(_model(experiment))


def _errors(session: Session) -> list[str]:
    dataset = session.experiment.dataset
    train, validation = (short(error, dataset) for error in session.errors())
    errors = [_tr("training error {error}").format(error=train)]
    if dataset.count(Role.VALIDATION):
        errors.append(_tr("validation error {error}").format(error=validation))
    return errors


def _of_classes(session: Session) -> list[str]:
    """Losses and accuracies."""
    experiment, outputs = session.experiment, session.predict(session.experiment.dataset.places)
    dataset, told = experiment.dataset, []
    words = {
        Role.TRAINING: _tr("training loss {loss}, accuracy {share}"),
        Role.VALIDATION: _tr("validation loss {loss}, accuracy {share}"),
    }
    for (role, template), error in zip(words.items(), session.errors(), strict=True):
        if dataset.count(role):
            right = share_right(outputs[dataset.roles == role], dataset.of(role), experiment.head)
            told.append(template.format(loss=short(error, dataset), share=score(right)))
    return told


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
        case MLPSpec() if not model.hidden_sizes:
            return _tr("linear model")
        case MLPSpec():
            sizes = "-".join(str(size) for size in model.sizes)
            return _tr("perceptron {sizes} ({activation})").format(sizes=sizes, activation=model.activation)
    raise AssertionError(model)


def _shortened(expression: str) -> str:
    return expression if len(expression) <= LONGEST else expression[: LONGEST - 1] + "…"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Figures", words)
