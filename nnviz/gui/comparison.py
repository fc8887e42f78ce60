"""A comparison of models: the worker trains one after the other, beside the present run."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from nnviz.core.comparison.trained import TrainedModel
from nnviz.core.experiment import Experiment
from nnviz.core.sentences import Sentence
from nnviz.core.training.messages import (
    Command,
    Compare,
    Compared,
    ComparisonEnded,
    ComparisonReport,
    EndComparison,
    Underway,
)

LOST = Sentence(
    "The training process ended unexpectedly. What was compared so far is still here: press Start to compare "
    "again. If it ends again, memory may have run out: leave large models out."
)
STOPPED = Sentence("Stopped. The models that were trained stay in the table.")


class Comparison(QObject):
    """The one of the window. It goes on whatever becomes of the document.

    experiments: one for each model, as they were asked for. models: those that are trained, by their place.
    problem: why it ended before its end, or None.
    """

    changed = Signal()  # it began, a model is trained, or it is over
    progressed = Signal()

    def __init__(self, ask: Callable[[Command], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._number = 0
        self.experiments: tuple[Experiment, ...] = ()
        self.models: dict[int, TrainedModel] = {}
        self.is_running = False
        self.problem: Sentence | None = None
        self.report = ""  # details of the problem
        self.index = self.epoch = 0  # where it is

    def begin(self, experiments: tuple[Experiment, ...]) -> None:
        """Train these, in place of those before."""
        self._number += 1
        self.experiments, self.models = experiments, {}
        self.is_running, self.problem, self.report, self.index, self.epoch = True, None, "", 0, 0
        self._ask(Compare(self._number, experiments))
        self.changed.emit()

    def stop(self) -> None:
        """Leave it here; what is trained stays."""
        if self.is_running:
            self._ask(EndComparison())
            self._end(STOPPED)

    @property
    def epochs(self) -> tuple[int, int]:
        """How many epochs are behind, and how many there are at most."""
        each = [experiment.training.epochs for experiment in self.experiments]
        return sum(each[: self.index]) + min(self.epoch, each[self.index] if each else 0), sum(each)

    def take(self, report: ComparisonReport) -> None:
        """News of the worker; of an earlier comparison they come too late."""
        if report.number != self._number or not self.is_running:
            return
        match report:
            case Underway(_, index, epoch):
                self.index, self.epoch = index, epoch
                self.progressed.emit()
            case Compared(_, index, model):
                # Its experiment came back through the pipe as a copy, with all points.
                run = replace(model.run, experiment=self.experiments[index])
                self.models[index] = replace(model, run=run)
                self.changed.emit()
            case ComparisonEnded(_, problem, detail):
                self._end(problem, detail)

    def lose(self) -> None:
        """The worker is gone, and with it what it was doing."""
        if self.is_running:
            self._ask(EndComparison())  # or the next worker would begin it, if this one never heard of it
            self._end(LOST)

    def _end(self, problem: Sentence | None, report: str = "") -> None:
        self.is_running, self.problem, self.report = False, problem, report
        self.changed.emit()
