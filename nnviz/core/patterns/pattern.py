"""What a pattern of classes in the plane is: its kind, its noise, its flipped labels, how many points."""

from dataclasses import dataclass
from typing import Literal, get_args

from nnviz.core.dataset import FEWEST_CLASSES, MAX_POINTS, MOST_CLASSES
from nnviz.core.sentences import require
from nnviz.core.truths import SEEDS

PatternKind = Literal["blobs", "circles", "moons", "xor", "spirals", "clusters"]
MOST_NOISE = 10.0  # several times the size of every shape: nothing of it is left
MOST_FLIPPED = 0.5  # of two classes, half the labels flipped leaves no classes; more would swap them


@dataclass(frozen=True)
class Family:
    """What the patterns of one kind have in common."""

    most_classes: int
    usual_noise: float
    usual_flip: float = 0.0


FAMILIES: dict[PatternKind, Family] = {
    "blobs": Family(MOST_CLASSES, 0.8),
    "circles": Family(5, 0.1),
    "moons": Family(2, 0.2),
    "xor": Family(2, 0.15),
    "spirals": Family(5, 0.2),
    "clusters": Family(2, 1.0, 0.05),
}


@dataclass(frozen=True)
class Pattern:
    """A distribution of points with classes in the plane, and how many points are drawn from it.

    kind: the shape of the classes, in the units of the two features.
      "blobs": one round heap per class, the centres evenly on a circle of radius 2;
      "circles": rings around the origin, the outermost of radius 1;
      "moons": two half circles of radius 1 that reach into each other, those of scikit-learn;
      "xor": four squares of side 1 about the origin, opposite ones of one class;
      "spirals": arms that wind around the origin, out to radius 3;
      "clusters": two slanting heaps per class, the distribution behind the course's two classes.
    noise: standard deviation of the Gaussian noise that is added to both features. For "clusters" it
      multiplies the spread of the heaps: 1 is the course's.
    flip: the probability, 0–0.5, that a point's label is replaced by one of the *other* classes, each as
      likely as the next; points flip independently of each other. (The ``flip_y`` of scikit-learn draws
      from all classes, the point's own too: with two classes ``flip_y`` 0.1 is a flip of 0.05.)
    n_training, n_validation, n_test: points of each role; before labels are flipped, the numbers of points
      of two classes differ by one at most.
    """

    kind: PatternKind = "moons"
    noise: float = 0.2
    flip: float = 0.0
    n_training: int = 100
    n_validation: int = 50
    n_test: int = 0
    seed: int = 1
    class_count: int = 2

    def __post_init__(self) -> None:
        require(
            self.kind in get_args(PatternKind),
            "There is no pattern called “{kind}”. Choose one of: {kinds}.",
            kind=self.kind, kinds=", ".join(get_args(PatternKind)),
        )  # fmt: skip
        most = FAMILIES[self.kind].most_classes
        require(
            most > FEWEST_CLASSES or self.class_count == most,
            "The pattern “{kind}” has 2 classes, not {count}. For more, choose blobs, circles or spirals.",
            kind=self.kind, count=self.class_count,
        )  # fmt: skip
        require(
            FEWEST_CLASSES <= self.class_count <= most,
            "The pattern “{kind}” has 2 to {most} classes, not {count}.",
            kind=self.kind, most=most, count=self.class_count,
        )  # fmt: skip
        require(
            0 <= self.noise <= MOST_NOISE,
            "The noise is a standard deviation: it must be from 0 to {most:g}, not {noise:g}.",
            most=MOST_NOISE, noise=self.noise,
        )  # fmt: skip
        require(
            0 <= self.flip <= MOST_FLIPPED,
            "The share of flipped labels must be from 0 to {most:g}, not {flip:g}.",
            most=MOST_FLIPPED, flip=self.flip,
        )  # fmt: skip
        require(
            min(self.counts) >= 0 and sum(self.counts) <= MAX_POINTS,
            "The numbers of points must be 0 or more and at most {most:,} together.", most=MAX_POINTS,
        )  # fmt: skip
        require(0 <= self.seed < SEEDS, "A seed is a whole number from 0 to {most:,}.", most=SEEDS - 1)

    @classmethod
    def of_kind(cls, kind: PatternKind, class_count: int = 2) -> "Pattern":
        """A pattern with the usual noise of its kind. Raises KeyError for a kind that is none."""
        family = FAMILIES[kind]
        return cls(kind, family.usual_noise, family.usual_flip, class_count=class_count)

    @property
    def counts(self) -> tuple[int, int, int]:
        """The numbers of training, validation and test points."""
        return self.n_training, self.n_validation, self.n_test
