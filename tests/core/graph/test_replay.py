"""A recorded graph, computed again from its leaves, gives the recorded loss bit for bit."""

import numpy as np
import pytest
import torch

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record, record_step
from nnviz.core.graph.recorder import Recorder
from nnviz.core.graph.replay import replay
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.training.masks import Masks
from nnviz.core.training.upcoming import Memory, Upcoming


def random_experiment(rng: np.random.Generator) -> Experiment:
    """A small model of any kind, with or without penalties, on a few points."""
    hidden = tuple(int(size) for size in rng.integers(1, 6, rng.integers(0, 4)))
    perceptron = MLPSpec(
        hidden, str(rng.choice(list(ACTIVATIONS))), rng.choice([0.0, 0.4]), bool(rng.integers(2))
    )
    training = Training(
        l1=float(rng.choice([0, 0.1])),
        l2=float(rng.choice([0, 0.1])),
        precision=str(rng.choice(["float64", "float32"])),
        optimiser=str(rng.choice(["SGD", "AdamW"])),
    )
    return Experiment(
        dataset=Dataset.from_xy(rng.uniform(-3, 3, (int(rng.integers(1, 9)), 2))),
        domain=(-3, 3),
        model=perceptron if rng.integers(3) else PolynomialSpec(int(rng.integers(0, 8))),
        training=training,
    )


@pytest.mark.parametrize("seed", range(10))
def test_replaying_reproduces_the_loss_of_random_models_exactly(seed: int) -> None:
    """A thousand of them, 100 a seed: all points, one point, an x, and a step with dropout."""
    rng = np.random.default_rng(seed)
    for number in range(100):
        some = random_experiment(rng)
        parameters = rng.standard_normal(some.model.parameter_count)
        if number % 4 == 3:
            masks = Masks(some.model, 1, number, np.float64).draw(len(some.dataset))
            memory = Memory(0, parameters, parameters)
            graph = record_step(Upcoming(some, 0, parameters, memory, None, tuple(mask[0] for mask in masks)))
        else:
            graph = record(some, parameters, 0, [Question(), Question(point=0), Question(x=0.7)][number % 4])
        assert replay(graph).tobytes() == graph.node(graph.loss).value.tobytes()


def test_other_values_of_leaves_give_another_loss() -> None:
    recorder = Recorder()
    a, b = recorder.leaf(2, "a", "parameter"), recorder.leaf([1, 2], "b", "parameter")
    with recorder:
        graph = recorder.finish((a * b**3).mean(0) - 1)
    assert replay(graph) == 2 * 4.5 - 1
    assert replay(graph, {"a": np.array(10.0)}) == 10 * 4.5 - 1
    assert replay(graph, {"a": np.array(1.0), "b": np.array([0.0, 3.0])}) == 12.5


def test_what_is_no_leaf_or_no_known_operation_is_refused() -> None:
    recorder = Recorder()
    a = recorder.leaf(2, "a", "parameter")
    with recorder:
        graph = recorder.finish(torch.atan(a) * 2)
    with pytest.raises(ValueError, match="atan"):
        replay(graph)
    again = Recorder()
    a = again.leaf(2, "a", "parameter")
    with again:
        graph = again.finish(a * 2)
    with pytest.raises(KeyError, match="nobody"):
        replay(graph, {"nobody": np.array(1.0)})
