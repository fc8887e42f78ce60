"""What is computed of classes: probabilities, losses, accuracy, confusion. No torch.

A model's outputs are logits: [..., n] of one logistic unit, which tells class 1 from class 0, or [..., n, K]
of K softmax units. `Head` says which; a curve's outputs are values.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset

Array = NDArray[np.float64]
Classes = NDArray[np.intp]
Head = Literal["value", "logistic", "softmax"]
Loss = Literal["cross-entropy", "squared error"]
LOSSES: tuple[Loss, ...] = ("cross-entropy", "squared error")


def head_of(dataset: Dataset, outputs: int) -> Head:
    """What the outputs of a model with so many of them stand for."""
    if not dataset.is_classes:
        return "value"
    return "logistic" if outputs == 1 else "softmax"


def fitting_outputs(dataset: Dataset) -> tuple[int, ...]:
    """How many outputs a model of these points may have, the usual number first."""
    if not dataset.is_classes:
        return (1,)
    return (1, 2) if dataset.class_count == 2 else (dataset.class_count,)


@np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
def probabilities(outputs: Array, head: Head) -> Array:
    """P(class | x), [..., n, K], for outputs [..., n] of a logistic unit or [..., n, K] of softmax units."""
    if head == "logistic":
        return np.stack([_logistic(-outputs), _logistic(outputs)], axis=-1)
    raised = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float64)


def second_probability(outputs: Array, head: Head) -> Array:
    """P(class 1 | x) of two classes, [..., n]; the other one is what is missing to 1."""
    return _logistic(outputs if head == "logistic" else outputs[..., 1] - outputs[..., 0])


@np.errstate(over="ignore", invalid="ignore")
def _logistic(z: Array) -> Array:
    """1/(1 + e⁻ᶻ): right far above 0 and far below, where e⁻ᶻ is infinite."""
    made = np.exp(-z)
    made += 1
    return np.reciprocal(made, out=made)


def predicted(outputs: Array, head: Head) -> Classes:
    """The most probable class at each place, [..., n]; of equal ones the first."""
    if head == "logistic":
        return np.asarray(outputs > 0, np.intp)
    return np.asarray(outputs.argmax(axis=-1), np.intp)


def one_hot(classes: Classes, count: int) -> Array:
    """1 for the class of each point and 0 for the others, [..., n, K]."""
    return np.asarray(np.asarray(classes)[..., None] == np.arange(count), np.float64)


@np.errstate(over="ignore", invalid="ignore")
def cross_entropy(outputs: Array, classes: Classes, head: Head) -> Array:
    """−log P(class of the point), in nats, [..., n]; from the logits, so that it never is log 0."""
    if head == "logistic":
        return np.asarray(np.logaddexp(0.0, np.where(classes == 1, -outputs, outputs)), np.float64)
    most = outputs.max(axis=-1, keepdims=True)
    total = most[..., 0] + np.log(np.exp(outputs - most).sum(axis=-1))
    chosen = np.broadcast_to(classes, outputs.shape[:-1])[..., None]
    return np.asarray(total - np.take_along_axis(outputs, chosen, axis=-1)[..., 0], np.float64)


@np.errstate(over="ignore", invalid="ignore")
def brier(outputs: Array, classes: Classes, head: Head) -> Array:
    """Σ over all classes of (probability − 1 or 0)², [..., n], from 0 to 2. Source: Brier 1950."""
    found = probabilities(outputs, head)
    return np.asarray(np.square(found - one_hot(classes, found.shape[-1])).sum(axis=-1), np.float64)


def losses(outputs: Array, classes: Classes, head: Head, loss: Loss) -> Array:
    """The loss at each point, [..., n]."""
    return (cross_entropy if loss == "cross-entropy" else brier)(outputs, classes, head)


def accuracy(outputs: Array, classes: Classes, head: Head) -> float:
    """The share of points whose most probable class is their own; NaN for none."""
    if not len(classes):
        return float("nan")
    return float(np.mean(predicted(outputs, head) == classes))


def confusion(classes: Classes, found: Classes, count: int) -> Classes:
    """How many points of each class (rows) are taken for each class (columns), [K, K]."""
    pairs = np.bincount(classes * count + found, minlength=count * count)
    return np.asarray(pairs.reshape(count, count), np.intp)


def precision(matrix: Classes) -> Array:
    """Of the points taken for a class, the share that is of it, [K]; NaN where none was taken for it."""
    return _share(matrix.diagonal(), matrix.sum(axis=0))


def recall(matrix: Classes) -> Array:
    """Of the points of a class, the share that was taken for it, [K]; NaN where there are none."""
    return _share(matrix.diagonal(), matrix.sum(axis=1))


def _share(part: Classes, whole: Classes) -> Array:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0), np.float64)
