"""Each update rule equals torch.optim's, through real runs of both engines."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.forward import forward
from nnviz.core.training.optimisers import MOMENTUM, Updater
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train

DOTS = Dataset.from_xy([(0.1, 1.0), (0.3, -0.5), (0.5, 2.0), (0.9, 0.3)])
STEPS = 50


def theirs(experiment: Experiment) -> np.ndarray:
    """The parameters after each step of the optimiser in torch.optim that has this name."""
    settings, spec = experiment.training, experiment.model
    mask = spec.penalised
    start = torch.tensor(experiment.initial_parameters())
    weights, biases = start[mask].clone().requires_grad_(), start[~mask].clone().requires_grad_()
    decay = 2 * settings.l2
    groups = [{"params": [weights], "weight_decay": decay}, {"params": [biases], "weight_decay": 0.0}]
    rate = settings.learning_rate
    optimiser = {
        "SGD": lambda: torch.optim.SGD(groups, lr=rate),
        "momentum": lambda: torch.optim.SGD(groups, lr=rate, momentum=MOMENTUM),
        "Adam": lambda: torch.optim.Adam(groups, lr=rate),
        "AdamW": lambda: torch.optim.AdamW(groups, lr=rate),
    }[settings.optimiser]()
    inputs = torch.tensor(experiment.inputs(DOTS.x))
    found, place = [], torch.tensor(mask)
    for _ in range(STEPS):
        optimiser.zero_grad()
        parameters = torch.zeros_like(start).masked_scatter(place, weights).masked_scatter(~place, biases)
        (forward(spec, parameters[None], inputs)[0] - torch.tensor(DOTS.y)).square().mean().backward()
        optimiser.step()
        after = start.clone()
        after[place], after[~place] = weights.detach(), biases.detach()
        found.append(after.numpy())
    return np.array(found)


@pytest.mark.parametrize("model", [PolynomialSpec(3), MLPSpec((4, 3))], ids=["polynomial", "perceptron"])
@pytest.mark.parametrize("engine", [FastEngine, ReferenceEngine])
@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize("rule", ["SGD", "momentum", "Adam", "AdamW"])
def test_fifty_steps_equal_torch_optim(rule: str, l2: float, engine: object, model: object) -> None:
    experiment = Experiment(dataset=DOTS, model=model, training=Training(optimiser=rule, learning_rate=0.02))
    experiment = replace(experiment, training=replace(experiment.training, l2=l2))
    ours = np.array([step.parameters() for step in islice(train(experiment, engine=engine), 1, STEPS + 1)])
    np.testing.assert_allclose(ours, theirs(experiment), rtol=1e-9, atol=1e-12)


def test_a_bowl() -> None:
    """Figure F1: (x − 3)² + (y + 2)² from (0, 0) at rate 0.1."""
    place, bottom = torch.zeros(2, dtype=torch.float64), torch.tensor([3.0, -2.0], dtype=torch.float64)
    updater = Updater("SGD", place)
    for _ in range(15):
        updater.update(place, 2 * (place - bottom), 0.1)
    np.testing.assert_allclose(place.numpy(), [2.89445, -1.92963], atol=5e-6)
