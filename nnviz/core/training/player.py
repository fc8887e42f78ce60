"""Plays a run: play, pause, step, edit; gathers its epochs into snapshots. Knows no pipe and no Qt."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment
from nnviz.core.models import ModelSpec
from nnviz.core.models.polynomial import Domain
from nnviz.core.training.exact import solve
from nnviz.core.training.history import stride
from nnviz.core.training.steps import COLUMNS, Checkpoint, Ending, Epoch, Finish, Step


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a run did since the snapshot before. Immutable; arrays are the receiver's own.

    parameters: [P], the present ones. rows: [k, 5] of `COLUMNS`, the epochs completed since.
    kept: weights by epoch, among them the best so far if it is new. measured_from: epochs before this
    one were measured on other points. steps_per_second: 0 while paused. ending: why the run is over, if
    it is. model, domain: what the parameters belong to. edit: the number of the last edit that took effect.
    """

    edit: int
    model: ModelSpec
    domain: Domain
    epoch: int
    parameters: NDArray[np.float64]
    rows: NDArray[np.float64]
    kept: dict[int, NDArray[np.float64]]
    measured_from: int
    playing: bool
    ending: Ending | None
    steps_per_second: float


class Player:
    """Advances one run step by step, as long as it is told to play, and remembers what is new."""

    def __init__(self, experiment: Experiment, start: Checkpoint | None = None) -> None:
        self.playing, self.has_news = False, True
        self.ending: Ending | None = None
        self._experiment = experiment
        self._change: Experiment | None = None
        self._edit = self._applied = 0
        self._single_steps = 0
        self._finish = Finish(start.epoch if start else 0)
        self._parameters = np.empty(0)  # of the last epoch
        self._current: Callable[[], NDArray[np.float64]] = lambda: self._parameters
        self._rows: list[tuple[float, ...]] = []
        self._kept: dict[int, NDArray[np.float64]] = {}
        self._measured_from = 0
        self._best_error = float("inf")
        self._best_extra: int | None = None  # an epoch in _kept only because it is the best so far
        self._since, self._steps_since = perf_counter(), 0
        self._run = begin(experiment, start)
        self._take(next(self._run))

    @property
    def active(self) -> bool:
        """Whether there is a step to make now."""
        if self.ending is Ending.SOLVED:
            return self._change is not None
        return (self.playing or self._single_steps > 0) and self.ending is not Ending.DIVERGED

    def play(self) -> None:
        """Go on; after an ending by epochs or patience, for as many epochs again."""
        self._reopen()
        self.playing, self.has_news = True, True
        self._since, self._steps_since = perf_counter(), 0

    def pause(self) -> None:
        self.playing, self.has_news = False, True

    def advance_once(self) -> None:
        """One optimiser step, then pause."""
        self._reopen()
        self.playing, self._single_steps = False, self._single_steps + 1

    def _reopen(self) -> None:
        if self.ending in (Ending.FINISHED, Ending.STOPPED_EARLY):
            self._finish.begin(self._epoch)
            self.ending = None

    def edit(self, experiment: Experiment, number: int = 0) -> None:
        """Use the changed experiment from the next step on; an exact solution is solved anew."""
        self._change, self._edit = experiment, number

    def advance(self) -> None:
        """Make one step. Call only while `active`."""
        self._single_steps = max(0, self._single_steps - 1)
        change, self._change = self._change, None
        if change is not None:
            if change.dataset != self._experiment.dataset and not change.solved_exactly:
                self._forget_best()
            self._experiment, self._applied = change, self._edit
        try:
            step = self._run.send(change)
        except StopIteration as stop:
            self.ending, self.playing, self.has_news = stop.value, False, True
            self._current = lambda: self._parameters  # the last good ones
        else:
            self._take(step)

    def _take(self, step: Step) -> None:
        self._current = step.parameters
        self._steps_since += 1
        self.has_news = True
        if self._experiment.solved_exactly:
            self._rows, self._kept = [], {}  # a solution takes the place of the one before
        if step.epoch is not None:
            self._epoch = step.epoch.number
            self._parameters = step.parameters()
            self._rows.append(step.epoch.row)
            self._keep(step.epoch)
            ending = self._finish.ending(step.epoch, self._experiment.training)
            if self._experiment.solved_exactly:
                self.ending, self.playing = Ending.SOLVED, False
            elif ending and self.playing:
                self.ending, self.playing = ending, False

    def _forget_best(self) -> None:
        """Errors from the next epoch on are measured on other points."""
        self._measured_from = self._epoch + 1
        self._finish.forget_best(self._epoch)
        self._best_error, self._best_extra = float("inf"), None

    def _keep(self, epoch: Epoch) -> None:
        regular = epoch.number % stride(epoch.number, len(self._parameters)) == 0
        if regular:
            self._kept[epoch.number] = self._parameters
        if epoch.validation_error < self._best_error:
            self._best_error = epoch.validation_error
            if self._best_extra is not None:
                del self._kept[self._best_extra]
            self._best_extra = None if regular else epoch.number
            self._kept[epoch.number] = self._parameters

    def snapshot(self) -> Snapshot:
        """Everything since the snapshot before; forgets it here."""
        if self._rows:
            self._kept[int(self._rows[-1][0])] = self._parameters
        now = perf_counter()
        snapshot = Snapshot(
            edit=self._applied,
            model=self._experiment.model,
            domain=self._experiment.domain,
            epoch=self._epoch,
            parameters=self._current(),
            rows=np.array(self._rows, np.float64).reshape(-1, len(COLUMNS)),
            kept=dict(sorted(self._kept.items())),
            measured_from=self._measured_from,
            playing=self.playing,
            ending=self.ending,
            steps_per_second=self._steps_since / max(now - self._since, 1e-9) if self.playing else 0.0,
        )
        self._rows, self._kept, self._best_extra = [], {}, None
        self._since, self._steps_since = now, 0
        self.has_news = False
        return snapshot


def begin(
    experiment: Experiment, start: Checkpoint | None = None
) -> Generator[Step, Experiment | None, Ending]:
    """The run of an experiment: exact or by descent. Imports torch only for the latter."""
    if experiment.solved_exactly:
        return solve(experiment)
    from nnviz.core.training.run import train

    return train(experiment, start)
