"""The points: where they lie and whether a model may learn from them or is only judged by them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.sentences import require

NO_TRAINING_POINTS = "There are no training points to learn from. Click in the FIT panel to draw some."
MAX_POINTS = 20_000
LARGEST_COORDINATE = 1e9  # plots and float arithmetic stay exact enough well beyond any real use


class Role(IntEnum):
    """What a point is used for."""

    TRAINING = 0
    VALIDATION = 1

    @property
    def other(self) -> "Role":
        return Role.VALIDATION if self is Role.TRAINING else Role.TRAINING


@dataclass(frozen=True, eq=False)
class Dataset:
    """An immutable set of points; every change gives a new one.

    features: float64 [n, d], read-only. targets: float64 [n]. roles: int8 [n] of `Role`.
    Raises `BadInput` for shapes that differ, values that are not finite, or too many points.
    """

    features: NDArray[np.float64]
    targets: NDArray[np.float64]
    roles: NDArray[np.int8]

    def __post_init__(self) -> None:
        features = np.array(self.features, np.float64, ndmin=2)
        targets = np.array(self.targets, np.float64, ndmin=1)
        roles = np.array(self.roles, np.int8, ndmin=1)
        n = len(targets)
        require(
            features.ndim == 2 and len(features) == n == len(roles),
            "The points do not fit together: {features} features, {targets} targets, {roles} roles.",
            features=len(features), targets=n, roles=len(roles),
        )  # fmt: skip
        require(
            n <= MAX_POINTS,
            "{n:,} points are more than the {most:,} nnviz can hold. Use fewer.",
            n=n, most=MAX_POINTS,
        )  # fmt: skip
        for values in (features, targets):
            require(
                bool(np.all(np.abs(values) <= LARGEST_COORDINATE)),  # False for NaN too
                "A point has a coordinate that is not a number within ±{most:.0e}.",
                most=LARGEST_COORDINATE,
            )
        require(
            bool(np.isin(self.roles, list(Role)).all()),  # before they are cut to int8
            "A point has a role that is neither training (0) nor validation (1).",
        )
        for name, array in (("features", features), ("targets", targets), ("roles", roles)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @classmethod
    def from_xy(cls, training: ArrayLike = (), validation: ArrayLike = ()) -> "Dataset":
        """A data set with one feature from two lists of (x, y) pairs."""
        first = np.array(training, np.float64).reshape(-1, 2)
        second = np.array(validation, np.float64).reshape(-1, 2)
        both = np.concatenate([first, second])
        roles = np.repeat([Role.TRAINING, Role.VALIDATION], [len(first), len(second)])
        return cls(both[:, :1], both[:, 1], roles.astype(np.int8))

    def __len__(self) -> int:
        return len(self.targets)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Dataset)
            and np.array_equal(self.features, other.features)
            and np.array_equal(self.targets, other.targets)
            and np.array_equal(self.roles, other.roles)
        )

    def __hash__(self) -> int:
        return hash((self.features.tobytes(), self.targets.tobytes(), self.roles.tobytes()))

    def __reduce__(self) -> tuple[object, ...]:
        return Dataset, (self.features, self.targets, self.roles)

    @property
    def x(self) -> NDArray[np.float64]:
        """The first feature, [n]."""
        return self.features[:, 0]

    @property
    def y(self) -> NDArray[np.float64]:
        return self.targets

    def of(self, role: Role) -> "Dataset":
        """The points with this role only, in their order."""
        chosen = self.roles == role
        return Dataset(self.features[chosen], self.targets[chosen], self.roles[chosen])

    def count(self, role: Role) -> int:
        return int(np.count_nonzero(self.roles == role))

    def with_points(self, points: Iterable[tuple[float, float]], role: Role) -> "Dataset":
        """These (x, y) points added at the end."""
        added = np.array(list(points), np.float64).reshape(-1, 2)
        return Dataset(
            np.concatenate([self.features, added[:, :1]]),
            np.concatenate([self.targets, added[:, 1]]),
            np.concatenate([self.roles, np.full(len(added), role, np.int8)]),
        )

    def moved(self, indices: Sequence[int], dx: float, dy: float) -> "Dataset":
        """The points at `indices` shifted by (dx, dy) in data units."""
        features, targets = self.features.copy(), self.targets.copy()
        features[list(indices), 0] += dx
        targets[list(indices)] += dy
        return replace(self, features=features, targets=targets)

    def with_place(self, index: int, x: float, y: float) -> "Dataset":
        """The point at `index` put at (x, y)."""
        features, targets = self.features.copy(), self.targets.copy()
        features[index, 0], targets[index] = x, y
        return replace(self, features=features, targets=targets)

    def without(self, indices: Sequence[int]) -> "Dataset":
        keep = np.ones(len(self), bool)
        keep[list(indices)] = False
        return Dataset(self.features[keep], self.targets[keep], self.roles[keep])

    def with_role(self, indices: Sequence[int], role: Role) -> "Dataset":
        roles = self.roles.copy()
        roles[list(indices)] = role
        return replace(self, roles=roles)
