"""The run of the drawing benchmark, and its speed without any window."""

from collections.abc import Iterator
from time import perf_counter

from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Checkpoint
from nnviz.core.truths import Sampling, Truth, sample
from nnviz.headless import REPORT_EVERY

POINTS = 2_000


def experiment() -> Experiment:
    truth = Truth("sine")
    dataset = sample(truth, Sampling(POINTS - 200, 200, spacing="random"))
    training = Training(epochs=1_000_000, optimiser="Adam", learning_rate=0.002)
    return Experiment(dataset=dataset, truth=truth, model=MLPSpec((16,)), training=training)


def alone(seconds: float, start: Checkpoint) -> float:
    """Steps per second of the same run from there on without any window, in a process of its own."""
    player = Player(experiment(), start)
    player.play()
    for _ in range(300):
        player.advance()
    steps, started = 0, perf_counter()
    for _ in advancing(player, started + seconds):
        steps += 1
    return steps / (perf_counter() - started)


def advancing(player: Player, until: float) -> Iterator[None]:
    """Advance, and take the news away as often as `nnviz run` does: what gathers takes time as well."""
    due = perf_counter()
    while player.active and (now := perf_counter()) < until:
        player.advance()
        if now > due:
            player.snapshot()
            due = now + REPORT_EVERY
        yield
