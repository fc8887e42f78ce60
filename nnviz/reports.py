"""Tables on the terminal: the result of a run, the presets, the devices."""

from collections.abc import Sequence
from math import isnan

from rich.box import HEAVY_HEAD
from rich.console import Console
from rich.table import Table

from nnviz.core.comparison.trained import TrainedModel, verdict
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.diagnosis import diagnose
from nnviz.core.generalization.remarks import remarks
from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.core.presets import preset, preset_names
from nnviz.core.sentences import number, percent
from nnviz.core.training.devices import devices
from nnviz.core.training.errors import error, share_right
from nnviz.core.training.history import History
from nnviz.core.training.steps import ERROR_COLUMNS, Ending

PARTS = (("train", "train."), ("validation", "valid."), ("test", "test"))
FEW = 10  # so many parameters are printed one by one


def print_result(experiment: Experiment, history: History, ending: Ending, seconds: float) -> None:
    """The last errors, what was trained on what and how fast, then the diagnosis in a sentence."""
    table = Table(title=experiment.name or None, title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in _rows(experiment, history, ending, seconds):
        table.add_row(name, value)
    console = Console(highlight=False, markup=False)
    console.print(table)
    console.print(str(diagnose(experiment, history, ending).sentence), soft_wrap=True)


def _rows(experiment: Experiment, history: History, ending: Ending, seconds: float) -> list[tuple[str, str]]:
    _, train_error, validation_error, penalty = history.row(history.last_epoch)[:4].tolist()
    dataset, best = experiment.dataset, history.best_epoch
    epochs = history.last_epoch - history.first_epoch
    n = dataset.count(Role.VALIDATION)
    if dataset.is_classes:
        errors = _rows_of_classes(experiment, history)
    else:
        validation = number(validation_error, 4) if n else "– (no validation points)"
        errors = [("training error", number(train_error, 4)), ("validation error", validation)]
    rows = [
        *errors,
        ("penalty", number(penalty, 4)),
        ("best epoch", "–" if best is None else f"{best:,}"),
        ("ending", f"{ending.value} after {epochs:,} epochs" if epochs else ending.value),
        ("parameters", f"{experiment.model.parameter_count:,}"),
        *_values(experiment, history),
        ("points", f"{dataset.count(Role.TRAINING):,} training, {n:,} validation{_tests(dataset)}"),
        ("device", "cpu" if experiment.solved_exactly else experiment.training.device),
    ]
    return rows + ([("speed", f"{number(epochs / max(seconds, 1e-9))} epochs/s")] if epochs else [])


def _rows_of_classes(experiment: Experiment, history: History) -> list[tuple[str, str]]:
    """Loss and accuracy by role, those of the test points from the last parameters."""
    dataset, last = experiment.dataset, history.nearest(history.last_epoch)
    row = dict(
        zip(ERROR_COLUMNS, history.row(history.last_epoch)[: len(ERROR_COLUMNS)].tolist(), strict=True)
    )
    rows = [
        (role, row[f"{short}_error"], row[f"{short}_accuracy"])
        for role, short in (("training", "train"), ("validation", "validation"))
    ]
    if dataset.count(Role.TEST) and last is not None:
        test, head = dataset.of(Role.TEST), experiment.head
        outputs = experiment.predict(last.parameters, test.features)
        right = share_right(outputs, test, head)
        rows.append(("test", error(outputs, test, head, experiment.training.loss), right))
    what = "nats (cross-entropy)"
    if experiment.training.loss == "squared error":
        what = "(squared error of the probabilities)"
    return [
        told
        for role, loss, right in rows
        for told in (
            (f"{role} loss", f"{number(loss, 4)} {what}" if loss == loss else f"– (no {role} points)"),
            (f"{role} accuracy", percent(right) if right == right else "–"),
        )
    ]


def _tests(dataset: Dataset) -> str:
    count = dataset.count(Role.TEST)
    return f", {count:,} test" if count else ""


def _values(experiment: Experiment, history: History) -> list[tuple[str, str]]:
    """The parameters themselves where they are few; of a polynomial, the coefficients of 1, x, x², …"""
    last = history.nearest(history.last_epoch)
    if last is None or len(last.parameters) > FEW:
        return []
    if isinstance(experiment.model, PolynomialSpec):
        coefficients = coefficients_in_x(last.parameters, experiment.domain)
        return [("coefficients of x", "  ".join(f"{c:.8g}" for c in coefficients))]
    named = zip(experiment.model.parameter_names, last.parameters, strict=True)
    return [(name, number(value, 6)) for name, value in named]


def print_split(experiment: Experiment, history: History, lost: tuple[int, ...]) -> None:
    """What the replicas tell at the end: bias², variance and noise, how sure, and who is left out."""
    split = history.split(history.last_epoch)
    what = "the error on new points, split"
    if experiment.dataset.is_classes:
        what = "the Brier score on new points, split"
    table = Table(what, "", "± one standard error")
    for name, value, uncertain in (
        ("bias²", split.bias_squared, split.bias_squared_se),
        ("noise", split.noise, split.noise_se),
        ("bias² + noise", split.bias_squared_plus_noise, split.bias_squared_plus_noise_se),
        ("variance", split.variance, split.variance_se),
        ("total", split.total, split.total_se),
        ("measured on fresh points", split.measured_total, split.measured_total_se),
    ):
        if not isnan(value):
            table.add_row(name, number(value, 4), "–" if isnan(uncertain) else number(uncertain, 2))
    console = Console(highlight=False, markup=False)
    console.print()
    if table.row_count:
        console.print(table)
    for sentence in remarks(experiment, split, lost):
        console.print(str(sentence), soft_wrap=True)


def print_comparison(models: Sequence[TrainedModel]) -> None:
    """A row for each model: its numbers at the best epoch and at the end; then what they say, in words."""
    classes = any(model.experiment.dataset.is_classes for model in models)
    tested = any(model.experiment.dataset.count(Role.TEST) for model in models)
    parts = [(part, head) for part, head in PARTS if tested or part != "test"]
    columns = [(f"{part}_accuracy", f"{head}\naccuracy") for part, head in parts if classes]
    columns += [(f"{part}_error", f"{head}\n{'loss' if classes else 'error'}") for part, head in parts]
    console = Console(highlight=False, markup=False)
    for at_best, title in ((True, "at the best epoch"), (False, "at the end")):
        table = Table(title=title, title_justify="left", box=HEAVY_HEAD, show_edge=False)
        table.padding = 0 if classes else (0, 1)  # eight numbers have to fit in 80 letters
        table.add_column("\nmodel", no_wrap=True)
        for head in ("para-\nmeters", "\nepoch", *(head for _, head in columns)):
            table.add_column(head, justify="right")
        for model in models:
            at = model.scores(at_best)
            values = [_score(getattr(at, name), name.endswith("accuracy")) for name, _ in columns]
            table.add_row(str(model.label), f"{model.parameters:,}", f"{at.epoch:,}", *values)
        console.print(table)
        console.print()
    for model in models:
        if model.ending not in (Ending.FINISHED, Ending.SOLVED):
            console.print(f"{model.label}: {model.ending.value} after {model.last.epoch:,} epochs.")
    for sentence in verdict(models):
        console.print(str(sentence), soft_wrap=True)


def _score(value: float, is_share: bool) -> str:
    if isnan(value):
        return "–"
    return percent(value) if is_share else number(value)


def print_presets() -> None:
    """Name and note of every preset."""
    table = Table("preset", "what it shows")
    for name in preset_names():
        table.add_row(name, preset(name).note)
    Console().print(table)


def print_devices() -> None:
    """Every kind of device: whether it can be used here, and if not, why."""
    table = Table("device", "what it is", "can be used")
    for device in devices():
        usable = "yes" if device.missing is None else f"no: {device.missing}"
        table.add_row(device.name, str(device.title), usable)
    Console(highlight=False, markup=False).print(table)
