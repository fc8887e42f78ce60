"""What a trained model came to: its errors and accuracies at the best epoch and at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import isfinite

from nnviz.core.comparison.models import model_label
from nnviz.core.dataset import Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.diagnosis import has_risen
from nnviz.core.sentences import Sentence, number, percent
from nnviz.core.training.errors import error, share_right
from nnviz.core.training.history import History
from nnviz.core.training.steps import ERROR_COLUMNS, Ending


@dataclass(frozen=True)
class Scores:
    """A model at one epoch, on the training, validation and test points; NaN where there are none.

    …_error: mean squared error of a curve, mean loss of classes. …_accuracy: share of the points whose class
    is told; NaN of a curve.
    """

    epoch: int
    train_error: float
    validation_error: float
    test_error: float
    train_accuracy: float
    validation_accuracy: float
    test_accuracy: float


SCORES = tuple(field.name for field in fields(Scores))[1:]


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """One row of a comparison.

    run: with the model's name for a label. best: at the least validation error; None without validation
    points. last: at the end of the run, of one that diverged at its last good epoch. risen: whether the
    validation error has risen by then, as the window would say of this run.
    """

    run: KeptRun
    ending: Ending
    best: Scores | None
    last: Scores
    risen: bool = False

    @property
    def experiment(self) -> Experiment:
        return self.run.experiment

    @property
    def parameters(self) -> int:
        return self.experiment.model.parameter_count

    @property
    def label(self) -> Sentence | str:
        return model_label(self.experiment.model)

    def scores(self, at_best: bool) -> Scores:
        """At the best epoch, where there is one, or at the end."""
        return self.best if at_best and self.best is not None else self.last


def trained_model(experiment: Experiment, history: History, ending: Ending) -> TrainedModel:
    """Judge a run that is over. Only here are the test points looked at."""
    run = KeptRun.of(experiment, history, ending)
    assert run is not None, "a run that is over was trained or solved"
    best = history.best_epoch
    return TrainedModel(
        replace(run, label=str(model_label(experiment.model))),
        ending,
        None if best is None else _scores(experiment, history, best),
        _scores(experiment, history, history.last_epoch),
        has_risen(experiment, history),
    )


def _scores(experiment: Experiment, history: History, epoch: int) -> Scores:
    kept = history.nearest(epoch)
    assert kept is not None, "the weights of the best epoch and of the last are kept"
    named = dict(zip(ERROR_COLUMNS, history.row(kept.epoch).tolist(), strict=False))
    test, head = experiment.dataset.of(Role.TEST), experiment.head
    outputs = experiment.predict(kept.parameters, test.places)
    return Scores(
        kept.epoch, named["train_error"], named["validation_error"],
        error(outputs, test, head, experiment.training.loss),
        named["train_accuracy"], named["validation_accuracy"], share_right(outputs, test, head),
    )  # fmt: skip


def chosen_model(models: Sequence[TrainedModel]) -> TrainedModel | None:
    """The model of the least validation error; None where there are no validation points."""
    judged = [(model.best.validation_error, model) for model in models if model.best is not None]
    known = [each for each in judged if isfinite(each[0])]
    return min(known, key=lambda each: each[0])[1] if known else None


def verdict(models: Sequence[TrainedModel]) -> tuple[Sentence, ...]:
    """What the table says in words: which model the validation points choose, and which overfit."""
    chosen = chosen_model(models)
    if chosen is None or chosen.best is None:
        return (Sentence("Without validation points nothing tells which of these models predicts best."),)
    classes = chosen.experiment.dataset.is_classes
    words = (
        "The validation loss is least for {model}: {error} at epoch {epoch}."
        if classes
        else "The validation error is least for {model}: {error} at epoch {epoch}."
    )
    values: dict[str, object] = {
        "model": chosen.label,
        "error": number(chosen.best.validation_error),
        "epoch": f"{chosen.best.epoch:,}",
    }
    said = [Sentence(words, values)]
    if isfinite(chosen.best.test_error):
        said.append(_on_the_test(chosen.best, classes))
    risen = [model.label for model in models if model.risen]
    if risen:
        words = "By the end it has risen again for {models}: overfitting."
        said.append(Sentence(words, {"models": _listed(risen)}))
    return tuple(said)


def _on_the_test(scores: Scores, classes: bool) -> Sentence:
    if classes:
        return Sentence(
            "On the test points, which neither training nor this choice looks at, it is right for {share}.",
            {"share": percent(scores.test_accuracy)},
        )
    return Sentence(
        "On the test points, which neither training nor this choice looks at, its error is {error}.",
        {"error": number(scores.test_error)},
    )


def _listed(labels: list[Sentence | str]) -> Sentence | str:
    first, *others = labels
    return Sentence("{one}, {others}", {"one": first, "others": _listed(others)}) if others else first
