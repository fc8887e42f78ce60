"""What simple fits to the same points achieve: the yardstick for a model where the noise is unknown."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import Domain

Array = NDArray[np.float64]
HIGHEST_DEGREE = 9  # enough for three humps, and cheap
POINTS_PER_PARAMETER = 2  # a reference with fewer points than this would follow the noise itself

ROUNDING = 1e-12  # a variance this small beside the mean square is rounding of equal values


@dataclass(frozen=True, eq=False)
class References:
    """Least-squares polynomials of degree 0, 1, … on the training points, two points to a parameter or more.

    scale: variance of the training targets, in squared units of y; their mean square, or 1, where they
    are all equal. train, validation: [d], mean squared errors by degree; validation is NaN without
    validation points. noise: [d], estimates of the noise variance, train·n/(n − parameters).
    """

    scale: float
    train: Array
    validation: Array
    noise: Array

    @property
    def best_degree(self) -> int:
        """The degree with the least estimate of the noise."""
        return int(np.argmin(self.noise))

    @property
    def simple_degree(self) -> int:
        """0 for the mean or 1 for a line, whichever predicts the validation points better."""
        return int(np.argmin(self.validation[:2]))


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def references(dataset: Dataset, domain: Domain) -> References:
    """The references of a data set with at least one training point."""
    training, validation = dataset.of(Role.TRAINING), dataset.of(Role.VALIDATION)
    n = len(training)
    most = max(1, min(HIGHEST_DEGREE + 1, len(set(training.x.tolist())) // POINTS_PER_PARAMETER))
    widest = PolynomialSpec(most - 1)
    basis, triangle = np.linalg.qr(widest.inputs(training.x, domain))
    along = basis.T @ training.y
    train = training.y[:, None] - np.cumsum(basis * along, axis=1)  # residuals by degree
    at_validation = np.linalg.solve(triangle.T, widest.inputs(validation.x, domain).T).T
    unseen = validation.y[:, None] - np.cumsum(at_validation * along, axis=1)
    train_errors = np.mean(train**2, axis=0)
    left = np.maximum(n - np.arange(1, most + 1), 1)
    return References(
        scale=_scale(training.y),
        train=train_errors,
        validation=np.mean(unseen**2, axis=0) if len(validation) else np.full(most, np.nan),
        noise=train_errors * n / left,
    )


def _scale(y: Array) -> float:
    variance, square = float(np.var(y)), float(np.mean(y**2))
    return variance if variance > ROUNDING * square else square or 1.0
