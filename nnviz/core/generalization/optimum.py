"""Where descent on a linear model ends, how far it has come, and how large its steps may be. No torch."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import ModelSpec
from nnviz.core.models.polynomial import Domain
from nnviz.core.training.exact import linear_design

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Bowl:
    """The squared error with its L2 penalty: a quadratic bowl over the parameters, flat in some directions.

    directions: [r, P], orthonormal; those along which the error changes. optimum: [r], the coordinates
    of the minimum along them. steepest: largest eigenvalue of (1/n)·ΦᵀΦ + l2·D, where Φ [n, P] is the
    design and D has ones for the penalised parameters.
    """

    directions: Array
    optimum: Array
    steepest: float

    @property
    def is_round(self) -> bool:
        """Whether there is only one minimum."""
        rank, parameters = self.directions.shape
        return bool(rank == parameters)

    def distance(self, parameters: Array) -> float:
        """From the parameters [P] to the nearest minimum, in parameter space."""
        return float(np.linalg.norm(self.directions @ parameters - self.optimum))


def way_to_optimum(experiment: Experiment, parameters: Array) -> float | None:
    """How much of the way from its start to the optimum descent has gone: 1 − ‖θ − θ*‖ / ‖θ₀ − θ*‖.

    parameters: θ [P]. θ* is the optimum where descent from the initial θ₀ ends, `exact_parameters`. For a
    polynomial the distance is the root mean square distance between the two curves over the domain,
    since its basis is orthonormal there. 1 is there; below 0 is farther away than at the start. Mini-
    batches keep jumping about near θ* and never quite arrive.

    With fewer points than parameters SGD leaves the flat directions alone, so they do not count;
    points edited during a run then do no harm either. None where the end is not known: models that are
    not linear or solved exactly, an L1 penalty, Adam with many optima, AdamW with a decay (which
    does not end at the least penalised error), and a start at the optimum.
    """
    training = experiment.training
    if experiment.solved_exactly or training.l1 > 0 or len(parameters) != experiment.model.parameter_count:
        return None
    if training.optimiser == "AdamW" and training.l2 > 0:
        return None
    bowl = _bowl_of(experiment)
    if bowl is None or not (bowl.is_round or training.optimiser in ("SGD", "momentum")):
        return None
    at_first = bowl.distance(experiment.initial_parameters())
    return 1 - bowl.distance(parameters) / at_first if at_first > 0 else None


def error_at_optimum(experiment: Experiment) -> float | None:
    """Training error, in squared units of y, where descent on a linear model ends; None for other models."""
    bowl = _bowl_of(experiment)
    if bowl is None:
        return None
    training = experiment.dataset.of(Role.TRAINING)
    residuals = experiment.predict(bowl.optimum @ bowl.directions, training.x) - training.y
    return float(np.mean(residuals**2))


def largest_stable_rate(experiment: Experiment) -> float | None:
    """The learning rate above which full-batch SGD on a linear model diverges: 1/λ_max.

    λ_max is the largest eigenvalue of (1/n)·ΦᵀΦ, with l2 added for penalised parameters: the gradient
    of the mean squared error is (2/n)·Φᵀ(Φθ − y), so a step multiplies a deviation along an
    eigenvector by 1 − 2ηλ, which shrinks it while η < 1/λ. None for other models and optimisers, and
    for mini-batches, whose steps can be too large at smaller rates.
    """
    training, n = experiment.training, experiment.dataset.count(Role.TRAINING)
    if training.optimiser != "SGD" or 0 < training.batch_size < n:
        return None
    bowl = _bowl_of(experiment)
    return 1 / bowl.steepest if bowl and bowl.steepest > 0 else None


def _bowl_of(experiment: Experiment) -> _Bowl | None:
    linear = experiment.model.is_linear and experiment.head == "value"  # the loss of classes is no bowl
    if not linear or not experiment.dataset.count(Role.TRAINING):
        return None
    return _bowl(experiment.dataset, experiment.domain, experiment.model, experiment.training.l2)


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def _bowl(dataset: Dataset, domain: Domain, model: ModelSpec, l2: float) -> _Bowl:
    training = dataset.of(Role.TRAINING)
    n = len(training)
    design = linear_design(Experiment(dataset=training, domain=domain, model=model), training.x)
    rows = np.diag(np.sqrt(n * l2) * model.penalised)  # ridge written as extra rows: ESL, section 3.4.1
    left, sizes, right = np.linalg.svd(np.vstack([design, rows]), full_matrices=False)
    counted = sizes > sizes[0] * max(design.shape) * np.finfo(np.float64).eps  # the cut of numpy's lstsq
    optimum = (left[:n].T @ training.y)[counted] / sizes[counted]
    return _Bowl(right[counted], optimum, float(sizes[0] ** 2 / n))
