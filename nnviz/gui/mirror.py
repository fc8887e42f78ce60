"""A session that only shows: what another one showed at some moment, for pictures of it."""

from PySide6.QtCore import QObject

from nnviz.core.generalization.spread import AnySpread
from nnviz.gui.session import RunState, Session


class Mirror(Session):
    """Panels can show it, and any epoch of its run, while the session itself goes on. It trains nothing."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session.experiment, in_process=True, parent=parent)
        self._held_back = False
        self.mirror(session)

    def mirror(self, session: Session) -> None:
        """Show what the session shows now."""
        self._held_back = session.holds_tests_back
        self.document, self._run = session.document, session._run.copy()
        self.pin_slots = session.pin_slots
        self.pins_changed.emit()
        self.experiment_changed.emit()
        self._announce(RunState.READY if session.state is RunState.READY else RunState.ENDED)

    @property
    def holds_tests_back(self) -> bool:
        """Of the moment that is shown."""
        return self._held_back

    def show_at(self, epoch: int, spread: AnySpread | None) -> None:
        """Show a kept epoch, with the replicas' curves there."""
        if spread is not None:
            self._run.curves.look(spread)
        self.show_epoch(epoch)

    def _look_for_spread(self) -> None:
        self.spread_changed.emit()  # there is no worker to ask
