"""Runs that run out of memory: each ends with a sentence, and the worker, or a new one, goes on."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import psutil
from loop import wait_until
from PySide6.QtCore import QCoreApplication
from row import Missing, Row, for_the_record, none_of

from nnviz.core.dataset import Dataset
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.training.memory import NOT_ENOUGH
from nnviz.gui.notices import WORKER_LOST
from nnviz.gui.session import RunState, Session

ROOMS = 10  # how many limits are tried with each large experiment
MOST_ROOM = 400  # megabytes, about what the largest of them need
PATIENCE = 120.0  # seconds
FEW = 5  # epochs that show that a run trains
SMALL = replace(preset("five-dots-line"), training=Training(epochs=FEW))
LIMITS = "Limits of memory are set as Linux allows it (prlimit). Try this trial on Linux."


def large(model: ModelSpec, points: int, replicas: int = 0, **training: object) -> Experiment:
    """An experiment that takes some hundred megabytes."""
    x = np.linspace(0, 1, points)
    return Experiment(
        dataset=Dataset.from_xy(np.column_stack([x, np.sin(9 * x)])),
        model=model,
        training=Training(epochs=1_000_000, **training),
        replicas=Replicas(replicas, "bootstrap"),
    )


LARGE = {
    "a wide network": large(MLPSpec((512, 512)), 5_000),
    "a wide network of 32 bits": large(MLPSpec((512, 512)), 5_000, 3, precision="float32"),
    "many replicas": large(MLPSpec((64, 64)), 200, 300),
    "replicas of a polynomial": large(PolynomialSpec(20), 5_000, 100),
    "an exact solution": large(PolynomialSpec(20, "exact"), 20_000, 300),
    "a formula, with autograd": large(FormulaSpec("a*sin(b*x) + c*exp(d*x)"), 20_000, 50),
}


@dataclass(frozen=True)
class Outcome:
    """How a run under a limit ended: "enough", "said", "lost" (with its process) or "silent".

    room: the limit, megabytes beyond what a small run takes. goes_on: whether a small run trained after it.
    """

    room: int
    how: str
    goes_on: bool


def under_limits(experiment: Experiment, rooms: list[int], watching: bool = False) -> Iterator[Outcome]:
    """Run it with so many megabytes more than a small run takes; then a small run without a limit.

    watching: with the graph, which is recorded beside the run.
    """
    import resource

    session = Session(SMALL)
    session.open()
    session.recordings.watch(watching)
    try:
        for room in rooms:
            pid = settled(session)
            limit = psutil.Process(pid).memory_info().vms + room * 2**20
            resource.prlimit(pid, resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
            how = outcome(session, experiment)
            if session.worker_pid == pid:
                resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
            yield Outcome(room, how, trains(session))
    finally:
        session.close()


def settled(session: Session) -> int:
    """The worker's process, once it has trained and answers: there may have been a loss on the way."""
    trains(session)
    told: list[int | None] = []
    note = session.devices_changed.connect(lambda: told.append(session.worker_pid))
    while len(told) < 2 or told[-2] != told[-1]:
        count = len(told)
        session.ask_for_devices()
        wait_until(lambda count=count: len(told) > count, "an answer", PATIENCE)
    session.devices_changed.disconnect(note)
    pid = told[-1]
    assert pid is not None
    return pid


def outcome(session: Session, experiment: Experiment) -> str:
    """How the run of this experiment ends, or that it goes on."""
    session.open_document(Document(experiment))
    session.play()
    try:
        wait_until(
            lambda: session.state is RunState.ENDED or session.history.last_epoch >= FEW, "an end", PATIENCE
        )
    except TimeoutError:
        return "silent"
    if session.notice in (NOT_ENOUGH, WORKER_LOST):
        return "said" if session.notice == NOT_ENOUGH else "lost"
    return "enough" if session.notice is None else "silent"


def trains(session: Session) -> bool:
    """Whether a small run does what it should, at the second try where the process was just lost."""
    for _ in range(2):
        session.open_document(Document(SMALL))
        session.play()
        try:
            wait_until(lambda: session.state is RunState.ENDED, "the end of a small run", PATIENCE)
        except TimeoutError:
            return False
        if session.notice != WORKER_LOST:
            break
    return session.history.last_epoch == FEW and session.notice is None


def measure(count: int = ROOMS) -> Iterator[Row]:
    if sys.platform != "linux":
        raise Missing(LIMITS)
    app = QCoreApplication.instance() or QCoreApplication([])
    rooms = np.geomspace(1, MOST_ROOM, count).astype(int).tolist()
    every: list[Outcome] = []
    for watching in (False, True):
        for name, experiment in LARGE.items():
            seen = list(under_limits(experiment, rooms, watching))
            every += seen
            ends = ", ".join(f"{each.room} MB {each.how}" for each in seen)
            print(f"  {name}{', watched' if watching else ''}: {ends}", flush=True)
    ways = Counter(each.how for each in every)
    yield for_the_record("runs under a limit of memory: with enough of it", f"{ways['enough']:,}")
    yield for_the_record("    that said that it ran out", f"{ways['said']:,}")
    yield for_the_record("    that lost their process, and said so", f"{ways['lost']:,}")
    yield none_of("    without a sentence, or that never ended", ways["silent"], len(every))
    yield none_of("    after which a small run does not train", sum(not e.goes_on for e in every), len(every))
    del app
