"""A thread that writes, so that the window never waits for a disk."""

import threading
import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.sentences import BadInput, Sentence

BROKE_OFF = "Writing it broke off: {reason}."


class Writer(QThread):
    """Does one job after another; of those that wait only the last one counts."""

    failed = Signal(object)  # the Sentence of a job that could not be done
    done = Signal()  # a job went well

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._guard = threading.Lock()
        self._next: Callable[[], None] | None = None
        self._busy = False

    def do(self, job: Callable[[], None]) -> None:
        """Do this as soon as the present job is done; returns at once. It may raise `BadInput`."""
        with self._guard:
            self._next = job
            if self._busy:
                return
            self._busy = True
        self.wait()  # it may still be on its way out
        self.start()

    def finish(self) -> None:
        """Wait for the present job; the one that waits is forgotten."""
        with self._guard:
            self._next = None
        self.wait()

    def run(self) -> None:
        while job := self._take():
            try:
                job()
            except BadInput as problem:
                self.failed.emit(problem.sentence)
            except Exception as error:  # whatever it is, the next job must not wait for ever
                traceback.print_exc()
                self.failed.emit(Sentence(BROKE_OFF, {"reason": str(error)}))
            else:
                self.done.emit()

    def _take(self) -> Callable[[], None] | None:
        with self._guard:
            job, self._next = self._next, None
            self._busy = job is not None
        return job
