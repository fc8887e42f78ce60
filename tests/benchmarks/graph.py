"""The computational graph: from parameters to a picture, following a run live, and memory of recordings."""

import gc
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import median
from time import perf_counter

import psutil
import torch
from row import Row, at_least, at_most
from stage import open_window, wait_until

from nnviz.app import _application
from nnviz.core.experiment import Experiment
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.record import record
from nnviz.core.graph.recorder import Recorder
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.gui.graph.view import GraphView
from nnviz.gui.run_state import RunState
from nnviz.gui.theme import LIGHT

REPEATS = 7
DEPTH = 4  # hidden layers: with both penalties the graph has 60 nodes or so
TERMS = 58  # of a formula with some 234 nodes
TURNS, WATCHED, SETTLE = 40, 0.5, 0.15  # pairs; seconds of each: short, for the speed of a machine wanders
RECORDINGS, WARM_UP = 10_000, 1_000


def measure() -> list[Row]:
    """Milliseconds to a picture; what following costs a run; growth of memory."""
    return [*_pictures(), *_following(), _memory()]


def _pictures() -> list[Row]:
    app = _application()
    deep = _deep()
    rows = []
    for make, limit in ((lambda: record(deep, deep.initial_parameters(), 0), 100), (_long, 300)):
        times = [_to_a_picture(make) for _ in range(1 + REPEATS)][1:]  # the first one warms up
        app.processEvents()
        what = f"recording, layout and drawing of {len(make().nodes)} nodes, median of {REPEATS}"
        rows.append(at_most(what, 1e3 * median(times), limit, " ms", 0))
    return rows


def _to_a_picture(make: Callable[[], Graph]) -> float:
    """Seconds from the start of the recording to a painted view, laid out in its thread."""
    view, done = GraphView(LIGHT), []
    view.resize(1280, 800)
    view.show()
    view.drawn.connect(lambda: done.append(True))
    _application().processEvents()
    began = perf_counter()
    view.show_graph(make())
    wait_until(lambda: bool(done))
    view.grab()
    seconds = perf_counter() - began
    view.close()
    view.deleteLater()
    return seconds


def _deep() -> Experiment:
    sine = preset("sine-mlp")
    return replace(
        sine, model=MLPSpec((8,) * DEPTH), training=replace(sine.training, optimiser="SGD", l2=1e-3, l1=1e-3)
    )


def _long() -> Graph:
    """A sum of sines: far longer than the program's formulas may be."""
    recorder = Recorder()
    with recorder:
        x, total = recorder.leaf(0.5, "x", "input"), None
        for k in range(TERMS):
            wave = recorder.leaf(0.1 * k, f"a{k}", "parameter") * torch.sin(x)
            total = wave if total is None else total + wave
        return recorder.finish(total)


def _following() -> list[Row]:
    """The same run in turns, with the graph in sight and without."""
    sine = preset("sine-mlp")
    window = open_window(replace(sine, training=replace(sine.training, epochs=1_000_000)))
    session, came = window.session, list[float]()
    session.recordings.changed.connect(lambda: came.append(perf_counter()))
    session.play()
    wait_until(lambda: session.history.last_epoch > 20_000, 120)
    speeds: dict[bool, list[float]] = {True: [], False: []}
    gaps = []
    for turn in range(TURNS):
        for watched in (turn % 2 == 0, turn % 2 == 1):
            if session.state is not RunState.RUNNING:
                session.play()  # it was at its last epoch
            window.docks.show("graph") if watched else window.docks.hide("graph")
            _rest(SETTLE)
            came.clear()
            first, began = session.history.last_epoch, perf_counter()
            _rest(WATCHED)
            seconds = perf_counter() - began
            speeds[watched].append((session.history.last_epoch - first) / seconds)
            if watched:
                gaps.extend(after - before for before, after in pairwise(came))
    window.close()
    cost = 100 * (1 - median(on / off for on, off in zip(speeds[True], speeds[False], strict=True)))
    return [
        at_least("graphs a second while a run plays", 1 / median(gaps), 10, "", 0),
        at_most("what following costs the training", cost, 5, " %", 1),
    ]


def _rest(seconds: float) -> None:
    until = perf_counter() + seconds
    wait_until(lambda: perf_counter() > until)


def _memory() -> Row:
    experiment = preset("sine-mlp")
    parameters, process = experiment.initial_parameters(), psutil.Process(os.getpid())

    def grow(count: int) -> float:
        for _ in range(count):
            record(experiment, parameters, 0)
        gc.collect()
        return float(process.memory_info().rss)

    before, began = grow(WARM_UP), perf_counter()
    after = grow(RECORDINGS)
    print(f"one recording of sine-mlp: {1e3 * (perf_counter() - began) / RECORDINGS:.2f} ms")
    return at_most(f"growth of memory over {RECORDINGS:,} recordings", 100 * (after / before - 1), 1, " %")
