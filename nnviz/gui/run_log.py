"""The last runs of this window, to be brought back or pinned."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from nnviz.core.document import KeptRun
from nnviz.core.training.steps import Ending

MOST_RUNS = 20
MOST_BYTES = 64 * 2**20  # of errors and weights; the latest run is kept however large it is


@dataclass(frozen=True, eq=False)
class LoggedRun:
    """A run of the log. number: the how manyth of this window it was, from 1."""

    number: int
    run: KeptRun


class RunLog(QObject):
    """The last `MOST_RUNS` runs, the newest last.

    A run that goes on takes the place of its earlier end: after a pause always, after an end with the same
    settings. An end that it went on from with other settings stays beside it, and so does a run that was
    brought back. Exact solutions of one gesture (a slider is dragged over ten degrees), and those that differ
    in their points only, take the place of each other. A run that is equal to an earlier one only moves to
    the end.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[LoggedRun, ...] = ()
        self._present: LoggedRun | None = None
        self._brought = False  # whether the present run came back as it was kept
        self._edit = 0  # the last edit before the present run's state
        self._count = 0

    @property
    def runs(self) -> tuple[KeptRun, ...]:
        return tuple(entry.run for entry in self.entries)

    @property
    def present(self) -> KeptRun | None:
        """The run that is on the screen, as it was noted last; None where that was not trained."""
        return self._present.run if self._present else None

    def note(self, run: KeptRun | None, edit: int) -> None:
        """Remember the present run as it is now; None where there is nothing to remember of it.

        edit: a number that the edits of one gesture share.
        """
        before, last_edit = self._present, self._edit
        self._edit = edit
        if run is None or (before is not None and _nothing_new(before.run, run)):
            return
        like = self._like(run)
        if before is not None and not self._brought and _goes_on(before.run, run, edit == last_edit):
            self._put(like or LoggedRun(before.number, run), before)
        else:
            self._put(like or self._numbered(run), None)
        self._brought = False

    def bring(self, run: KeptRun) -> None:
        """This run is the present one again: its place in the log stays, and what it had learned."""
        known = self._like(run)
        if known is None:
            self._put(self._numbered(run), None)
        else:
            self._present = known
            self.changed.emit()
        self._brought = True

    def leave(self) -> None:
        """The present run is over: the next one is another."""
        if self._present is not None:
            self._present, self._brought = None, False
            self.changed.emit()

    def remove(self, run: KeptRun) -> None:
        self.entries = tuple(entry for entry in self.entries if not entry.run.is_same(run))
        self.changed.emit()

    def clear(self) -> None:
        self.entries = ()
        self.changed.emit()

    def _numbered(self, run: KeptRun) -> LoggedRun:
        self._count += 1
        return LoggedRun(self._count, run)

    def _like(self, run: KeptRun) -> LoggedRun | None:
        """The entry of an equal run."""
        return next((entry for entry in self.entries if entry.run.is_same(run)), None)

    def _put(self, entry: LoggedRun, before: LoggedRun | None) -> None:
        """Make this the newest and the present one, in place of the one before."""
        others = (each for each in self.entries if each is not before and each is not entry)
        self.entries = _within_limits((*others, entry))
        self._present = entry
        self.changed.emit()


def _nothing_new(before: KeptRun, run: KeptRun) -> bool:
    """Whether nothing was learned since: a point that was moved after the end makes no other run."""
    if Ending.SOLVED in (before.ending, run.ending):
        return before.is_same(run)
    has_ended = before.ending is None and run.ending is not None
    return before.last.epoch == run.last.epoch and not (has_ended and before.experiment == run.experiment)


def _goes_on(before: KeptRun, run: KeptRun, one_gesture: bool) -> bool:
    """Whether the run takes the place of what is known of it."""
    if run.ending is Ending.SOLVED:
        return before.ending is Ending.SOLVED and (one_gesture or _differ_in_points_only(before, run))
    return before.ending is None or before.experiment == run.experiment


def _differ_in_points_only(one: KeptRun, two: KeptRun) -> bool:
    """Also the x range, which grows with the points."""
    points, other = one.experiment, two.experiment
    return replace(points, dataset=other.dataset, domain=other.domain) == other


def _within_limits(entries: tuple[LoggedRun, ...]) -> tuple[LoggedRun, ...]:
    """The newest ones, as many as may be kept."""
    kept: list[LoggedRun] = []
    room = MOST_BYTES
    for entry in reversed(entries[-MOST_RUNS:]):
        room -= entry.run.nbytes
        if kept and room < 0:
            break
        kept.append(entry)
    return tuple(reversed(kept))
