"""What is recorded of classes: the probabilities out of the logits, and the loss of each point."""

import numpy as np
import torch
from torch import Tensor

from nnviz.core.classes import Head, Loss, one_hot
from nnviz.core.graph.graph import Array
from nnviz.core.graph.recorder import Recorder
from nnviz.core.training.forward import ACTIVATIONS


def probabilities(recorder: Recorder, logits: Tensor, head: Head) -> Tensor:
    """P(class 1), [n, 1], of the logit of a logistic unit; P(class), [n, K], of those of softmax units.

    Cross-entropy does not use them: it is computed from the logits, so that it never is log 0.
    """
    if head == "logistic":
        with recorder.layer("probability"):
            return recorder.named(torch.sigmoid(logits), "p")
    with recorder.layer("probabilities"):
        return recorder.named(torch.softmax(logits, dim=1), "p")


def class_losses(
    recorder: Recorder, logits: Tensor, found: Tensor, classes: Array, head: Head, loss: Loss
) -> Tensor:
    """The loss of each point, [n, 1]; found: of `probabilities`, classes: numbers [n]."""
    target = _target(recorder, classes, head, logits.shape[1])
    with recorder.layer("loss"):
        if loss == "cross-entropy":
            return recorder.named(_cross_entropy(logits, target, head), "ℓ")
        residuals = recorder.named(found - target, "r")
        if head == "logistic":  # the other class is off by just as much
            both = recorder.leaf(2.0, "both classes", "constant", "2")
            return recorder.named(both * residuals**2, "ℓ")
        return recorder.named((residuals**2).sum(1, keepdim=True), "ℓ")


def _target(recorder: Recorder, classes: Array, head: Head, outputs: int) -> Tensor:
    """1 for class 1 and 0 for class 0, [n, 1]; for softmax units 1 for the point's class, [n, K]."""
    if head == "logistic":
        return recorder.leaf(classes[:, None], "target", "target", "y")
    return recorder.leaf(one_hot(classes.astype(np.intp), outputs), "target", "target", "y")


def _cross_entropy(logits: Tensor, target: Tensor, head: Head) -> Tensor:
    """−log P(class of the point): its derivative by a logit is the probability less the target."""
    if head == "logistic":
        return ACTIVATIONS["softplus"](logits) - target * logits
    return torch.logsumexp(logits, dim=1, keepdim=True) - (target * logits).sum(1, keepdim=True)
