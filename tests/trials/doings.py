"""What a person may do to a session: each by its name, with a number that chooses among its forms."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace

from nnviz.core.classes import LOSSES, fitting_outputs
from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import MOST_PINS
from nnviz.core.experiment import with_model, with_new_weights
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import with_pattern
from nnviz.core.scaling import SCALINGS
from nnviz.core.tables.bundled import bundled_dataset
from nnviz.gui.by_hand import set_parameter
from nnviz.gui.documents.save_document import checked_text
from nnviz.gui.session import Session

MODELS = (
    PolynomialSpec(1),
    PolynomialSpec(6),
    PolynomialSpec(4, "exact"),
    PolynomialSpec(2, "exact"),
    MLPSpec((4,)),
    MLPSpec((8, 8), dropout=0.2),
    FormulaSpec("a*sin(b*x) + c"),
)


CLASS_MODELS = (MLPSpec(()), MLPSpec((4,)), MLPSpec((8, 8), "relu", dropout=0.2), MLPSpec((3,), "sigmoid"))
PATTERNS = (Pattern("moons", 0.2, 0.0, 12, 5, 3), Pattern("blobs", 0.9, 0.1, 15, 6, class_count=3))


def edit(session: Session, text: str, **changes: object) -> None:
    session.edit(replace(session.experiment, **changes), text)


def train_otherwise(session: Session, **changes: object) -> None:
    edit(session, "Training", training=replace(session.experiment.training, **changes))


def take_another_model(session: Session, number: int) -> None:
    """One of those that the present points can have."""
    experiment = session.experiment
    if not experiment.dataset.is_classes:
        session.edit(with_model(experiment, MODELS[number % len(MODELS)]), "Model")
        return
    outputs = fitting_outputs(experiment.dataset)
    sizes = {"n_in": experiment.dataset.feature_count, "n_out": outputs[number % len(outputs)]}
    session.edit(with_model(experiment, replace(CLASS_MODELS[number % len(CLASS_MODELS)], **sizes)), "Model")


def turn_into_classes(session: Session, number: int) -> None:
    """A pattern, or a table with more features than an axis has."""
    if number % 3 < len(PATTERNS):
        session.edit(with_pattern(session.experiment, PATTERNS[number % 3]), "Draw a pattern")
    else:
        session.edit_points(bundled_dataset("iris", (0.6, 0.2, 0.2), "stratified", number), "Open iris")


def turn_into_a_curve(session: Session, number: int) -> None:
    dots = [(x, (x * number) % 3) for x in range(1, 6)]
    session.edit_points(Dataset.from_xy(dots, [(2.5, 1.0)]), "Draw a curve")


def change_a_class(session: Session, number: int) -> None:
    dataset = session.experiment.dataset
    if dataset.is_classes and len(dataset):
        changed = dataset.with_class([number % len(dataset)], number % dataset.class_count)
        session.edit_points(changed, "Change class")


def change_a_role(session: Session, number: int) -> None:
    dataset = session.experiment.dataset
    if len(dataset):
        session.edit_points(
            dataset.with_role([number % len(dataset)], Role(number % len(Role))), "Change role"
        )


def move_point(session: Session, number: int) -> None:
    dataset, gesture = session.experiment.dataset, session.new_gesture()
    if len(dataset):
        for _ in range(number % 4):  # a drag
            dataset = dataset.moved([number % len(dataset)], 0.01 * (number % 7 - 3), 0.1)
            session.edit_points(dataset, "Move point", gesture)


def add_point(session: Session, number: int) -> None:
    role = Role.TRAINING if number % 3 else Role.VALIDATION
    dataset = session.experiment.dataset
    if dataset.is_classes:
        place = [(number % 40) / 10 - 2] * dataset.feature_count
        added = dataset.with_class_points([place], number % dataset.class_count, role)
        session.edit_points(added, "Add point")
        return
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
    "classes": turn_into_classes,
    "a_curve": turn_into_a_curve,
    "change_a_class": change_a_class,
    "change_a_role": change_a_role,
    "scaling": lambda s, n: edit(s, "Scaling", scaling=SCALINGS[n % len(SCALINGS)]),
    "loss": lambda s, n: train_otherwise(s, loss=LOSSES[n % len(LOSSES)]),
    "model": take_another_model,
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
    "save": lambda s, n: checked_text(s.whole_document()),
    "lose_the_worker": kill_worker,
}
