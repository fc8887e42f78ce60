"""The curves of the ERRORS panel: which columns they show, their colours and dashes, and in which graph."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtGui import QPen

from nnviz.core.classes import Loss
from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.judge import Basis, basis_of
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.training.steps import COLUMNS
from nnviz.gui.errors.scale import Array
from nnviz.gui.plots import pen
from nnviz.gui.theme import Theme

# Of a curve all errors are of one kind. Of classes the loss, the accuracy and the split are three.
Graph = Literal["errors", "loss", "accuracy", "split"]


@dataclass(frozen=True)
class Curve:
    """A column of the history and how it is drawn.

    colour: a field of the theme. dashes: line, gap, line, gap, … in pixels; none: a solid line.
    error: the column of its standard error, if it has a band. median: the column for a typical replica.
    factor: what its numbers are multiplied by. box: the column whose box in the legend hides it, if another.
    """

    column: str
    colour: str
    dashes: tuple[float, ...] = ()
    error: str = ""
    median: str = ""
    factor: float = 1.0
    box: str = ""

    def values(self, rows: Array, medians: bool = False) -> Array:
        """Its numbers [k] in rows [k, columns] of a history."""
        found = column_of(rows, self.median if medians and self.median else self.column)
        return found if self.factor == 1 else self.factor * found

    def errors(self, rows: Array, medians: bool = False) -> Array | None:
        """Its standard errors [k]; None if it has no band."""
        return column_of(rows, self.error) if self.error and not medians else None

    def pen(self, theme: Theme, width: float = 1, pixel: float = 1) -> QPen:
        """Curves differ in their dashes as well as in colour. pixel: how many of the screen's are one."""
        dashes = [each * pixel for each in self.dashes]
        return pen(getattr(theme, self.colour), width, dashes=dashes)


VALIDATION_DASHES = (8.0, 4.0)
ERRORS = (
    Curve("train_error", "training"),
    Curve("validation_error", "validation", VALIDATION_DASHES),
)
PARTS = (
    Curve("bias_squared", "bias", (12, 4, 2, 4), "bias_squared_se", "median_bias_squared"),
    Curve(
        "bias_squared_plus_noise", "bias", (12, 4, 2, 4),
        "bias_squared_plus_noise_se", "median_bias_squared_plus_noise",
    ),
    Curve("variance", "variance", (12, 4, 2, 4, 2, 4), "variance_se", "median_variance"),
    Curve("noise", "noise", (4, 6)),
    Curve("total", "total", (18, 4), "total_se", "median_total"),
)  # fmt: skip
PENALTY = Curve("penalty", "penalty", (2, 4))
ACCURACIES = (
    Curve("train_accuracy", "training", factor=100, box="train_error"),
    Curve("validation_accuracy", "validation", VALIDATION_DASHES, factor=100, box="validation_error"),
)
CURVES = (*ERRORS, *PARTS, PENALTY)  # in the order of the legend
READ = (ERRORS[0], ACCURACIES[0], ERRORS[1], ACCURACIES[1], *PARTS, PENALTY)  # in the order of the numbers
GRAPHS: dict[Graph, tuple[Curve, ...]] = {
    "errors": CURVES,
    "loss": (*ERRORS, PENALTY),
    "accuracy": ACCURACIES,
    "split": PARTS,
}
SPLIT = {
    Basis.TRUTH: ("bias_squared", "variance", "noise", "total"),
    Basis.VALIDATION: ("bias_squared_plus_noise", "variance", "total"),
    Basis.OUT_OF_BAG: ("bias_squared_plus_noise", "variance", "total"),
    Basis.NOTHING: ("variance",),
}


def loss_of(experiment: Experiment) -> Loss | None:
    """What the errors of an experiment are; None for a curve."""
    return experiment.training.loss if experiment.dataset.is_classes else None


def column_of(rows: Array, name: str) -> Array:
    """NaN [k] where rows do not go so far: those of a kept run may end before the split."""
    index = COLUMNS.index(name)
    column: Array = rows[:, index] if index < rows.shape[1] else np.full(len(rows), np.nan)
    return column


def known(rows: Array) -> set[str]:
    """The columns of curves for which there are numbers."""
    found = {each.column for each in CURVES if np.isfinite(each.values(rows)).any()}
    return found if np.any(column_of(rows, "penalty") > 0) else found - {"penalty"}


def knows_medians(rows: Array) -> bool:
    return any(np.isfinite(each.values(rows, medians=True)).any() for each in CURVES if each.median)


def expected(experiment: Experiment) -> set[str]:
    """The columns of curves for which a run is going to have numbers; a penalty only shows on the way."""
    found = {"train_error"}
    if experiment.dataset.count(Role.VALIDATION):
        found.add("validation_error")
    if experiment.replicas.count >= FEWEST_FOR_SPLIT:
        found.update(SPLIT[basis_of(experiment)])
    return found


def expects_medians(experiment: Experiment) -> bool:
    judged = basis_of(experiment) in (Basis.TRUTH, Basis.VALIDATION)
    return judged and experiment.replicas.count >= FEWEST_FOR_SPLIT
