"""Check: a gradient beside what finite differences say of it. No torch, no Qt: it travels to the window."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One parameter's gradient, found in two ways.

    parameter: which of the model's parameters, at which epoch. analytic: ∂loss/∂parameter as it was recorded,
    or for float32 as a float64 copy gives it. numeric: the
    central difference (loss(w + step) − loss(w − step)) / (2·step), on a float64 copy. allowed: how far they
    may be apart by rounding alone.
    """

    parameter: int
    epoch: int
    analytic: float
    numeric: float
    step: float
    allowed: float

    @property
    def agrees(self) -> bool:
        return abs(self.analytic - self.numeric) <= self.allowed
