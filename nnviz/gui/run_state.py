"""Where a run stands."""

from enum import Enum


class RunState(Enum):
    """Where the run stands."""

    READY = "ready"  # nothing trained yet
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
