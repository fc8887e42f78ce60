"""A run from its first epoch to its last, in this thread."""

from nnviz.core.experiment import Experiment
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Ending


def played(experiment: Experiment) -> tuple[History, Ending | None]:
    """Its record and how it ended."""
    player, history = Player(experiment), History()
    player.play()
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    return history, player.ending
