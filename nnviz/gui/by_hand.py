"""Setting one parameter by hand: the edits that lead there, and why some parameters cannot be set."""

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from nnviz.core.experiment import Experiment
from nnviz.core.sentences import Sentence
from nnviz.gui.frame import Frame
from nnviz.gui.notices import BY_HAND

if TYPE_CHECKING:
    from nnviz.gui.session import Session

SOLVED = Sentence(
    "This polynomial is solved exactly: its parameters follow from the points. Choose gradient descent in "
    "Settings to set them by hand."
)
NOT_FINITE = Sentence("A parameter must be a number that is not infinite. Type another value.")
Edit = tuple[Experiment, str]  # with its name in the Edit menu


def set_parameter(session: "Session", index: int, value: float, gesture: int | None = None) -> None:
    """Set one of the shown model's parameters; training starts afresh from there."""
    if (problem := obstacle(session.experiment, value)) is not None:
        session.tell(problem)
        return
    if value == session.shown.parameters[index]:
        return
    had_trained = session.history.last_epoch > 0
    if (start := base(session.experiment, session.shown)) is not None:
        session.edit(*start)
    session.edit(*change(session.experiment, index, value), gesture)
    if had_trained:
        session.tell_for_a_while(BY_HAND)


def obstacle(experiment: Experiment, value: float) -> Sentence | None:
    """Why no parameter can get this value; None where it can."""
    if experiment.solved_exactly:
        return SOLVED
    return None if isfinite(value) else NOT_FINITE


def base(experiment: Experiment, shown: Frame) -> Edit | None:
    """Starting from the shown weights; None where the experiment does.

    An edit of its own, so that undoing `change` brings back the curve that was there.
    """
    weights = tuple(shown.parameters.tolist())
    if weights == tuple(experiment.initial_parameters().tolist()):
        return None
    text = QCoreApplication.translate("by_hand", "Start from the weights of epoch {epoch}")
    return replace(experiment, initial=weights), text.format(epoch=f"{shown.epoch:,}")


def change(experiment: Experiment, index: int, value: float) -> Edit:
    """Starting with another value of one parameter, by its index."""
    weights = experiment.initial_parameters()
    weights[index] = value
    text = QCoreApplication.translate("by_hand", "Set {parameter}")
    name = experiment.model.parameter_names[index]
    return replace(experiment, initial=tuple(weights.tolist())), text.format(parameter=name)
