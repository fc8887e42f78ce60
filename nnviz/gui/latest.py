"""Works beside the window, one piece of work at a time; of those that wait only the latest is done."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot

from nnviz.gui.garbage import hold_back, let_go

Work = Callable[[], Iterator[object]]  # gives answers, and None where it can be given up


class Latest(QObject):
    """`answered` comes in the window's thread, once for each answer of a work.

    When the first one was drawn, work that waits takes its place: what follows would only be finer.
    in_thread: without it the last answer comes before `ask` returns, for figures. Call `stop` at the end.
    """

    answered = Signal(object)

    def __init__(self, in_thread: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_thread = in_thread
        self._waiting: Work | None = None
        self._job: _Job | None = None
        self._seen = False  # whether an answer of the job is on the screen
        self._stopped = False

    @property
    def busy(self) -> bool:
        return self._job is not None

    def ask(self, work: Work) -> None:
        """Takes the place of work that still waits. After `stop` nothing is done any more."""
        if self._stopped:
            return
        if not self._in_thread:
            self.answered.emit([answer for answer in work() if answer is not None][-1])
            return
        self._waiting = work
        self._go_on()

    def forget(self) -> None:
        """Nothing is wanted any more: there will be no answer."""
        self._waiting = None
        if self._job is not None:
            self._job.given_up = True

    def stop(self) -> None:
        """No more answers, whatever is asked; waits until nothing is done."""
        self._stopped = True
        self.forget()
        if self._job is not None:
            self._job.over.wait()

    def _go_on(self) -> None:
        if self._waiting is None:
            return
        if self._job is not None:
            self._job.given_up = self._job.given_up or self._seen
            return
        self._job, self._waiting, self._seen = _Job(self._waiting), None, False
        self._job.told.connect(self._on_told)
        self._job.done.connect(self._on_done)
        # WORKAROUND: a QRunnable of our own that is done before `start` returns stays in memory for ever
        # (PySide 6.10.3; nearly every second one). One that Qt makes of a function does not.
        hold_back()  # a session need not be open, and what Python finds here must not die there
        QThreadPool.globalInstance().start(self._job.run)

    @Slot(object)
    def _on_told(self, answer: object) -> None:
        if (job := self._job) is not None and not job.given_up:
            self.answered.emit(answer)
            QTimer.singleShot(0, self, partial(self._on_drawn, job))  # after the events that draw it

    def _on_drawn(self, job: "_Job") -> None:
        if job is self._job:
            self._seen = True
            self._go_on()

    @Slot()
    def _on_done(self) -> None:
        QTimer.singleShot(0, self, self._on_over)  # after what was told was drawn

    @Slot()
    def _on_over(self) -> None:
        self._job = None
        self._go_on()


class _Job(QObject):
    """What a thread of the pool works on, and the way its answers come back. over: when it is left."""

    told = Signal(object)
    done = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.given_up = False
        self.over = Event()

    def run(self) -> None:
        try:
            for answer in self._work():
                if self.given_up:
                    break
                if answer is not None:
                    self.told.emit(answer)
        except Exception as error:  # or the next work would wait for ever
            sys.excepthook(type(error), error, error.__traceback__)
        self.done.emit()
        let_go()
        self.over.set()
