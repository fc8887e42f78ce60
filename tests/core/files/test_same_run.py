"""A saved experiment gives the same run, bit for bit: every preset, with its run and with pins."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import from_json, to_json
from nnviz.core.presets import preset, preset_names
from nnviz.core.training.history import History
from nnviz.core.training.player import Player, Snapshot
from nnviz.core.training.steps import Checkpoint

EPOCHS = 4


def play(experiment: Experiment, start: Checkpoint | None = None) -> tuple[Player, Snapshot]:
    """A few epochs of its run."""
    player = Player(replace(experiment, training=replace(experiment.training, epochs=EPOCHS)), start)
    player.play()
    while player.active:
        player.advance()
    return player, player.snapshot()


def same(one: Snapshot, two: Snapshot) -> bool:
    return (
        one.rows.tobytes() == two.rows.tobytes()
        and one.parameters.tobytes() == two.parameters.tobytes()
        and [(epoch, stack.tobytes()) for epoch, stack in one.kept.items()]
        == [(epoch, stack.tobytes()) for epoch, stack in two.kept.items()]
    )


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_that_was_saved_runs_as_before(name: str) -> None:
    experiment = preset(name)
    player, first = play(experiment)
    history = History()
    history.add(first.rows, first.kept)
    run = KeptRun.of(experiment, history, player.ending)
    assert run is not None
    document = Document(experiment, run, (replace(run, label="a"),))
    again = from_json(to_json(document))
    assert again == document
    assert again.run is not None
    _, second = play(again.experiment)
    assert same(first, second)
    if not experiment.solved_exactly:
        assert same(play(experiment, run.last)[1], play(again.experiment, again.run.last)[1])


def test_it_would_be_seen_if_a_run_were_another() -> None:
    experiment = preset("sine-mlp")
    rate = float(np.nextafter(experiment.training.learning_rate, 1))
    near = replace(experiment.training, learning_rate=rate)
    assert not same(play(experiment)[1], play(replace(experiment, training=near))[1])
