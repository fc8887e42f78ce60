"""Frames while training, and what the window costs the training, with a full screen."""

from multiprocessing import get_context
from time import perf_counter

import numpy as np
from alone import alone, experiment
from row import Row, at_least, at_most
from stage import PaintWatch, open_window, wait_until

HISTORY, SECONDS, REPEATS = 10_000, 4.0, 3


def measure() -> list[Row]:
    """p99 of the time between two paints of the FIT panel, and training speed with and without a window."""
    window = open_window(experiment())
    session = window.fit.canvas.session
    session.play()
    wait_until(lambda: session.history.last_epoch >= HISTORY, 120)
    assert len(window.fit._curve.getData()[0]) == 1_000
    watch = PaintWatch(window.fit.canvas.viewport())
    gaps: list[float] = []
    ratios: list[float] = []
    for _ in range(REPEATS):
        session.pause()
        with get_context("spawn").Pool(1) as pool:
            free = pool.apply(alone, (SECONDS, session.shown.checkpoint(session.history)))
        session.play()
        watch.times.clear()
        first, began = session.history.last_epoch, perf_counter()
        wait_until(lambda began=began: perf_counter() - began >= SECONDS)
        shown = (session.history.last_epoch - first) / (perf_counter() - began)
        gaps += np.diff(watch.times).tolist()
        ratios.append(shown / free)
    window.close()
    return [
        at_most(
            f"time between frames while training, p99 of {len(gaps)}",
            1e3 * np.percentile(gaps, 99),
            33,
            " ms",
            1,
        ),
        at_least(
            "training speed with the window, against without", 100 * float(np.median(ratios)), 90, " %", 0
        ),
    ]
