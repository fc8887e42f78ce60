"""A kept run as the plain values of a file, and back."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.files.complaints import field, missing, typed
from nnviz.core.files.experiment_values import (
    differing_values,
    experiment_of,
    known_fields,
    whole_characters,
)
from nnviz.core.files.unknown_fields import unknown, with_unknown
from nnviz.core.sentences import require
from nnviz.core.training.steps import COLUMNS, ERROR_COLUMNS, Checkpoint, Ending

Array = NDArray[np.float64]
LARGEST_EPOCH = 2 * 10**9  # what sliders can hold: 2,000 times as many epochs as one press of Play trains
_Numbers = list[float | None]  # None for what is not known


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    epoch: int
    parameters: _Numbers
    replicas: list[_Numbers] = []

    def checkpoint(self, experiment: Experiment, where: str) -> Checkpoint:
        wanted, count = experiment.model.parameter_count, experiment.replicas.count
        for name, given in [("parameters", self.parameters)] + [
            (f"replicas[{i}]", each) for i, each in enumerate(self.replicas)
        ]:
            require(
                len(given) == wanted,
                "“{where}” has {given} numbers for a model with {wanted} parameters. Correct it, or remove "
                "the run.",
                where=field(where, name), given=len(given), wanted=wanted,
            )  # fmt: skip
        require(
            len(self.replicas) in (0, count),
            "“{where}” has the weights of {given} replicas for an experiment with {count}. Correct it, or "
            "remove them.",
            where=field(where, "replicas"), given=len(self.replicas), count=count,
        )  # fmt: skip
        replicas = np.array(self.replicas, np.float64) if self.replicas else np.empty((0, 0))
        return Checkpoint(self.epoch, np.array(self.parameters, np.float64), replicas)


class _Run(msgspec.Struct):
    rows: dict[str, Any]
    kept: list[_Kept]
    experiment: dict[str, Any] = {}
    ending: Ending | None = None
    label: str = ""


def known_of_run(experiment: Experiment) -> dict[str, Any]:
    """The names of all fields of a run of this experiment."""
    return {
        **dict.fromkeys(_Run.__struct_fields__),
        "experiment": known_fields(experiment),
        "rows": dict.fromkeys(COLUMNS),
    }


def run_values(run: KeptRun, own: Experiment) -> dict[str, Any]:
    """The run as plain values. Of its experiment only what differs from `own`, of the file it is in."""
    columns = {name: run.rows[:, i] for i, name in enumerate(COLUMNS[: run.rows.shape[1]])}
    rows: dict[str, Any] = {
        name: numbers.tolist() for name, numbers in columns.items() if not np.isnan(numbers).all()
    }
    values = {
        "label": whole_characters(run.label),
        "ending": run.ending.value if run.ending else None,
        "experiment": differing_values(run.experiment, own, besides=run.extra.get("experiment", {})),
        "rows": rows | {"epoch": columns["epoch"].astype(np.int64).tolist()},
        "kept": [_kept_values(each) for each in run.kept],
    }
    return with_unknown(values, run.extra)


def _kept_values(kept: Checkpoint) -> dict[str, Any]:
    replicas = {"replicas": kept.replicas.tolist()} if len(kept.replicas) else {}
    return {"epoch": kept.epoch, "parameters": kept.parameters.tolist(), **replicas}


def run_of(values: Any, own: Experiment, where: str) -> KeptRun:
    """The run in plain values, in the file whose experiment is `own`. Raises `BadInput` naming a field."""
    fields = typed(values, _Run, where)
    experiment = experiment_of(fields.experiment, own, field(where, "experiment"))
    rows = _rows(fields.rows, field(where, "rows"))
    require(len(fields.kept) > 0, "“{where}.kept” is empty. Add weights, or remove the run.", where=where)
    _check_epochs([each.epoch for each in fields.kept], field(where, "kept"))
    kept = tuple(
        each.checkpoint(experiment, field(where, f"kept[{i}]")) for i, each in enumerate(fields.kept)
    )
    return KeptRun(
        experiment, rows, kept, fields.ending, fields.label, unknown(values, known_of_run(experiment))
    )


def _rows(values: dict[str, Any], where: str) -> Array:
    """[k, columns]; NaN for the columns that are left out."""
    if "epoch" not in values:
        raise missing(field(where, "epoch"))
    columns = {
        name: np.array(typed(values[name], _Numbers, field(where, name)), np.float64)
        for name in COLUMNS
        if name in values
    }
    epochs = columns["epoch"]
    for name, numbers in columns.items():
        require(
            len(numbers) == len(epochs) > 0,
            "“{where}” has {given} numbers, and “epoch” {epochs}. They must be equally many, one at least.",
            where=field(where, name), given=len(numbers), epochs=len(epochs),
        )  # fmt: skip
    _check_epochs(epochs.tolist(), field(where, "epoch"))
    for name in ERROR_COLUMNS:
        require(
            name not in columns or not (columns[name] < 0).any(),
            "“{where}” holds a number below 0, where none can be. Correct it, or remove the run.",
            where=field(where, name),
        )
    rows = np.full((len(epochs), len(COLUMNS)), np.nan)
    for name, numbers in columns.items():
        rows[:, COLUMNS.index(name)] = numbers
    return rows


def _check_epochs(epochs: list[float] | list[int], where: str) -> None:
    numbers = np.array(epochs, np.float64)
    require(
        bool(np.all((numbers >= 0) & (numbers <= LARGEST_EPOCH) & (numbers % 1 == 0))),  # False for NaN too
        "The epochs in “{where}” must be whole numbers from 0 to {most:,}.",
        where=where, most=LARGEST_EPOCH,
    )  # fmt: skip
    require(
        bool(np.all(np.diff(numbers) > 0)),
        "The epochs in “{where}” must grow from one to the next. Put them in order.", where=where,
    )  # fmt: skip
