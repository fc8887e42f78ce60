"""Emits signals and updates plots a hundred thousand times: nobody takes references to None and True away.

With PySide6 6.12 on Python 3.11 each of them did, until the program aborted.
"""

import gc
import sys
from collections.abc import Callable, Iterator

import numpy as np
from loop import once_through
from PySide6.QtCore import QObject, Signal, Slot
from row import Missing, Row, at_most

from nnviz.app import _application
from nnviz.core.presets import preset
from nnviz.core.training.player import Player
from nnviz.gui.line import Line
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes

TIMES = 100_000
TOLERANCE = 200  # references that other parts of the program take or give back meanwhile
OFTEN = 50  # things between two turns of the event loop
IMMORTAL = (3, 12)  # since this version of Python nobody counts references to None and True
NOT_COUNTED = (
    "Python 3.12 and newer do not count references to None and True, so none can be lost. Try this "
    "trial with Python 3.11."
)


class Speaker(QObject):
    """Emits every kind of signal that the program has, to a method, a plain function, or nobody."""

    plain = Signal()
    flag = Signal(bool)
    thing = Signal(object)
    number = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.plain.connect(self._on_plain)
        self.flag.connect(self._on_flag)
        self.thing.connect(lambda thing: None)

    @Slot()
    def _on_plain(self) -> None:
        self.heard += 1

    @Slot(bool)
    def _on_flag(self, flag: bool) -> None:
        self.heard += flag

    def speak(self, number: int) -> None:
        self.plain.emit()
        self.flag.emit(True)
        self.thing.emit(None)
        self.number.emit(number)


class Plot:
    """A line of FIT, with other values each time."""

    def __init__(self) -> None:
        _application()
        self._line, self._x = Line(), np.linspace(0, 1, 50)

    def draw(self, number: int) -> None:
        self._line.setData(self._x, np.where(self._x > number % 7 / 7, np.nan, self._x))


class Window:
    """A window with a run of a model with replicas, whose epochs all panels show in turn."""

    def __init__(self) -> None:
        app = _application()
        experiment = preset("sine-degree-3")
        self._session = Session(experiment)
        self._window = MainWindow(self._session, Themes(app, "light"))
        player = Player(experiment)
        player.play()
        while player.active:
            player.advance()
        self._session._take(player.snapshot())
        self._window.show()

    def show(self, number: int) -> None:
        self._session.show_epoch(number % self._session.history.last_epoch)
        self._session.advanced.emit()
        if number % OFTEN == 0:
            once_through()

    def close(self) -> None:
        self._window.close()
        self._window.deleteLater()


def change(do: Callable[[int], object], times: int) -> int:
    """By how much the count of None, True or False has changed after so many times, whichever has most."""
    for number in range(2 * OFTEN):  # what is kept from the first times on does not count
        do(number)
    before = _counts()
    for number in range(times):
        do(number)
    return max(abs(one - two) for one, two in zip(_counts(), before, strict=True))


def _counts() -> tuple[int, ...]:
    once_through()
    gc.collect()
    return tuple(sys.getrefcount(each) for each in (None, True, False))


def measure(times: int = TIMES) -> Iterator[Row]:
    if sys.version_info >= IMMORTAL:
        raise Missing(NOT_COUNTED)
    window = Window()
    for what, do, each in (
        ("emits", Speaker().speak, 4),
        ("updates of a line", Plot().draw, 1),
        ("updates of all panels of the window", window.show, 1),
    ):
        changed = change(do, times // each)
        yield at_most(f"references to None, True, False: change in {times:,} {what}", changed, TOLERANCE)
    window.close()
