"""What there is to say about a run, and what one click can do about it."""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from nnviz.core.sentences import Sentence

SAFETY = 0.5  # of the largest stable rate: there the fastest direction is learned in one step
RETREAT = 0.25  # of a rate that diverged, where no limit is known


class Kind(Enum):
    """What there is to say about a run."""

    NO_POINTS = auto()
    ONE_POINT = auto()
    ONE_CLASS = auto()
    ALL_SAME_X = auto()  # or all features the same
    NOT_TRAINED = auto()
    DIVERGED = auto()
    LEARNING = auto()
    NO_VALIDATION = auto()
    UNDERFITTING = auto()
    OVERFITTING = auto()
    SWINGING = auto()
    GOOD = auto()


class Change(Enum):
    """What one click can change."""

    SET_LEARNING_RATE = auto()  # and start again
    GO_TO_EPOCH = auto()  # and keep it


@dataclass(frozen=True)
class Remedy:
    """A change that one click makes: the learning rate to set, or the epoch to go back to."""

    change: Change
    value: float


@dataclass(frozen=True)
class Diagnosis:
    """What happened. Values of the sentence may be sentences themselves."""

    kind: Kind
    sentence: Sentence
    remedy: Remedy | None = None


def one_digit_below(value: float) -> float:
    """A positive value rounded down to one significant digit."""
    exponent = int(np.floor(np.log10(value)))
    digit = int(value / 10.0**exponent + 1e-9)  # 0.3 / 0.1 is 2.9999999999999996
    return float(f"{digit}e{exponent}")
