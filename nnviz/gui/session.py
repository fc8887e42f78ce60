"""The one source of truth in the window: the experiment, its undo stack, and the run."""

from dataclasses import replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment, domain_with
from nnviz.core.generalization.diagnosis import Diagnosis, diagnose
from nnviz.core.sentences import Sentence
from nnviz.core.training.devices import Device
from nnviz.core.training.exact import errors
from nnviz.core.training.history import History
from nnviz.core.training.player import Snapshot
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.core.training.worker import (
    Advanced,
    Command,
    DevicesListed,
    Edit,
    Failed,
    ListDevices,
    OneStep,
    Pause,
    Play,
    Report,
    Start,
    Stop,
)
from nnviz.gui.run_thread import RunThread

AFRESH_MODEL = Sentence("The model has other parameters now, so training started afresh.")
AFRESH_RANGE = Sentence("The x range grew, so training started afresh.")
WORKER_LOST = Sentence(
    "The training process ended unexpectedly. Your points and the curve are safe: press Play to go on."
)


class RunState(Enum):
    """Where the run stands."""

    READY = "ready"  # nothing trained yet
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class _EditCommand(QUndoCommand):
    """Experiment before and after; edits of one gesture are one command."""

    def __init__(self, session: "Session", new: Experiment, text: str, gesture: int | None) -> None:
        super().__init__(text)
        self._session, self._before, self._after = session, session.experiment, new
        self._gesture = gesture

    def redo(self) -> None:
        self._session._use(self._after)

    def undo(self) -> None:
        self._session._use(self._before)

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _EditCommand) or self._gesture is None or self._gesture != other._gesture:
            return False
        self._after = other._after
        return True


