"""The points: where they lie, their values or classes, and what a model may use them for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.names import check_names
from nnviz.core.sentences import require

NO_TRAINING_POINTS = "There are no training points to learn from. Click in the FIT panel to draw some."
MAX_POINTS = 20_000
FEWEST_CLASSES, MOST_CLASSES = 2, 10
MOST_FEATURES = 1_000
LARGEST_COORDINATE = 1e9  # plots and float arithmetic stay exact enough well beyond any real use


class Role(IntEnum):
    """What a point is used for: to learn from, to choose by, or only to judge what was chosen in the end."""

    TRAINING = 0
    VALIDATION = 1
    TEST = 2

    @property
    def other(self) -> "Role":
        """The role that a yes turns into by a no, where there are two."""
        return Role.VALIDATION if self is Role.TRAINING else Role.TRAINING


WATCHED = (Role.TRAINING, Role.VALIDATION)  # what a run looks at; test points change nothing in it


@dataclass(frozen=True, eq=False)
class Dataset:
    """An immutable set of points; every change gives a new one.

    features: float64 [n, d], read-only; d is 1 for a curve. targets: float64 [n], values of a curve, or with
    `class_names` the numbers of classes from 0 on. roles: int8 [n] of `Role`. feature_names: d of them, or
    none for x1, x2, …
    Raises `BadInput` for shapes that differ, values that are not finite, too many points or features, targets
    that are no classes, and names that are missing, given twice, or cannot be shown.
    """

    features: NDArray[np.float64]
    targets: NDArray[np.float64]
    roles: NDArray[np.int8]
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()

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
            "A point has a role that is not training (0), validation (1) or test (2).",
        )
        _check_names(self.class_names, self.feature_names, features.shape[1])
        if self.class_names:
            _check_classes(targets, self.class_names)
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
            and self.has_points_of(other)
            and self.class_names == other.class_names
            and self.feature_names == other.feature_names
        )

    def has_points_of(self, other: "Dataset", roles: Sequence[Role] = tuple(Role)) -> bool:
        """Whether only names differ, if anything does. roles: of the points that count."""
        if self is other or self.class_count != other.class_count:
            return self is other
        here, there = (each._which(roles) for each in (self, other))
        return all(
            np.array_equal(mine[here], others[there])
            for mine, others in (
                (self.roles, other.roles), (self.targets, other.targets), (self.features, other.features),
            )
        )  # fmt: skip

    def _which(self, roles: Sequence[Role]) -> NDArray[np.bool_] | slice:
        """What picks the points of these roles; of all of them without a copy."""
        return slice(None) if len(roles) == len(Role) else np.isin(self.roles, roles)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Computed once: what is kept by the data set is asked for with every drawn frame."""
        arrays = (self.features.tobytes(), self.targets.tobytes(), self.roles.tobytes())
        return hash((*arrays, self.class_names, self.feature_names))

    def __reduce__(self) -> tuple[object, ...]:
        arrays = (self.features, self.targets, self.roles)
        return Dataset, (*arrays, self.class_names, self.feature_names)

    @property
    def x(self) -> NDArray[np.float64]:
        """The first feature, [n]."""
        return self.features[:, 0]

    @property
    def y(self) -> NDArray[np.float64]:
        return self.targets

    @property
    def is_classes(self) -> bool:
        """Whether the targets are classes, not values."""
        return bool(self.class_names)

    @property
    def class_count(self) -> int:
        """K; 0 for values."""
        return len(self.class_names)

    @property
    def classes(self) -> NDArray[np.intp]:
        """The numbers of the points' classes, from 0 on, [n]."""
        return self.targets.astype(np.intp)

    @property
    def feature_count(self) -> int:
        return int(self.features.shape[1])

    @property
    def names(self) -> tuple[str, ...]:
        """What the features are called, [d]."""
        if self.feature_names:
            return self.feature_names
        return ("x",) if not self.is_classes else tuple(f"x{i + 1}" for i in range(self.feature_count))

    @property
    def places(self) -> NDArray[np.float64]:
        """Where the points lie, as a model is asked: x [n] of a curve, features [n, d] of classes."""
        return self.features if self.is_classes else self.x

    def of(self, role: Role) -> "Dataset":
        """The points with this role only, in their order."""
        return self._chosen(self.roles == role)

    def _chosen(self, which: NDArray[np.bool_]) -> "Dataset":
        return replace(
            self, features=self.features[which], targets=self.targets[which], roles=self.roles[which]
        )

    def count(self, role: Role) -> int:
        return int(np.count_nonzero(self.roles == role))

    def with_points(self, points: Iterable[tuple[float, float]], role: Role) -> "Dataset":
        """These points added at the end: (x, y) pairs of a curve."""
        added = np.array(list(points), np.float64).reshape(-1, 2)
        return self._with(added[:, :1], added[:, 1], role)

    def with_class_points(self, features: ArrayLike, number: int, role: Role) -> "Dataset":
        """Points of class `number` added at the end; features: [k, d]."""
        added = np.array(features, np.float64).reshape(-1, self.feature_count)
        return self._with(added, np.full(len(added), float(number)), role)

    def _with(self, features: NDArray[np.float64], targets: NDArray[np.float64], role: Role) -> "Dataset":
        return replace(
            self,
            features=np.concatenate([self.features, features]),
            targets=np.concatenate([self.targets, targets]),
            roles=np.concatenate([self.roles, np.full(len(targets), role, np.int8)]),
        )

    def moved(self, indices: Sequence[int], dx: float, dy: float) -> "Dataset":
        """The points at `indices` shifted by (dx, dy): x and y, or the first two features of classes."""
        features, targets = self.features.copy(), self.targets.copy()
        features[list(indices), 0] += dx
        if self.is_classes:
            features[list(indices), 1] += dy
        else:
            targets[list(indices)] += dy
        return replace(self, features=features, targets=targets)

    def with_place(self, index: int, x: float, y: float) -> "Dataset":
        """The point at `index` put at (x, y), which are as in `moved`."""
        features, targets = self.features.copy(), self.targets.copy()
        features[index, 0] = x
        if self.is_classes:
            features[index, 1] = y
        else:
            targets[index] = y
        return replace(self, features=features, targets=targets)

    def with_feature(self, index: int, number: int, value: float) -> "Dataset":
        """The point at `index` with another value of feature `number`, from 0."""
        features = self.features.copy()
        features[index, number] = value
        return replace(self, features=features)

    def without(self, indices: Sequence[int]) -> "Dataset":
        keep = np.ones(len(self), bool)
        keep[list(indices)] = False
        return self._chosen(keep)

    def with_role(self, indices: Sequence[int], role: Role) -> "Dataset":
        roles = self.roles.copy()
        roles[list(indices)] = role
        return replace(self, roles=roles)

    def with_class(self, indices: Sequence[int], number: int) -> "Dataset":
        targets = self.targets.copy()
        targets[list(indices)] = number
        return replace(self, targets=targets)


