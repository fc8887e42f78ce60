"""Garbage: what Python finds in cycles is thrown away in the window's thread only."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.core import heap

INTERVAL = 1_000  # milliseconds between two looks


class Garbage(QObject):
    """Collects in the thread that it lives in, where Qt's objects must die; nowhere else while it works.

    Python collects in whichever thread happens to allocate. The thread that unpacks graphs and snapshots does
    much of that, and a widget or timer that dies there brings Qt's warnings or a crash.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        if not self._timer.isActive():
            hold_back()
            self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        if self._timer.isActive():
            self._timer.stop()
            let_go()

    @Slot()
    def _collect(self) -> None:
        """The oldest generation whose time has come, by Python's own thresholds."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                collect(generation)
                return


class _Held:
    """How many keep Python from collecting by itself, and whether it did before the first of them."""

    lock = Lock()
    count = 0
    was_on = False


def hold_back() -> None:
    """No garbage is collected by itself until `let_go`: call it before a thread of Python works."""
    with _Held.lock:
        if _Held.count == 0:
            _Held.was_on = gc.isenabled()
            gc.disable()
        _Held.count += 1


def let_go() -> None:
    with _Held.lock:
        _Held.count -= 1
        if _Held.count == 0 and _Held.was_on:
            gc.enable()


@contextmanager
def held_back() -> Iterator[None]:
    """No garbage is collected by itself in this block."""
    hold_back()
    try:
        yield
    finally:
        let_go()


def collect(generation: int = 2) -> None:
    """Collect this generation; with the oldest, every few minutes, the system gets memory back, too."""
    gc.collect(generation)
    if generation == 2:
        heap.give_back()
