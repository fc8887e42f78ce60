"""Ten thousand things that a person may do, in random order: each is answered, and all can be undone."""

import itertools
import sys
import threading
import traceback
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType

import numpy as np
from doings import ACTIONS
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from loop import once_through, wait_until
from one_save import Asking
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from row import Row, at_most, for_the_record, none_of

from nnviz.app import _application
from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.core.training.errors import errors_of
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes

EVENTS, WITH_WORKER = 10_000, 0.2  # so many, and this part of them again with a worker process
PANELS = ("settings", "fit", "errors", "graph", "classes", "hidden", "points", "runs")
IN_A_ROW = 100  # events between two documents
ANSWERED_WITHIN = 30.0  # seconds, also where a new worker process has to start
SETTINGS = settings(
    max_examples=2,  # of which the first is a simple one
    stateful_step_count=IN_A_ROW,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
START = preset("five-dots-line")
NAMES = ("sine-degree-3", "sine-mlp", "five-dots-degree-6", "sine-formula", "moons", "iris-4-10-3")
OTHERS = tuple(preset(name) for name in NAMES)


@dataclass
class Tally:
    """What was counted over all documents."""

    events: Counter[str] = field(default_factory=Counter)
    last: deque[str] = field(default_factory=lambda: deque(maxlen=IN_A_ROW))
    answers: int = 0
    slowest: float = 0.0  # seconds until an answer
    trained: int = 0  # times that a run was seen to go on
    undone: int = 0  # edits, there and back
    broken: list[str] = field(default_factory=list)  # in panels

    @property
    def count(self) -> int:
        return sum(self.events.values())


class Events(RuleBasedStateMachine):
    """What a person does to one session, one document after another."""

    def __init__(self, session: Session, tally: Tally) -> None:
        super().__init__()
        self.session, self.tally = session, tally
        self.first = Document(START)
        self.devices_told = 0
        session.open_document(self.first)
        session.devices_changed.connect(self._on_devices_changed)

    def _on_devices_changed(self) -> None:
        self.devices_told += 1

    def event(self, name: str, number: int, then: str) -> None:
        self.tally.events[name] += 1
        self.tally.last.append(f"{name} {number} {then}")
        try:
            self._do(name, number, then)
        except Exception:
            traceback.print_exc()  # hypothesis, which tries again, may tell of that alone
            print("  after:", *self.tally.last, sep="\n    ", flush=True)
            raise

    def _do(self, name: str, number: int, then: str) -> None:
        ACTIONS[name](self.session, number)
        if then == "look":
            once_through()
        elif then == "wait":
            self.answer(name)
        elif then == "watch it train":
            self.session.play()
            self.see_it_train(name)

    @rule(which=st.integers(0, len(OTHERS) - 1), with_run=st.booleans())
    def open_document(self, which: int, with_run: bool) -> None:
        """Another one, or this one again with its run."""
        self.tally.events["open a document"] += 1
        document = self.session.whole_document() if with_run else Document(OTHERS[which])
        self.session.open_document(document)
        self.first = self.session.document

    @rule()
    def there_and_back(self) -> None:
        """All is undone, and done again."""
        stack, last = self.session.undo_stack, self.session.document
        count = stack.index()
        while stack.canUndo():
            stack.undo()
        assert self.session.document == self.first
        for _ in range(count):
            stack.redo()
        assert self.session.document == last
        self.tally.undone += count

    def answer(self, event: str) -> None:
        """The worker answers, so nothing waits for ever: neither here nor there nor in between."""
        told = self.devices_told
        self.session.ask_for_devices()
        took = wait_until(lambda: self.devices_told > told, f"an answer after {event}", ANSWERED_WITHIN)
        self.tally.answers += 1
        self.tally.slowest = max(self.tally.slowest, took)

    def see_it_train(self, event: str) -> None:
        """What is said to run does run."""
        session, epoch = self.session, self.session.history.last_epoch
        began = perf_counter()
        wait_until(
            lambda: session.state is not RunState.RUNNING or session.history.last_epoch > epoch,
            f"an epoch after {event}",
            ANSWERED_WITHIN,
        )
        self.tally.trained += session.state is RunState.RUNNING
        self.tally.slowest = max(self.tally.slowest, perf_counter() - began)

    @invariant()
    def what_is_shown_fits(self) -> None:
        session = self.session
        shown, experiment = session.shown, session.experiment
        assert len(shown.parameters) == shown.model.parameter_count
        errors_of(shown.predict(experiment.dataset.places), experiment)
        epochs = session.history.column("epoch")
        assert np.all(np.diff(epochs) > 0)
        assert session.document.run is None
        session.diagnosis()

    @invariant()
    def it_can_be_saved(self) -> None:
        whole = self.session.whole_document()
        assert (whole.experiment, whole.pins) == (self.session.experiment, self.session.pins)
        if whole.run is not None:
            assert whole.run.last.epoch == int(whole.run.rows[-1, 0])

    def teardown(self) -> None:
        self.there_and_back()
        self.answer("the last event")
        self.session.devices_changed.disconnect(self._on_devices_changed)


def rule_for(name: str) -> Callable[[Events, int, str], None]:
    """The rule that does what is called so."""

    def event(machine: Events, number: int, then: str) -> None:
        machine.event(name, number, then)

    event.__name__ = name
    then = st.sampled_from(("go on", "look", "wait", "watch it train"))
    return rule(number=st.integers(0, 999), then=then)(event)


for action in ACTIONS:  # a rule each: hypothesis leaves some out of each document, and tries others the more
    setattr(Events, action, rule_for(action))


def try_events(count: int, in_process: bool, tally: Tally, whole_window: bool = False) -> list[str]:
    """So many events on a session, with a window that shows it all or not; names of the threads left over."""
    before = set(threading.enumerate())
    session = Session(START, in_process=in_process)
    with shown_in_a_window(session, tally) if whole_window else nullcontext():
        session.open()
        try:
            for number in itertools.count():
                if tally.count >= count:
                    break
                run_state_machine_as_test(seed(number)(lambda: Events(session, tally)), settings=SETTINGS)
        finally:
            session.close()
    left = set(threading.enumerate()) - before
    return [thread.name for thread in left if not isinstance(thread, threading._DummyThread)]


@contextmanager
def shown_in_a_window(session: Session, tally: Tally) -> Iterator[None]:
    """All panels, and what breaks in them: errors, warnings, lines from Qt."""

    def broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        tally.broken.append(repr(error))

    def said(kind: QtMsgType, context: object, message: str) -> None:
        if "propagateSizeHints" not in message:
            print(message, flush=True)
            tally.broken.append(message)

    app = _application()
    window = MainWindow(session, Themes(app, "light"))
    window.documents.asking = Asking()
    window.show()
    for name in PANELS:
        window.docks.show(name)
    hook, sys.excepthook = sys.excepthook, broke
    handler = qInstallMessageHandler(said)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
            window.close()
            once_through()
    finally:
        sys.excepthook = hook
        qInstallMessageHandler(handler)


def measure(count: int = EVENTS) -> Iterator[Row]:
    app = _application()
    part = round(WITH_WORKER * count)
    yield from rows("in this process", count, in_process=True)
    yield from rows("with a worker process", part, in_process=False)
    yield from rows("with all panels of the window", part, in_process=True, whole_window=True)
    del app


def rows(where: str, count: int, in_process: bool, whole_window: bool = False) -> Iterator[Row]:
    tally = Tally()
    left = try_events(count, in_process, tally, whole_window)
    assert tally.count, "nothing was tried"
    yield for_the_record(f"random events, {where}", f"{tally.count:,}")
    yield at_most("    the slowest answer", tally.slowest, ANSWERED_WITHIN, " s", 1)
    yield for_the_record("    answers waited for", f"{tally.answers:,}")
    yield for_the_record("    runs seen to go on", f"{tally.trained:,}")
    yield for_the_record("    edits undone and done again", f"{tally.undone:,}")
    yield none_of("    threads left over", len(left), tally.count)
    if whole_window:
        yield none_of("    errors, warnings, lines from Qt", len(tally.broken), tally.count)
