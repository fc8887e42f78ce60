"""The last runs of this window, to be brought back or pinned."""

from PySide6.QtCore import QObject, Signal

from nnviz.core.document import KeptRun
from nnviz.core.training.steps import Ending

MOST_RUNS = 20


class RunLog(QObject):
    """The last `MOST_RUNS` runs, the newest last. A run that goes on takes the place of its earlier end."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[KeptRun, ...] = ()
        self._last_number = 0  # of the run that came last

    def note(self, number: int, run: KeptRun | None) -> None:
        """Remember the run with this number as it is now; None where there is nothing to remember of it."""
        if run is None or (self.runs and number == self._last_number and self.runs[-1] == run):
            return
        goes_on = number == self._last_number and self.runs and _same(self.runs[-1], run)
        earlier = self.runs[:-1] if goes_on else self.runs
        self.runs, self._last_number = (*earlier, run)[-MOST_RUNS:], number
        self.changed.emit()

    def clear(self) -> None:
        self.runs = ()
        self.changed.emit()


def _same(one: KeptRun, two: KeptRun) -> bool:
    """Whether one is only an earlier state of the other. An exact solution follows every point that moves."""
    if two.ending is Ending.SOLVED:
        return one.experiment.model == two.experiment.model
    return one.experiment == two.experiment
