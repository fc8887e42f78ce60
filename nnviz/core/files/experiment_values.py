"""An experiment as the plain values of a file, and back."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any, Literal

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training, with_dataset
from nnviz.core.files.complaints import at, field, missing, shown, typed
from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.replicas import Replicas
from nnviz.core.scaling import Scaling
from nnviz.core.sentences import BadInput, require
from nnviz.core.truths import Sampling, Truth

_ROLES = {"training": Role.TRAINING, "validation": Role.VALIDATION, "test": Role.TEST}
_NAMES = {role.value: name for name, role in _ROLES.items()}
_REQUIRED = ("points", "domain", "model")
_RoleName = Literal["training", "validation", "test"]
_Point = tuple[float, float, _RoleName]  # x, y
_ClassPoint = tuple[list[float], int, _RoleName]  # features, class


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
    n_in: int = MLPSpec.n_in
    n_out: int = MLPSpec.n_out

    def spec(self) -> MLPSpec:
        sizes = self.n_in, self.n_out
        return MLPSpec(self.hidden_sizes, self.activation, self.dropout, self.scale_inputs, *sizes)


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


class _Settings(msgspec.Struct, kw_only=True):
    """The fields of an experiment but its points; some may be left out."""

    name: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    domain: tuple[float, float] | UnsetType = UNSET
    scaling: Scaling | UnsetType = UNSET
    truth: Truth | UnsetType | None = UNSET
    sampling: Sampling | UnsetType | None = UNSET
    pattern: Pattern | UnsetType | None = UNSET
    model: _Polynomial | _Perceptron | _Formula | UnsetType = UNSET
    training: Training | UnsetType = UNSET
    weight_seed: int | UnsetType = UNSET
    initial: tuple[float, ...] | UnsetType | None = UNSET
    replicas: Replicas | UnsetType = UNSET


class _Curve(_Settings):
    points: list[_Point] | UnsetType = UNSET

    def dataset(self) -> Dataset:
        points = self.points or []
        return Dataset(
            np.array([x for x, _, _ in points], np.float64).reshape(len(points), 1),
            np.array([y for _, y, _ in points], np.float64),
            np.array([_ROLES[role] for _, _, role in points], np.int8),
        )


class _Classes(_Settings):
    """classes, features: their names."""

    classes: tuple[str, ...]
    features: tuple[str, ...] = ()
    points: list[_ClassPoint] | UnsetType = UNSET

    def dataset(self) -> Dataset:
        points = self.points or []
        width = len(self.features or (points[0][0] if points else (0, 0)))
        for i, (features, _, _) in enumerate(points):
            require(
                len(features) == width,
                "The point {number} has {given} features, and there are {wanted}. Correct it.",
                number=i + 1, given=len(features), wanted=width,
            )  # fmt: skip
        return Dataset(
            np.array([features for features, _, _ in points], np.float64).reshape(len(points), width),
            np.array([number for _, number, _ in points], np.float64),
            np.array([_ROLES[role] for _, _, role in points], np.int8),
            self.classes,
            self.features,
        )


# In this order they are looked at: a model must be one of the points.
_ORDER = ("domain", "points", *(name for name in _Settings.__struct_fields__ if name != "domain"))


def experiment_values(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values in the order of the file. Raises `BadInput` if that would lose some."""
    _check(experiment)
    return settings_values(experiment) | _point_values(experiment.dataset)


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
    return different | _point_values(experiment.dataset)


def _same_points(one: Dataset, two: Dataset) -> bool:
    names = ("features", "targets", "roles")
    same = all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in names)
    return same and (one.class_names, one.feature_names) == (two.class_names, two.feature_names)


def _same(one: Any, two: Any) -> bool:
    """Whether both are written alike: −0.0 is not 0.0."""
    return msgspec.json.encode(one) == msgspec.json.encode(two)


def _check(experiment: Experiment) -> None:
    require(
        bool(np.isfinite(experiment.initial or ()).all()),
        "The initial weights contain a value that is not a finite number. Correct it before saving.",
    )


def known_fields(experiment: Experiment) -> dict[str, Any]:
    """The names of all fields of an experiment, and of those inside them."""
    return settings_values(experiment) | dict.fromkeys(("points", "classes", "features"))


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
        "scaling": experiment.scaling,
        "truth": asdict(experiment.truth) if experiment.truth else None,
        "sampling": asdict(experiment.sampling) if experiment.sampling else None,
        "pattern": asdict(experiment.pattern) if experiment.pattern else None,
        "replicas": asdict(experiment.replicas),
    }


def _point_values(dataset: Dataset) -> dict[str, Any]:
    """The points, with the names of their classes and features if they have such."""
    roles = [_NAMES[role] for role in dataset.roles.tolist()]
    if not dataset.is_classes:
        return {"points": list(zip(dataset.x.tolist(), dataset.y.tolist(), roles, strict=True))}
    columns = [list(map(_short, row)) for row in dataset.features.tolist()], dataset.classes.tolist(), roles
    names = {"classes": list(map(whole_characters, dataset.class_names))}
    if dataset.feature_names:
        names["features"] = list(map(whole_characters, dataset.feature_names))
    return {**names, "points": list(zip(*columns, strict=True))}


def _short(number: float) -> float | int:
    """The same number without “.0”, which would be a third of a file of pictures. −0.0 is no whole number."""
    return int(number) if number.is_integer() and str(number) != "-0.0" else number


def experiment_of(values: Mapping[str, Any], own: Experiment | None = None, where: str = "") -> Experiment:
    """The experiment in plain values; fields that are left out are those of `own`, or the usual ones.

    where: the field in which they are. Raises `BadInput` that names a field.
    """
    for name in _REQUIRED:
        if own is None and name not in values:
            raise missing(field(where, name))
    fields: _Curve | _Classes
    fields = typed(values, _Classes, where) if values.get("classes") else typed(values, _Curve, where)
    experiment = Experiment()
    for name in _ORDER:
        given = getattr(fields, name) is not UNSET
        with at(field(where, name)):
            if name == "points":
                dataset = fields.dataset() if given else (own or experiment).dataset
                experiment = _with_points(experiment, dataset)
            else:
                value = _part(getattr(fields, name)) if given else getattr(own or experiment, name)
                experiment = replace(experiment, **{name: value})
    return experiment


def _with_points(experiment: Experiment, dataset: Dataset) -> Experiment:
    """With these points, and a model that can learn them until the file's own comes. The x range stays."""
    fitting = with_dataset(experiment, dataset)
    return replace(fitting, domain=experiment.domain)


def whole_characters(text: str) -> str:
    """The text without halves of characters, which a file cannot hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part(value: Any) -> Any:
    """The part of an experiment that a field of the file stands for."""
    return value.spec() if isinstance(value, _Polynomial | _Perceptron | _Formula) else value
