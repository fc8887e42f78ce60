"""Works beside the window, one piece of work at a time; of those that wait only the latest is done."""

import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot

Work = Callable[[], Iterator[object]]  # gives None where it can be given up, and in the end the answer


class Latest(QObject):
    """`answered` comes in the window's thread. The next work begins after the events that draw the answer.

    in_thread: without it the answer comes before `ask` returns, as figures need it.
    """

    answered = Signal(object)

    def __init__(self, in_thread: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_thread = in_thread
        self._waiting: Work | None = None
        self._job: _Job | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def ask(self, work: Work) -> None:
        """Takes the place of work that still waits."""
        if not self._in_thread:
            self.answered.emit(list(work())[-1])
            return
        self._waiting = work
        if self._job is None:
            self._begin()

    def forget(self) -> None:
        """Nothing is wanted any more: there will be no answer."""
        self._waiting = None
        if self._job is not None:
            self._job.given_up = True

    def _begin(self) -> None:
        assert self._waiting is not None
        self._job, self._waiting = _Job(self._waiting), None
        self._job.done.connect(self._on_done)
        # WORKAROUND: a QRunnable of our own that is done before `start` returns stays in memory for ever
        # (PySide 6.10.3; nearly every second one). One that Qt makes of a function does not.
        QThreadPool.globalInstance().start(self._job.run)

    @Slot(object)
    def _on_done(self, answer: object) -> None:
        if answer is not None and self._job is not None and not self._job.given_up:
            self.answered.emit(answer)
        QTimer.singleShot(0, self._on_drawn)

    @Slot()
    def _on_drawn(self) -> None:
        self._job = None
        if self._waiting is not None:
            self._begin()


class _Job(QObject):
    """What a thread of the pool works on, and the way its answer comes back: None if there is none."""

    done = Signal(object)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.given_up = False

    def run(self) -> None:
        answer: object = None
        try:
            for each in self._work():
                answer = each
                if self.given_up:
                    break
        except Exception as error:  # or the next work would wait for ever
            answer = None
            sys.excepthook(type(error), error, error.__traceback__)
        self.done.emit(answer)
