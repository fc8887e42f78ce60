"""Trains one model after the other, as a generator that can be left at any step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from nnviz.core.comparison.trained import TrainedModel, trained_model
from nnviz.core.experiment import Experiment
from nnviz.core.training.history import History
from nnviz.core.training.player import Player

TELL_EVERY = 0.1  # seconds between two words about a run


@dataclass(frozen=True)
class Progress:
    """The model at `index` has come to this epoch."""

    index: int
    epoch: int


@dataclass(frozen=True, eq=False)
class Done:
    """The model at `index` is trained."""

    index: int
    model: TrainedModel


def compare(experiments: Sequence[Experiment]) -> Iterator[Progress | Done | None]:
    """Train them one after the other. Yields after every step; None where there is nothing to tell.

    Raises `BadInput` for an experiment that cannot be trained.
    """
    for index, experiment in enumerate(experiments):
        yield Progress(index, 0)  # before what may take a while: importing torch, an exact solution
        yield from _train(index, experiment)  # whose memory is free before the next one begins


def _train(index: int, experiment: Experiment) -> Iterator[Progress | Done | None]:
    player, history = Player(experiment), History()
    player.play()
    while player.active or not len(history):
        told = perf_counter()
        while player.active and perf_counter() - told < TELL_EVERY:
            player.advance()
            yield None
        snapshot = player.snapshot()
        history.add(snapshot.rows, snapshot.kept, provisional=snapshot.provisional)
        yield Progress(index, snapshot.epoch)
    assert player.ending is not None, "a run stops being active only by ending"
    yield Done(index, trained_model(experiment, history, player.ending))
