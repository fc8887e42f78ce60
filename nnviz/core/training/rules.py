"""The update rules of the optimisers on one flat array, in place and without a new array. No torch."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from nnviz.core.experiment import Optimiser, Training
from nnviz.core.training.members import Floats

MOMENTUM = 0.9
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # Kingma & Ba 2015, section 2


class Rule:
    """One optimiser's rule and what it remembers from step to step. Equal to torch.optim within rounding.

    parameters: flat; penalised: 1 where L1 and L2 act, 0 elsewhere, of the same shape.
    """

    def __init__(self, name: Optimiser, parameters: Floats, penalised: Floats) -> None:
        self._name, self._parameters, self._penalised = name, parameters, penalised
        self._steps = 0
        self._first = np.zeros_like(parameters)
        self._second = np.zeros_like(parameters)
        self._spare = np.empty_like(parameters)
        rules: dict[Optimiser, Callable[[Floats, float], None]] = {
            "SGD": self._plain, "momentum": self._momentum, "Adam": self._adam, "AdamW": self._adam,
        }  # fmt: skip
        self._rule = rules[name]

    @property
    def memory(self) -> tuple[int, Floats, Floats]:
        """Steps made (counted by Adam and AdamW alone), first and second moment, flat."""
        if self._name not in ("Adam", "AdamW"):
            return self._steps, self._first, self._second
        return self._steps, self._first * (1 - BETA_1), self._second * (1 - BETA_2)

    def update(self, gradient: Floats, training: Training) -> None:
        """One step down the gradient of error and penalty, l2·Σw² + l1·Σ|w|; overwrites `gradient`."""
        parameters, spare = self._parameters, self._spare
        if training.l1:
            np.sign(parameters, out=spare)
            np.multiply(spare, self._penalised, out=spare)
            np.multiply(spare, training.l1, out=spare)
            np.add(gradient, spare, out=gradient)
        if training.l2:
            np.multiply(parameters, self._penalised, out=spare)
            np.multiply(spare, 2 * training.l2, out=spare)
            if self._name == "AdamW":  # Loshchilov & Hutter 2019: the decay passes the moments by
                np.multiply(spare, training.learning_rate, out=spare)
                np.subtract(parameters, spare, out=parameters)
            else:
                np.add(gradient, spare, out=gradient)
        self._rule(gradient, training.learning_rate)

    def _plain(self, gradient: Floats, rate: float) -> None:
        np.multiply(gradient, rate, out=gradient)
        np.subtract(self._parameters, gradient, out=self._parameters)

    def _momentum(self, gradient: Floats, rate: float) -> None:
        np.multiply(self._first, MOMENTUM, out=self._first)
        np.add(self._first, gradient, out=self._first)  # Polyak's heavy ball as torch.optim.SGD has it
        np.multiply(self._first, rate, out=gradient)
        np.subtract(self._parameters, gradient, out=self._parameters)

    def _adam(self, gradient: Floats, rate: float) -> None:
        """Keeps m/(1 − β₁) and v/(1 − β₂): that leaves two passes over all numbers out."""
        self._steps += 1
        first, second, spare = self._first, self._second, self._spare
        np.multiply(first, BETA_1, out=first)
        np.add(first, gradient, out=first)
        np.square(gradient, out=gradient)
        np.multiply(second, BETA_2, out=second)
        np.add(second, gradient, out=second)
        scale = sqrt((1 - BETA_2) / (1 - BETA_2**self._steps))  # √v̂ = scale·√second
        np.sqrt(second, out=spare)
        np.add(spare, EPSILON / scale, out=spare)
        np.divide(first, spare, out=spare)
        np.multiply(spare, rate * (1 - BETA_1) / (1 - BETA_1**self._steps) / scale, out=spare)
        np.subtract(self._parameters, spare, out=self._parameters)