class Session(QObject):
    """Holds the present experiment and run; panels show it and ask it for changes.

    in_process: train in a thread of this process instead of a worker process.
    """

    experiment_changed = Signal()
    advanced = Signal()  # the run brought news: history, state, parameters
    frame_changed = Signal()  # another epoch's parameters are shown
    state_changed = Signal()
    noticed = Signal()  # the notice changed
    devices_changed = Signal()

    def __init__(
        self, experiment: Experiment, in_process: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.history = History()
        self.state = RunState.READY
        self.ending: Ending | None = None
        self.shown_epoch: int | None = None  # an earlier epoch that is looked at; None: the present one
        self.steps_per_second = 0.0
        self.notice: Sentence | None = None
        self.report = ""  # details of the last failure
        self.devices: tuple[Device, ...] = (Device("cpu", "CPU"),)
        self.undo_stack = QUndoStack(self)
        self._present = Checkpoint(0, experiment.initial_parameters())
        self._frame_of = experiment  # the experiment that _present belongs to
        self._run, self._gesture = 0, 0
        self._open = False  # whether the worker has our run
        self._thread = RunThread(in_process, self)
        self._thread.reported.connect(self._on_reported)
        self._thread.worker_lost.connect(self._on_worker_lost)

    def open(self) -> None:
        """Start the background thread and its worker; what was asked before is done then."""
        self._thread.start()
        if self.experiment.solved_exactly:
            self._solve()

    def show_run(self, history: History, ending: Ending | None) -> None:
        """Show a run that took place elsewhere, at its end."""
        self.history, self.ending = history, ending
        self._present = history.nearest(history.last_epoch) or self._present
        self._set_state(RunState.ENDED)
        self.advanced.emit()
        self.frame_changed.emit()

    def close(self) -> None:
        """Stop the run, the worker and the thread; waits for them."""
        if self._thread.isRunning():
            self._thread.stop()
        self.undo_stack.clear()  # a stack with Python commands crashes when Qt drops it at exit

    @property
    def worker_pid(self) -> int | None:
        """The process that trains; None while there is none of its own."""
        return self._thread.worker_pid

    def ask_for_devices(self) -> None:
        """Look for devices again; `devices_changed` tells when the answer is there."""
        self._ask(ListDevices())

    # --- the experiment -------------------------------------------------------------------------

    def new_gesture(self) -> int:
        """A mark for the edits of one drag or stroke, which undo takes back together."""
        self._gesture += 1
        return self._gesture

    def edit(self, new: Experiment, text: str, gesture: int | None = None) -> None:
        """Make `new` the present experiment; `text` is its name in the Edit menu."""
        if new != self.experiment:
            self.undo_stack.push(_EditCommand(self, new, text, gesture))

    def edit_points(self, dataset: Dataset, text: str, gesture: int | None = None) -> None:
        """Change the points; the x range grows with them."""
        domain = domain_with(self.experiment.domain, dataset.x)
        self.edit(replace(self.experiment, dataset=dataset, domain=domain), text, gesture)

    def _use(self, new: Experiment) -> None:
        old, self.experiment = self.experiment, new
        self._say(None)
        if new.solved_exactly:
            self._solve(same_layout=old.model.layout == new.model.layout and old.domain == new.domain)
        elif _can_go_on(old, new):
            self._frame_of = new
            if self._open:
                self._ask(Edit(new))
        else:
            self._begin_afresh(old)
        self.experiment_changed.emit()
        self.frame_changed.emit()

    def _begin_afresh(self, old: Experiment) -> None:
        was_running, had_trained = self.state is RunState.RUNNING, self.history.last_epoch > 0
        self.reset()
        if was_running:
            self.play()
        if had_trained and not old.solved_exactly:
            self._say(AFRESH_RANGE if old.domain != self.experiment.domain else AFRESH_MODEL)

    def _solve(self, same_layout: bool = False) -> None:
        """Ask for the exact solution; the curve on the screen stays until it is there."""
        if same_layout:
            self._frame_of = self.experiment
        if self.experiment.dataset.count(Role.TRAINING):
            self.play()
        else:
            self.reset()

    def tell(self, sentence: Sentence) -> None:
        """Say something in the window until the next edit or run."""
        self._say(sentence)

    # --- the run --------------------------------------------------------------------------------

    @property
    def shown(self) -> Checkpoint:
        """The epoch and parameters [P] on the screen."""
        if self.shown_epoch is not None:
            return self.history.nearest(self.shown_epoch) or self._present
        return self._present

    def predict(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The shown model's predictions at x [n]."""
        return self._frame_of.predict(self.shown.parameters, x)

    def errors(self) -> tuple[float, float]:
        """Training and validation error of the shown parameters on the present points; NaN if none."""
        return errors(self._frame_of, self.shown.parameters)

    def diagnosis(self) -> Diagnosis:
        """What happened in the run, in a sentence."""
        return diagnose(self.experiment, self.history, self.ending)

    def play(self) -> None:
        """Train: begin, go on, or go on for as many epochs again."""
        if self._ready_to_step():
            self._ask(Play())
            self._set_state(RunState.RUNNING)

    def pause(self) -> None:
        if self.state is RunState.RUNNING:
            self._ask(Pause())
            self._set_state(RunState.PAUSED)

    def step(self) -> None:
        """One optimiser step, then pause."""
        if self._ready_to_step():
            self._ask(OneStep())
            self._set_state(RunState.PAUSED)

    def stop(self) -> None:
        """End the run here; Play goes on from these weights with a fresh optimiser."""
        if self.state in (RunState.RUNNING, RunState.PAUSED):
            self._drop_run()
            self._set_state(RunState.ENDED)

    def reset(self) -> None:
        """Back to the same initial weights, epoch 0."""
        self._drop_run()
        self._forget()
        self._frame_of = self.experiment
        self._present = Checkpoint(0, self.experiment.initial_parameters())
        self._set_state(RunState.READY)
        self.advanced.emit()
        self.frame_changed.emit()

    def show_epoch(self, epoch: int | None) -> None:
        """Look at an earlier epoch (training pauses), or with None at the present one."""
        if epoch is not None:
            self.pause()
        self.shown_epoch = epoch
        self.frame_changed.emit()

    def keep_shown(self) -> None:
        """Make the shown epoch the present one; what came after it is forgotten."""
        kept = self.shown
        self._drop_run()
        self.history = self.history.until(kept.epoch)
        self._present, self.shown_epoch, self.ending = kept, None, None
        self._set_state(RunState.ENDED)
        self.advanced.emit()
        self.frame_changed.emit()

    def _ready_to_step(self) -> bool:
        """Have an open run in the worker; False when there is nothing to learn from."""
        self._say(None)
        if not self.experiment.dataset.count(Role.TRAINING):
            self._say(Sentence(NO_TRAINING_POINTS))
            return False
        self.show_epoch(None)
        if self.experiment.solved_exactly or self.ending in (Ending.DIVERGED, Ending.SOLVED):
            self._drop_run()
            self._forget()
        if not self._open:
            start = None if self.state is RunState.READY or not len(self.history) else self._present
            self._run, self._open = self._run + 1, True
            self._ask(Start(self._run, self.experiment, start))
            self._thread.drawn()
        self.ending = None
        return True

    def _forget(self) -> None:
        self.history, self.ending, self.shown_epoch = History(), None, None

    def _drop_run(self) -> None:
        if self._open:
            self._open = False
            self._ask(Stop())

    def _ask(self, command: Command) -> None:
        self._thread.ask(command)

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.steps_per_second = 0.0
            self.state_changed.emit()

    def _say(self, notice: Sentence | None, report: str = "") -> None:
        self.report = report
        if notice != self.notice:
            self.notice = notice
            self.noticed.emit()

    # --- what the background thread reports -------------------------------------------------------

    @Slot(object)
    def _on_reported(self, report: Report) -> None:
        match report:
            case Advanced(run, snapshot) if run == self._run and self._open:
                self._take(snapshot)
                QTimer.singleShot(0, self._thread.drawn)  # after the events that draw it
            case Failed(run, sentence, detail) if run == self._run and self._open:
                self._open = False
                self._set_state(RunState.ENDED)
                self._say(sentence, detail)
            case DevicesListed(devices):
                self.devices = devices
                self.devices_changed.emit()

    def _take(self, snapshot: Snapshot) -> None:
        rows = snapshot.rows
        if len(self.history):  # a continued run reports its first epoch again
            rows = rows[rows[:, 0] > self.history.last_epoch]
        self.history.add(rows, snapshot.kept)
        self._frame_of = self.experiment
        self._present = Checkpoint(snapshot.epoch, snapshot.parameters)
        self.steps_per_second = snapshot.steps_per_second
        if snapshot.ending is not None:
            self.ending = snapshot.ending
            self._set_state(RunState.ENDED)
        self.advanced.emit()
        if self.shown_epoch is None:
            self.frame_changed.emit()

    @Slot()
    def _on_worker_lost(self) -> None:
        if self._open:
            self._open = False
            self._set_state(RunState.ENDED)
            self._say(WORKER_LOST)


def _can_go_on(old: Experiment, new: Experiment) -> bool:
    """Whether a run of `old` can take over `new` at its next step."""
    return (
        old.solved_exactly == new.solved_exactly
        and old.model.layout == new.model.layout
        and old.domain == new.domain
        and old.weight_seed == new.weight_seed
        and old.initial == new.initial
    )
