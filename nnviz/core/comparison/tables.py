"""A comparison as it leaves the program: rows for a table, plain values for JSON."""

import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Literal

from nnviz import __version__
from nnviz.core.comparison.models import exported_label
from nnviz.core.comparison.trained import SCORES, Scores, TrainedModel
from nnviz.core.files.experiment_file import contents
from nnviz.core.files.migrations import FORMAT
from nnviz.core.tables.writing import Cell, table_text
from nnviz.core.training.steps import ERROR_COLUMNS

NAN = float("nan")  # an empty cell


def comparison_text(models: Sequence[TrainedModel], delimiter: Literal[",", "\t"] = ",") -> str:
    """A line for each model: parameters, ending, and its scores at the best epoch and at the end.

    What is not known is empty; of curves there are no columns for accuracies.
    """
    classes = any(model.experiment.dataset.is_classes for model in models)
    scores = [name for name in SCORES if classes or not name.endswith("accuracy")]
    names = ["model", "parameters", "ending", "last_epoch", "best_epoch"]
    names += [f"{name}_at_{when}" for when in ("best", "end") for name in scores]
    return table_text(names, [_row(model, scores) for model in models], delimiter)


def _row(model: TrainedModel, scores: Sequence[str]) -> list[Cell]:
    best = model.best
    return [
        exported_label(model.experiment.model), model.parameters, model.ending.value, model.last.epoch,
        NAN if best is None else best.epoch,
        *(NAN if at is None else getattr(at, name) for at in (best, model.last) for name in scores),
    ]  # fmt: skip


def comparison_values(models: Sequence[TrainedModel]) -> dict[str, Any]:
    """All numbers as plain values: of each model its scores, its errors over the epochs, its experiment."""
    return {
        "format": FORMAT,
        "program": f"nnviz {__version__}",
        "versions": {"nnviz": __version__, "python": platform.python_version()}
        | {name: version(name) for name in ("torch", "numpy")},
        "models": [_values(model) for model in models],
    }


def _values(model: TrainedModel) -> dict[str, Any]:
    columns = zip(ERROR_COLUMNS, model.run.rows.T[: len(ERROR_COLUMNS)].tolist(), strict=True)
    return {
        "model": str(model.label),
        "parameters": model.parameters,
        "ending": model.ending.value,
        "best_epoch": None if model.best is None else model.best.epoch,
        "at_best": _scores(model.best),
        "at_end": _scores(model.last),
        **dict(columns),
        "epoch": model.run.rows[:, 0].astype(int).tolist(),
        "experiment": contents(model.experiment),
    }


def _scores(scores: Scores | None) -> dict[str, float | int] | None:
    return None if scores is None else asdict(scores)
