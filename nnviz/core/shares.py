"""How many of the points are for training, validation and the test, as people say it: in per cent."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.sentences import BadInput
from nnviz.core.splitting import SPLITTINGS, Fractions, Splitting, split_roles


@dataclass(frozen=True)
class Shares:
    """How points are dealt out. validation, test: per cent of them; the rest is for training."""

    how: Splitting = "stratified"
    validation: float = 20.0
    test: float = 20.0
    seed: int = 1

    @property
    def training(self) -> float:
        """In per cent."""
        return 100 - self.validation - self.test

    @property
    def fractions(self) -> Fractions:
        return self.training / 100, self.validation / 100, self.test / 100


def with_shares(dataset: Dataset, shares: Shares) -> Dataset:
    """The points dealt out anew. Raises `BadInput`; see `split_roles`."""
    return replace(dataset, roles=_roles(dataset.targets.tobytes(), shares))


def shows(dataset: Dataset, shares: Shares) -> bool:
    """Whether the points are dealt out like this."""
    try:
        return np.array_equal(_roles(dataset.targets.tobytes(), shares), dataset.roles)
    except BadInput:
        return False


@lru_cache(maxsize=4)  # asked for whenever the points are shown, also while some are moved
def _roles(classes: bytes, shares: Shares) -> NDArray[np.int8]:
    """Of points whose classes are these bytes of float64."""
    targets = np.frombuffer(classes, np.float64)
    return split_roles(len(targets), shares.fractions, shares.how, shares.seed, targets.astype(np.intp))


def shares_of(dataset: Dataset, seed: int = Shares.seed) -> Shares | None:
    """The split that these points show, if it is one with this seed."""
    if not len(dataset) or not dataset.count(Role.TRAINING):
        return None
    validation, test = (100 * dataset.count(role) / len(dataset) for role in (Role.VALIDATION, Role.TEST))
    for digits in (0, 1, 2):
        for how in SPLITTINGS:
            shares = Shares(how, round(validation, digits), round(test, digits), seed)
            if shows(dataset, shares):
                return shares
    return None
