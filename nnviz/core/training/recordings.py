"""What the worker records for the window beside its run. Imports torch when it is asked."""

import traceback
from collections.abc import Callable
from time import perf_counter

from nnviz.core.graph.updates import updates
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.training.memory import lacks_memory
from nnviz.core.training.messages import (
    CheckGradient,
    GradientChecked,
    NotRecorded,
    Record,
    Recorded,
    RecordFormula,
    RecordStep,
    Report,
    StepRecorded,
)
from nnviz.core.training.player import Player

RECORDING_SHARE = 0.025  # of the time may go into recordings while a run plays
FRAME = 1 / 11  # seconds between two of them at least: nobody reads more, and each costs the run some 3 ms
FAULT = Sentence("The graph could not be recorded because of an error inside nnviz. The run is not touched.")
LACKING = Sentence(
    "There is not enough memory to record the graph. The run is not touched. Use fewer points or units."
)
NO_RUN = "There is no run whose next step could be shown. Press Play or Step first."


class Recordings:
    """Keeps the last request of each kind until it is due. send: takes the answers."""

    def __init__(self, send: Callable[[Report], None]) -> None:
        self._send = send
        self._frame: Record | None = None
        self._step: RecordStep | None = None
        self._due = 0.0  # when the next frame may be recorded while a run plays
        self._warm = False  # the first recording imports torch and sets it up: its length says nothing

    def keep(self, request: Record | RecordStep) -> None:
        """Answer this when it is due, in place of what waits of its kind."""
        if isinstance(request, Record):
            self._frame = request
        else:
            self._step = request

    def answer_due(self, player: Player | None) -> bool:
        """Answer one request if one is due; whether one was.

        A frame of a run that plays waits for its share of the time, its next step until it rests.
        """
        plays = player is not None and player.active
        if self._step is not None and not plays:
            step, self._step = self._step, None
            self._send(_answer(step.number, lambda: _next_step(step, player)))
            return True
        if self._frame is not None and (not plays or perf_counter() >= self._due):
            frame, self._frame = self._frame, None
            began = perf_counter()
            self._send(_answer(frame.number, lambda: _frame(frame)))
            took = perf_counter() - began
            self._due = began + max(FRAME, took / RECORDING_SHARE) if self._warm else 0.0
            self._warm = True
            return True
        return False

    def check(self, request: CheckGradient) -> None:
        self._send(_answer(request.number, lambda: _checked(request)))

    def record_formula(self, request: RecordFormula) -> None:
        self._send(_answer(request.number, lambda: _formula(request)))


def _answer(number: int, make: Callable[[], Report]) -> Report:
    """What was asked for, or why there is none: nothing here ends a run."""
    try:
        return make()
    except BadInput as error:
        return NotRecorded(number, error.sentence)
    except Exception as error:
        why = LACKING if lacks_memory(error) else FAULT
        return NotRecorded(number, why, "".join(traceback.format_exception(error)))


def _frame(request: Record) -> Report:
    from nnviz.core.graph.record import record

    graph = record(request.experiment, request.parameters, request.epoch, request.question)
    return Recorded(request.number, graph)


def _next_step(request: RecordStep, player: Player | None) -> Report:
    from nnviz.core.graph.record import record_step

    if player is None:
        raise BadInput(NO_RUN)
    upcoming = player.upcoming()
    graph = record_step(upcoming)
    return StepRecorded(request.number, graph, updates(graph, upcoming), upcoming)


def _checked(request: CheckGradient) -> Report:
    from nnviz.core.graph.gradient_check import check_gradient

    return GradientChecked(request.number, check_gradient(request.graph, request.index))


def _formula(request: RecordFormula) -> Report:
    from nnviz.core.graph.formula_graph import record_formula

    return Recorded(request.number, record_formula(request.expression, request.values))
