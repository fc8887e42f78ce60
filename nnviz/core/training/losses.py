"""The mean losses of many members in torch: of values, and of classes."""

import torch
from torch import Tensor

from nnviz.core.classes import Head, Loss


def mean_losses(outputs: Tensor, targets: Tensor, head: Head, loss: Loss) -> Tensor:
    """The mean loss of each member, [M]. outputs: [M, n] or [M, n, K]; targets: [M, n], values or classes."""
    if head == "value":
        return (outputs - targets).square().mean(dim=1)
    each = _cross_entropy if loss == "cross-entropy" else _squares
    return each(outputs, targets, head).mean(dim=1)


def _cross_entropy(outputs: Tensor, targets: Tensor, head: Head) -> Tensor:
    if head == "logistic":
        return torch.nn.functional.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
    chosen = outputs.gather(-1, targets.long()[..., None])[..., 0]
    return outputs.logsumexp(-1) - chosen


def _squares(outputs: Tensor, targets: Tensor, head: Head) -> Tensor:
    """Σ over all classes of (probability − 1 or 0)²."""
    if head == "logistic":
        return 2 * (outputs.sigmoid() - targets).square()
    classes = torch.arange(outputs.shape[-1], device=outputs.device)
    hot = (targets[..., None] == classes).to(outputs.dtype)
    return (outputs.softmax(-1) - hot).square().sum(-1)
