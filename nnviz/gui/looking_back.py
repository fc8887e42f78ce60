"""Going back in time, by the same rules wherever it is asked for: the last epoch means the present."""

from nnviz.core.training.history import History
from nnviz.gui.session import Session


def look_at(session: Session, epoch: int) -> None:
    """Show an epoch; the last one is the present, which goes on with the run."""
    session.show_epoch(None if epoch >= session.history.last_epoch else epoch)


def step(session: Session, direction: int) -> None:
    """Show the next kept epoch (direction 1) or the one before (−1)."""
    look_at(session, kept_beside(session.history, session.shown.epoch, direction))


def jump(session: Session, direction: int) -> None:
    """Show the last epoch (direction 1) or the first (−1)."""
    look_at(session, session.history.last_epoch if direction > 0 else session.history.first_epoch)


def kept_beside(history: History, epoch: int, direction: int) -> int:
    """The next epoch after (direction 1) or before (−1) `epoch` whose weights are kept; else `epoch`."""
    reach = 1
    while reach <= 2 * (history.last_epoch - history.first_epoch):
        # Doubling can't jump over one: half of this reach was still nearer to `epoch` itself.
        found = history.nearest(epoch + direction * reach)
        if found and (found.epoch - epoch) * direction > 0:
            return found.epoch
        reach *= 2
    return epoch
