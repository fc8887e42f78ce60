"""Trains for an hour with edits, inside the event loop: memory does not grow."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from statistics import median

import psutil
from doings import ACTIONS
from loop import wait_until
from one_save import Asking
from PySide6.QtCore import QEventLoop, QObject, QTimer
from row import Row, at_most, for_the_record

from nnviz.app import _application
from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.gui.garbage import collect
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes

MINUTES = 60
EVERY = 400  # milliseconds between two things that are done
LONG = 1_000_000  # epochs: no run ends by itself
ROUND = 60  # things done before they are done again: all is undone then, and another example opened
SAMPLES = 240  # of memory, over the whole time
SELDOM = 300  # milliseconds between two of them at least: garbage is collected before
WARM_UP = 0.25  # of the time; memory then is what it is compared with
LAST = 0.25
MOST_GROWTH = 1.0  # per cent
EXAMPLES = ("five-dots-degree-6", "sine-mlp", "sine-degree-3", "sine-mlp-wide", "sine-formula")
DONE = (  # in a round, in this order, each as long as the round is not over
    "play", "move_a_point", "add_a_point", "look_back", "look_at_the_present", "undo",
    "play", "delete_a_point", "model", "play", "pin", "optimiser", "slow_motion", "slow_motion",
    "leave_slow_motion", "play", "new_weights", "play", "ask_about_a_point", "step", "unpin", "redo",
    "keep_the_shown_epoch", "play", "a_weight_by_hand", "play", "batch", "bring_back", "play", "undo",
)  # fmt: skip


@dataclass
class Memory:
    """Megabytes of the window's process and of its workers, over time."""

    window: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)

    def sample(self, worker: int | None) -> None:
        collect()
        self.window.append(_megabytes(os.getpid()))
        self.worker.append(_megabytes(worker) if worker else 0.0)

    def growth(self, values: list[float]) -> float:
        """From the end of the warm-up to the end, in per cent, of the medians over some time there."""
        count = len(values)
        warm, some = round(WARM_UP * count), max(1, round(LAST * count))
        before, after = median(values[warm : warm + some]), median(values[-some:])
        return 100 * (after / before - 1)

    @property
    def total(self) -> list[float]:
        return [one + two for one, two in zip(self.window, self.worker, strict=True)]


def _megabytes(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


class Use(QObject):
    """Somebody who trains and edits, one thing after another."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.session, self.random = window.session, Random(0)
        self.count = self.rounds = 0

    def do_next(self) -> None:
        step = self.count % ROUND
        self.count += 1
        if step == 0:
            self.begin_round()
        else:
            name = DONE[step % len(DONE)]
            ACTIONS[name](self.session, self.random.randrange(1_000))

    def begin_round(self) -> None:
        stack = self.session.undo_stack
        while stack.canUndo():
            stack.undo()
        example = preset(EXAMPLES[self.rounds % len(EXAMPLES)])
        long = replace(example.training, epochs=LONG)
        self.session.open_document(Document(replace(example, training=long)))
        self.session.recordings.watch(True)
        self.session.play()
        self.rounds += 1


Tell = Callable[[Memory, int], None]


def soak(seconds: float, tell: Tell = lambda memory, done: None, every: int = EVERY) -> tuple[Memory, int]:
    """Memory over so many seconds, and how many things were done. every: milliseconds between two of them."""
    window = open_window()
    memory, use, loop = Memory(), Use(window), QEventLoop()
    edits, samples = QTimer(interval=every), QTimer(interval=max(SELDOM, round(1_000 * seconds / SAMPLES)))

    def sample() -> None:
        memory.sample(window.session.worker_pid)
        tell(memory, use.count)

    edits.timeout.connect(use.do_next)
    samples.timeout.connect(sample)
    edits.start()
    samples.start()
    QTimer.singleShot(round(1_000 * seconds), loop.quit)
    loop.exec()
    edits.stop()
    samples.stop()
    window.close()
    window.deleteLater()
    return memory, use.count


def open_window() -> MainWindow:
    """A window whose worker has started."""
    app = _application()
    window = MainWindow(Session(preset(EXAMPLES[0])), Themes(app, "light"))
    window.documents.asking = Asking()
    window.resize(1280, 800)
    window.show()
    started: list[bool] = []
    window.session.devices_changed.connect(lambda: started.append(True))
    window.session.open()
    wait_until(lambda: started, "the start of a worker")
    return window


def measure(minutes: int = MINUTES) -> Iterator[Row]:
    memory, done = soak(60 * minutes, tell_now_and_then)
    yield at_most(
        f"growth of memory in {minutes} minutes of training with edits, window and worker",
        memory.growth(memory.total), MOST_GROWTH, " %", 2,
    )  # fmt: skip
    for name, values in (("window", memory.window), ("worker", memory.worker)):
        before, after = values[round(WARM_UP * len(values))], values[-1]
        yield for_the_record(f"    {name}: after the warm-up, at the end", f"{before:.0f} MB, {after:.0f} MB")
        yield for_the_record(f"    {name}: growth", f"{memory.growth(values):.2f} %")
    yield for_the_record("    things done meanwhile", f"{done:,}")


def tell_now_and_then(memory: Memory, done: int) -> None:
    if len(memory.window) % 10 == 0:
        print(
            f"  {done:,} things done; window {memory.window[-1]:.0f} MB, worker {memory.worker[-1]:.0f} MB",
            flush=True,
        )
