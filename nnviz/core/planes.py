"""The plane that is looked at: two features of many, or their first two principal components."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.pictures import picture_shape
from nnviz.core.scaling import constant_features
from nnviz.core.sentences import Sentence, require
from nnviz.core.space import Space

Array = NDArray[np.float64]
AXIS = Sentence("x{number}")
SURE = 1e-8  # of the largest eigenvalue: smaller ones are rounded too much
COMPONENT = Sentence("component {number} ({share} % of variance)")

ON_ONE_LINE = (
    "The points lie on one line: they have no second principal component. Choose two features as axes."
)


@dataclass(frozen=True, eq=False)
class Plane:
    """An affine map from the plane to the features: a place (u, v) stands for origin + u·first + v·second.

    origin: [d], directions: [2, d]. scale: [d], what each feature is measured in where points are brought to
    the plane. titles: of the two axes.
    Raises `BadInput` for directions that span no plane.
    """

    origin: Array
    directions: Array
    scale: Array
    titles: tuple[Sentence | str, Sentence | str]

    def __post_init__(self) -> None:
        require(
            np.linalg.matrix_rank(self.directions / self.scale) == 2,
            "The two axes must differ. Choose another feature for one of them.",
        )

    @property
    def feature_count(self) -> int:
        return len(self.origin)

    def features(self, places: Array) -> Array:
        """The features [..., d] that places [..., 2] stand for."""
        found: Array = self.origin + places @ self.directions
        return found

    def places(self, features: Array) -> Array:
        """Where points with features [n, d] are seen, [n, 2]: at the foot of the perpendicular."""
        reading = np.linalg.pinv(self.directions / self.scale)
        found: Array = ((features - self.origin) / self.scale) @ reading
        return found


def along(names: Sequence[str], first: int, second: int, held: Array | None = None) -> Plane:
    """Two features as axes; the others have the values that they have in `held` [d] (0 without it).

    names: of all features, "" for one without a name, which is called x1, x2, …
    """
    count = len(names)
    origin = np.zeros(count) if held is None else np.array(held, np.float64)
    origin[[first, second]] = 0.0
    directions = np.zeros((2, count))
    directions[[0, 1], [first, second]] = 1.0
    titles = feature_title(names, first), feature_title(names, second)
    return Plane(origin, directions, np.ones(count), titles)


def feature_title(names: Sequence[str], index: int) -> Sentence | str:
    return names[index] or Sentence(AXIS.template, {"number": index + 1})


def _singular(matrix: Array) -> tuple[Array, Array]:
    """Singular values, the largest first, and what they belong to, [k], [k, d], of a matrix [n, d].

    By the eigenvalues of matrixᵀ matrix, in a tenth of the time where n is large, if the second one can be
    trusted: they have half of the digits.
    """
    squares, vectors = np.linalg.eigh(matrix.T @ matrix)
    if squares[-2] > SURE * squares[-1]:
        return np.sqrt(np.maximum(squares[::-1], 0.0)), vectors.T[::-1]
    _, sizes, found = np.linalg.svd(matrix, full_matrices=False)
    return sizes, found


def components(dataset: Dataset, space: Space) -> Plane:
    """Principal components of the features as the model sees them, but of pictures as they are.

    Pixels have one unit. Scaled alike, those that are rarely black would count as much as all others, and
    throw their points far out. Raises `BadInput` as `principal` does.
    """
    scaled = bool(space.scale) and picture_shape(dataset) is None
    training = dataset.of(Role.TRAINING).features
    return principal(dataset.features, np.array(space.scale) if scaled else None, training)


def principal(features: Array, scale: Array | None = None, training: Array | None = None) -> Plane:
    """Through the mean of features [n, d], along the two directions in which they vary most.

    scale: [d], what each feature is divided by first, 1 without it. training: the features [m, d] of those
    points by which they are scaled; a feature that is the same at all of them is the same in all of the
    plane, and no direction. A point that is drawn there would else change it by next to nothing, and the
    next scale be as small. Raises `BadInput` for features that vary in fewer than two directions.
    Source: Pearson 1901.
    """
    count = features.shape[1] if features.ndim == 2 else 0
    require(len(features) > 2 and count >= 2, "Principal components need at least 3 points and 2 features.")
    centre, varying = _centre(features, training)
    scale = np.ones(count) if scale is None else np.where(scale > 0, scale, 1.0)
    require(len(varying) > 1, ON_ONE_LINE)
    sizes, found = _singular((features[:, varying] - centre[varying]) / scale[varying])
    require(sizes[1] > 1e-9 * sizes[0], ON_ONE_LINE)
    directions = np.zeros((2, count))
    directions[:, varying] = found[:2] * np.sign(found[:2].sum(axis=1, keepdims=True) + 1e-300)
    shares = 100 * sizes[:2] ** 2 / np.sum(sizes**2)
    first, second = (
        Sentence(COMPONENT.template, {"number": number, "share": f"{share:.0f}"})
        for number, share in enumerate(shares, 1)
    )
    return Plane(centre, directions * scale, scale, (first, second))


def _centre(features: Array, training: Array | None) -> tuple[Array, NDArray[np.intp]]:
    """The mean [d], and the numbers of the features that vary; the others keep their value to the last bit.

    All points count where the training points do not vary in two features.
    """
    varying = np.arange(features.shape[1])
    centre: Array = features.mean(axis=0)
    for points in (training, features):
        if points is not None and len(points):
            constant = list(constant_features(points))
            centre = features.mean(axis=0)
            centre[constant] = points[:, constant].min(axis=0)
            varying = np.delete(np.arange(features.shape[1]), constant)
            if len(varying) > 1:
                break
    return centre, varying
