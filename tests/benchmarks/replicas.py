"""A hundred replicas training on screen: frames, and what the window costs them; memory of a long run."""

from dataclasses import replace
from math import inf
from multiprocessing import get_context
from statistics import median
from time import perf_counter

import numpy as np
from alone import advancing
from row import Row, at_least, at_most, for_the_record
from stage import PaintWatch, open_window, wait_until

from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import COLUMNS, is_recorded

COUNT, EPOCHS, REPEATS = 100, 4_000, 3
LONG = 1_000_000


def experiment() -> Experiment:
    wide = preset("sine-mlp-wide")
    return replace(
        wide,
        replicas=replace(wide.replicas, count=COUNT),
        training=replace(wide.training, epochs=EPOCHS, batch_size=0),
    )


def alone() -> float:
    """Seconds of the run without a window, in a process of its own."""
    player = Player(experiment())
    player.play()
    began = perf_counter()
    for _ in advancing(player, inf):
        pass
    return perf_counter() - began


def measure() -> list[Row]:
    """p99 of the time between two paints of the FIT panel; the same run with and without the window."""
    window = open_window(experiment())
    session = window.fit.canvas.session
    watch = PaintWatch(window.fit.canvas.viewport())
    gaps: list[float] = []
    ratios: list[float] = []
    wait_until(lambda: session.worker_pid is not None)
    session.step()
    wait_until(lambda: session.history.last_epoch == 1)  # the worker has started
    for _ in range(REPEATS):
        with get_context("spawn").Pool(1) as pool:
            free = pool.apply(alone)
        session.reset()
        began = perf_counter()
        session.play()
        wait_until(lambda: session.history.last_epoch > 0)
        watch.times.clear()  # from the first frame of the run on
        wait_until(lambda: session.ending is not None, 300)
        ratios.append(free / (perf_counter() - began))
        assert session.spread is not None
        gaps += np.diff(watch.times).tolist()
    window.close()
    p99 = 1e3 * float(np.percentile(gaps, 99))
    speed = 100 * median(ratios)
    return [
        at_most(f"time between frames with {COUNT} replicas, p99 of {len(gaps)}", p99, 33, " ms", 1),
        at_least(f"training speed of {COUNT} replicas with the window, against without", speed, 85, " %", 0),
        for_the_record(f"record of a run of {LONG:,} epochs with {COUNT} replicas", _long_record(), " MB", 0),
    ]


def _long_record() -> float:
    """Megabytes that the window keeps of so long a run: rows of all recorded epochs, thinned weights."""
    history, shape = History(), (1 + COUNT, experiment().model.parameter_count)
    row = np.zeros((1, len(COLUMNS)))
    for epoch in range(LONG + 1):
        if is_recorded(epoch, replicas=True):
            row[0, 0] = epoch
            history.add(row, {epoch: np.zeros(shape)})
    kept = sum(weights.nbytes for weights in history._kept.values())
    return (history.rows.nbytes + kept) / 1e6
