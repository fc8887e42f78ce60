"""Upcoming: all that decides an optimiser's next step of the user's model, before it is made."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Experiment

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Memory:
    """What an optimiser remembers for one member: steps made, first and second moment [P] (0 if unused)."""

    steps: int
    first: Array
    second: Array


@dataclass(frozen=True, eq=False)
class Upcoming:
    """The next step of a run.

    experiment: with changes that take effect at that step. epoch: the last one completed. parameters: [P]
    before the step. batch: which of the training points it uses [k]; None for all. masks: for each hidden
    layer what its units are multiplied with by dropout, [units, k]; empty without dropout.
    """

    experiment: Experiment
    epoch: int
    parameters: Array
    memory: Memory
    batch: NDArray[np.intp] | None = None
    masks: tuple[Array, ...] = field(default=())
