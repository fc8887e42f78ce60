"""Kills the worker process at random moments of a session: the points stay, and the next Play trains."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from doings import ACTIONS
from loop import once_through, wait_until
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from row import Row, at_most, for_the_record, none_of

from nnviz.core.document import Document
from nnviz.core.experiment import Training
from nnviz.core.presets import preset
from nnviz.core.training.steps import Ending
from nnviz.gui.session import RunState, Session

KILLS = 200
DOING = ("play", "pause", "step", "move_a_point", "add_a_point", "learning_rate", "model", "undo")
MOST_DONE = 6  # things between two kills
LONGEST = 300  # milliseconds from the last of them to the kill
PATIENCE = 60.0  # seconds until a loss is noticed, or until a new worker trains
START = replace(preset("five-dots-line"), training=Training(epochs=1_000_000))


@dataclass(frozen=True)
class Loss:
    """A worker that was killed. during: what was asked of it last.

    same: whether the document and what was learned are as they were; trains: whether the next Play does, and
    after how many seconds.
    """

    during: str
    same: bool
    trains: bool
    seconds: float


def losses(count: int, random: Random) -> Iterator[Loss]:
    session = Session(START)
    session.open()
    try:
        for _ in range(count):
            yield loss(session, random)
    finally:
        session.close()


def loss(session: Session, random: Random) -> Loss:
    during = "nothing"
    for _ in range(random.randint(0, MOST_DONE)):
        during = random.choice(DOING)
        ACTIONS[during](session, random.randrange(1_000))
        once_through()
    pause(random.uniform(0, LONGEST))
    wait_until(lambda: session.worker_pid is not None, "a worker process", PATIENCE)
    pid, document, epoch = session.worker_pid, session.document, session.history.last_epoch
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: session.worker_pid != pid and not session._thread.has_run, "a noticed loss", PATIENCE)
    same = session.document == document and session.history.last_epoch >= epoch
    seconds, trains = play(session)
    if session.experiment.training != START.training or session.experiment.model != START.model:
        session.open_document(
            Document(START)
        )  # a learning rate that diverges, a model solved at once: enough
    return Loss(during, same, trains, seconds)


def play(session: Session) -> tuple[float, bool]:
    """Press Play; how long until there is one more epoch, and whether there is."""
    epoch = session.history.last_epoch
    session.play()
    try:
        took = wait_until(
            lambda: session.history.last_epoch > epoch or session.state is RunState.ENDED,
            "an epoch",
            PATIENCE,
        )
    except TimeoutError:
        return PATIENCE, False
    return took, session.history.last_epoch > epoch or session.ending in (Ending.SOLVED, Ending.DIVERGED)


def pause(milliseconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(milliseconds), loop.quit)
    loop.exec()


def measure(count: int = KILLS) -> Iterator[Row]:
    app = QCoreApplication.instance() or QCoreApplication([])
    seen: list[Loss] = []
    for each in losses(count, Random(0)):
        seen.append(each)
        if not (each.same and each.trains):
            print(f"  {each}", flush=True)
        if len(seen) % 20 == 0:
            print(f"  {len(seen):,} workers killed", flush=True)
    during = Counter(each.during for each in seen)
    yield none_of(
        "workers killed: points or curve not as they were", sum(not e.same for e in seen), len(seen)
    )
    yield none_of("    after which Play does not train", sum(not e.trains for e in seen), len(seen))
    yield at_most("    the longest until it does", max(e.seconds for e in seen), PATIENCE, " s", 1)
    yield for_the_record("    killed after", ", ".join(f"{n} × {what}" for what, n in during.most_common()))
    del app
