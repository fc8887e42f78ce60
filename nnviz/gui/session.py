"""The one source of truth in the window: the document, its undo stack, and the run."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.core.dataset import NO_TRAINING_POINTS, WATCHED, Role
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.sentences import Sentence
from nnviz.core.training.devices import Device
from nnviz.core.training.exact import NO_STEPS
from nnviz.core.training.going_on import why_afresh
from nnviz.core.training.history import History
from nnviz.core.training.messages import (
    Advanced,
    Compared,
    ComparisonEnded,
    DevicesListed,
    Failed,
    ListDevices,
    Looked,
    OneStep,
    Pause,
    Play,
    Report,
    Underway,
)
from nnviz.core.training.player import Snapshot
from nnviz.core.training.steps import Ending
from nnviz.gui.comparison import Comparison
from nnviz.gui.document_with_run import DocumentWithRun
from nnviz.gui.garbage import Garbage
from nnviz.gui.notices import (
    AFRESH,
    REPLICAS_NOT_KEPT,
    WORKER_CANNOT_START,
    WORKER_LOST,
    brought_back,
)
from nnviz.gui.notices import (
    kept as what_was_kept,
)
from nnviz.gui.recordings import Recordings
from nnviz.gui.run_state import RunState as RunState
from nnviz.gui.run_thread import RunThread


class Session(DocumentWithRun):
    """Holds the present document and run; panels show it and ask it for changes.

    in_process: train in a thread of this process instead of a worker process.
    """

    devices_changed = Signal()

    def __init__(
        self, experiment: Experiment, in_process: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(experiment, parent)
        self.devices: tuple[Device, ...] = (Device("cpu", "CPU"),)
        self._thread, self._garbage = RunThread(in_process, self), Garbage(self)
        self._thread.reported.connect(self._on_reported)
        self._thread.worker_lost.connect(self._on_worker_lost)
        self.recordings = Recordings(self, self._thread.ask)
        self.comparison = Comparison(self._thread.ask, self)

    def open(self) -> None:
        """Start the background thread and its worker; what was asked before is done then."""
        self._thread.start()
        self._garbage.start()
        if self.experiment.solved_exactly and not self._thread.has_run:
            self._solve()

    def show_run(self, history: History, ending: Ending | None) -> None:
        """Show a run that took place elsewhere, at its end."""
        self._run.show(self.experiment, history, ending)
        self._announce(RunState.ENDED)

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

    # --- the document -----------------------------------------------------------------------------

    def open_document(self, document: Document) -> None:
        """Take another document in place of the present one, with its run; there is nothing to undo then."""
        self._forget_run()
        self.tell(None)
        self.undo_stack.clear()
        self.undo_stack.setClean()  # an empty stack that is not clean stays so when it is cleared
        self._take_document(replace(document, run=None))
        self._show_start()
        self.pins_changed.emit()
        self.opened.emit()
        self.experiment_changed.emit()
        if document.run is not None and why_afresh(document.run.experiment, self.experiment) is None:
            self._show_kept(document.run)
            self._run.opened = document.run
        elif self.experiment.solved_exactly:
            self._solve()

    def bring_back(self, run: KeptRun, *, gesture: int | None = None) -> None:
        """Make a run of the log, or a pinned one, the present one, with its points and settings."""
        self._forget_run()
        self._show_start()  # or the edit would find a run to go on with
        self._show_kept(run, self._edit_to(run.experiment, gesture))

    def _edit_to(self, experiment: Experiment, gesture: int | None) -> bool:
        """Take another experiment, with no run. Returns whether it differs."""
        before = self.experiment
        self.edit(experiment, self.tr("Bring a run back"), gesture)
        self._show_start()
        return self.experiment != before

    def _adapt(self, old: Experiment, new: Experiment) -> None:
        """Have the run follow another experiment, or begin afresh."""
        if replace(new, name=old.name, note=old.note) == old:  # it is only called something else
            self._run.trained = replace(self._run.trained, name=new.name, note=new.note)
            self.experiment_changed.emit()
            return
        self.tell(None)
        if new.solved_exactly and old.solved_exactly:
            self._solve()
        elif self.ending is Ending.DIVERGED or not new.dataset.count(Role.TRAINING):
            self.reset()
        elif (reason := why_afresh(old, new)) is not None:
            self._begin_afresh(None if old.solved_exactly else reason)
        else:
            if not new.dataset.has_points_of(old.dataset, WATCHED):
                if new.dataset.has_points_of(self._run.trained.dataset, WATCHED):  # an undo, say
                    self.history.recall_best()
                else:
                    self.history.forget_best()
            self._run.settings_held = self.settings_held and not len(self.history)
            if self._thread.has_run:
                self._thread.edit_run(new)
        self.experiment_changed.emit()
        self.frame_changed.emit()
        self._look_for_spread()

    def _begin_afresh(self, reason: Sentence | None) -> None:
        was_running, had_trained = self.state is RunState.RUNNING, self.history.last_epoch > 0
        self.reset()
        if was_running:
            self.play()
            self._run.begun_by = self._editing
        if had_trained and reason:
            self.tell_for_a_while(reason)

    def _solve(self) -> None:
        """Have the exact solution; the curve on the screen stays until it is there."""
        if not self.experiment.dataset.count(Role.TRAINING):
            self._show_start()
            return
        if self._thread.has_run:
            self._thread.edit_run(self.experiment)
        else:
            self._thread.begin_run(self.experiment)
        self._run.ending = None
        self._set_state(RunState.RUNNING)

    # --- the run --------------------------------------------------------------------------------

    def play(self) -> None:
        """Train: begin, go on, or go on for as many epochs again."""
        self._go_on(Play(), RunState.RUNNING)

    def step(self) -> None:
        """One optimiser step, then pause."""
        self._go_on(OneStep(), RunState.PAUSED)

    def _go_on(self, command: Play | OneStep, state: RunState) -> None:
        if self.experiment.solved_exactly:
            self._solve()
        elif self._ready_to_step():
            self._thread.ask(command)
            self._set_state(state)

    def pause(self) -> None:
        if self.state is RunState.RUNNING:
            self._thread.ask(Pause())
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
            self._note()

    def reset(self) -> None:
        """Back to the same initial weights, epoch 0; an exact solution is solved again."""
        self._forget_run()
        self.tell(None)
        if self.experiment.solved_exactly and self.shown.is_of(self.experiment.dataset):
            self._run.clear()  # the curve on the screen stays until the new one comes
            self.spread_changed.emit()
        else:
            self._show_start()
        if self.experiment.solved_exactly:
            self._solve()

    def _forget_run(self) -> None:
        """Drop the present run; the log remembers it, unless a slider only passed by here."""
        self._thread.drop_run()
        if self._run.begun_by is None or self._run.begun_by != self._editing:
            self._note()
        self.runs.leave()

    def _show_start(self) -> None:
        self._thread.drop_run()
        self._run.start(self.experiment)
        self._announce(RunState.READY)

    def _show_kept(self, run: KeptRun, edited: bool = False) -> None:
        """Show a run of the present experiment that was kept, if training could go on from it."""
        lost = len(run.last.replicas) != run.experiment.replicas.count
        if self.experiment.solved_exactly and (lost or run.experiment != self.experiment):
            self._solve()
        elif lost:
            self.tell(REPLICAS_NOT_KEPT)
        else:
            history = run.history()
            if not run.experiment.dataset.has_points_of(self.experiment.dataset, WATCHED):
                history.forget_best()
            self.show_run(history, run.ending)
            self._run.trained = run.experiment
            self.runs.bring(run)
            if (said := brought_back(run, edited)) is not None:
                self.tell_for_a_while(said)

    def show_epoch(self, epoch: int | None) -> None:
        """Look at an earlier epoch (training pauses), or with None at the present one."""
        if epoch is not None:
            self.pause()
        self._run.shown_epoch = epoch
        self.frame_changed.emit()
        self._look_for_spread()

    def _look_for_spread(self) -> None:
        """Ask the worker for the replicas' curves at the shown epoch, if they are not here."""
        kept = self.history.nearest(self.shown.epoch) if self.shown_epoch is not None else None
        if kept is not None and len(kept.replicas) and self._run.spread(self.experiment) is None:
            self._thread.look_at(self.experiment, kept)
        self.spread_changed.emit()

    def keep_shown(self) -> None:
        """Make the shown epoch the present one; what came after it is forgotten."""
        self._forget_run()
        kept = self._run.keep_shown(self.experiment)
        self._set_state(RunState.ENDED)
        self._note()
        self.tell(what_was_kept(kept.epoch, self.scores(), self.experiment.dataset.is_classes))
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
            self._forget_run()
            self._show_start()
            self.tell_for_a_while(AFRESH)
        if not self._thread.has_run:
            trained = self.state is not RunState.READY and len(self.history) > 0
            self._thread.begin_run(self.experiment, self._run.checkpoint() if trained else None)
        self._run.ending = None
        return True

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
                self._run.curves.look(spread)
                self.spread_changed.emit()
            case DevicesListed(devices):
                self.devices = devices
                self.devices_changed.emit()
            case Underway() | Compared() | ComparisonEnded():
                self.comparison.take(report)
            case _:
                self.recordings.take(report)

    def _take(self, snapshot: Snapshot) -> None:
        self._run.take(snapshot, self.experiment if snapshot.edit == self._thread.last_edit else None)
        self.steps_per_second = snapshot.steps_per_second
        if snapshot.is_over(self._thread.last_edit):
            self._run.ending = snapshot.ending
            self._set_state(RunState.ENDED)
        elif snapshot.playing and self.state is RunState.ENDED:  # an end on its way met the next Play
            self._run.ending = None
            self._set_state(RunState.RUNNING)
        if not snapshot.playing and self.state is not RunState.RUNNING:
            self._note()
        self.advanced.emit()
        if self.shown_epoch is None:
            self.frame_changed.emit()
            if snapshot.spread is not None or not snapshot.playing:
                self.spread_changed.emit()

    @Slot(int, bool)
    def _on_worker_lost(self, run: int, gave_up: bool) -> None:
        """A worker with this run is gone. A run that was begun since then waits for the next worker."""
        was_open = self._thread.has_run if gave_up else self._thread.is_present(run)
        self.recordings.lose()
        self.comparison.lose()
        if was_open:
            self._thread.drop_run()
            self._set_state(RunState.ENDED)
            self._note()
        if gave_up:
            self.tell(WORKER_CANNOT_START)
        elif was_open:
            self.tell(WORKER_LOST)
