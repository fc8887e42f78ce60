"""The run: a generator of steps that knows nothing of threads, processes or windows."""

from collections.abc import Callable, Generator
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import WATCHED, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec
from nnviz.core.training.engine import Engine, Points, first_stack, points_of
from nnviz.core.training.errors import error, share_right
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.masks import Masks
from nnviz.core.training.memory import check_memory
from nnviz.core.training.steps import Array, Checkpoint, Ending, Epoch, Step
from nnviz.core.training.upcoming import Memory, Upcoming

GROWN_BEYOND_HOPE = 1e4  # an error this many times that of the start, or of predicting 0, has diverged

Run = Generator[Step, Experiment | None, Ending]


MakeEngine = Callable[..., Engine]


def train(experiment: Experiment, start: Checkpoint | None = None, engine: MakeEngine | None = None) -> Run:
    """Train by gradient descent; yields the start, then every optimiser update, without end.

    The model and its replicas are trained together; the model is the same with and without them.
    Send a changed experiment into the generator and it takes effect at the next step: points, truth,
    learning rate, penalties, optimiser, batch size, device. The model's layout, the domain, the seeds and
    the replicas must stay. engine: what trains, for tests; usually the device decides.
    Returns `Ending.DIVERGED` instead of an epoch whose errors are not finite or have grown without
    bound; the epoch yielded last is then the last good one.
    Raises `BadInput` without training points, for a device that cannot be used, for replicas that cannot be
    made or do not fit into memory, and for a formula that has no value at one of the points.
    """
    fit = _Fit(experiment, start, engine)
    try:
        return (yield from _advance(fit, start.epoch if start else 0))
    finally:
        fit.engine.close()


def _advance(fit: "_Fit", number: int) -> Run:
    steps, epoch = 0, fit.evaluate(number)
    started_at, completed = epoch.train_error, True
    while True:
        change = yield Step(steps, epoch if completed else None, fit.engine, fit.upcoming)
        if change is not None:
            fit.adopt(change)
        fit.step()
        steps, completed = steps + 1, fit.epoch_is_complete
        if completed:
            number += 1
            epoch = fit.evaluate(number)
            limit = GROWN_BEYOND_HOPE * max(started_at, fit.mean_square, 1e-12)
            lost = fit.has_validation and not isfinite(epoch.validation_error)
            if lost or not epoch.train_error <= limit:  # "not <=": NaN has diverged too
                return Ending.DIVERGED


