"""Decision regions while training, with the whole window; and the plane with all the points it may hold."""

from dataclasses import replace
from time import perf_counter

import numpy as np
from row import Row, at_least, at_most
from stage import PaintWatch, open_window, wait_until

from nnviz.core.dataset import MAX_POINTS
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.patterns.sampling import sample_pattern
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow

SECONDS, REPEATS = 4.0, 3
PANS = 60
STEP = 4  # pixels of one pan


def measure() -> list[Row]:
    """Updates a second of all 40,000 cells, from the epochs of a run that goes on in its process."""
    lab = preset("two-classes-2-50-50-1")
    window = open_window(replace(lab, training=replace(lab.training, epochs=1_000_000)))
    rates, gaps = _while_training(window)
    window.close()
    moons = sample_pattern(replace(Pattern.of_kind("moons"), n_training=MAX_POINTS, n_validation=0))
    window = open_window(with_dataset(Experiment(), moons))
    panned = _panned(window)
    window.close()
    return [
        at_least("decision regions of 2-50-50-1 a second, while training", min(rates), 30, "", 0),
        at_most("time between their frames, p99", 1e3 * float(np.percentile(gaps, 99)), 50, " ms", 1),
        at_most(f"plane with {MAX_POINTS:,} points moved a little, p95", panned, 33, " ms", 1),
    ]


def _while_training(window: MainWindow) -> tuple[list[float], list[float]]:
    plane, session = window.view.plane, window.session
    wait_until(lambda: not plane.layers.shading.image.isNull())
    session.play()
    wait_until(lambda: session.history.last_epoch >= 100, 120)
    assert plane.layers.shading.image.width() * plane.layers.shading.image.height() >= 39_000
    drawn: list[float] = []
    plane.asker.answered.connect(lambda answer: None if answer.is_coarse else drawn.append(perf_counter()))
    watch, rates = PaintWatch(plane.canvas.viewport()), []
    for _ in range(REPEATS):
        drawn.clear()
        began = perf_counter()
        wait_until(lambda began=began: perf_counter() - began >= SECONDS)
        rates.append(len(drawn) / (perf_counter() - began))
    return rates, np.diff(watch.times).tolist()


def _panned(window: MainWindow) -> float:
    """Milliseconds for a move of the view with its paint."""
    canvas = window.view.plane.canvas
    box, times = canvas.getViewBox(), []
    wait_until(lambda: not window.view.plane.layers.shading.image.isNull())
    for _ in range(PANS):
        began = perf_counter()
        across, upwards = box.viewPixelSize()
        box.translateBy(x=STEP * across, y=STEP * upwards)
        canvas.viewport().repaint()
        times.append(perf_counter() - began)
    return 1e3 * float(np.percentile(times, 95))
