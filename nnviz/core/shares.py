"""How many of the points are for training, validation and the test, as people say it: in per cent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.sentences import BadInput
from nnviz.core.splitting import SPLITTINGS, Fractions, Splitting, part_sizes, split_roles

STEPS = 10, 5  # per cent: of the shares that people choose


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
    """The split that these points show, if it is one with this seed; of its shares the roundest."""
    if not len(dataset) or not dataset.count(Role.TRAINING):
        return None
    for validation, test in _round_shares(dataset):
        for how in SPLITTINGS:
            shares = Shares(how, validation, test, seed)
            if shows(dataset, shares):
                return shares
    return None


def _round_shares(dataset: Dataset) -> Iterator[tuple[float, float]]:
    """Shares for validation and test that give as many points as there are, usual and round ones first."""
    n, counts = len(dataset), [dataset.count(role) for role in Role]
    validation, test = (100 * dataset.count(role) / n for role in (Role.VALIDATION, Role.TEST))

    def gives(shares: Shares) -> bool:
        try:
            return np.array_equal(part_sizes(n, shares.fractions), counts)
        except BadInput:
            return False

    tried = [(Shares.validation, Shares.test)]
    for step in STEPS:
        both = product(_near(validation, step, n), _near(test, step, n))
        tried += sorted(both, key=lambda pair: abs(pair[0] - validation) + abs(pair[1] - test))
    tried += [(round(validation, digits), round(test, digits)) for digits in (0, 1, 2)]
    return (pair for pair in dict.fromkeys(tried) if gives(Shares("random", *pair)))


def _near(share: float, step: int, n: int) -> list[float]:
    """Multiples of `step` by which one of n points more or less is had; none where no point is."""
    if not share:
        return [0.0]
    low, high = (round((share + sign * 100 / n) / step) for sign in (-1, 1))
    return [float(step * number) for number in range(max(low, 1), high + 1)]
