"""The replicas' curves on the screen: the present ones, and those of the earlier epoch looked at last."""

from nnviz.core.generalization.spread import AnySpread


class ReplicaCurves:
    """Remembers them, so that looking back and forth need not ask the worker each time."""

    def __init__(self) -> None:
        self._present: AnySpread | None = None
        self._past: AnySpread | None = None

    def forget(self) -> None:
        self._present = self._past = None

    def advance(self, spread: AnySpread | None, playing: bool) -> None:
        """A snapshot came: while a run plays, curves come only now and then."""
        if spread is not None or not playing:
            self._present = spread

    def look(self, spread: AnySpread) -> None:
        """The worker has looked at an earlier epoch."""
        self._past = spread

    def at(self, earlier: int | None) -> AnySpread | None:
        """The curves at an earlier epoch, or with None the present ones; None if they are not here."""
        if earlier is None:
            return self._present
        return self._past if self._past is not None and self._past.epoch == earlier else None

    def keep(self, earlier: int | None) -> None:
        """The curves at that epoch become the present ones."""
        self._present, self._past = self.at(earlier), None
