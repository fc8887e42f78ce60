"""What there are figures of, and how they are made of what the window shows."""

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QWidget

from nnviz.core.sentences import require
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.fit import FitPanel
from nnviz.gui.graph import GraphPanel
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

Subject = Literal["fit", "errors", "both", "graph", "window"]
Shape = Literal["screen", "slide", "page", "square"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
SHAPES: dict[Shape, tuple[QSize, QSize]] = {  # pixels at scale 1, for one panel and for two side by side
    "slide": (QSize(640, 360), QSize(960, 540)),
    "page": (QSize(560, 420), QSize(880, 440)),
    "square": (QSize(440, 440), QSize(860, 430)),
}
NO_POINTS = "FIT is empty: draw some points first, or choose a known function in Data."
NOT_TRAINED = "There are no errors to draw yet: press Play (F5), and make the figure then."
NO_GRAPH = "There is no graph yet: show the GRAPH panel (View menu), and make the figure once it is there."

NO_RUN = "There is no run to show yet: press Play (F5), and make the animation then."
SOLVED = "An exact solution has no epochs to show: choose gradient descent in Model, and press Play (F5)."


@dataclass(frozen=True)
class Sources:
    """What figures are made of."""

    session: Session
    fit: FitPanel
    errors: ErrorsPanel
    graph: GraphPanel
    window: QWidget


@dataclass(frozen=True)
class Look:
    """How a figure looks. shape: its width and height; "screen" for those of the panel."""

    theme: Theme
    shape: Shape = "screen"
    with_caption: bool = True


def name_of(subject: Subject) -> str:
    words = {
        "fit": _tr("FIT"),
        "errors": _tr("ERRORS"),
        "both": _tr("FIT and ERRORS side by side"),
        "graph": _tr("GRAPH, all of it"),
        "window": _tr("The whole window"),
    }
    return words[subject]


def check(subject: Subject, sources: Sources) -> None:
    """Raise `BadInput` where there is nothing to draw."""
    session = sources.session
    if subject in ("fit", "both"):
        experiment = session.experiment
        require(len(experiment.dataset) > 0 or experiment.truth is not None, NO_POINTS)
    if subject in ("errors", "both"):
        solved = session.experiment.solved_exactly
        require(len(session.history) > (0 if solved else 1) or bool(session.pins), NOT_TRAINED)


def check_run(session: Session) -> None:
    """Raise `BadInput` where there is no run to show in time."""
    require(not session.experiment.solved_exactly, SOLVED)
    require(session.history.last_epoch > session.history.first_epoch, NO_RUN)


def size_of(subject: Subject, shape: Shape, sources: Sources) -> QSize:
    """In pixels at scale 1."""
    if shape != "screen":
        one, two = SHAPES[shape]
        return two if subject == "both" else one
    fit, errors = sources.fit.size(), sources.errors.size()
    if subject == "both":
        return QSize(2 * max(fit.width(), errors.width()), max(fit.height(), errors.height()))
    return fit if subject == "fit" else errors


def _tr(words: str) -> str:
    return QCoreApplication.translate("Figures", words)
