"""Waiting inside the event loop, as the program does."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer

PATIENCE = 60.0  # seconds after which what has not happened will not


def wait_until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Run the event loop until it has happened; how long that took. Raises TimeoutError after `seconds`."""
    began = perf_counter()
    loop = QEventLoop()
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: happened() and loop.quit())
    late = QTimer(interval=round(1_000 * seconds), singleShot=True)
    late.timeout.connect(loop.quit)
    if not happened():
        timer.start()
        late.start()
        loop.exec()
    if not happened():
        raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
    return perf_counter() - began


def once_through() -> None:
    """Let the event loop do what is due now."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
