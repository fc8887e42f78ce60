"""The curves of the ERRORS panel: what they show, what they are called, their colours and dashes."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPen

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.judge import Basis, basis_of
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.training.steps import COLUMNS
from nnviz.gui.errors.scale import Array
from nnviz.gui.plots import pen
from nnviz.gui.theme import Theme


@dataclass(frozen=True)
class Curve:
    """A column of the history and how it is drawn.

    colour: a field of the theme. dashes: line, gap, line, gap, … in pixels; none: a solid line.
    error: the column of its standard error, if it has a band. median: the column for a typical replica.
    """

    column: str
    colour: str
    dashes: tuple[float, ...] = ()
    error: str = ""
    median: str = ""

    def values(self, rows: Array, medians: bool = False) -> Array:
        """Its numbers [k] in rows [k, columns] of a history."""
        return column_of(rows, self.median if medians and self.median else self.column)

    def errors(self, rows: Array, medians: bool = False) -> Array | None:
        """Its standard errors [k]; None if it has no band."""
        return column_of(rows, self.error) if self.error and not medians else None

    def pen(self, theme: Theme, width: float = 1, pixel: float = 1) -> QPen:
        """Curves differ in their dashes as well as in colour. pixel: how many of the screen's are one."""
        dashes = [each * pixel for each in self.dashes]
        return pen(getattr(theme, self.colour), width, dashes=dashes)


CURVES = (  # in the order of the legend
    Curve("train_error", "training"),
    Curve("validation_error", "validation", (8, 4)),
    Curve("bias_squared", "bias", (12, 4, 2, 4), "bias_squared_se", "median_bias_squared"),
    Curve(
        "bias_squared_plus_noise", "bias", (12, 4, 2, 4),
        "bias_squared_plus_noise_se", "median_bias_squared_plus_noise",
    ),
    Curve("variance", "variance", (12, 4, 2, 4, 2, 4), "variance_se", "median_variance"),
    Curve("noise", "noise", (4, 6)),
    Curve("total", "total", (18, 4), "total_se", "median_total"),
    Curve("penalty", "penalty", (2, 4)),
)  # fmt: skip
SPLIT = {
    Basis.TRUTH: ("bias_squared", "variance", "noise", "total"),
    Basis.VALIDATION: ("bias_squared_plus_noise", "variance", "total"),
    Basis.OUT_OF_BAG: ("bias_squared_plus_noise", "variance", "total"),
    Basis.NOTHING: ("variance",),
}


def column_of(rows: Array, name: str) -> Array:
    column: Array = rows[:, COLUMNS.index(name)]
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


def word(column: str, median: bool = False) -> str:
    """What a curve is called."""
    words = {
        "train_error": _tr("training error"),
        "validation_error": _tr("validation error"),
        "bias_squared": _tr("median bias²") if median else _tr("bias²"),
        "bias_squared_plus_noise": _tr("median bias² + noise") if median else _tr("bias² + noise"),
        "variance": _tr("median variance") if median else _tr("variance"),
        "noise": _tr("noise"),
        "total": _tr("median total") if median else _tr("total"),
        "penalty": _tr("penalty"),
    }
    return words[column]


def meaning(column: str) -> str:
    """What a curve shows, for its tooltip."""
    meanings = {
        "train_error": _tr("How far the curve is from the points it learns from. Training makes this small."),
        "validation_error": _tr(
            "How far the curve is from points it never learns from. If this rises, it overfits."
        ),
        "bias_squared": _tr(
            "How far the average of the replicas' curves is from the truth, squared: what the model "
            "cannot express. As an estimate it may fall a little below 0. The band is ± 1 standard error."
        ),
        "bias_squared_plus_noise": _tr(
            "How far the average of the replicas' curves is from new points, squared. Without the truth, "
            "bias² and noise cannot be told apart. The band is ± 1 standard error."
        ),
        "variance": _tr(
            "How much the curve changes from one sample of points to the next: the replicas' squared "
            "distance from their average. The band is ± 1 standard error."
        ),
        "noise": _tr("What no curve can predict: the scatter of points around the truth. Known exactly."),
        "total": _tr(
            "The squared error to expect on new points: bias² + variance + noise. "
            "The band is ± 1 standard error."
        ),
        "penalty": _tr("What large weights cost, L2 and L1. Training makes training error + penalty small."),
    }
    return meanings[column]


def _tr(words: str) -> str:
    return QCoreApplication.translate("ErrorsPanel", words)
