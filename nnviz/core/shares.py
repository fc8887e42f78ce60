"""How many of the points are for training, validation and the test, as people say it: in per cent."""

from dataclasses import dataclass, replace

from nnviz.core.dataset import Dataset, Role
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
    roles = split_roles(len(dataset), shares.fractions, shares.how, shares.seed, dataset.classes)
    return replace(dataset, roles=roles)


def shares_of(dataset: Dataset, seed: int = Shares.seed) -> Shares | None:
    """The split that these points show, if it is one with this seed."""
    if not len(dataset) or not dataset.count(Role.TRAINING):
        return None
    validation, test = (100 * dataset.count(role) / len(dataset) for role in (Role.VALIDATION, Role.TEST))
    for digits in (0, 1, 2):
        for how in SPLITTINGS:
            shares = Shares(how, round(validation, digits), round(test, digits), seed)
            if _shows(dataset, shares):
                return shares
    return None


def _shows(dataset: Dataset, shares: Shares) -> bool:
    if shares.training <= 0 or min(shares.validation, shares.test) < 0:
        return False
    parts = zip(shares.fractions, Role, strict=True)
    if any(share == 0 and dataset.count(role) for share, role in parts):
        return False
    return with_shares(dataset, shares) == dataset
