"""Recordings: the graph of what is shown, kept up to date, or the next step in slow motion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.core.experiment import Experiment
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.story import Update
from nnviz.core.sentences import Sentence
from nnviz.core.training.messages import (
    CheckGradient,
    Command,
    GradientChecked,
    NotRecorded,
    Record,
    Recorded,
    RecordFormula,
    RecordStep,
    Report,
    StepRecorded,
)
from nnviz.core.training.steps import Ending
from nnviz.gui.run_state import RunState

if TYPE_CHECKING:
    from nnviz.gui.session import Session

TRIES = 2  # workers in a row that may be lost over a graph before it is told instead of asked for again
LOST = Sentence(
    "The graph is not here: the process that records it ended unexpectedly. It is asked for again when you "
    "change something. Fewer points or units need less memory."
)


@dataclass(frozen=True, eq=False)
class Recording:
    """A graph of operations, and the experiment and parameters [P] that it is of.

    updates: for the next step, how it changes the parameters; empty for a shown epoch.
    """

    graph: Graph
    experiment: Experiment
    parameters: NDArray[np.float64]
    updates: tuple[Update, ...] = ()


class Recordings(QObject):
    """Asks the worker for graphs while somebody watches, one at a time, the last one wanted always.

    present: the recording to show; None where there is none, and then `problem` may say why. In slow motion
    it is the next step's, and `count` says how many moments of its story have passed. The story is made of
    the graph of the shown level, with `nnviz.core.graph.walk`.
    """

    changed = Signal()  # another recording, or a problem in its place
    step_changed = Signal()  # slow motion began, moved or ended
    checked = Signal(object)  # a Check of a gradient
    formula_recorded = Signal(
        object
    )  # the graph of the last formula asked for, or a Sentence why there is none

    def __init__(self, session: "Session", ask: Callable[[Command], None]) -> None:
        super().__init__(session)
        self._session, self._send = session, ask
        self.problem: Sentence | None = None
        self.count = 0
        self._frame: Recording | None = None
        self._step: Recording | None = None
        self._watched = False
        self._wanted = True  # whether something else is shown than what was asked for last
        self._number = 0  # of the last request
        self._asked: Record | None = None  # not answered yet
        self._formula: RecordFormula | None = None  # the last one, not answered yet
        self._step_asked = self._check_asked = 0  # numbers of requests that still count
        self._losses = 0  # of workers, since the last answer
        self._soon = QTimer(self, singleShot=True, interval=0)  # many changes at once are one request
        self._soon.timeout.connect(self._ask)
        session.frame_changed.connect(self._on_frame_changed)
        session.experiment_changed.connect(self._on_experiment_changed)
        session.focus_changed.connect(self._want)
        session.state_changed.connect(self._on_state_changed)

    @property
    def present(self) -> Recording | None:
        return self._step or self._frame

    @property
    def graph(self) -> Graph | None:
        """The graph of operations to show."""
        return self.present.graph if self.present else None

    @property
    def in_slow_motion(self) -> bool:
        return self._step is not None

    def watch(self, on: bool) -> None:
        """Whether anybody sees the graph: otherwise nothing is recorded."""
        self._watched = on
        if on:
            self._soon.start()

    def check_gradient(self, index: int) -> None:
        """Compare the gradient of a parameter in the present graph with finite differences; see `checked`."""
        if self.graph is not None:
            self._check_asked = self._next_number()
            self._send(CheckGradient(self._number, self.graph, index))

    def record_formula(self, expression: str, values: dict[str, float]) -> None:
        """Have the graph of a formula at these values of its letters; see `formula_recorded`."""
        self._formula = RecordFormula(self._next_number(), expression, values)
        self._send(self._formula)

    # --- one step in slow motion ------------------------------------------------------------------

    def begin_step(self) -> None:
        """Show the present run's next step before its first moment; the run pauses."""
        if self._session.hold():
            self._ask_for_step()

    def step_to(self, count: int) -> None:
        """Show the step after so many moments of its story."""
        if self._step and count != self.count:
            self.count = max(0, count)
            self.step_changed.emit()

    def make_step(self) -> None:
        """Let the optimiser make the step for real, then show the one after it; one step at a time."""
        if self._step and not self._step_asked:
            self._session.step()
            if self._step:  # the session may have begun afresh
                self._ask_for_step()

    def end_step(self) -> None:
        """Leave slow motion; the run stays paused."""
        self._step_asked = 0
        if self._step:
            self._step, self.count = None, 0
            self._want()
            self.step_changed.emit()
            self.changed.emit()

    def _ask_for_step(self) -> None:
        self._step_asked = self._next_number()
        self._send(RecordStep(self._number))

    # --- what is shown changes --------------------------------------------------------------------

    @Slot()
    def _on_frame_changed(self) -> None:
        if self._session.shown_epoch is not None:
            self.end_step()
        self._want()

    @Slot()
    def _on_experiment_changed(self) -> None:
        self.end_step()
        if self._frame and not self._fits(self._frame.experiment):
            self._frame = None
            self.changed.emit()
        self._want()

    @Slot()
    def _on_state_changed(self) -> None:
        if self._session.state is RunState.PAUSED:
            return
        over = self._session.ending in (Ending.FINISHED, Ending.STOPPED_EARLY)
        if over and (self._step_asked or self._step):
            self._session.hold()  # the end was on its way when the step was asked for: it stands after it
        else:
            self.end_step()

    def _fits(self, experiment: Experiment) -> bool:
        """Whether its graph has the nodes and parameters of the present experiment's."""
        return experiment.model.layout == self._session.experiment.model.layout

    # --- asking and answers -----------------------------------------------------------------------

    @Slot()
    def _want(self) -> None:
        self._wanted = True
        if self._watched and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        session, frame = self._session, self._session.shown
        if not (self._watched and self._wanted) or self._step or self._asked:
            return
        if frame.model.layout != session.experiment.model.layout:
            return  # a solution is on its way, and will be the next frame
        self._wanted, number = False, self._next_number()
        self._asked = Record(number, session.experiment, frame.epoch, frame.parameters, session.focus)
        self._send(self._asked)

    def _next_number(self) -> int:
        self._number += 1
        return self._number

    def take(self, report: Report) -> None:
        """An answer of the worker; one that comes too late is dropped."""
        self._losses = 0
        match report:
            case Recorded(number, graph) if self._is_formula(number):
                self._formula = None
                self.formula_recorded.emit(graph)
            case Recorded(number, graph):
                if asked := self._answered(number):
                    self._show(Recording(graph, asked.experiment, asked.parameters), None)
            case StepRecorded(number, graph, updates, coming) if number == self._step_asked:
                self._step_asked = self.count = 0
                self._step = Recording(graph, coming.experiment, coming.parameters, updates)
                self.changed.emit()
                self.step_changed.emit()
            case GradientChecked(number, check) if number == self._check_asked:
                self.checked.emit(check)
            case NotRecorded(number, sentence, detail):
                self._on_not_recorded(number, sentence, detail)

    def _on_not_recorded(self, number: int, sentence: Sentence, detail: str) -> None:
        if self._is_formula(number):
            self._formula = None
            self.formula_recorded.emit(sentence)
        elif number in (self._step_asked, self._check_asked):
            self._session.tell(sentence, detail)
            if number == self._step_asked:
                self.end_step()
        elif self._answered(number):
            self._show(None, sentence)

    def _is_formula(self, number: int) -> bool:
        return self._formula is not None and self._formula.number == number

    def _answered(self, number: int) -> Record | None:
        """The request with this number, if its answer still fits; the next one is asked for."""
        asked = self._asked
        if asked is None or asked.number != number:
            return None
        self._asked = None
        fits = self._fits(asked.experiment)
        self._wanted = self._wanted or not fits
        self._soon.start()
        return asked if fits else None

    def _show(self, frame: Recording | None, problem: Sentence | None) -> None:
        self._frame, self.problem = frame, problem
        if not self._step:
            self.changed.emit()

    def lose(self) -> None:
        """The worker is gone, and with it what was asked.

        A graph is asked for once more, and then only at the next change: a request that a worker dies of must
        not be made for ever.
        """
        frame, formula = self._asked, self._formula
        self._asked = self._formula = None
        self._wanted, self._step_asked, self._check_asked = True, 0, 0
        if not (frame or formula):
            return
        self._losses += 1
        again = self._losses < TRIES
        if frame and again:
            self._soon.start()
        elif frame:
            self._show(None, LOST)
        if formula and again:
            self.record_formula(formula.expression, formula.values)
        elif formula:
            self.formula_recorded.emit(LOST)
