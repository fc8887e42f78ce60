"""Plays a run: play, pause, step, edit; gathers its epochs into snapshots. Knows no pipe and no Qt."""

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import WATCHED
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.split import Split
from nnviz.core.generalization.splitter import splitter_for
from nnviz.core.generalization.spread import AnySpread, Kept, spread_of
from nnviz.core.models import ModelSpec
from nnviz.core.sentences import BadInput
from nnviz.core.space import Space
from nnviz.core.training.exact import solve
from nnviz.core.training.history import stride
from nnviz.core.training.state import State
from nnviz.core.training.steps import (
    COLUMNS,
    ERROR_COLUMNS,
    Checkpoint,
    Ending,
    Epoch,
    Finish,
    Step,
    is_recorded,
)
from nnviz.core.training.upcoming import Upcoming

QUICKLY_SENT = 2**20  # bytes of weights that may go to the window with every snapshot
CURVES_SHARE = 0.04  # of the time may go into replicas' curves for the window


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a run did since the snapshot before. Immutable; arrays are the receiver's own.

    parameters: [P], the present ones. rows: the recorded epochs completed since, [k, 7] of `ERROR_COLUMNS`,
    or with replicas [k, columns] of `COLUMNS`; provisional: the last one is not recorded and stands for the
    present only. kept: weights [1+B, P] by epoch, among them the best so far if it is new. measured_from:
    epochs before this one were measured on other points. steps_per_second: 0 while paused. ending: why the
    run is over, if it is. spread: the replicas' curves, now and then. model, space: what the parameters
    belong to. edit: the number of the last edit that took effect.
    """

    edit: int
    model: ModelSpec
    space: Space
    epoch: int
    parameters: NDArray[np.float64]
    rows: NDArray[np.float64]
    kept: dict[int, NDArray[np.float64]]
    measured_from: int
    provisional: bool
    spread: AnySpread | None
    playing: bool
    ending: Ending | None
    steps_per_second: float

    def is_over(self, last_edit: int) -> bool:
        """Whether the run rests, although this edit may still be on its way.

        An exact solution follows every edit; after any other end an edit waits for the next Play or step.
        """
        return self.ending is not None and (self.edit == last_edit or self.ending is not Ending.SOLVED)


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
        self._curves_due = 0.0  # when the replicas' curves may be computed next
        self._rows: list[tuple[float, ...]] = []
        self._kept: dict[int, NDArray[np.float64]] = {}
        self._measured_from = 0
        self._best_error = float("inf")
        self._best_extra: int | None = None  # an epoch in _kept only because it is the best so far
        self._since, self._steps_since = perf_counter(), 0
        self._told = -1  # the last epoch in a snapshot
        self._run = begin(experiment, start)
        first = next(self._run)  # raises `BadInput` for replicas that cannot be made
        self._splitter = splitter_for(experiment)
        self._take(first)

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

    def upcoming(self) -> Upcoming:
        """What the next step will be, with an edit that waits for it; asking changes nothing.

        Raises `BadInput` where there is no next step: of an exact solution, or after divergence.
        """
        if self.ending is Ending.DIVERGED:
            raise BadInput(
                "The run has diverged: its numbers have grown without bound, so there is no next step. "
                "Choose a smaller learning rate, then press Play."
            )
        return self._upcoming(self._change)

    def advance(self) -> None:
        """Make one step. Call only while `active`."""
        self._single_steps = max(0, self._single_steps - 1)
        change, self._change = self._change, None
        if change is not None:
            moved = not change.dataset.has_points_of(self._experiment.dataset, WATCHED)
            if moved and not change.solved_exactly:
                self._forget_best()
            self._experiment, self._applied = change, self._edit
        try:
            step = self._run.send(change)
        except StopIteration as stop:
            self.ending, self.playing, self.has_news = stop.value, False, True
            self._at_epoch = False  # the state is beyond it
        else:
            if change is not None:
                lost = self._splitter.lost if self._splitter else frozenset()
                self._splitter = splitter_for(change, frozenset() if change.solved_exactly else lost)
            self._take(step)

    def _take(self, step: Step) -> None:
        self._state, self._at_epoch = step.state, step.epoch is not None
        self._upcoming = step.upcoming
        self._steps_since += 1
        self.has_news = True
        if self._experiment.solved_exactly:
            self._rows, self._kept = [], {}  # a solution takes the place of the one before
        if step.epoch is not None:
            self._epoch, self._last = step.epoch.number, step.epoch
            self._stack = step.state.stack()
            ending = self._finish.ending(step.epoch, self._experiment.training)
            if self._experiment.solved_exactly:
                self.ending, self.playing = Ending.SOLVED, False
            elif ending and self.playing:
                self.ending, self.playing = ending, False
            self._recorded = is_recorded(self._epoch, self._splitter is not None)
            if self._recorded:
                self._rows.append(self._row())
                self._keep(step.epoch)

    def _row(self) -> tuple[float, ...]:
        """The last epoch's numbers; its split while the members still are as they were then."""
        if self._splitter is None:
            return self._last.row
        split = self._splitter.measure(self._state) if self._at_epoch else Split()
        return (*self._last.row, *split.row)

    def _forget_best(self) -> None:
        """Errors from the next epoch on are measured on other points."""
        self._measured_from = self._epoch + 1
        self._finish.forget_best(self._epoch)
        self._best_error, self._best_extra = float("inf"), None

    def _keep(self, epoch: Epoch) -> None:
        regular = epoch.number % stride(epoch.number, self._stack.shape) == 0
        if regular:
            self._kept[epoch.number] = self._stack
        if epoch.validation_error < self._best_error:
            self._best_error = epoch.validation_error
            if self._best_extra is not None:
                del self._kept[self._best_extra]
            self._best_extra = None if regular else epoch.number
            self._kept[epoch.number] = self._stack

    def snapshot(self) -> Snapshot:
        """Everything since the snapshot before; forgets it here."""
        provisional = not self._recorded and self._epoch > self._told
        if provisional:
            self._rows.append(self._row())
        if self._rows and (self._stack.nbytes <= QUICKLY_SENT or not self.playing):
            self._kept[self._epoch] = self._stack
        self._told = self._epoch
        now = perf_counter()
        width = len(ERROR_COLUMNS if self._splitter is None else COLUMNS)
        snapshot = Snapshot(
            edit=self._applied,
            model=self._experiment.model,
            space=self._experiment.space,
            epoch=self._epoch,
            parameters=self._stack[0] if self.ending is Ending.DIVERGED else self._state.first(),
            rows=np.array(self._rows, np.float64).reshape(-1, width),
            kept=dict(sorted(self._kept.items())),
            measured_from=self._measured_from,
            provisional=provisional,
            spread=self._spread(),
            playing=self.playing,
            ending=self.ending,
            steps_per_second=self._steps_since / max(now - self._since, 1e-9) if self.playing else 0.0,
        )
        self._rows, self._kept, self._best_extra = [], {}, None
        self._since, self._steps_since = now, 0
        self.has_news = False
        return snapshot

    def _spread(self) -> AnySpread | None:
        """The replicas' curves: always when the run rests, else as often as `CURVES_SHARE` allows."""
        began = perf_counter()
        if not self._experiment.replicas.count or (self.playing and began < self._curves_due):
            return None
        lost = self._splitter.lost if self._splitter else frozenset()
        state: State = self._state
        if self.ending is Ending.DIVERGED:
            state = Kept(self._experiment, self._stack)
        spread = spread_of(self._experiment, state, self._epoch, lost)
        self._curves_due = perf_counter() + (perf_counter() - began) / CURVES_SHARE
        return spread


def begin(
    experiment: Experiment, start: Checkpoint | None = None
) -> Generator[Step, Experiment | None, Ending]:
    """The run of an experiment: exact or by descent. Imports torch only for the latter."""
    if experiment.solved_exactly:
        return solve(experiment)
    from nnviz.core.training.run import train

    return train(experiment, start)
