"""Which epochs an animation shows, and for how long."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.core.training.history import History

Spacing = Literal["log", "even"]
HELD = 1.5  # seconds for which the last epoch stays, before it all begins again


@dataclass(frozen=True)
class Shot:
    """A kept epoch, and for how many frames it is seen."""

    epoch: int
    times: int


@dataclass(frozen=True)
class Timing:
    """How an animation runs. seconds: for the run, after which its end is held."""

    seconds: float = 6.0
    per_second: int = 20
    spacing: Spacing = "log"

    @property
    def count(self) -> int:
        """Frames of the run."""
        return max(2, round(self.seconds * self.per_second))

    def shots(self, history: History) -> list[Shot]:
        """The kept epochs nearest to even steps, or to steps that are even on a logarithmic axis."""
        first, last = history.first_epoch, history.last_epoch
        way = np.linspace(0.0, 1.0, self.count)
        if self.spacing == "log":
            way = np.expm1(way * np.log1p(last - first)) / max(last - first, 1)
        wanted = np.round(first + way * (last - first)).astype(int).tolist()
        found = [kept.epoch for epoch in wanted if (kept := history.nearest(epoch)) is not None]
        shots: list[Shot] = []
        for epoch in found:
            if shots and shots[-1].epoch == epoch:
                shots[-1] = Shot(epoch, shots[-1].times + 1)
            else:
                shots.append(Shot(epoch, 1))
        if shots:
            shots[-1] = Shot(shots[-1].epoch, shots[-1].times + round(HELD * self.per_second))
        return shots
