"""What there are figures of, and how they are made of what the window shows."""

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QWidget

from nnviz.core.dataset import Role
from nnviz.core.models import MLPSpec
from nnviz.core.sentences import require
from nnviz.gui.classes import ClassesPanel
from nnviz.gui.classes.board import role_of
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.graph import GraphPanel
from nnviz.gui.hidden import HiddenPanel
from nnviz.gui.hidden.choice import Choice
from nnviz.gui.main_view import MainView
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

Subject = Literal["fit", "errors", "both", "classes", "hidden", "graph", "window"]
Shape = Literal["screen", "slide", "page", "square"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
SHAPES: dict[Shape, tuple[QSize, QSize]] = {  # pixels at scale 1, for one panel and for two side by side
    "slide": (QSize(640, 360), QSize(960, 540)),
    "page": (QSize(560, 420), QSize(880, 440)),
    "square": (QSize(440, 440), QSize(860, 430)),
}
LEAST = QSize(420, 420)  # of a panel that was never seen
NO_POINTS = "FIT is empty: draw some points first, or choose a known function in Data."
NOT_TRAINED = "There are no errors to draw yet: press Play (F5), and make the figure then."
NO_CLASSES = "These points have no classes: choose a pattern or a table with classes in Data."
NONE_OF_ROLE = "There are no such points to judge: choose others in CLASSES."
TESTING_LATER = "Test points are judged when the training rests: pause it, or choose others in CLASSES."
NO_LAYER = "This layer has no two units to draw: choose another one in HIDDEN, or another model."
NO_GRAPH = "There is no graph yet: show the GRAPH panel (View menu), and make the figure once it is there."

NO_RUN = "There is no run to show yet: press Play (F5), and make the animation then."
SOLVED = "An exact solution has no epochs to show: choose gradient descent in Model, and press Play (F5)."


@dataclass(frozen=True)
class Sources:
    """What figures are made of."""

    session: Session
    view: MainView
    errors: ErrorsPanel
    graph: GraphPanel
    classes: ClassesPanel
    hidden: HiddenPanel
    window: QWidget

    @property
    def role(self) -> Role:
        """Of the points that CLASSES is about."""
        board = self.classes.board
        return role_of(self.session.experiment.dataset) if board is None else board.shown_role

    @property
    def choice(self) -> Choice:
        """What HIDDEN shows."""
        return Choice() if self.hidden.board is None else self.hidden.board.bar.choice


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
        "classes": _tr("CLASSES"),
        "hidden": _tr("HIDDEN"),
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
    if subject in ("classes", "hidden"):
        require(session.experiment.dataset.is_classes, NO_CLASSES)
    if subject == "classes":
        require(session.experiment.dataset.count(sources.role) > 0, NONE_OF_ROLE)
        require(sources.role is not Role.TEST or not session.holds_tests_back, TESTING_LATER)
    if subject == "hidden":
        model = session.experiment.model
        require(isinstance(model, MLPSpec) and sources.choice.view(model) is not None, NO_LAYER)


def check_run(session: Session) -> None:
    """Raise `BadInput` where there is no run to show in time."""
    require(not session.experiment.solved_exactly, SOLVED)
    require(session.history.last_epoch > session.history.first_epoch, NO_RUN)


def size_of(subject: Subject, shape: Shape, sources: Sources) -> QSize:
    """In pixels at scale 1."""
    if shape != "screen":
        one, two = SHAPES[shape]
        return two if subject == "both" else one
    if subject in ("classes", "hidden"):
        return (sources.classes if subject == "classes" else sources.hidden).size().expandedTo(LEAST)
    fit, errors = sources.view.size(), sources.errors.size()
    if subject == "both":
        return QSize(2 * max(fit.width(), errors.width()), max(fit.height(), errors.height()))
    return fit if subject == "fit" else errors


def _tr(words: str) -> str:
    return QCoreApplication.translate("Figures", words)
