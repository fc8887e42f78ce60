"""What the next step will be: asking changes nothing, and the step that follows is the one that was told."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.graph.graph import Graph, Node
from nnviz.core.graph.updates import updates
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.forward import forward
from nnviz.core.training.player import Player
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train
from nnviz.core.training.upcoming import Upcoming

RNG = np.random.default_rng(3)
DOTS = Dataset.from_xy(RNG.uniform(0, 1, (7, 2)), [(0.2, 0.4), (0.7, 1.0)])
MODELS = {
    "polynomial": PolynomialSpec(4),
    "perceptron": MLPSpec((5,)),
    "dropout": MLPSpec((6, 4), dropout=0.3),
}


def experiment(model: object, **training: object) -> Experiment:
    settings = replace(Training(learning_rate=0.05, l1=0.002, l2=0.003), **training)
    return Experiment(dataset=DOTS, model=model, training=settings)


def gradient(upcoming: Upcoming) -> np.ndarray:
    """The gradient [P] of the loss of that step by autograd, AdamW's decay left out."""
    some = upcoming.experiment
    training, settings = some.dataset.of(Role.TRAINING), some.training
    batch = np.arange(len(training)) if upcoming.batch is None else upcoming.batch
    w = torch.tensor(upcoming.parameters, requires_grad=True)
    masks = [torch.tensor(mask.T)[None] for mask in upcoming.masks]
    inputs = torch.tensor(some.inputs(training.x[batch]))
    loss = (forward(some.model, w[None], inputs, masks)[0] - torch.tensor(training.y[batch])).square().mean()
    weights = w[torch.tensor(some.model.penalised)]
    loss = loss + settings.l1 * weights.abs().sum()
    if settings.optimiser != "AdamW":
        loss = loss + settings.l2 * weights.square().sum()
    loss.backward()
    return w.grad.numpy()


def told(upcoming: Upcoming) -> np.ndarray:
    """The parameters [P] after that step, from the lines of its updates: in two tensors, as in a graph."""
    slopes, half = gradient(upcoming), len(upcoming.parameters) // 2
    nodes = [
        Node(
            str(begin), "c", "parameter", value=upcoming.parameters[part], gradient=slopes[part], first=begin
        )
        for begin, part in ((0, slice(0, half)), (half, slice(half, None)))
    ]
    found = updates(Graph(tuple(nodes), (), ""), upcoming)
    return np.concatenate([update.lines[-1][1] for update in found])


def settings() -> list[object]:
    every = product(MODELS, OPTIMISERS, (0, 3), (0, 4), ("float64", "float32"))
    return [pytest.param(*each, id="-".join(map(str, each))) for each in every]


@pytest.mark.parametrize(("model", "rule", "batch_size", "replicas", "precision"), settings())
def test_asking_changes_nothing_and_tells_the_next_step(
    model: str, rule: str, batch_size: int, replicas: int, precision: str
) -> None:
    some = replace(
        experiment(MODELS[model], optimiser=rule, batch_size=batch_size, precision=precision),
        replicas=Replicas(replicas, "bootstrap"),
    )
    asked, left_alone = train(some), train(some)
    step = next(asked)
    next(left_alone)
    for _ in range(9):
        coming = told(step.upcoming(None))
        step = next(asked)
        close = {"rtol": 1e-9, "atol": 1e-13} if precision == "float64" else {"rtol": 1e-4, "atol": 1e-5}
        assert_allclose(coming, step.parameters(), **close)
        assert_array_equal(step.state.stack(), next(left_alone).state.stack())


@pytest.mark.parametrize("rule", OPTIMISERS)
@pytest.mark.parametrize("model", list(MODELS))
def test_both_engines_tell_the_same(rule: str, model: str) -> None:
    some = experiment(MODELS[model], optimiser=rule, batch_size=3)
    runs = [train(some, engine=engine) for engine in (FastEngine, ReferenceEngine)]
    for _ in range(5):
        fast, reference = (next(run).upcoming(None) for run in runs)
        assert_allclose(fast.parameters, reference.parameters, rtol=1e-9)
        assert fast.memory.steps == reference.memory.steps
        assert_allclose(fast.memory.first, reference.memory.first, rtol=1e-7, atol=1e-12)
        assert_allclose(fast.memory.second, reference.memory.second, rtol=1e-7, atol=1e-12)
        assert_array_equal(fast.batch, reference.batch)
        for one, other in zip(fast.masks, reference.masks, strict=True):
            assert_array_equal(one, other)


EDITS = {
    "learning rate": lambda some: with_training(some, learning_rate=0.01),
    "optimiser": lambda some: with_training(some, optimiser="momentum"),
    "batch size": lambda some: with_training(some, batch_size=2),
    "precision": lambda some: with_training(some, precision="float32"),
    "points": lambda some: replace(some, dataset=DOTS.moved([0, 2], 0.0, 1.0)),
    "fewer points": lambda some: replace(some, dataset=DOTS.without([1])),
    "dropout": lambda some: replace(some, model=replace(some.model, dropout=0.5)),
}


def with_training(some: Experiment, **changes: object) -> Experiment:
    return replace(some, training=replace(some.training, **changes))


@pytest.mark.parametrize("edit", list(EDITS))
def test_an_edit_that_waits_counts(edit: str) -> None:
    """In the middle of an epoch, with Adam's memory full."""
    some = experiment(MODELS["dropout"], optimiser="Adam", batch_size=3)
    player, left_alone = Player(some), Player(some)
    for each in (player, left_alone):
        for _ in range(4):
            each.advance_once()
            each.advance()
        each.edit(EDITS[edit](some))
        each.advance_once()
    upcoming = player.upcoming()
    assert upcoming.experiment == EDITS[edit](some)
    close = {"rtol": 1e-9} if edit != "precision" else {"rtol": 1e-4, "atol": 1e-5}
    coming = told(upcoming)
    for each in (player, left_alone):
        each.advance()
    assert_allclose(coming, player._state.first(), **close)
    assert_array_equal(player._state.first(), left_alone._state.first())


def test_an_edit_taken_back_before_the_step_leaves_no_trace() -> None:
    some = experiment(MODELS["dropout"], optimiser="Adam", batch_size=3)
    player, left_alone = Player(some), Player(some)
    for _ in range(4):
        for each in (player, left_alone):
            each.advance_once()
            each.advance()
        player.edit(EDITS["optimiser"](some))
        player.upcoming()
        player.edit(some)
        player.upcoming()
    assert_array_equal(player._state.first(), left_alone._state.first())


def test_where_there_is_no_next_step_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="solved exactly"):
        Player(experiment(PolynomialSpec(3, "exact"))).upcoming()
    player = Player(experiment(PolynomialSpec(3), learning_rate=50.0))
    player.play()
    while player.active:
        player.advance()
    with pytest.raises(BadInput, match="diverged"):
        player.upcoming()
