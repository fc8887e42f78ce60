"""From a point drawn to its new curve on the screen, with the exact solver; from Pause to a rest."""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

import numpy as np
from row import Row, at_most
from stage import PaintWatch, open_window, wait_until

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.messages import Advanced, More, Pause, Play, Start
from nnviz.core.training.steps import Ending
from nnviz.core.training.worker import Worker
from nnviz.core.truths import Sampling, Truth, sample
from nnviz.gui.main_window import MainWindow

POINTS = 200
PAUSES, PLAYING = 100, 0.05  # seconds of a run between two pauses
SPRAY, EVERY = 3.0, 0.008  # seconds of drawing without a pause, and between two points of it


def measure() -> list[Row]:
    """p95 over `POINTS` points drawn one after the other, and over curves while points rain."""
    truth = Truth("sine")
    start = Experiment(dataset=sample(truth, Sampling(20, 10)), truth=truth, model=PolynomialSpec(9, "exact"))
    window = open_window(start)
    wait_until(lambda: window.fit.canvas.session.ending is Ending.SOLVED)
    points = _points(truth)
    single, rain = _one_by_one(window, points), _without_a_pause(window, points)
    window.close()
    return [
        at_most(f"point drawn to curve painted, exact, p95 of {POINTS}", single, 50, " ms", 1),
        at_most("between two curves, at 125 points a second, p95", rain, 50, " ms", 1),
        at_most(f"Pause to the answer of a playing run, p99 of {PAUSES}", _to_a_rest(), 33, " ms", 1),
    ]


def _points(truth: Truth) -> Iterator[tuple[float, float]]:
    rng = np.random.default_rng(1)
    while True:
        x = float(rng.uniform(0.02, 0.98))
        yield x, float(truth(x) + rng.normal(0, 0.2))


def _one_by_one(window: MainWindow, points: Iterator[tuple[float, float]]) -> float:
    session = window.fit.canvas.session
    watch, solved = PaintWatch(window.fit.canvas.viewport()), [0.0]
    session.advanced.connect(lambda: solved.append(perf_counter()))
    times = []
    for _ in range(POINTS):
        drawn = perf_counter()
        session.edit_points(session.experiment.dataset.with_points([next(points)], Role.TRAINING), "Add")
        wait_until(lambda drawn=drawn: solved[-1] > drawn and watch.times[-1] > solved[-1])
        times.append(watch.times[-1] - drawn)
    return 1e3 * float(np.percentile(times, 95))


def _without_a_pause(window: MainWindow, points: Iterator[tuple[float, float]]) -> float:
    session = window.fit.canvas.session
    curves: list[float] = []
    session.advanced.connect(lambda: curves.append(perf_counter()))
    began, drawn = perf_counter(), 0

    def draw_and_look() -> bool:
        nonlocal drawn
        if (perf_counter() - began) > drawn * EVERY:
            drawn += 1
            dataset = session.experiment.dataset.with_points([next(points)], Role.TRAINING)
            session.edit_points(dataset, "Spray")
        return perf_counter() - began > SPRAY

    wait_until(draw_and_look)
    wait_until(lambda: session.ending is Ending.SOLVED)  # the last one is shown, too
    return 1e3 * float(np.percentile(np.diff(curves), 95))


def _to_a_rest() -> float:
    """Milliseconds from the command to the report that the run rests; the worker is in its process."""
    worker, times = Worker(), []
    sine = preset("sine-mlp")
    worker.send(Start(1, replace(sine, training=replace(sine.training, epochs=1_000_000))))
    for _ in range(PAUSES):
        worker.send(Play())
        _read_until(worker, playing=True, seconds=PLAYING)
        pressed = perf_counter()
        worker.send(Pause())
        _read_until(worker, playing=False)
        times.append(perf_counter() - pressed)
    worker.close()
    return 1e3 * float(np.percentile(times, 99))


def _read_until(worker: Worker, playing: bool, seconds: float = 0.0) -> None:
    """Take reports, asking for each next one, until one says so and the seconds have passed."""
    until = perf_counter() + seconds
    while True:
        worker.send(More())
        report = worker.connection.recv()
        if isinstance(report, Advanced) and report.snapshot.playing is playing and perf_counter() > until:
            return
