"""From a model's outputs to the gradient of its mean loss, in place, and the loss itself. No torch.

Arrays are feature-major, [members, outputs, places]; targets are values, or of classes 1 and 0.
"""

from typing import Protocol

import numpy as np

from nnviz.core.classes import Head, Loss, losses
from nnviz.core.training.members import Floats


class Criterion(Protocol):
    """A mean loss over places."""

    def differentiate(self, out: Floats, targets: Floats) -> None:
        """Turn outputs into ∂(mean loss)/∂output, each member's by itself."""
        ...

    def loss(self, gradient: Floats, targets: Floats) -> float:
        """The mean loss of member 0 before the last `differentiate`, whose result is given."""
        ...


class _Squares:
    """(1/n)·Σ (output − target)²."""

    def differentiate(self, out: Floats, targets: Floats) -> None:
        np.subtract(out, targets, out=out)
        np.multiply(out, 2 / out.shape[-1], out=out)

    def loss(self, gradient: Floats, targets: Floats) -> float:
        squares = np.square(gradient[0], dtype=np.float64)
        return float(squares.sum()) * int(gradient.shape[-1]) / 4


class _OfClasses:
    """(1/n)·Σ of the cross-entropy, or of the squared errors of the probabilities (Brier 1950)."""

    def __init__(self, head: Head, loss: Loss) -> None:
        self._head, self._loss = head, loss
        self._first: Floats = np.empty(0)  # the logits of member 0

    def differentiate(self, out: Floats, targets: Floats) -> None:
        self._first = out[0].copy()
        if self._head == "logistic":
            _to_sigmoid(out)
        else:
            _to_softmax(out)
        if self._loss == "cross-entropy":  # ∂/∂z is p − y for both heads (Bishop 2006, section 5.2)
            np.subtract(out, targets, out=out)
        else:
            out[:] = self._squares_slope(out, targets)
        np.multiply(out, 1 / out.shape[-1], out=out)

    def _squares_slope(self, p: Floats, targets: Floats) -> Floats:
        gap = 2 * (p - targets)
        if self._head == "logistic":  # both classes are off by the same: 2·(p − y)²
            return np.asarray(2 * gap * p * (1 - p))
        return np.asarray(p * (gap - (p * gap).sum(axis=1, keepdims=True)))

    def loss(self, gradient: Floats, targets: Floats) -> float:
        outputs = np.asarray(self._first, np.float64).T
        if self._head == "logistic":
            found = losses(outputs[:, 0], targets[0, 0].astype(np.intp), self._head, self._loss)
        else:
            found = losses(outputs, targets[0].argmax(axis=0), self._head, self._loss)
        return float(found.mean())


def criterion(head: Head, loss: Loss) -> Criterion:
    """What a model with this head is trained by: the loss matters for classes only."""
    return _Squares() if head == "value" else _OfClasses(head, loss)


def target_rows(targets: Floats, head: Head, outputs: int) -> Floats:
    """Targets [M, n] as [M, outputs, n]: softmax units have one row for each class."""
    if head != "softmax":
        return targets[:, None]
    return np.asarray(targets[:, None] == np.arange(outputs)[:, None], targets.dtype)


def _to_sigmoid(z: Floats) -> None:
    np.negative(z, out=z)
    np.exp(z, out=z)  # infinite for z far below 0, where 1/(1 + ∞) is right
    np.add(z, 1, out=z)
    np.reciprocal(z, out=z)


def _to_softmax(z: Floats) -> None:
    np.subtract(z, np.maximum.reduce(z, axis=1, keepdims=True), out=z)
    np.exp(z, out=z)
    np.divide(z, np.add.reduce(z, axis=1, keepdims=True), out=z)
