"""A thousand times start, pause, stop: nothing is left, and memory does not grow."""

import gc
import os
import threading

import psutil
from row import Row, at_most
from stage import open_window, wait_until

from nnviz.core.presets import preset
from nnviz.gui.session import RunState

CYCLES, WARM_UP = 1_000, 100


def measure() -> list[Row]:
    """Threads left over, and growth of this process and its worker from the end of the warm-up."""
    window = open_window(preset("sine-mlp"))
    session = window.fit.canvas.session
    process = psutil.Process(os.getpid())

    def cycle() -> None:
        session.play()
        wait_until(lambda: session.history.last_epoch > 2)
        session.pause()
        session.stop()
        session.reset()

    def memory() -> float:
        gc.collect()
        return float(process.memory_info().rss + sum(c.memory_info().rss for c in process.children()))

    for _ in range(WARM_UP):
        cycle()
    threads, before = process.num_threads(), memory()
    for _ in range(CYCLES):
        cycle()
    growth, more = 100 * (memory() / before - 1), process.num_threads() - threads
    assert session.state is RunState.READY
    window.close()
    left = [t.name for t in threading.enumerate() if t.name.startswith("nnviz")]
    return [
        at_most(
            f"threads left after {CYCLES:,} cycles of start, pause, stop", max(more, len(left)), 0, "", 0
        ),
        at_most("growth of memory over them, window and worker", growth, 1, " %"),
    ]