def _check_names(class_names: tuple[str, ...], feature_names: tuple[str, ...], features: int) -> None:
    require(
        1 <= features <= MOST_FEATURES,
        "A point must have from 1 to {most:,} features, not {given:,}. Leave some columns out.",
        most=MOST_FEATURES, given=features,
    )  # fmt: skip
    require(
        len(feature_names) in (0, features),
        "{given} names were given for {features} features. Name each of them.",
        given=len(feature_names), features=features,
    )  # fmt: skip
    for names in (class_names, feature_names):
        check_names(tuple(names))


def _check_classes(targets: NDArray[np.float64], names: tuple[str, ...]) -> None:
    require(
        len(names) >= FEWEST_CLASSES,
        "All points are of one class, “{name}”. There must be two or more to tell apart.", name=names[0],
    )  # fmt: skip
    require(
        len(names) <= MOST_CLASSES,
        "{given} classes are more than the {most} that nnviz can show. Join some of them.",
        given=len(names), most=MOST_CLASSES,
    )  # fmt: skip
    wrong = targets[(targets % 1 != 0) | (targets < 0) | (targets >= len(names))]
    require(
        len(wrong) == 0,
        "A point has the class {given:g}; classes are numbered from 0 to {last}.",
        given=float(wrong[0]) if len(wrong) else 0.0, last=len(names) - 1,
    )  # fmt: skip