class _Fit:
    """The engine of one run, the order of its batches, and the errors of the user's model."""

    def __init__(self, experiment: Experiment, start: Checkpoint | None, engine: MakeEngine | None) -> None:
        self._experiment, self._forced = experiment, engine
        self._epoch = start.epoch if start else 0
        check_memory(experiment)
        points = points_of(experiment)
        stack = start.stack if start else first_stack(experiment)
        if isinstance(experiment.model, FormulaSpec):
            experiment.model.check_start(stack[0], experiment.dataset.x)
        self._make_engine(stack, points)
        self._place(points)
        self._watch()

    def _make_engine(self, stack: Array, points: Points) -> None:
        make, here = self._forced or _engine_for(self._experiment), self._experiment
        self.engine = make(here.model, stack, here.training, here.weight_seed, points)

    def adopt(self, new: Experiment) -> None:
        """Go on with another experiment of this layout and seed. The optimiser keeps its memory if it can."""
        old, self._experiment = self._experiment, new
        assert new.model.layout == old.model.layout, "such a run begins afresh: see `why_afresh`"
        if isinstance(new.model, FormulaSpec) and not new.dataset.has_points_of(old.dataset):
            new.model.check_start(self.engine.first(), new.dataset.x)
        check_memory(new, old)
        points = points_of(new) if _moved(old, new) or _needs_another_engine(old, new) else None
        if points is not None and _needs_another_engine(old, new):
            stack = self.engine.stack()
            self.engine.close()
            self._make_engine(stack, points)
        else:
            self.engine.use(new.training)
            if points is not None:
                self.engine.place(points)
        if points is not None or _batching(new) != _batching(old):
            self._place(points or points_of(new))
        if not new.dataset.has_points_of(old.dataset, WATCHED):
            self._watch()

    def _place(self, points: Points) -> None:
        self._n, self._batches = points.count, list[NDArray[np.intp]]()

    def _watch(self) -> None:
        """Measure errors at the present points from now on."""
        here = self._experiment
        parts = [here.dataset.of(role) for role in WATCHED]
        self._judged = [(here.inputs(part.places), part) for part in parts]
        self.has_validation = len(parts[1]) > 0
        self.mean_square = 1.0 if here.dataset.is_classes else float(np.mean(parts[0].y ** 2))

    def step(self) -> None:
        """One optimiser update on the next batch."""
        if not self._batches:
            self._batches = _new_batches(self._experiment, self._n, self._epoch)
        batch = self._batches.pop()
        self.engine.step(None if len(batch) == self._n else batch)

    def upcoming(self, change: Experiment | None) -> Upcoming:
        """What `step` would do now, after `adopt` of a change if there is one; nothing is done here."""
        old, new = self._experiment, change or self._experiment
        n, batches = new.dataset.count(Role.TRAINING), self._batches
        rebuilt = _needs_another_engine(old, new)
        if not batches or rebuilt or _moved(old, new) or _batching(old) != _batching(new):
            batches = _new_batches(new, n, self._epoch)
        batch = batches[-1]
        parameters = self.engine.first()
        nothing = np.zeros_like(parameters)
        anew = rebuilt or new.training.optimiser != old.training.optimiser
        masks = self.engine.coming_masks
        if rebuilt:
            kind = np.float32 if new.training.precision == "float32" else np.float64
            masks = Masks(new.model, 1, new.weight_seed, kind).coming
        return Upcoming(
            new, self._epoch, parameters,
            Memory(0, nothing, nothing) if anew else self.engine.memory(),
            None if len(batch) == n else batch,
            masks(len(batch)),
        )  # fmt: skip

    @property
    def epoch_is_complete(self) -> bool:
        return not self._batches

    @np.errstate(over="ignore", invalid="ignore")  # a diverging run passes by here
    def evaluate(self, number: int) -> Epoch:
        """The errors of the present parameters, as epoch `number`."""
        self._epoch = number
        model, training = self._experiment.model, self._experiment.training
        # In the engine's own buffers: a new array of a few hundred kilobytes costs more than what is in it.
        head, loss = self._experiment.head, training.loss
        judged = [(self.engine.predict_first(inputs), points) for inputs, points in self._judged]
        train, validation = (error(outputs, points, head, loss) for outputs, points in judged)
        accuracies = (share_right(outputs, points, head) for outputs, points in judged)
        penalty = 0.0
        if training.l1 or training.l2:
            weights = self.engine.first()[model.penalised]
            penalty = training.l2 * float(weights @ weights) + training.l1 * float(np.abs(weights).sum())
        return Epoch(number, train, validation, penalty, self.engine.last_loss, *accuracies)


def _engine_for(experiment: Experiment) -> MakeEngine:
    """On the CPU the fast engine; elsewhere, and for formulas, autograd, which imports torch."""
    if experiment.training.device == "cpu" and not isinstance(experiment.model, FormulaSpec):
        return FastEngine
    from nnviz.core.training.reference import ReferenceEngine

    return ReferenceEngine


def _new_batches(experiment: Experiment, n: int, epoch: int) -> list[NDArray[np.intp]]:
    """The batches of the epoch after `epoch`, last one first (they are popped)."""
    training = experiment.training
    size = training.batch_size or n
    order = np.arange(n)
    if size >= n:
        return [order]
    if training.shuffle:
        order = np.random.default_rng([experiment.weight_seed, epoch]).permutation(order)
    return [order[i : i + size] for i in reversed(range(0, n, size))]


def _moved(old: Experiment, new: Experiment) -> bool:
    """Whether any member gets other points."""
    drawn = new.replicas.count > 0 and new.replicas.needs_truth
    return not new.dataset.has_points_of(old.dataset, (Role.TRAINING,)) or (
        drawn and (new.truth, new.pattern) != (old.truth, old.pattern)
    )


def _needs_another_engine(old: Experiment, new: Experiment) -> bool:
    """Another device or precision, or dropout switched on: what an engine is built for."""
    before, after = old.training, new.training
    return (before.device, before.precision, old.dropout) != (after.device, after.precision, new.dropout)


def _batching(experiment: Experiment) -> tuple[int, bool]:
    return experiment.training.batch_size, experiment.training.shuffle
