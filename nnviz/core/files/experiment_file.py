"""Experiment files: an experiment as JSON text that a person can read and edit, and back."""

from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from nnviz import __version__
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files.complaints import bad_json, bad_value, unknown_field
from nnviz.core.files.json_text import readable
from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput, require
from nnviz.core.truths import Sampling, Truth

FORMAT = 1
_ROLES = {"training": Role.TRAINING, "validation": Role.VALIDATION}
_Point = tuple[float, float, Literal["training", "validation"]]


class _Polynomial(msgspec.Struct, tag="polynomial", tag_field="kind"):
    degree: int = PolynomialSpec.degree
    solver: Literal["descent", "exact"] = PolynomialSpec.solver

    def spec(self) -> PolynomialSpec:
        return PolynomialSpec(self.degree, self.solver)


class _Perceptron(msgspec.Struct, tag="mlp", tag_field="kind"):
    hidden_sizes: tuple[int, ...] = MLPSpec.hidden_sizes
    activation: Activation = MLPSpec.activation
    dropout: float = MLPSpec.dropout
    scale_inputs: bool = MLPSpec.scale_inputs

    def spec(self) -> MLPSpec:
        return MLPSpec(self.hidden_sizes, self.activation, self.dropout, self.scale_inputs)


class _Formula(msgspec.Struct, tag="formula", tag_field="kind"):
    expression: str = FormulaSpec.expression

    def spec(self) -> FormulaSpec:
        try:
            return FormulaSpec(self.expression)
        except FormulaError as error:
            raise BadInput(
                "In the formula “{expression}”, at character {at}: {problem}",
                expression=self.expression, at=error.place[0] + 1, problem=error.sentence,
            ) from error  # fmt: skip


_KINDS: dict[type[ModelSpec], str] = {PolynomialSpec: "polynomial", MLPSpec: "mlp", FormulaSpec: "formula"}


class _File(msgspec.Struct):
    """The fields of a file, in the order in which they are written."""

    format: int
    points: list[_Point]
    domain: tuple[float, float]
    model: _Polynomial | _Perceptron | _Formula
    program: str = ""
    name: str = ""
    note: str = ""
    training: Training = Training()
    weight_seed: int = Experiment.weight_seed
    initial: tuple[float, ...] | None = None
    truth: Truth | None = None
    sampling: Sampling | None = None
    replicas: Replicas = Replicas()

    def experiment(self) -> Experiment:
        """Raises `BadInput` when the parts do not fit together."""
        n = len(self.points)
        dataset = Dataset(
            np.array([x for x, _, _ in self.points], np.float64).reshape(n, 1),
            np.array([y for _, y, _ in self.points], np.float64),
            np.array([_ROLES[role] for _, _, role in self.points], np.int8),
        )
        return Experiment(
            self.name, self.note, dataset, self.domain, self.truth, self.sampling,
            self.model.spec(), self.training, self.weight_seed, self.initial, self.replicas,
        )  # fmt: skip


class _Header(msgspec.Struct):
    """What is looked at first; `experiment` is there in a run.json."""

    format: int = 0
    experiment: msgspec.Raw = msgspec.Raw()


def contents(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values in the order of the file. Raises `BadInput` if that would lose some."""
    dataset = experiment.dataset
    require(
        dataset.features.shape[1] == 1,
        "Experiment files hold points with one x; these have {count} features. Nothing was saved.",
        count=dataset.features.shape[1],
    )
    require(
        all(isfinite(value) for value in experiment.initial or ()),
        "The initial weights contain a value that is not a finite number. Correct it before saving.",
    )
    names = {role.value: name for name, role in _ROLES.items()}
    columns = (dataset.x.tolist(), dataset.y.tolist(), dataset.roles.tolist())
    return {
        "format": FORMAT,
        "program": f"nnviz {__version__}",
        "name": experiment.name,
        "note": experiment.note,
        "model": {"kind": _KINDS[type(experiment.model)], **asdict(experiment.model)},
        "training": asdict(experiment.training),
        "weight_seed": experiment.weight_seed,
        "initial": experiment.initial,
        "domain": experiment.domain,
        "truth": asdict(experiment.truth) if experiment.truth else None,
        "sampling": asdict(experiment.sampling) if experiment.sampling else None,
        "replicas": asdict(experiment.replicas),
        "points": [(x, y, names[role]) for x, y, role in zip(*columns, strict=True)],
    }


def to_json(experiment: Experiment) -> str:
    """The text of an experiment file. Raises `BadInput` for what a file cannot hold."""
    return readable(contents(experiment)) + "\n"


def from_json(text: str) -> Experiment:
    """The experiment in the text of an experiment file or of a run.json.

    Raises `BadInput` that names the field and what it should be.
    """
    data = text.encode(errors="replace")
    try:
        header = msgspec.json.decode(data, type=_Header)
        if bytes(header.experiment):
            data = bytes(header.experiment)
            header = msgspec.json.decode(data, type=_Header)
        _check_format(header.format)
        experiment = msgspec.json.decode(data, type=_File).experiment()
        unknown_field(msgspec.json.decode(data), contents(experiment))
    except msgspec.ValidationError as error:
        raise bad_value(error) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise bad_json(error, data) from error
    return experiment


def _check_format(version: int) -> None:
    require(
        version >= 1, "It is not an experiment of nnviz: its field “format” must be {known}.", known=FORMAT
    )
    require(
        version <= FORMAT,
        "It was written by a newer nnviz (format {version}; this one reads up to {known}). Update nnviz.",
        version=version, known=FORMAT,
    )  # fmt: skip


def read_experiment(path: str | Path) -> Experiment:
    """The experiment in this file. Raises `BadInput` naming the file, what is wrong, and a remedy."""
    path = Path(path)
    try:
        require(
            path.is_file() or not path.exists(),
            "“{path}” is not a file. Give an experiment file (.json).", path=path,
        )  # fmt: skip
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput("There is no file “{path}”. Check its name and folder.", path=path) from None
    except UnicodeDecodeError:
        raise BadInput("“{path}” is not a text file. Give an experiment file (.json).", path=path) from None
    except OSError as error:
        raise BadInput("“{path}” cannot be read: {reason}.", path=path, reason=error.strerror) from error
    try:
        return from_json(text)
    except BadInput as problem:
        raise BadInput("Cannot open “{path}”. {problem}", path=path, problem=problem.sentence) from problem
