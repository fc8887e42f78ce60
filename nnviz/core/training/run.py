"""The run: a generator of steps that knows nothing of threads, processes or windows."""

import os
from collections.abc import Generator
from math import isfinite, nan

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.sentences import require
from nnviz.core.training.devices import check_device, precision
from nnviz.core.training.forward import forward
from nnviz.core.training.optimisers import Updater
from nnviz.core.training.steps import Checkpoint, Ending, Epoch, Step

GROWN_BEYOND_HOPE = 1e4  # an error this many times that of the start, or of predicting 0, has diverged
SMALL_WORK = 2_000_000  # points × parameters below which a second thread costs more than it brings

Run = Generator[Step, Experiment | None, Ending]


def train(experiment: Experiment, start: Checkpoint | None = None) -> Run:
    """Train by gradient descent; yields the start, then every optimiser update, without end.

    Send a changed experiment into the generator and it takes effect at the next step: points,
    learning rate, penalties, optimiser, batch size, device. The model's layout, the domain and the
    seed must stay.
    Returns `Ending.DIVERGED` instead of an epoch whose errors are not finite or have grown without
    bound; the epoch yielded last is then the last good one.
    Raises `BadInput` without training points, or for a device that cannot be used.
    """
    fit = _Fit(experiment, start)
    number, steps = (start.epoch if start else 0), 0
    epoch: Epoch | None = fit.evaluate(number)
    started_at = epoch.train_error if epoch else nan
    while True:
        change = yield Step(steps, epoch, fit.copy)
        if change is not None:
            fit.adopt(change)
        fit.step()
        steps, epoch = steps + 1, None
        if fit.epoch_is_complete:
            number += 1
            epoch = fit.evaluate(number)
            limit = GROWN_BEYOND_HOPE * max(started_at, fit.mean_square, 1e-12)
            lost = fit.has_validation and not isfinite(epoch.validation_error)
            if lost or not epoch.train_error <= limit:  # "not <=": NaN has diverged too
                return Ending.DIVERGED


class _Fit:
    """Tensors of one run: parameters [M, P] (M = 1), the points on the device, the optimiser."""

    def __init__(self, experiment: Experiment, start: Checkpoint | None) -> None:
        self._experiment = experiment
        self._epoch = start.epoch if start else 0
        self._device = check_device(experiment.training.device)
        self._last_loss: Tensor | None = None
        self._parameters = self._tensor(start.parameters if start else experiment.initial_parameters())[None]
        self._prepare()

    def adopt(self, new: Experiment) -> None:
        """Go on with another experiment of this layout and seed. The optimiser keeps its memory if it can."""
        old, self._experiment = self._experiment, new
        if new.training.device != old.training.device:
            self._device = check_device(new.training.device)
            self._parameters = self._tensor(self.copy())[None]
            self._prepare()
        elif new.training.optimiser != old.training.optimiser:
            self._prepare()
        elif new.dataset != old.dataset or _batching(new) != _batching(old):
            self._place_points()

    def _prepare(self) -> None:
        self._penalised = self._tensor(self._experiment.model.penalised)
        self._updater = Updater(self._experiment.training.optimiser, self._parameters)
        self._dropout = torch.Generator(self._device).manual_seed(self._experiment.weight_seed)
        self._place_points()

    def _place_points(self) -> None:
        dataset, self._batches = self._experiment.dataset, list[Tensor]()
        training, validation = dataset.of(Role.TRAINING), dataset.of(Role.VALIDATION)
        require(
            len(training) > 0,
            NO_TRAINING_POINTS,
        )
        self._n = len(training)
        both = Dataset(*(
            np.concatenate([getattr(part, name) for part in (training, validation)])
            for name in ("features", "targets", "roles")
        ))  # fmt: skip
        self._inputs = self._tensor(self._experiment.inputs(both.x))
        self._targets = self._tensor(both.y)
        self.has_validation = len(validation) > 0
        self.mean_square = float(np.mean(training.y**2))
        work = self._n * self._experiment.model.parameter_count
        torch.set_num_threads(1 if work < SMALL_WORK else os.cpu_count() or 1)

    def _tensor(self, array: NDArray[np.float64] | NDArray[np.bool_]) -> Tensor:
        return torch.tensor(array, dtype=precision(self._device), device=self._device)

    def step(self) -> None:
        """One optimiser update on the next batch."""
        if not self._batches:
            self._batches = self._new_batches()
        batch = self._batches.pop()
        whole = len(batch) == self._n
        inputs = self._inputs[: self._n] if whole else self._inputs[batch]
        targets = self._targets[: self._n] if whole else self._targets[batch]
        parameters = self._parameters.detach().requires_grad_()
        residuals = forward(self._experiment.model, parameters, inputs, self._dropout) - targets
        losses = residuals.square().mean(dim=1)
        (gradient,) = torch.autograd.grad(losses.sum(), parameters)
        self._last_loss = losses.detach()
        self._descend(gradient)

    def _descend(self, gradient: Tensor) -> None:
        training = self._experiment.training
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

    def _new_batches(self) -> list[Tensor]:
        """The epoch's batches, last one first (they are popped)."""
        training = self._experiment.training
        size = training.batch_size or self._n
        order = np.arange(self._n)
        if training.shuffle and size < self._n:
            order = np.random.default_rng([self._experiment.weight_seed, self._epoch]).permutation(order)
        starts = range(0, self._n, size)
        return [torch.from_numpy(order[i : i + size]).to(self._device) for i in reversed(starts)]

    @property
    def epoch_is_complete(self) -> bool:
        return not self._batches

    def evaluate(self, number: int) -> Epoch:
        """The errors of the present parameters, as epoch `number`."""
        self._epoch = number
        training, parameters = self._experiment.training, self._parameters
        with torch.no_grad():
            squares = (forward(self._experiment.model, parameters, self._inputs) - self._targets).square()[0]
            weights = parameters[0] * self._penalised
            penalty = training.l2 * weights.square().sum() + training.l1 * weights.abs().sum()
            last_loss = squares.new_tensor(nan) if self._last_loss is None else self._last_loss[0]
            numbers = torch.stack([squares[: self._n].mean(), squares[self._n :].mean(), penalty, last_loss])
        return Epoch(number, *numbers.tolist())

    def copy(self) -> NDArray[np.float64]:
        """The parameters of member 0, [P]."""
        return self._parameters[0].double().cpu().numpy().copy()


def _batching(experiment: Experiment) -> tuple[int, bool]:
    return experiment.training.batch_size, experiment.training.shuffle
