"""The background thread: carries commands to the worker and its reports to the window."""

import sys
import threading
import traceback
from collections import deque
from multiprocessing import Pipe
from multiprocessing.connection import wait
from time import monotonic

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.experiment import Experiment
from nnviz.core.training.memory import lacks_memory
from nnviz.core.training.messages import (
    CheckGradient,
    Command,
    Compare,
    Edit,
    EndComparison,
    ListDevices,
    Look,
    More,
    Record,
    RecordFormula,
    Report,
    Start,
    Stop,
)
from nnviz.core.training.steps import Checkpoint
from nnviz.core.training.worker import Worker

WITHOUT_RUN = (  # commands that concern no run
    ListDevices | Record | CheckGradient | RecordFormula | Compare | EndComparison
)
FRAME = 1 / 60  # seconds: snapshots leave at most this often
TRIES = 2  # workers in a row that may end without a word before no more are made until one is asked for
PATIENCE = 2_000  # milliseconds for the thread to end by itself


class RunThread(QThread):
    """Owns a worker, and another one when it is lost. All waiting for the worker happens here.

    in_process: the worker is a thread of this process (for tests and debugging).
    """

    reported = Signal(object)  # a Report
    worker_lost = Signal(int, bool)  # the run that it had; whether no other is tried until something is asked

    def __init__(self, in_process: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_process = in_process
        self._commands: deque[Command] = deque()
        self._lock = threading.Lock()
        self._bell, self._button = Pipe(duplex=False)  # a pipe, so that one wait hears both sides
        self._rung = False
        self._drawn = False
        self._number = 0  # of the present run
        self.has_run = False  # whether the worker has it
        self.last_edit = 0  # of the present run
        self._worker: Worker | None = None
        self._answered = False
        self._given_run = 0  # to the present worker
        self._silent_losses = 0
        self._next_frame = 0.0

    @property
    def worker_pid(self) -> int | None:
        return self._worker.pid if self._worker else None

    # --- what the session asks for: called in the window's thread ---------------------------------

    def begin_run(self, experiment: Experiment, start: Checkpoint | None = None) -> None:
        """Begin a run in place of the present one."""
        self._number, self.has_run, self.last_edit = self._number + 1, True, 0
        self.ask(Start(self._number, experiment, start))

    def edit_run(self, experiment: Experiment) -> None:
        """Go on with a changed experiment."""
        self.last_edit += 1
        self.ask(Edit(experiment, self.last_edit))

    def drop_run(self) -> None:
        """Forget the present run; what is still reported of it is not of the present run any more."""
        if self.has_run:
            self.has_run = False
            self.ask(Stop())

    def is_present(self, run: int) -> bool:
        """Whether a report is about the present run."""
        return self.has_run and run == self._number

    def look_at(self, experiment: Experiment, kept: Checkpoint) -> None:
        """Ask for the replicas' curves at a kept epoch."""
        self.ask(Look(experiment, kept))

    def ask(self, command: Command) -> None:
        """Queue a command for the worker; returns at once.

        An edit, a look or a recording replaces one still waiting; the start or end of a run replaces all that
        waits but what has nothing to do with runs.
        """
        with self._lock:
            if isinstance(command, Start | Stop):
                self._commands = deque(c for c in self._commands if isinstance(c, WITHOUT_RUN))
            elif isinstance(command, Edit | Look | Record | RecordFormula) and self._waits_last(
                type(command)
            ):
                self._commands.pop()
            self._commands.append(command)
        self._ring()

    def _waits_last(self, kind: type[Command]) -> bool:
        return bool(self._commands) and isinstance(self._commands[-1], kind)

    def drawn(self) -> None:
        """The last snapshot is on the screen: the next one may come, one frame after the last."""
        self._drawn = True
        self._ring()

    def stop(self) -> None:
        """End the worker and this thread; waits for both."""
        self.requestInterruption()
        self._ring()
        if not self.wait(PATIENCE):
            if worker := self._worker:
                worker.kill()  # it neither reads nor writes: the thread may wait for it
            self.wait()

    def _ring(self) -> None:
        with self._lock:
            if not self._rung and not self._button.closed:  # the last drawing comes after the end
                self._rung = True
                self._button.send_bytes(b"!")

    # --- this thread ------------------------------------------------------------------------------

    def _answer_bell(self) -> list[Command]:
        with self._lock:
            if self._rung:
                self._bell.recv_bytes()
                self._rung = False
            commands = list(self._commands)
            self._commands.clear()
        return commands

    def run(self) -> None:
        while not self.isInterruptionRequested():
            if self._worker is None and self._silent_losses >= TRIES:
                self._wait_to_be_asked()
                continue
            try:
                self._carry(self._worker or self._open_worker())
            except (EOFError, OSError):
                self._lose_worker()
            except Exception as error:  # without this thread the window would wait for ever
                if lacks_memory(error):  # such as for one more thread: the window says what was lost
                    traceback.print_exc()
                else:
                    sys.excepthook(type(error), error, error.__traceback__)
                self._lose_worker()
        self._close_worker()
        with self._lock:
            self._bell.close()
            self._button.close()

    def _carry(self, worker: Worker) -> None:
        """Wait for either side, and pass on what it has."""
        due = max(0.0, self._next_frame - monotonic()) if self._drawn else None
        ready = wait([worker.connection, self._bell], due)
        if self._bell in ready:
            for command in self._answer_bell():
                if isinstance(command, Start):
                    self._given_run = command.run
                worker.send(command)
        if self._drawn and monotonic() >= self._next_frame:
            self._drawn, self._next_frame = False, monotonic() + FRAME
            worker.send(More())
        if worker.connection in ready:
            report: Report = worker.connection.recv()
            self._answered, self._silent_losses = True, 0
            self.reported.emit(report)

    def _wait_to_be_asked(self) -> None:
        """No more workers until somebody wants one; then one more try."""
        wait([self._bell])
        commands = self._answer_bell()
        with self._lock:
            self._commands.extendleft(reversed(commands))
        self._silent_losses = TRIES - 1

    def _open_worker(self) -> Worker:
        self._answered, self._given_run = False, 0
        self._worker = Worker(self._in_process)
        self._worker.send(ListDevices())  # imports torch, so that Play need not wait
        self._ring()  # what was asked for before
        return self._worker

    def _close_worker(self) -> None:
        worker, self._worker = self._worker, None  # the window's thread asks for its number meanwhile
        if worker:
            worker.close()

    def _lose_worker(self) -> None:
        self._close_worker()
        if not self._answered:
            self._silent_losses += 1
        self.worker_lost.emit(self._given_run, self._silent_losses >= TRIES)
