"""What trains the members of a run, whichever way: the fast engine on the CPU, autograd on other devices."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Head
from nnviz.core.experiment import Experiment, Training
from nnviz.core.resampling import member_points
from nnviz.core.training.upcoming import Memory

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """The training points of all members.

    inputs: what the model sees, [n, k] where all members share it or pick from it, else [M, n, k]. targets:
    [M, n], values or the numbers of classes. head: which of them, and what the model's outputs stand for.
    picked: [M, n], which of the shared inputs are each member's.
    """

    inputs: Array
    targets: Array
    head: Head = "value"
    picked: NDArray[np.intp] | None = None

    @property
    def count(self) -> int:
        return int(self.targets.shape[1])

    @property
    def of_each(self) -> Array:
        """Inputs [n, k] that all members have, or [M, n, k] of each."""
        return self.inputs if self.picked is None else self.inputs[self.picked]


class Engine(Protocol):
    """Parameters of M members and their updates. Member 0 is the user's model."""

    def place(self, points: Points) -> None:
        """Train on other points from the next step on."""
        ...

    def use(self, training: Training) -> None:
        """Train in another way; the optimiser keeps its memory if it stays the same one."""
        ...

    def step(self, chosen: NDArray[np.intp] | None) -> None:
        """One update of every member, on the points at `chosen`; None for all of them."""
        ...

    @property
    def last_loss(self) -> float:
        """Mean loss of member 0 in the last step, before its update; NaN before any."""
        ...

    def first(self) -> Array:
        """A copy of member 0, [P]."""
        ...

    def stack(self) -> Array:
        """A copy of all members, [M, P]."""
        ...

    def memory(self) -> Memory:
        """A copy of what the optimiser remembers for member 0."""
        ...

    def coming_masks(self, places: int) -> tuple[Array, ...]:
        """What dropout will multiply member 0's hidden units with in the next step, [units, places] each.

        Empty without dropout. Asking changes nothing.
        """
        ...

    def predict(self, inputs: Array) -> Array:
        """Outputs for inputs [n, k], dropout off; a copy. Cheap for an array asked for before.

        [M, n], or [M, n, outputs] of a model with more than one.
        """
        ...

    def predict_first(self, inputs: Array) -> Array:
        """The same of member 0 alone, [n] or [n, outputs]."""
        ...

    def close(self) -> None:
        """End what the engine started."""
        ...


def points_of(experiment: Experiment) -> Points:
    """The training points of the model and its replicas. Raises `BadInput` as `member_points` does."""
    drawn, head = member_points(experiment), experiment.head
    own = experiment.inputs(drawn.own)
    if drawn.fresh is not None:
        flat = experiment.inputs(drawn.fresh.reshape(-1, *drawn.fresh.shape[2:]))
        fresh = flat.reshape(*drawn.fresh.shape[:2], -1)
        return Points(np.concatenate([own[None], fresh]), drawn.y, head)
    if drawn.picked is None:
        return Points(own, drawn.y, head)
    return Points(own, drawn.y, head, np.concatenate([np.arange(len(own))[None], drawn.picked]))


def first_stack(experiment: Experiment) -> Array:
    """The parameters that members start from, [1+B, P].

    Replicas draw their initial weights from a stream of their own of the weight seed, unless all start alike.
    """
    own, replicas = experiment.initial_parameters(), experiment.replicas
    if replicas.same_weights:
        return np.repeat(own[None], 1 + replicas.count, axis=0)
    others = experiment.model.initial_replicas(experiment.weight_seed, replicas.count)
    return np.concatenate([own[None], others])
