"""What is on the screen: one epoch's parameters, with the model that they belong to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import probabilities
from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.models import ModelSpec
from nnviz.core.space import Space
from nnviz.core.training.history import History
from nnviz.core.training.player import Snapshot
from nnviz.core.training.steps import Checkpoint


@dataclass(frozen=True, eq=False)
class Frame:
    """Parameters [P] of an epoch, with the model and the space that they belong to."""

    model: ModelSpec
    space: Space
    epoch: int
    parameters: NDArray[np.float64]

    @classmethod
    def start_of(cls, experiment: Experiment) -> "Frame":
        """The initial parameters."""
        return cls(experiment.model, experiment.space, 0, experiment.initial_parameters())

    @classmethod
    def at(cls, experiment: Experiment, kept: Checkpoint) -> "Frame":
        """A kept epoch of a run of this experiment."""
        return cls(experiment.model, experiment.space, kept.epoch, kept.parameters)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Frame":
        return cls(snapshot.model, snapshot.space, snapshot.epoch, snapshot.parameters)

    def checkpoint(self, history: History) -> Checkpoint:
        """From where a run can go on with this curve: with its replicas, if they are kept."""
        kept = history.nearest(self.epoch)
        return kept if kept and len(kept.replicas) else Checkpoint(self.epoch, self.parameters)

    def is_of(self, dataset: Dataset) -> bool:
        """Whether its model can be asked about such points."""
        return len(self.space.scale) == (dataset.feature_count if dataset.is_classes else 0)

    @np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
    def predict(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Predictions [n] at x [n]; of classes the logits, [n] or [n, K], at features [n, d]."""
        outputs: NDArray[np.float64] = self.model.predict(self.parameters, self.space.inputs(self.model, x))
        return outputs

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(class | x), [n, K], at features [n, d]."""
        return probabilities(self.predict(features), self.space.head(self.model))
