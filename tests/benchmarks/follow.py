"""From a point drawn to its new curve on the screen, with the exact solver."""

from time import perf_counter

import numpy as np
from row import Row, at_most
from stage import PaintWatch, open_window, wait_until

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.training.steps import Ending
from nnviz.core.truths import Sampling, Truth, sample

POINTS = 200


def measure() -> list[Row]:
    """p95 over `POINTS` points drawn one after the other."""
    truth = Truth("sine")
    start = Experiment(dataset=sample(truth, Sampling(20, 10)), truth=truth, model=PolynomialSpec(9, "exact"))
    window = open_window(start)
    session = window.fit.canvas.session
    wait_until(lambda: session.ending is Ending.SOLVED)
    watch, solved = PaintWatch(window.fit.canvas.viewport()), [0.0]
    session.advanced.connect(lambda: solved.append(perf_counter()))
    rng, times = np.random.default_rng(1), []
    for x, noise in zip(rng.uniform(0.02, 0.98, POINTS), rng.normal(0, 0.2, POINTS), strict=True):
        point, drawn = (float(x), float(truth(x) + noise)), perf_counter()
        session.edit_points(session.experiment.dataset.with_points([point], Role.TRAINING), "Add")
        wait_until(lambda drawn=drawn: solved[-1] > drawn and watch.times[-1] > solved[-1])
        times.append(watch.times[-1] - drawn)
    window.close()
    return [
        at_most(
            f"point drawn to curve painted, exact, p95 of {POINTS}",
            1e3 * float(np.percentile(times, 95)),
            50,
            " ms",
            1,
        )
    ]
