"""The one source of truth in the window: the experiment, its undo stack, and the run."""

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment, domain_with
from nnviz.core.generalization.diagnosis import Diagnosis, diagnose
from nnviz.core.generalization.spread import Kept, Spread, spread_of
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.sentences import Sentence, number
from nnviz.core.training.devices import Device
from nnviz.core.training.exact import NO_STEPS, errors_of
from nnviz.core.training.going_on import why_afresh
from nnviz.core.training.history import History
from nnviz.core.training.messages import (
    Advanced,
    DevicesListed,
    Failed,
    ListDevices,
    Looked,
    OneStep,
    Pause,
    Play,
    Report,
)
from nnviz.core.training.player import Snapshot
from nnviz.core.training.steps import Ending
from nnviz.gui.edit_command import EditCommand
from nnviz.gui.frame import Frame
from nnviz.gui.garbage import Garbage
from nnviz.gui.notices import AFRESH, KEPT, READING_TIME, WORKER_CANNOT_START, WORKER_LOST
from nnviz.gui.recordings import Recordings
from nnviz.gui.replica_curves import ReplicaCurves
from nnviz.gui.run_state import RunState as RunState
from nnviz.gui.run_thread import RunThread


class Session(QObject):
    """Holds the present experiment and run; panels show it and ask it for changes.

    in_process: train in a thread of this process instead of a worker process.
    """

    experiment_changed = Signal()
    advanced = Signal()  # the run brought news: history, state, parameters
    frame_changed = Signal()  # another epoch's parameters are shown
    spread_changed = Signal()  # other curves of the replicas are shown, or none
    state_changed = Signal()
    noticed = Signal()  # the notice changed
    devices_changed = Signal()
    focus_changed = Signal()

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
        self.settings_held = True  # since epoch 0: points, learning rate, penalties, …
        self.focus = ALL_POINTS  # what the graph's numbers are about
        self.undo_stack = QUndoStack(self)
        self._present = Frame.start_of(experiment)
        self._curves = ReplicaCurves()
        self._gesture = 0
        self._thread, self._garbage = RunThread(in_process, self), Garbage(self)
        self._thread.reported.connect(self._on_reported)
        self._thread.worker_lost.connect(self._on_worker_lost)
        self.recordings = Recordings(self, self._thread.ask)

    def open(self) -> None:
        """Start the background thread and its worker; what was asked before is done then."""
        self._thread.start()
        self._garbage.start()
        if self.experiment.solved_exactly and not self._thread.has_run:
            self._solve()

    def show_run(self, history: History, ending: Ending | None) -> None:
        """Show a run that took place elsewhere, at its end."""
        self.history, self.ending = history, ending
        if last := history.nearest(history.last_epoch):
            self._present = Frame.at(self.experiment, last)
            if self.experiment.replicas.count:
                state = Kept(self.experiment, last.stack)
                spread = spread_of(self.experiment, state, last.epoch, frozenset())
                self._curves.advance(spread, playing=False)
        self._set_state(RunState.ENDED)
        self.advanced.emit()
        self.frame_changed.emit()
        self.spread_changed.emit()

    def close(self) -> None:
        """Stop the run, the worker and the thread; waits for them."""
        if self._thread.isRunning():
            self._thread.stop()
            self._garbage.stop()
        self.undo_stack.clear()  # a stack with Python commands crashes when Qt drops it at exit

    @property
    def worker_pid(self) -> int | None:
        """The process that trains; None while there is none of its own."""
        return self._thread.worker_pid

    def ask_for_devices(self) -> None:
        """Look for devices again; `devices_changed` tells when the answer is there."""
        self._thread.ask(ListDevices())

    # --- the experiment -------------------------------------------------------------------------

    def new_gesture(self) -> int:
        """A mark for the edits of one drag or stroke, which undo takes back together."""
        self._gesture += 1
        return self._gesture

    def edit(self, new: Experiment, text: str, gesture: int | None = None) -> None:
        """Make `new` the present experiment; `text` is its name in the Edit menu."""
        if new != self.experiment:
            self.undo_stack.push(EditCommand(self._use, (self.experiment, new), text, gesture))

    def edit_points(self, dataset: Dataset, text: str, gesture: int | None = None) -> None:
        """Change the points; the x range grows with them."""
        domain = domain_with(self.experiment.domain, dataset.x)
        self.edit(replace(self.experiment, dataset=dataset, domain=domain), text, gesture)

    def focus_on(self, question: Question) -> None:
        """Ask the graph about all training points, one point, or an x."""
        if question != self.focus:
            self.focus = question
            self.focus_changed.emit()

    def _use(self, new: Experiment) -> None:
        old, self.experiment = self.experiment, new
        self.tell(None)
        if new.solved_exactly and old.solved_exactly:
            self._solve()
        elif self.ending is Ending.DIVERGED or not new.dataset.count(Role.TRAINING):
            self.reset()
        elif (reason := why_afresh(old, new)) is not None:
            self._begin_afresh(None if old.solved_exactly else reason)
        else:
            if new.dataset != old.dataset:
                self.history.forget_best()
            self.settings_held = self.settings_held and not len(self.history)
            if self._thread.has_run:
                self._thread.edit_run(self.experiment)
        self.experiment_changed.emit()
        self.frame_changed.emit()
        self._look_for_spread()

    def _begin_afresh(self, reason: Sentence | None) -> None:
        was_running, had_trained = self.state is RunState.RUNNING, self.history.last_epoch > 0
        self.reset()
        if was_running:
            self.play()
        if had_trained and reason:
            self.tell_for_a_while(reason)

    def tell_for_a_while(self, notice: Sentence) -> None:
        """Say something that then makes way for what the run has to say."""
        self.tell(notice)
        QTimer.singleShot(READING_TIME, self, partial(self._take_back, notice))

    def _take_back(self, notice: Sentence | None) -> None:
        """Take a notice back, so that it does not hide what the run has to say."""
        if self.notice is notice:
            self.tell(None)

    def _solve(self) -> None:
        """Have the exact solution; the curve on the screen stays until it is there."""
        if not self.experiment.dataset.count(Role.TRAINING):
            self._show_start()
            return
        if self._thread.has_run:
            self._thread.edit_run(self.experiment)
        else:
            self._thread.begin_run(self.experiment)
        self.ending = None
        self._set_state(RunState.RUNNING)

    # --- the run --------------------------------------------------------------------------------

    @property
    def shown(self) -> Frame:
        """The epoch and parameters [P] on the screen."""
        if self.shown_epoch is not None and (kept := self.history.nearest(self.shown_epoch)):
            return Frame.at(self.experiment, kept)
        return self._present

    @property
    def spread(self) -> Spread | None:
        """The replicas' curves at the shown epoch; None without replicas, or until they have come."""
        return self._curves.at(None if self.shown_epoch is None else self.shown.epoch)

    def predict(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The shown model's predictions at x [n]."""
        return self.shown.predict(x)

    def errors(self) -> tuple[float, float]:
        """Training and validation error of the shown parameters on the present points; NaN if none."""
        dataset = self.experiment.dataset
        return errors_of(self.shown.predict(dataset.x), dataset)

    def diagnosis(self) -> Diagnosis:
        """What happened in the run, in a sentence."""
        return diagnose(self.experiment, self.history, self.ending)

    def play(self) -> None:
        """Train: begin, go on, or go on for as many epochs again."""
        if self.experiment.solved_exactly:
            self._solve()
        elif self._ready_to_step():
            self._thread.ask(Play())
            self._set_state(RunState.RUNNING)

    def pause(self) -> None:
        if self.state is RunState.RUNNING:
            self._thread.ask(Pause())
            self._set_state(RunState.PAUSED)

    def step(self) -> None:
        """One optimiser step, then pause."""
        if self.experiment.solved_exactly:
            self._solve()
        elif self._ready_to_step():
            self._thread.ask(OneStep())
            self._set_state(RunState.PAUSED)

    def hold(self) -> bool:
        """Pause the present run, or open one; False where there is no step to make."""
        if self.experiment.solved_exactly:
            self.tell(Sentence(NO_STEPS))
            return False
        self.pause()
        ready = self._ready_to_step()
        if ready:
            self._set_state(RunState.PAUSED)
        return ready

    def stop(self) -> None:
        """End the run here; Play goes on from these weights with a fresh optimiser."""
        if self.state in (RunState.RUNNING, RunState.PAUSED):
            self._thread.drop_run()
            self._set_state(RunState.ENDED)

    def reset(self) -> None:
        """Back to the same initial weights, epoch 0; an exact solution is solved again."""
        self._thread.drop_run()
        self.tell(None)
        if self.experiment.solved_exactly:
            self.history, self.shown_epoch = History(), None
            self._forget_spread()
            self._solve()
        else:
            self._show_start()

    def _show_start(self) -> None:
        self._thread.drop_run()
        self.history, self.ending, self.shown_epoch = History(), None, None
        self.settings_held = True
        self._present = Frame.start_of(self.experiment)
        self._forget_spread()
        self._set_state(RunState.READY)
        self.advanced.emit()
        self.frame_changed.emit()

    def show_epoch(self, epoch: int | None) -> None:
        """Look at an earlier epoch (training pauses), or with None at the present one."""
        if epoch is not None:
            self.pause()
        self.shown_epoch = epoch
        self.frame_changed.emit()
        self._look_for_spread()

    def _look_for_spread(self) -> None:
        """Ask the worker for the replicas' curves at the shown epoch, if they are not here."""
        kept = self.history.nearest(self.shown.epoch) if self.shown_epoch is not None else None
        if kept is not None and len(kept.replicas) and self.spread is None:
            self._thread.look_at(self.experiment, kept)
        self.spread_changed.emit()

    def _forget_spread(self) -> None:
        self._curves.forget()
        self.spread_changed.emit()

    def keep_shown(self) -> None:
        """Make the shown epoch the present one; what came after it is forgotten."""
        kept = self.shown
        self._curves.keep(None if self.shown_epoch is None else kept.epoch)
        self._thread.drop_run()
        self.history = self.history.until(kept.epoch)
        self._present, self.shown_epoch, self.ending = kept, None, None
        self._set_state(RunState.ENDED)
        self.tell(Sentence(KEPT, {"epoch": f"{kept.epoch:,}", "error": number(self.errors()[1])}))
        self.advanced.emit()
        self.frame_changed.emit()

    def _ready_to_step(self) -> bool:
        """Have an open run in the worker; False when there is nothing to learn from."""
        self.tell(None)
        if not self.experiment.dataset.count(Role.TRAINING):
            self.tell(Sentence(NO_TRAINING_POINTS))
            return False
        if self.shown_epoch is not None:
            self.show_epoch(None)
        if self.ending is Ending.DIVERGED:
            self._show_start()
            self.tell_for_a_while(AFRESH)
        if not self._thread.has_run:
            trained = self.state is not RunState.READY and len(self.history) > 0
            start = self._present.checkpoint(self.history) if trained else None
            self._thread.begin_run(self.experiment, start)
        self.ending = None
        return True

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.steps_per_second = 0.0
            self.state_changed.emit()

    def tell(self, notice: Sentence | None, report: str = "") -> None:
        """Say something in the window until the next edit or run. report: details of a failure."""
        self.report = report
        if notice != self.notice:
            self.notice = notice
            self.noticed.emit()

    # --- what the background thread reports -------------------------------------------------------

    @Slot(object)
    def _on_reported(self, report: Report) -> None:
        match report:
            case Advanced(run, snapshot) if self._thread.is_present(run):
                self._take(snapshot)
                QTimer.singleShot(0, self._thread.drawn)  # after the events that draw it
            case Failed(run, sentence, detail) if self._thread.is_present(run):
                self._thread.has_run = False
                self._set_state(RunState.ENDED)
                self.tell(sentence, detail)
            case Looked(experiment, spread) if experiment == self.experiment:
                self._curves.look(spread)
                self.spread_changed.emit()
            case DevicesListed(devices):
                self.devices = devices
                self.devices_changed.emit()
            case _:
                self.recordings.take(report)

    def _take(self, snapshot: Snapshot) -> None:
        rows = snapshot.rows
        if snapshot.ending is Ending.SOLVED:
            self.history, self.settings_held = History(), True
        elif len(self.history):  # a continued run reports its first epoch again
            rows = rows[rows[:, 0] > self.history.last_epoch]
        self.history.add(rows, snapshot.kept, snapshot.measured_from, snapshot.provisional)
        self._present = Frame.of(snapshot)
        self._curves.advance(snapshot.spread, snapshot.playing)
        self.steps_per_second = snapshot.steps_per_second
        if snapshot.ending is not None and snapshot.edit == self._thread.last_edit:
            self.ending = snapshot.ending
            self._set_state(RunState.ENDED)
        elif snapshot.playing and self.state is RunState.ENDED:  # an end on its way met the next Play
            self.ending = None
            self._set_state(RunState.RUNNING)
        self.advanced.emit()
        if self.shown_epoch is None:
            self.frame_changed.emit()
            if snapshot.spread is not None or not snapshot.playing:
                self.spread_changed.emit()

    @Slot(bool)
    def _on_worker_lost(self, had_answered: bool) -> None:
        was_open = self._thread.has_run
        self._thread.drop_run()
        self.recordings.lose()
        if was_open:
            self._set_state(RunState.ENDED)
        if not had_answered:
            self.tell(WORKER_CANNOT_START)
        elif was_open:
            self.tell(WORKER_LOST)
