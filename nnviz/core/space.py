"""From the features of points to what a model sees: the x range of curves, the scaling of classes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import Head
from nnviz.core.dataset import Dataset, Role
from nnviz.core.models import MLPSpec, ModelSpec
from nnviz.core.models.polynomial import Domain
from nnviz.core.scaling import Scaling, fitted

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """How the features of one experiment are scaled.

    domain: the x range of a curve, which models scale to [−1, 1]. shift, scale: of classes, [d] each:
    a model sees (features − shift)/scale.
    """

    domain: Domain
    shift: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()

    @classmethod
    def of_classes(cls, domain: Domain, dataset: Dataset, scaling: Scaling) -> "Space":
        """Scaled as the training points ask for, and they alone."""
        shift, scale = fitted(dataset.of(Role.TRAINING).features, scaling)
        return cls(domain, tuple(shift.tolist()), tuple(scale.tolist()))

    def head(self, model: ModelSpec) -> Head:
        """What the outputs of a model of such points stand for."""
        if not self.scale:
            return "value"
        return "logistic" if isinstance(model, MLPSpec) and model.n_out == 1 else "softmax"

    def inputs(self, model: ModelSpec, places: Array) -> Array:
        """What the model sees, [n, k], at x [n] of a curve or features [n, d] of classes."""
        if not self.scale:
            return model.inputs(places, self.domain)
        return np.asarray((places - np.array(self.shift)) / np.array(self.scale), np.float64)
