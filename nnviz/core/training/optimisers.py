"""The four update rules in torch, written out on one tensor, for the reference engine.

torch.optim would do, but its first optimiser takes over a second to import, and the rules are what
the program shows. Tests hold them equal to torch.optim within rounding.
"""

import torch
from torch import Tensor

from nnviz.core.experiment import Optimiser
from nnviz.core.training.rules import BETA_1, BETA_2, EPSILON, MOMENTUM


class Updater:
    """Updates parameters in place and keeps what its rule remembers from step to step."""

    def __init__(self, rule: Optimiser, parameters: Tensor) -> None:
        self.rule = rule
        self._steps = parameters.new_zeros(())  # a tensor: a captured step counts on its device
        self._first = torch.zeros_like(parameters)
        self._second = torch.zeros_like(parameters)

    @property
    def memory(self) -> list[Tensor]:
        """What the rule remembers from step to step."""
        return [self._steps, self._first, self._second]

    def update(self, parameters: Tensor, gradient: Tensor, rate: float) -> None:
        """One step down the gradient with learning rate `rate`; tensors of any equal shape."""
        if self.rule == "SGD":
            parameters.sub_(gradient, alpha=rate)
        elif self.rule == "momentum":
            self._first.mul_(MOMENTUM).add_(gradient)  # Polyak's heavy ball as torch.optim.SGD has it
            parameters.sub_(self._first, alpha=rate)
        else:
            self._adam(parameters, gradient, rate)

    def _adam(self, parameters: Tensor, gradient: Tensor, rate: float) -> None:
        self._steps.add_(1)
        self._first.lerp_(gradient, 1 - BETA_1)
        self._second.mul_(BETA_2).addcmul_(gradient, gradient, value=1 - BETA_2)
        correction_1 = 1 - torch.pow(BETA_1, self._steps)
        correction_2 = 1 - torch.pow(BETA_2, self._steps)
        spread = (self._second / correction_2).sqrt_().add_(EPSILON)
        parameters.addcdiv_(self._first * (-rate / correction_1), spread)
