"""The effective number of parameters of a linear model: as many as its training has come to use. No torch."""

from functools import lru_cache

import numpy as np

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import ModelSpec
from nnviz.core.models.polynomial import Array, Domain
from nnviz.core.training.exact import linear_design


def effective_parameters(experiment: Experiment, epoch: int) -> float | None:
    """The trace of the matrix H with ŷ = H·y + …: how many parameters act on the fitted values at this epoch.

    Full-batch gradient descent with rate η has fitted the part 1 − (1 − 2ηλ_i)^k of direction i after k
    steps, where λ_i are the eigenvalues of (1/n)·ΦᵀΦ (the 2 comes with the gradient of the mean squared
    error), so that without a penalty this is Σ(1 − (1 − 2ηλ_i)^k). With L2 those of (1/n)·ΦᵀΦ + l2·D decide,
    and it ends at the tr(H) of ridge. Sources: Hastie, Tibshirani & Friedman, ESL, sections 3.4.1 and 7.6;
    Ali, Kolter & Tibshirani 2019 (early-stopped descent).

    None for models that are not linear, for classes, other optimisers, mini-batches and L1, where there is
    no such matrix, and for a rate that diverges.
    """
    training, n = experiment.training, experiment.dataset.count(Role.TRAINING)
    if not experiment.model.is_linear or experiment.head != "value" or not n:
        return None
    values, share = _spectrum(experiment.dataset, experiment.domain, experiment.model, training.l2)
    if experiment.solved_exactly:
        return float(share.sum())
    if training.optimiser != "SGD" or 0 < training.batch_size < n or training.l1 > 0:
        return None
    left = 1 - 2 * training.learning_rate * values
    if np.abs(left).max() > 1 + 1e-9:
        return None
    return float(share @ (1 - left**epoch))


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def _spectrum(dataset: Dataset, domain: Domain, model: ModelSpec, l2: float) -> tuple[Array, Array]:
    """Eigenvalues of (1/n)·ΦᵀΦ + l2·D, and what share of each direction's values comes from the points.

    From the singular values of the design with the penalty as extra rows (ESL, section 3.4.1): the share is
    the part of a left singular vector that lies in the points' rows, 1 without a penalty.
    """
    training = dataset.of(Role.TRAINING)
    n = len(training)
    design = linear_design(Experiment(dataset=training, domain=domain, model=model), training.x)
    rows = np.diag(np.sqrt(n * l2) * model.penalised)
    left, sizes, _ = np.linalg.svd(np.vstack([design, rows]), full_matrices=False)
    counted = sizes > sizes[0] * max(design.shape) * np.finfo(np.float64).eps  # the cut of numpy's lstsq
    return sizes[counted] ** 2 / n, np.square(left[:n, counted]).sum(axis=0)
