"""The reference engine: autograd through the batched forward pass, on any device; captured on CUDA."""

import os

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nnviz.core.experiment import Training
from nnviz.core.models import ModelSpec
from nnviz.core.training.devices import check_device, precision
from nnviz.core.training.engine import Array, Points
from nnviz.core.training.forward import forward
from nnviz.core.training.losses import mean_losses
from nnviz.core.training.masks import Masks
from nnviz.core.training.optimisers import Updater
from nnviz.core.training.upcoming import Memory

SMALL_WORK = 2_000_000  # members × points × parameters below which a second thread costs more than it brings
WARM_UP = 3  # steps before a capture, in which CUDA's libraries set themselves up (PyTorch's notes on graphs)


class _Batch:
    """The points and masks of one step in tensors that stay: a captured step reads them where they are."""

    def __init__(self, inputs: Tensor, targets: Tensor, masks: list[Tensor]) -> None:
        self.inputs, self.targets, self.masks = inputs, targets, masks
        self.graph: torch.cuda.CUDAGraph | None = None


class ReferenceEngine:
    """Trains M members by autograd; see `Engine`. Raises `BadInput` for a device that cannot be used.

    On a CUDA device each kind of step is captured once as a graph and replayed: without that, starting its
    some forty kernels takes longer than they run.
    """

    def __init__(self, spec: ModelSpec, stack: Array, training: Training, seed: int, points: Points) -> None:
        self._spec, self._training = spec, training
        self._device = check_device(training.device)
        self._dtype = torch.float32 if training.precision == "float32" else precision(self._device)
        self._parameters = self._tensor(stack)
        self._penalised = self._tensor(spec.penalised)
        self._losses = torch.full((len(stack),), torch.nan, dtype=self._dtype, device=self._device)
        self._masks = Masks(
            spec, len(stack), seed, np.float32 if self._dtype is torch.float32 else np.float64
        )
        self._updater = Updater(training.optimiser, self._parameters)
        self._batches: dict[int, _Batch] = {}
        self.place(points)

    def _tensor(self, array: NDArray[np.float64] | NDArray[np.bool_]) -> Tensor:
        return torch.tensor(array, dtype=self._dtype, device=self._device)

    def place(self, points: Points) -> None:
        self._head = points.head
        self._inputs, self._targets = self._tensor(points.of_each), self._tensor(points.targets)
        self._batches.clear()
        work = self._parameters.numel() * points.count
        torch.set_num_threads(1 if work < SMALL_WORK else os.cpu_count() or 1)

    def use(self, training: Training) -> None:
        if training.optimiser != self._training.optimiser:
            self._updater = Updater(training.optimiser, self._parameters)
        if _captured(training) != _captured(self._training):
            self._batches.clear()  # what was captured has the old numbers inside
        self._training = training

    def step(self, chosen: NDArray[np.intp] | None) -> None:
        batch = self._batch_for(chosen)
        if self._device.type != "cuda":
            self._update(batch)
            return
        with torch.cuda.device(self._device):  # a capture takes place on the current one
            if batch.graph is None:
                batch.graph = self._capture(batch)
            batch.graph.replay()

    def _batch_for(self, chosen: NDArray[np.intp] | None) -> _Batch:
        """The batch with these points and fresh masks in it."""
        size = self._targets.shape[1] if chosen is None else len(chosen)
        masks = [torch.from_numpy(mask.swapaxes(1, 2)) for mask in self._masks.draw(size)]
        key = 0 if chosen is None else size
        if key not in self._batches:
            inputs = self._inputs if chosen is None else self._inputs[..., :size, :].clone()
            targets = self._targets if chosen is None else self._targets[:, :size].clone()
            room = [torch.empty(mask.shape, dtype=self._dtype, device=self._device) for mask in masks]
            self._batches[key] = _Batch(inputs, targets, room)
        batch = self._batches[key]
        if chosen is not None:
            index = torch.from_numpy(chosen).to(self._device)
            torch.index_select(self._inputs, -2, index, out=batch.inputs)
            torch.index_select(self._targets, 1, index, out=batch.targets)
        for here, mask in zip(batch.masks, masks, strict=True):
            here.copy_(mask)
        return batch

    def _update(self, batch: _Batch) -> None:
        parameters = self._parameters.detach().requires_grad_()
        predictions = forward(self._spec, parameters, batch.inputs, batch.masks)
        losses = mean_losses(predictions, batch.targets, self._head, self._training.loss)
        (gradient,) = torch.autograd.grad(losses.sum(), parameters)
        self._losses.copy_(losses.detach())
        self._descend(gradient)

    def _descend(self, gradient: Tensor) -> None:
        training = self._training
        parameters, rate = self._parameters, training.learning_rate
        if training.l1:
            gradient = gradient + training.l1 * parameters.sign() * self._penalised
        if training.l2:
            shrink = 2 * training.l2 * parameters * self._penalised
            if training.optimiser == "AdamW":  # Loshchilov & Hutter 2019: the decay passes the moments by
                parameters.sub_(shrink, alpha=rate)
            else:
                gradient = gradient + shrink
        self._updater.update(parameters, gradient, rate)

    def _capture(self, batch: _Batch) -> torch.cuda.CUDAGraph:
        """One step as a graph. The warm-up's steps are taken back; capturing itself makes none."""
        state = [self._parameters, self._losses, *self._updater.memory]
        before = [tensor.clone() for tensor in state]
        aside = torch.cuda.Stream(self._device)  # type: ignore[no-untyped-call]  # torch gives it no types
        aside.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(aside):
            for _ in range(WARM_UP):
                self._update(batch)
        torch.cuda.current_stream(self._device).wait_stream(aside)
        for tensor, value in zip(state, before, strict=True):
            tensor.copy_(value)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, stream=aside):
            self._update(batch)
        return graph

    @property
    def last_loss(self) -> float:
        return float(self._losses[0])

    def first(self) -> Array:
        return np.array(self._parameters[0].cpu().double().numpy())

    def stack(self) -> Array:
        return np.array(self._parameters.cpu().double().numpy())

    def memory(self) -> Memory:
        steps, first, second = (tensor.cpu().double().numpy() for tensor in self._updater.memory)
        return Memory(int(steps), np.array(first[0]), np.array(second[0]))

    def coming_masks(self, places: int) -> tuple[Array, ...]:
        return self._masks.coming(places)

    @torch.no_grad()
    def predict(self, inputs: Array) -> Array:
        predictions = forward(self._spec, self._parameters, self._tensor(inputs))
        return np.array(predictions.cpu().double().numpy())

    @torch.no_grad()
    def predict_first(self, inputs: Array) -> Array:
        predictions = forward(self._spec, self._parameters[:1], self._tensor(inputs))
        return np.array(predictions[0].cpu().double().numpy())

    def close(self) -> None:
        """Nothing outlives it."""


def _captured(training: Training) -> tuple[object, ...]:
    """What of the settings is inside a captured step."""
    return training.optimiser, training.learning_rate, training.l1, training.l2
