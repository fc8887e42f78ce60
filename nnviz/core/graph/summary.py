"""How a tensor is told in a few words: a scalar by its number, else shape, minimum, mean, maximum."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.graph.graph import Array
from nnviz.core.sentences import Sentence, number

ROUNDING = 1e-14  # of the largest element; some tens of double precision's 1.1e-16


@dataclass(frozen=True)
class Summary:
    """low, mean, high: of the finite elements, NaN if there are none. lost: how many are not finite.

    A mean that is only what rounding left of larger elements is 0.
    """

    shape: tuple[int, ...]
    low: float
    mean: float
    high: float
    lost: int = 0

    @property
    def count(self) -> int:
        return int(np.prod(self.shape, dtype=int))


def summary(values: Array) -> Summary:
    """What is told of `values` of any shape; of an empty one all are NaN."""
    finite = values[np.isfinite(values)]
    lost = values.size - finite.size
    if not finite.size:
        return Summary(values.shape, np.nan, np.nan, np.nan, lost)
    low, mean, high = float(finite.min()), float(finite.mean()), float(finite.max())
    if abs(mean) <= ROUNDING * max(-low, high):
        mean = 0.0
    return Summary(values.shape, low, mean, high, lost)


def told(values: Array | None) -> Sentence:
    """“0.46”, or “20 × 16, minimum −1, mean 0, maximum 1”; “none” where there is nothing."""
    if values is None or not values.size:
        return Sentence("none")
    if values.size == 1:
        return Sentence("{number}", {"number": plain_number(float(values.flat[0]))})
    brief = summary(values)
    named: dict[str, object] = {
        "shape": shape_text(brief.shape),
        "low": plain_number(brief.low),
        "mean": plain_number(brief.mean),
        "high": plain_number(brief.high),
        "lost": brief.lost,
    }
    if brief.lost:
        return Sentence("{shape}, minimum {low}, mean {mean}, maximum {high}, {lost} not finite", named)
    return Sentence("{shape}, minimum {low}, mean {mean}, maximum {high}", named)


def plain_number(value: float, digits: int = 3) -> str:
    """A number as people read it; what is not finite in words that are as short."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    return number(value, digits).replace("-", "−")


def shape_text(shape: tuple[int, ...]) -> str:
    """“20 × 16”; “1” for a scalar without dimensions."""
    return " × ".join(str(size) for size in shape) or "1"
