"""Computes decision regions beside the window: the latest request wins, one is in flight at a time."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from nnviz.core.regions import Area, ClassModel, Floats, Regions, compute_regions
from nnviz.gui.plane.borders import NO_LINES, Lines, borders, contours
from nnviz.gui.plots import Array
from nnviz.gui.shades import picture
from nnviz.gui.theme import Theme

SLOW = 0.03  # seconds: where all cells take longer, coarser ones are shown first
COARSER = 4  # times as wide and as high


@dataclass(frozen=True, eq=False)
class Request:
    """An area, the model that decides in it, and the features [n, d] of points that it is asked about, too.

    theme: whose colours the picture has. with_contours: whether lines of equal probability are wanted.
    """

    area: Area
    theme: Theme
    model: ClassModel
    points: Array
    with_contours: bool = False


@dataclass(frozen=True, eq=False)
class Answer:
    """The regions, drawn, and the points' probabilities [n, K]. is_coarse: finer regions follow."""

    request: Request
    regions: Regions
    picture: QImage
    borders: Lines
    contours: Lines
    at_points: Floats
    is_coarse: bool


class RegionThread(QThread):
    """Runs once for each request. What it computes is numpy's, which lets the window work meanwhile."""

    answered = Signal(object)  # an Answer, or None where there can be none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: Request | None = None

    def begin(self, request: Request) -> None:
        """Begin with another request; what is left of the last one is given up."""
        self.stop()
        self._request = request
        self.start()

    def stop(self) -> None:
        """Give up; waits for it."""
        self.requestInterruption()
        self.wait()

    def run(self) -> None:
        try:
            for answer in answers(self._request) if self._request else ():
                if self.isInterruptionRequested():
                    return
                if answer is not None:
                    self.answered.emit(answer)
        except Exception as error:  # or the window would wait for ever
            sys.excepthook(type(error), error, error.__traceback__)
            self.answered.emit(None)


def answers(request: Request) -> Iterator[Answer | None]:
    """First coarse regions if all cells would take long. Yields None where it can be given up."""
    at_points, began = request.model.at(request.points), perf_counter()
    first = True
    for found in compute_regions(request.area, request.model):
        if isinstance(found, Regions):
            yield _drawn(request, found, at_points, False)
        elif first and found < 1 and perf_counter() - began > found * SLOW:
            for coarse in compute_regions(request.area.coarser(COARSER), request.model):
                yield _drawn(request, coarse, at_points, True) if isinstance(coarse, Regions) else None
        first = False
        yield None


def _drawn(request: Request, regions: Regions, at_points: Floats, is_coarse: bool) -> Answer:
    image, between = picture(regions, request.theme), borders(regions)
    equal = contours(regions) if request.with_contours else NO_LINES
    return Answer(request, regions, image, between, equal, at_points, is_coarse)


class RegionAsker(QObject):
    """Asks for regions as they are wanted, and for the next ones only after the last were drawn.

    in_thread: without it the answer comes before `ask` returns, as figures need it.
    """

    answered = Signal(object)  # an Answer

    def __init__(self, in_thread: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_thread = in_thread
        self._present: Request | None = None
        self._waiting: Request | None = None
        self._stopped = False
        self._busy = False  # from a request until its first answer is on the screen
        self._thread = RegionThread(self)
        self._thread.answered.connect(self._on_answered)

    def ask(self, request: Request) -> None:
        """Takes the place of a request that still waits. After `stop` nothing is answered any more."""
        if self._stopped:
            return
        if not self._in_thread:
            self.answered.emit([answer for answer in answers(request) if answer is not None][-1])
        elif self._busy:
            self._waiting = request
        else:
            self._begin(request)

    def stop(self) -> None:
        """No more answers, whatever is asked; waits for the thread."""
        self._stopped = True
        self._present = self._waiting = None
        self._busy = False
        self._thread.stop()

    def _begin(self, request: Request) -> None:
        self._present, self._waiting, self._busy = request, None, True
        self._thread.begin(request)

    @Slot(object)
    def _on_answered(self, answer: Answer | None) -> None:
        present = self._present
        if present is None or (answer and answer.request is not present):
            return  # it was on its way when another request began
        if answer is not None:
            self.answered.emit(answer)
        QTimer.singleShot(0, self, partial(self._on_drawn, present))  # after the events that draw it

    def _on_drawn(self, request: Request) -> None:
        if request is not self._present:
            return  # another one has begun since its first answer
        self._busy = False
        if self._waiting is not None:
            self._begin(self._waiting)
