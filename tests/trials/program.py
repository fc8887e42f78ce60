"""The whole program, driven from inside: its window is looked for, and used, once it is there.

``python program.py draw``: draws a point now and then, trains, and says how many points there are and when,
until it is killed. ``python program.py look``: has brought back what was open, says what that is, and closes.
``python program.py close SECONDS WAY``: trains, and is closed so long after the first epoch; 0: before it.
"""

import sys
from collections.abc import Callable
from functools import partial
from random import Random
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from nnviz.app import _application, run_window
from nnviz.core.dataset import Role
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.asking import Asking
from nnviz.gui.documents.recovery_dialog import Choice
from nnviz.gui.main_window import MainWindow

OFTEN = 10  # milliseconds between two looks for what is waited for
LONG = 900  # milliseconds between two points at most


def window() -> MainWindow | None:
    return next((each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)), None)


def when(happened: Callable[[MainWindow], bool], then: Callable[[MainWindow], None]) -> None:
    """Do it as soon as it has happened to the window."""
    found = window()
    if found is not None and happened(found):
        then(found)
    else:
        QTimer.singleShot(OFTEN, partial(when, happened, then))


def begun(window: MainWindow) -> bool:
    """Whether the start is over, and what was open before is there again."""
    return window.documents._autosave is not None and window.session.worker_pid is not None


def draw(window: MainWindow, random: Random, train: bool) -> None:
    """One more point, and so on."""
    session = window.session
    dataset = session.experiment.dataset
    low, high = session.experiment.domain
    point = (random.uniform(low, high), random.random())
    session.edit_points(dataset.with_points([point], Role.TRAINING), "Add")
    print(len(dataset) + 1, monotonic(), flush=True)
    if train:
        session.play()
    QTimer.singleShot(random.randint(1, LONG), partial(draw, window, random, train))


def look(window: MainWindow) -> None:
    session = window.session
    print(len(session.experiment.dataset), session.state.value, window.documents.unsaved, flush=True)
    window.close()


CLOSINGS: dict[str, Callable[[MainWindow], object]] = {
    "window": lambda window: window.close(),
    "menu": lambda window: window.actions_by_name["quit"].trigger(),
    "all windows": lambda window: QApplication.closeAllWindows(),
}


def close_after(window: MainWindow, seconds: float, way: str) -> None:
    """Close it while it trains; with no time to wait, before it does."""
    window.session.play()
    close = partial(CLOSINGS[way], window)
    if seconds:
        later = partial(QTimer.singleShot, round(1_000 * seconds), close)
        when(lambda window: window.session.history.last_epoch > 0, lambda window: later())
    else:
        QTimer.singleShot(0, close)


def main(mode: str, *arguments: str) -> int:
    Asking.bring_back = lambda self, copies: (Choice.BRING_BACK, 0)
    Asking.keep_changes = lambda self, title: Answer.DISCARD
    _application()
    if mode == "draw":
        random = Random(arguments[0])
        when(begun, lambda window: draw(window, random, train=random.random() < 0.5))
    elif mode == "look":
        when(begun, look)
    else:
        when(
            lambda window: window.isVisible(),
            lambda window: close_after(window, float(arguments[0]), arguments[1]),
        )
    return run_window()


if __name__ == "__main__":  # its worker reads this file again
    sys.exit(main(*sys.argv[1:]))
