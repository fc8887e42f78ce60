"""What leaves the program as a table: points, curves, errors, the split at each x, parameters."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.at_x import at_each_x, judging_truth
from nnviz.core.generalization.spread import BEYOND, Spread
from nnviz.core.models import ModelSpec, PolynomialSpec
from nnviz.core.models.polynomial import Domain, coefficients_in_x
from nnviz.core.tables.writing import table_text
from nnviz.core.training.steps import ACCURACY_COLUMNS, COLUMNS, ERROR_COLUMNS

Array = NDArray[np.float64]
CURVE_PLACES = 501  # at which a curve is written
ROLE_NAMES = {Role.TRAINING: "training", Role.VALIDATION: "validation", Role.TEST: "test"}


def points_csv(dataset: Dataset) -> str:
    """x, y, role of every point, in their order; of classes the features, the class by name, and the role."""
    return table_text(point_names(dataset), point_rows(dataset))


def points_tsv(dataset: Dataset) -> str:
    """The same between tabs and without names, as spreadsheets exchange cells."""
    return table_text((), point_rows(dataset), "\t")


def point_names(dataset: Dataset) -> tuple[str, ...]:
    """What the columns of `point_rows` are called."""
    return (*dataset.names, "class", "role") if dataset.is_classes else ("x", "y", "role")


def point_rows(dataset: Dataset) -> list[tuple[float | str, ...]]:
    """The numbers of every point, the class by name where there are classes, and the role."""
    roles = [ROLE_NAMES[Role(role)] for role in dataset.roles.tolist()]
    if dataset.is_classes:
        names = [dataset.class_names[number] for number in dataset.classes.tolist()]
        classes = zip(dataset.features.tolist(), names, roles, strict=True)
        return [(*features, name, role) for features, name, role in classes]
    return list(zip(dataset.x.tolist(), dataset.y.tolist(), roles, strict=True))


def curves_csv(
    experiment: Experiment,
    predict: Callable[[Array], Array],
    spread: Spread | None,
    pins: Sequence[KeptRun] = (),
) -> str:
    """The fitted curve, and what else is known, over the x range.

    predict: the curve. With replicas, their mean and standard deviation, at the places where they are
    computed (which go a little beyond the x range); else at `CURVE_PLACES` places. pins: runs beside it, each
    as far as its own x range goes.
    """
    x = np.linspace(*experiment.domain, CURVE_PLACES) if spread is None else spread.x
    columns = {"x": x, "model": predict(x)}
    if experiment.truth is not None:
        columns["truth"] = experiment.truth(x)
    if spread is not None:
        columns["replicas_mean"] = spread.mean
        columns["replicas_sd"] = np.sqrt(spread.variance)
    for number, pin in enumerate(pins, 1):
        name = f"pinned_{number}: {pin.label}" if pin.label else f"pinned_{number}"
        columns[name] = _pinned(pin, x)
    return _columns_text(columns)


def _pinned(pin: KeptRun, x: Array) -> Array:
    """The curve [n] of a pinned run as far as FIT draws it; NaN beyond, where a polynomial soon is huge."""
    low, high = pin.experiment.domain
    margin = BEYOND * (high - low)
    inside = (low - margin <= x) & (x <= high + margin)
    return np.where(inside, pin.experiment.predict(pin.last.parameters, x), np.nan)


def errors_csv(rows: Array, replicas: bool) -> str:
    """The recorded numbers of every epoch; those of the split too where there are replicas.

    Accuracies only where there are any: a curve has none.
    rows: of a history, [k, columns].
    """
    names = COLUMNS if replicas else ERROR_COLUMNS
    empty = {name for name in ACCURACY_COLUMNS if np.isnan(rows[:, COLUMNS.index(name)]).all()}
    chosen = [number for number, name in enumerate(names) if name not in empty]
    table = [(int(row[0]), *row[1:]) for row in rows[:, chosen].tolist()]
    return table_text(tuple(names[number] for number in chosen), table)


def split_csv(experiment: Experiment, spread: Spread) -> str:
    """At each x, in squared units of y: bias², variance, noise and their sum; then by medians.

    What is not known is empty: without a truth only the variance is. bias_squared is corrected and may be
    negative; the numbers by medians do not add up.
    """
    truth = judging_truth(experiment)
    by_mean, by_median = (at_each_x(spread, experiment, robust) for robust in (False, True))
    return _columns_text({
        "x": spread.x,
        "truth": truth(spread.x) if truth else np.full(len(spread.x), np.nan),
        "mean": by_mean.centre,
        "bias_squared": by_mean.bias_squared,
        "variance": by_mean.variance,
        "noise": by_mean.noise,
        "total": by_mean.bias_squared + by_mean.variance + by_mean.noise,
        "median": by_median.centre,
        "median_bias_squared": by_median.bias_squared,
        "median_variance": by_median.variance,
    })  # fmt: skip


def parameters_csv(model: ModelSpec, domain: Domain, parameters: Array) -> str:
    """Name and value of every parameter [P]; of a polynomial also the coefficients of 1, x, x², …"""
    names, rows = ("parameter", "value"), list(zip(model.parameter_names, parameters.tolist(), strict=True))
    if not isinstance(model, PolynomialSpec):
        return table_text(names, rows)
    powers = enumerate(coefficients_in_x(parameters, domain).tolist())
    both = [(*row, *power) for row, power in zip(rows, powers, strict=True)]
    return table_text((*names, "power_of_x", "coefficient"), both)


def _columns_text(columns: dict[str, Array]) -> str:
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return table_text(tuple(columns), rows)
