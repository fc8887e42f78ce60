"""Replicas: how many times the same model is fitted to resampled points, and how these are made."""

from dataclasses import dataclass
from typing import Literal

from nnviz.core.sentences import require
from nnviz.core.truths import SEEDS

Resampling = Literal["same-x", "fresh-x", "bootstrap", "residuals"]
RESAMPLINGS: tuple[Resampling, ...] = ("same-x", "fresh-x", "bootstrap", "residuals")
USUAL_COUNT = 50
MOST_REPLICAS = 1_000
FEWEST_FOR_SPLIT = 2  # one curve has no variance
TRUSTED_FROM = 30  # replicas: with fewer the standard errors themselves are guesses


@dataclass(frozen=True)
class Replicas:
    """The same model, fitted again and again to other points that might have been drawn.

    count: B, 0 for none. seed: draws their points. Their initial weights come from the weight seed.
    same_weights: all start from the model's own initial weights, so that the variance comes from the points
    alone. resample:
    "same-x" keeps the training x and draws fresh noise around the truth; "fresh-x" draws the x anew, too;
    "bootstrap" draws as many of the training points with replacement (Efron 1979); "residuals" keeps x and
    adds residuals, drawn with replacement, to a smooth fit (Efron & Tibshirani 1993, section 9.4).
    """

    count: int = 0
    resample: Resampling = "same-x"
    same_weights: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        require(
            0 <= self.count <= MOST_REPLICAS,
            "The number of replicas must be from 0 (none) to {most:,}, not {count:,}.",
            most=MOST_REPLICAS, count=self.count,
        )  # fmt: skip
        require(
            self.resample in RESAMPLINGS,
            "There is no way to make replicas called “{name}”. Choose one of: {names}.",
            name=self.resample, names=", ".join(RESAMPLINGS),
        )  # fmt: skip
        require(
            0 <= self.seed < SEEDS,
            "The replica seed must be a whole number from 0 to {most:,}, not {seed}.",
            most=SEEDS - 1, seed=self.seed,
        )  # fmt: skip

    @property
    def needs_truth(self) -> bool:
        """Whether they can only be drawn where the function behind the points is known."""
        return self.resample in ("same-x", "fresh-x")
