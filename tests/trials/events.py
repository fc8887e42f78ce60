"""Ten thousand things that a person may do, in random order: each is answered, and all can be undone."""

import itertools
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from loop import once_through, wait_until
from PySide6.QtCore import QCoreApplication
from row import Row, at_most, for_the_record, none_of

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import MOST_PINS, Document
from nnviz.core.experiment import with_model, with_new_weights
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.training.exact import errors_of
from nnviz.gui.by_hand import set_parameter
from nnviz.gui.session import RunState, Session

EVENTS, WITH_WORKER = 10_000, 0.2  # so many, and this part of them again with a worker process
IN_A_ROW = 100  # events between two documents
ANSWERED_WITHIN = 30.0  # seconds, also where a new worker process has to start
MODELS = (
    PolynomialSpec(1),
    PolynomialSpec(6),
    PolynomialSpec(4, "exact"),
    PolynomialSpec(2, "exact"),
    MLPSpec((4,)),
    MLPSpec((8, 8), dropout=0.2),
    FormulaSpec("a*sin(b*x) + c"),
)
SETTINGS = settings(
    max_examples=2,  # of which the first is a simple one
    stateful_step_count=IN_A_ROW,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
START = preset("five-dots-line")
OTHERS = tuple(preset(name) for name in ("sine-degree-3", "sine-mlp", "five-dots-degree-6", "sine-formula"))


def edit(session: Session, text: str, **changes: object) -> None:
    session.edit(replace(session.experiment, **changes), text)


def train_otherwise(session: Session, **changes: object) -> None:
    edit(session, "Training", training=replace(session.experiment.training, **changes))


def move_point(session: Session, number: int) -> None:
    dataset, gesture = session.experiment.dataset, session.new_gesture()
    if len(dataset):
        for _ in range(number % 4):  # a drag
            dataset = dataset.moved([number % len(dataset)], 0.01 * (number % 7 - 3), 0.1)
            session.edit_points(dataset, "Move point", gesture)


def add_point(session: Session, number: int) -> None:
    role = Role.TRAINING if number % 3 else Role.VALIDATION
    low, high = session.experiment.domain
    x = low + (high - low) * (number % 120) / 100  # at times beyond the x range
    session.edit_points(session.experiment.dataset.with_points([(x, number % 5)], role), "Add point")


def delete_point(session: Session, number: int) -> None:
    dataset = session.experiment.dataset
    if len(dataset):
        session.edit_points(dataset.without([number % len(dataset)]), "Delete point")


def set_weight(session: Session, number: int) -> None:
    parameters = session.shown.parameters
    if len(parameters) == session.experiment.model.parameter_count:
        set_parameter(session, number % len(parameters), number / 100)


def show_epoch(session: Session, number: int) -> None:
    if last := session.history.last_epoch:
        session.show_epoch(number % (last + 1))


def pin(session: Session, number: int) -> None:
    kept = session.whole_document().run
    if kept is not None:
        session.edit_pins((*session.pins, kept)[-MOST_PINS:], "Pin")


def bring_back(session: Session, number: int) -> None:
    if runs := session.runs.runs:
        session.bring_back(runs[number % len(runs)])


def slow_motion(session: Session, number: int) -> None:
    recordings = session.recordings
    if not recordings.in_slow_motion:
        recordings.begin_step()
    elif number % 3:
        recordings.step_to(number % 20)
    else:
        recordings.make_step()


def kill_worker(session: Session, number: int) -> None:
    if (pid := session.worker_pid) is not None and number % 4 == 0:
        os.kill(pid, signal.SIGKILL)


ACTIONS: dict[str, Callable[[Session, int], object]] = {
    "play": lambda s, n: s.play(),
    "play_again": lambda s, n: s.play(),
    "pause": lambda s, n: s.pause(),
    "step": lambda s, n: s.step(),
    "hold": lambda s, n: s.hold(),
    "stop": lambda s, n: s.stop(),
    "reset": lambda s, n: s.reset(),
    "move_a_point": move_point,
    "add_a_point": add_point,
    "delete_a_point": delete_point,
    "clear_all_points": lambda s, n: n % 5 or s.edit_points(Dataset.from_xy(), "Clear"),
    "model": lambda s, n: s.edit(with_model(s.experiment, MODELS[n % len(MODELS)]), "Model"),
    "learning_rate": lambda s, n: train_otherwise(s, learning_rate=(0.01, 0.03, 0.1, 50.0)[n % 4]),
    "optimiser": lambda s, n: train_otherwise(s, optimiser=("SGD", "Adam")[n % 2]),
    "batch": lambda s, n: train_otherwise(s, batch_size=n % 4),
    "epochs": lambda s, n: train_otherwise(s, epochs=(3, 200, 1_000_000)[n % 3]),
    "penalty": lambda s, n: train_otherwise(s, l2=(0.0, 0.01)[n % 2]),
    "early_stopping": lambda s, n: train_otherwise(s, patience=(0, 5)[n % 2]),
    "replicas": lambda s, n: edit(s, "Replicas", replicas=Replicas((0, 3, 6)[n % 3], "bootstrap")),
    "replicas_of_a_truth": lambda s, n: edit(s, "Replicas", replicas=Replicas(3, "same-x")),
    "new_weights": lambda s, n: s.edit(with_new_weights(s.experiment), "New weights"),
    "a_weight_by_hand": set_weight,
    "undo": lambda s, n: s.undo_stack.undo(),
    "undo_again": lambda s, n: s.undo_stack.undo(),
    "redo": lambda s, n: s.undo_stack.redo(),
    "look_back": show_epoch,
    "look_at_the_present": lambda s, n: s.show_epoch(None),
    "keep_the_shown_epoch": lambda s, n: s.keep_shown(),
    "pin": pin,
    "unpin": lambda s, n: s.edit_pins(s.pins[:-1], "Unpin"),
    "bring_back": bring_back,
    "ask_about_a_point": lambda s, n: s.focus_on(Question(point=n % max(1, len(s.experiment.dataset)))),
    "ask_about_all": lambda s, n: s.focus_on(ALL_POINTS),
    "watch_the_graph": lambda s, n: s.recordings.watch(n % 3 > 0),
    "slow_motion": slow_motion,
    "slow_motion_again": slow_motion,
    "leave_slow_motion": lambda s, n: s.recordings.end_step(),
    "check_a_gradient": lambda s, n: s.recordings.check_gradient(0),
    "a_formula_graph": lambda s, n: s.recordings.record_formula("a*x", {"a": 1.0, "x": float(n)}),
    "lose_the_worker": kill_worker,
}


@dataclass
class Tally:
    """What was counted over all documents."""

    events: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    slowest: float = 0.0  # seconds until an answer
    trained: int = 0  # times that a run was seen to go on
    undone: int = 0  # edits, there and back

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
        shown, dataset = session.shown, session.experiment.dataset
        assert len(shown.parameters) == shown.model.parameter_count
        errors_of(shown.predict(dataset.x), dataset)
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


def try_events(count: int, in_process: bool, tally: Tally) -> list[str]:
    """So many events on a session; the names of the threads that are left."""
    before = set(threading.enumerate())
    session = Session(START, in_process=in_process)
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


def measure(count: int = EVENTS) -> Iterator[Row]:
    app = QCoreApplication.instance() or QCoreApplication([])
    yield from rows("in this process", count, in_process=True)
    yield from rows("with a worker process", round(WITH_WORKER * count), in_process=False)
    del app


def rows(where: str, count: int, in_process: bool) -> Iterator[Row]:
    tally = Tally()
    left = try_events(count, in_process, tally)
    assert tally.count, "nothing was tried"
    yield for_the_record(f"random events, {where}", f"{tally.count:,}")
    yield at_most("    the slowest answer", tally.slowest, ANSWERED_WITHIN, " s", 1)
    yield for_the_record("    answers waited for", f"{tally.answers:,}")
    yield for_the_record("    runs seen to go on", f"{tally.trained:,}")
    yield for_the_record("    edits undone and done again", f"{tally.undone:,}")
    yield none_of("    threads left over", len(left), tally.count)
