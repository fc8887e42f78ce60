"""One optimiser step of the fast engine, for one model and for a hundred, against a plain PyTorch loop."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import torch
from row import Row, at_least, for_the_record

from nnviz.core.experiment import Precision, Training
from nnviz.core.models import MLPSpec
from nnviz.core.training.engine import Points
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.threads import limit_blas

REPEATS, SECONDS = 5, 0.4
MANY = 100
# hidden sizes, points, and how many times faster one model and each of a hundred must be
CASES = (((16,), 20, 12.0, 150.0), ((32, 32), 100, 8.0, 20.0))


def measure() -> list[Row]:
    """Medians of interleaved repeats. The target is for PyTorch's own precision, float32, on both sides."""
    torch.set_num_threads(1)
    rows = []
    for hidden, points, one, each in CASES:
        name = "-".join(map(str, (1, *hidden, 1)))
        seconds = interleaved(_contenders(hidden, points))
        for precision in ("float32", "float64"):
            for count, target in ((1, one), (MANY, each)):
                ratio = seconds["plain"] * count / seconds[precision, count]
                what = f"{name}, {points} points, {count} of them, {precision}: steps against plain PyTorch"
                if precision == "float32":
                    rows.append(at_least(what, ratio, target, " ×", 1))
                else:
                    rows.append(for_the_record(what, ratio, " ×", 1))
    return rows


def _contenders(hidden: tuple[int, ...], points: int) -> dict[object, Callable[[], None]]:
    """One step of each."""
    steps: dict[object, Callable[[], None]] = {"plain": _plain(hidden, points)}
    for precision in ("float32", "float64"):
        for count in (1, MANY):
            steps[precision, count] = _ours(hidden, points, count, precision)
    return steps


def interleaved(steps: dict[object, Callable[[], None]]) -> dict[object, float]:
    """Seconds of one step of each contender, the medians of repeats in turn."""
    times: dict[object, list[float]] = {name: [] for name in steps}
    for _ in range(REPEATS):
        for name, step in steps.items():
            times[name].append(_time(step))
    return {name: median(values) for name, values in times.items()}


def _time(step: Callable[[], None]) -> float:
    for _ in range(10):
        step()
    count, began = 0, perf_counter()
    while (passed := perf_counter() - began) < SECONDS:
        for _ in range(10):
            step()
        count += 10
    return passed / count


def _plain(hidden: tuple[int, ...], points: int) -> Callable[[], None]:
    """What one writes from the tutorial: a Sequential, mean squared error, Adam."""
    layers: list[torch.nn.Module] = []
    for n_in, n_out in zip((1, *hidden[:-1]), hidden, strict=True):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers, torch.nn.Linear(hidden[-1], 1))
    x = torch.linspace(-1, 1, points)[:, None]
    y = torch.sin(3 * x)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)

    def step() -> None:
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimiser.step()

    return step


def _ours(hidden: tuple[int, ...], points: int, count: int, precision: Precision) -> Callable[[], None]:
    spec, x = MLPSpec(hidden), np.linspace(0, 1, points)
    stack = np.stack([spec.initial_parameters(seed) for seed in range(count)])
    noise = 0.1 * np.random.default_rng(1).standard_normal((count, points))
    training = Training(optimiser="Adam", learning_rate=0.01, precision=precision)
    given = Points(spec.inputs(x, (0.0, 1.0)), np.sin(3 * (2 * x - 1)) + noise)
    engine = FastEngine(spec, stack, training, 1, given)
    assert len(engine._shares) == 1, "the target is for one thread"
    limit_blas(1)
    return lambda: engine.step(None)
