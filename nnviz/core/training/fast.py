"""The fast engine: all members of a model trained by one hand-written computation on the CPU. No torch."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment import Training
from nnviz.core.models import LayeredSpec, PolynomialSpec
from nnviz.core.training.criteria import Criterion, criterion, target_rows
from nnviz.core.training.engine import Array, Points
from nnviz.core.training.masks import Masks
from nnviz.core.training.members import Floats, Members, features
from nnviz.core.training.outputs import Outputs
from nnviz.core.training.passes import Pass
from nnviz.core.training.rules import Rule
from nnviz.core.training.threads import limit_blas, threads_for
from nnviz.core.training.upcoming import Memory

KEPT_PLACES = 8  # for how many sets of places buffers are kept


class _Share:
    """The members that one thread works on: parameters, points, optimiser, buffers."""

    def __init__(
        self, spec: LayeredSpec, stack: Array, dtype: type[np.floating], dropout: bool, criterion: Criterion
    ) -> None:
        self._spec, self._dtype, self._dropout, self._criterion = spec, dtype, dropout, criterion
        self.members = Members(spec, stack, dtype)
        self._gradient = np.empty_like(self.members.flat)
        self._gradients = self.members.views(self._gradient)
        self._penalised = self.members.spread_out(spec.penalised)
        self._rule: Rule | None = None
        self._training_passes: dict[int, Pass] = {}
        self._watching: dict[tuple[int, int], tuple[Array, Outputs]] = {}
        self._last: Pass | None = None

    def place(self, below: Floats, targets: Floats) -> None:
        """Use these points from now on: features [M or 1, k, n], targets [M, outputs, n]."""
        self._below, self._targets = below, targets
        self._training_passes.clear()
        self._last = None

    def use(self, training: Training, anew: bool) -> None:
        if anew:
            self._rule = Rule(training.optimiser, self.members.flat, self._penalised)

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")  # a diverging run passes by here
    def step(self, training: Training, chosen: NDArray[np.intp] | None, masks: list[Floats]) -> None:
        layers = self.members.layers
        this = self._last = self._pass_for(chosen)
        this.forward(layers, masks)
        this.backward(layers, self._gradients, masks)
        assert self._rule is not None
        self._rule.update(self._gradient, training)

    def _pass_for(self, chosen: NDArray[np.intp] | None) -> Pass:
        size = 0 if chosen is None else len(chosen)
        if size not in self._training_passes:
            whole = chosen is None
            below = self._below if whole else np.empty((*self._below.shape[:2], size), self._dtype)
            targets = self._targets if whole else np.empty((*self._targets.shape[:2], size), self._dtype)
            made = Pass(self._spec, self.members.count, below, targets, self._dropout, self._criterion)
            self._training_passes[size] = made
        found = self._training_passes[size]
        if chosen is not None:
            found.fill(self._below, self._targets, chosen)
        return found

    @np.errstate(over="ignore", invalid="ignore")
    def predict(self, inputs: Array, count: int) -> Floats:
        """Of the first `count` members, in a buffer."""
        return self._outputs_at(inputs, count).of([layer[:count] for layer in self.members.layers])

    def _outputs_at(self, inputs: Array, count: int) -> Outputs:
        """Buffers are kept for arrays of inputs, not for their values: callers keep theirs, too."""
        key = id(inputs), count
        if key not in self._watching:
            if len(self._watching) >= KEPT_PLACES:
                del self._watching[next(iter(self._watching))]
            made = Outputs(self._spec, count, inputs, self._dtype)
            self._watching[key] = inputs, made  # the array, so that its id stays its own
        return self._watching[key][1]

    def memory(self) -> Memory:
        assert self._rule is not None
        steps, first, second = self._rule.memory
        return Memory(steps, self.members.first_of(first), self.members.first_of(second))

    @property
    def last_loss(self) -> float:
        return self._last.loss if self._last else float("nan")


class FastEngine:
    """Trains M members on the CPU; see `Engine`. Members are shared out to threads where that is worth it."""

    def __init__(
        self, spec: LayeredSpec, stack: Array, training: Training, seed: int, points: Points
    ) -> None:
        self._spec, self._dtype = spec, np.float64 if training.precision == "float64" else np.float32
        self._masks = Masks(spec, len(stack), seed, self._dtype)
        wanted = threads_for(stack.size * points.count)
        threads = min(wanted, len(stack))
        limit_blas(wanted if threads == 1 else 1)  # a single large model shares its matrix products instead
        edges = np.linspace(0, len(stack), threads + 1).astype(int).tolist()
        self._slices = [slice(a, b) for a, b in pairwise(edges)]
        self._shares = [
            _Share(spec, stack[s], self._dtype, self._masks.wanted, criterion(points.head, training.loss))
            for s in self._slices
        ]
        self._pool = ThreadPoolExecutor(threads - 1, "nnviz share") if threads > 1 else None
        self._optimiser = ""
        self.place(points)
        self.use(training)

    def place(self, points: Points) -> None:
        below = features(self._spec, points.inputs, self._dtype)
        outputs = 1 if isinstance(self._spec, PolynomialSpec) else self._spec.n_out
        targets = target_rows(np.asarray(points.targets, self._dtype), points.head, outputs)
        self._places = points.count
        for share, members in zip(self._shares, self._slices, strict=True):
            if points.picked is not None:
                share.place(_picked(below, points.picked[members]), targets[members])
            else:
                share.place(below[None] if below.ndim == 2 else below[members], targets[members])

    def use(self, training: Training) -> None:
        self._training = training
        for share in self._shares:
            share.use(training, training.optimiser != self._optimiser)
        self._optimiser = training.optimiser

    def step(self, chosen: NDArray[np.intp] | None) -> None:
        masks = self._masks.draw(self._places if chosen is None else len(chosen))
        if self._pool is None:
            self._shares[0].step(self._training, chosen, masks)
            return

        def work(share: _Share, members: slice) -> None:
            share.step(self._training, chosen, [mask[members] for mask in masks])

        self._on_all(work)

    def _on_all(self, work: Callable[[_Share, slice], None]) -> None:
        """The first share is done here, the others in the pool meanwhile."""
        assert self._pool is not None
        pairs = list(zip(self._shares, self._slices, strict=True))
        waiting = [self._pool.submit(work, *pair) for pair in pairs[1:]]
        work(*pairs[0])
        for job in waiting:
            job.result()

    @property
    def last_loss(self) -> float:
        return self._shares[0].last_loss

    def first(self) -> Array:
        return self._shares[0].members.first()

    def stack(self) -> Array:
        parts = [share.members.stack() for share in self._shares]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def memory(self) -> Memory:
        return self._shares[0].memory()

    def coming_masks(self, places: int) -> tuple[Array, ...]:
        return self._masks.coming(places)

    def predict(self, inputs: Array) -> Array:
        parts = [share.predict(inputs, share.members.count) for share in self._shares]
        return np.concatenate(parts).astype(np.float64, copy=False)

    def predict_first(self, inputs: Array) -> Array:
        return np.array(self._shares[0].predict(inputs, 1)[0], np.float64)

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown()


def _picked(below: Floats, picked: NDArray[np.intp]) -> Floats:
    """Features [k, n] as each member has picked them [M, n]: [M, k, n]."""
    made: Floats = np.empty((len(picked), *below.shape), below.dtype)
    for each, columns in zip(made, picked, strict=True):
        below.take(columns, axis=1, out=each, mode="clip")  # "raise" would copy first
    return made
