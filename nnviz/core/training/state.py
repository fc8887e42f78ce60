"""The members of a run at one moment: what can be asked of them. No torch."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class State(Protocol):
    """The members of a run as they are now. Right only before the run goes on."""

    def first(self) -> Array:
        """A copy of the user's model, [P]."""
        ...

    def stack(self) -> Array:
        """A copy of the user's model and its replicas, [1+B, P]."""
        ...

    def predict(self, inputs: Array) -> Array:
        """Outputs of all of them for the model's inputs [n, k], dropout off; a copy.

        [1+B, n], or [1+B, n, outputs] of a model with more than one.
        """
        ...
