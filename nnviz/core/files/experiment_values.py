"""An experiment as the plain values of a file, and back."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any, Literal

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files.complaints import at, field, missing, shown, typed
from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput, require
from nnviz.core.truths import Sampling, Truth

_ROLES = {"training": Role.TRAINING, "validation": Role.VALIDATION}
_NAMES = {role.value: name for name, role in _ROLES.items()}
_REQUIRED = ("points", "domain", "model")
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
                expression=shown(self.expression), at=error.place[0] + 1, problem=error.sentence,
            ) from error  # fmt: skip


_KINDS: dict[type[ModelSpec], str] = {PolynomialSpec: "polynomial", MLPSpec: "mlp", FormulaSpec: "formula"}


class _Fields(msgspec.Struct):
    """The fields of an experiment, in the order in which they are looked at; some may be left out."""

    name: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    domain: tuple[float, float] | UnsetType = UNSET
    points: list[_Point] | UnsetType = UNSET
    truth: Truth | UnsetType | None = UNSET
    sampling: Sampling | UnsetType | None = UNSET
    model: _Polynomial | _Perceptron | _Formula | UnsetType = UNSET
    training: Training | UnsetType = UNSET
    weight_seed: int | UnsetType = UNSET
    initial: tuple[float, ...] | UnsetType | None = UNSET
    replicas: Replicas | UnsetType = UNSET


def experiment_values(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values in the order of the file. Raises `BadInput` if that would lose some."""
    _check(experiment)
    return settings_values(experiment) | {"points": _points(experiment.dataset)}


def differing_values(
    experiment: Experiment, own: Experiment, besides: Collection[str] = ()
) -> dict[str, Any]:
    """What `experiment_values` has otherwise than those of `own`, and the fields of these names.

    besides: fields in which there is more than we know; alone it would stand for the whole field.
    """
    _check(experiment)
    mine, others = settings_values(experiment), settings_values(own)
    different = {n: v for n, v in mine.items() if n in besides or not _same(v, others[n])}
    if _same_points(experiment.dataset, own.dataset):
        return different
    return different | {"points": _points(experiment.dataset)}


def _same_points(one: Dataset, two: Dataset) -> bool:
    names = ("features", "targets", "roles")
    return all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in names)


def _same(one: Any, two: Any) -> bool:
    """Whether both are written alike: −0.0 is not 0.0."""
    return msgspec.json.encode(one) == msgspec.json.encode(two)


def _check(experiment: Experiment) -> None:
    count = experiment.dataset.features.shape[1]
    require(
        count == 1,
        "Experiment files hold points with one x; these have {count} features. Nothing was saved.",
        count=count,
    )
    require(
        bool(np.isfinite(experiment.initial or ()).all()),
        "The initial weights contain a value that is not a finite number. Correct it before saving.",
    )


def settings_values(experiment: Experiment) -> dict[str, Any]:
    """All but the points."""
    return {
        "name": whole_characters(experiment.name),
        "note": whole_characters(experiment.note),
        "model": {"kind": _KINDS[type(experiment.model)], **asdict(experiment.model)},
        "training": asdict(experiment.training),
        "weight_seed": experiment.weight_seed,
        "initial": experiment.initial,
        "domain": experiment.domain,
        "truth": asdict(experiment.truth) if experiment.truth else None,
        "sampling": asdict(experiment.sampling) if experiment.sampling else None,
        "replicas": asdict(experiment.replicas),
    }


def _points(dataset: Dataset) -> list[tuple[float, float, str]]:
    columns = (dataset.x.tolist(), dataset.y.tolist(), dataset.roles.tolist())
    return [(x, y, _NAMES[role]) for x, y, role in zip(*columns, strict=True)]


def experiment_of(values: Mapping[str, Any], own: Experiment | None = None, where: str = "") -> Experiment:
    """The experiment in plain values; fields that are left out are those of `own`, or the usual ones.

    where: the field in which they are. Raises `BadInput` that names a field.
    """
    for name in _REQUIRED:
        if own is None and name not in values:
            raise missing(field(where, name))
    fields = typed(values, _Fields, where)
    experiment = Experiment()
    for name in _Fields.__struct_fields__:
        with at(field(where, name)):
            value = _part(name, getattr(fields, name))
            kept = "dataset" if name == "points" else name
            usual = getattr(own or experiment, kept)
            experiment = replace(experiment, **{kept: usual if value is UNSET else value})
    return experiment


def whole_characters(text: str) -> str:
    """The text without halves of characters, which a file cannot hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part(name: str, value: Any) -> Any:
    """The part of an experiment that a field of the file stands for."""
    if name == "points" and value is not UNSET:
        return _dataset(value)
    return value.spec() if isinstance(value, _Polynomial | _Perceptron | _Formula) else value


def _dataset(points: list[_Point]) -> Dataset:
    return Dataset(
        np.array([x for x, _, _ in points], np.float64).reshape(len(points), 1),
        np.array([y for _, y, _ in points], np.float64),
        np.array([_ROLES[role] for _, _, role in points], np.int8),
    )
