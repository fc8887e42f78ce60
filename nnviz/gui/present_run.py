"""What is known of the present run: its record, the epoch that is looked at, and the curves there."""

from copy import copy

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.spread import AnySpread, Kept, spread_of
from nnviz.core.training.history import History
from nnviz.core.training.player import Snapshot
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.gui.frame import Frame
from nnviz.gui.replica_curves import ReplicaCurves


class PresentRun:
    """The record of one run after another; the session tells it what happens.

    trained: the experiment that the record is of; the present one may have been edited since its end.
    settings_held: whether points, learning rate, penalties, … are those of epoch 0. begun_by: the gesture
    that had an earlier run begin afresh as this one, if any. shown_epoch: an earlier epoch that is looked at;
    None for the present one. opened: what was kept of it in the file, if it is from one.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.curves = ReplicaCurves()
        self.start(experiment)

    def start(self, experiment: Experiment) -> None:
        """Epoch 0 of a new run."""
        self.clear()
        self.trained = experiment
        self.settings_held = True
        self.begun_by: int | None = None
        self.opened: KeptRun | None = None
        self.ending: Ending | None = None
        self._present = Frame.start_of(experiment)

    def clear(self) -> None:
        """Forget the record; what is on the screen stays until something else comes."""
        self.history = History()
        self.shown_epoch: int | None = None
        self.curves.forget()

    def copy(self) -> "PresentRun":
        """As it is now, whatever the run does meanwhile."""
        result = copy(self)
        result.history, result.curves = self.history.until(self.history.last_epoch), copy(self.curves)
        return result

    def show(self, experiment: Experiment, history: History, ending: Ending | None) -> None:
        """A run that took place elsewhere, at its end."""
        self.start(experiment)
        self.history, self.ending = history, ending
        if last := history.nearest(history.last_epoch):
            self._present = Frame.at(experiment, last)
            if len(last.replicas):
                state = Kept(experiment, last.stack)
                self.curves.advance(spread_of(experiment, state, last.epoch, frozenset()), playing=False)

    def take(self, snapshot: Snapshot, experiment: Experiment | None) -> None:
        """The run brought news; of this experiment, unless an edit is still on its way to it."""
        self.trained = experiment or self.trained
        rows = snapshot.rows
        if snapshot.ending is Ending.SOLVED:
            self.history, self.settings_held = History(), True
        elif len(self.history):  # a continued run reports its first epoch again
            rows = rows[rows[:, 0] > self.history.last_epoch]
        self.history.add(rows, snapshot.kept, snapshot.measured_from, snapshot.provisional)
        self._present = Frame.of(snapshot)
        self.curves.advance(snapshot.spread, snapshot.playing)

    def keep_shown(self, experiment: Experiment) -> Frame:
        """Make the shown epoch the present one; what came after it is forgotten."""
        kept = self.shown(experiment)
        self.curves.keep(None if self.shown_epoch is None else kept.epoch)
        self.history = self.history.until(kept.epoch)
        self._present, self.shown_epoch, self.ending = kept, None, None
        return kept

    def shown(self, experiment: Experiment) -> Frame:
        """The epoch and parameters [P] on the screen."""
        if self.shown_epoch is not None and (kept := self.history.nearest(self.shown_epoch)):
            return Frame.at(experiment, kept)
        return self._present

    def spread(self, experiment: Experiment) -> AnySpread | None:
        """The replicas' curves at the shown epoch; None without replicas, or until they have come."""
        return self.curves.at(None if self.shown_epoch is None else self.shown(experiment).epoch)

    def checkpoint(self) -> Checkpoint:
        """From where the run can go on: with its replicas, if they are kept."""
        return self._present.checkpoint(self.history)

    def kept(self) -> KeptRun | None:
        """What a file keeps of it; None where nothing was trained. What was opened stays as it was."""
        run = KeptRun.of(self.trained, self.history, self.ending)
        return self.opened if run and self.opened and run.is_same(self.opened) else run

    def kept_shown(self) -> KeptRun | None:
        """What is kept of it up to the shown epoch."""
        if self.shown_epoch is None:
            return self.kept()
        shown = self.shown(self.trained).epoch
        return KeptRun.of(self.trained, self.history.until(shown), None)
