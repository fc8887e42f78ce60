"""The comparison that the worker makes beside its run."""

from collections.abc import Callable, Iterator

from nnviz.core import heap
from nnviz.core.comparison.compare import Done, Progress, compare
from nnviz.core.training.faults import explain, is_device_fault
from nnviz.core.training.messages import Compare, Compared, ComparisonEnded, Report, Underway


class Comparing:
    """Makes one at a time, step by step. send: takes what is to be told. faulty: the device is lost."""

    def __init__(self, send: Callable[[Report], None]) -> None:
        self._send = send
        self._number = 0
        self._steps: Iterator[Progress | Done | None] | None = None
        self.faulty = False

    def begin(self, request: Compare) -> None:
        self._number, self._steps = request.number, compare(request.experiments)

    def end(self) -> None:
        self._steps = None

    def advance(self) -> bool:
        """Make one step; whether there was one to make. What goes wrong ends the comparison alone."""
        if self._steps is None:
            return False
        ended: ComparisonEnded | None = None
        try:
            news = next(self._steps)
        except StopIteration:
            ended = ComparisonEnded(self._number)
        except Exception as error:
            self.faulty = is_device_fault(error)
            ended = ComparisonEnded(self._number, *explain(error))
        else:
            self._tell(news)
        if ended:  # outside the except block, where the traceback no longer holds a GPU's memory
            self._steps = None
            heap.give_back()  # of its runs and their histories
            self._send(ended)
        return True

    def _tell(self, news: Progress | Done | None) -> None:
        match news:
            case Progress(index, epoch):
                self._send(Underway(self._number, index, epoch))
            case Done(index, model):
                self._send(Compared(self._number, index, model))
