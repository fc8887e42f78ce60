"""Runs Python scripts of experiments, and compares what they print with nnviz's own runs.

The trial runs the script of every preset as ``python FILE`` would, and in this process those of all kinds of
models, optimisers, penalties, batches and precisions together.
"""

import contextlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from row import Row, for_the_record, none_of

from nnviz.core.classes import LOSSES
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import OPTIMISERS, PRECISIONS, Experiment, Optimiser, Training
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.presets import preset, preset_names
from nnviz.core.scaling import SCALINGS
from nnviz.core.script.pieces import FORMS, Form
from nnviz.core.script.script import python_script
from nnviz.core.training.errors import error, share_right
from nnviz.core.training.player import Player, Snapshot
from nnviz.core.training.steps import ERROR_COLUMNS, Ending

CLOSE = 1e-6  # relative difference of errors with 64 bits
CLOSE_IN_FLOAT32 = 1e-3  # with 32 bits: they hold 7 digits, of which some sixty steps leave four
NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)"
EPOCHS = 60
RATES: dict[Optimiser, float] = {"SGD": 0.02, "momentum": 0.01, "Adam": 0.02, "AdamW": 0.02}
PENALTIES = ((0.0, 0.0), (0.01, 0.0), (0.0, 0.003), (0.01, 0.003))  # L2, L1
BATCHES = ((0, True), (4, True), (4, False))  # size, shuffled
MODELS: tuple[ModelSpec, ...] = (
    PolynomialSpec(0),
    PolynomialSpec(1),
    PolynomialSpec(5),
    MLPSpec(()),
    MLPSpec((7,), "tanh"),
    MLPSpec((5, 4), "relu", scale_inputs=False),
    MLPSpec((6,), "sigmoid", 0.2),
    MLPSpec((5, 3, 2), "softplus", 0.3),
    MLPSpec((8,), "sine", 0.1),
    FormulaSpec("a*sin(b*x) + c"),
    FormulaSpec("l*softplus(I*x) + O*x^2/10 - relu(print)"),
    FormulaSpec("y - sqrt(abs(e))/2^(1 + q*q)"),
)


OF_CLASSES = ("training accuracy", "validation accuracy", "test error", "test accuracy")
CLASS_MODELS = (((2, 1), ()), ((2, 1), (5, 4)), ((2, 2), (6,)), ((3, 3), ()), ((3, 3), (5, 3)))


@dataclass
class Printed:
    """What a script has printed."""

    text: str
    training_error: float
    validation_error: float = float("nan")
    coefficients: list[float] = field(default_factory=list)
    of_classes: list[float] = field(default_factory=list)  # accuracies, and of test points error and accuracy

    @property
    def errors(self) -> list[float]:
        return [self.training_error, self.validation_error]

    @property
    def ends(self) -> list[float]:
        """All that it ends with."""
        return [*self.errors, *self.of_classes]


def run(script: str) -> Printed:
    """Run the text of a script in this process."""
    output = io.StringIO()
    dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
    try:
        with contextlib.redirect_stdout(output):
            exec(compile(script, "script.py", "exec"), {"__name__": "__main__"})
    finally:
        torch.set_default_dtype(dtype)
        torch.set_default_device(None)
        torch.set_num_threads(threads)
    return read(output.getvalue())


def run_apart(script: str, folder: Path) -> Printed:
    """Run it as ``python FILE``, from a file in this folder and with nothing of nnviz around."""
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", path], cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return read(done.stdout)


def read(text: str) -> Printed:
    """The numbers in what a script has printed."""

    def numbers(words: str) -> list[float]:
        return [float(found) for found in re.findall(rf"^{words} +({NUMBER})$", text, re.MULTILINE)]

    (training,) = numbers("final training error")
    validation = numbers("final validation error") or [float("nan")]
    found = [numbers(f"final {what}") or [float("nan")] for what in OF_CLASSES]
    of_classes = [each for (each,) in found] if "accuracy" in text else []
    return Printed(text, training, *validation, numbers(r"coefficient of x\^\d+"), of_classes)


@lru_cache
def played(experiment: Experiment) -> Snapshot:
    """nnviz's own run of the model, at its end."""
    alone = replace(experiment, replicas=replace(experiment.replicas, count=0))
    player = Player(alone)
    player.play()
    while player.active:
        player.advance()
    return player.snapshot()


def own_ends(experiment: Experiment, own: Snapshot) -> list[float]:
    """The errors that a run ended with; of classes the accuracies, and the same of the test points."""
    errors: list[float] = own.rows[-1, 1:3].tolist()
    if not experiment.dataset.is_classes:
        return errors
    accuracies = [own.rows[-1, ERROR_COLUMNS.index(f"{part}_accuracy")] for part in ("train", "validation")]
    test = experiment.dataset.of(Role.TEST)
    if not len(test) or own.ending is Ending.DIVERGED:
        return [*errors, *accuracies, float("nan"), float("nan")]
    outputs, head = experiment.predict(own.parameters, test.places), experiment.head
    found = error(outputs, test, head, experiment.training.loss), share_right(outputs, test, head)
    return [*errors, *accuracies, *found]


def difference(experiment: Experiment, found: list[float], own: list[float]) -> float:
    """The largest relative difference of the numbers that a run ends with.

    Below (1e-10)² of the mean square of y, an error is what rounding leaves of 0: all such are the same. Of
    classes that is so below 1e-9 nats, where a cross-entropy is the difference of two much larger numbers.
    """
    floor = 1e-20 * max(1e-12, float(np.mean(experiment.dataset.y**2)))
    if experiment.dataset.is_classes:
        floor = 1e-9 * CLOSE
    if len(found) != len(own):
        return float("inf")
    if any(np.isnan(a) != np.isnan(b) for a, b in zip(found, own, strict=True)):
        return float("inf")
    pairs = [(a, b) for a, b in zip(found, own, strict=True) if not (np.isnan(a) and np.isnan(b))]
    return max(abs(a - b) / max(abs(b), floor / CLOSE) for a, b in pairs)


def disagreement(experiment: Experiment, form: Form, own: Snapshot | None = None) -> float:
    """How far the script's errors are from those of nnviz's own run, relatively."""
    own = own or played(experiment)
    printed = run(python_script(experiment, form))
    return difference(experiment, printed.ends, own_ends(experiment, own))


def tolerance(experiment: Experiment) -> float:
    return CLOSE if experiment.training.precision == "float64" else CLOSE_IN_FLOAT32


def wavy(count: int = 13) -> Dataset:
    """A noisy sine; every fourth point is for validation."""
    random = np.random.default_rng(3)
    x = np.sort(random.uniform(-2, 6, count))
    points = np.column_stack([x, np.sin(x) + 0.2 * random.standard_normal(count)])
    validation = np.arange(count) % 4 == 1
    return Dataset.from_xy(points[~validation], points[validation])


def kinds() -> Iterator[Experiment]:
    """Experiments with everything that changes how they are trained, in all combinations."""
    for model, optimiser, (l2, l1), (size, shuffle), precision in product(
        MODELS, OPTIMISERS, PENALTIES, BATCHES, PRECISIONS
    ):
        training = Training(EPOCHS, size, shuffle, optimiser, RATES[optimiser], l2, l1, precision=precision)
        yield Experiment(dataset=wavy(), domain=(-2.0, 6.5), model=model, training=training, weight_seed=5)


def clouds(classes: int, features: int = 2, count: int = 30) -> Dataset:
    """Noisy clouds, one for each class; of five points one is for validation and one for testing."""
    random = np.random.default_rng(classes)
    numbers = np.arange(count) % classes
    places = 2 * random.standard_normal((classes, features))[numbers]
    roles = np.array([Role.TRAINING, Role.TRAINING, Role.VALIDATION, Role.TRAINING, Role.TEST], np.int8)
    names = tuple("abcdefghij"[:classes])
    spread = random.standard_normal((count, features))
    return Dataset(places + spread, numbers.astype(float), roles[np.arange(count) % 5], names)


def class_kinds() -> Iterator[Experiment]:
    """The same for classes: heads, losses, scalings, with and without a penalty, batches and dropout."""
    for ((classes, outputs), hidden), loss, scaling, optimiser, (l2, l1), size, dropout, precision in product(
        CLASS_MODELS, LOSSES, SCALINGS, OPTIMISERS, PENALTIES[:2], (0, 4), (0.0, 0.2), PRECISIONS
    ):
        yield Experiment(
            dataset=clouds(classes),
            model=MLPSpec(hidden, dropout=dropout, n_in=2, n_out=outputs),
            training=Training(
                EPOCHS, size, True, optimiser, RATES[optimiser], l2, l1, precision=precision, loss=loss
            ),
            weight_seed=5,
            scaling=scaling,
        )


def measure(count: int = 0) -> Iterator[Row]:
    """Both forms of every preset, and of so many kinds of experiments; 0 for all kinds."""
    found = []
    with TemporaryDirectory(prefix="nnviz ") as folder:
        for name, form in product(preset_names(), FORMS):
            experiment = preset(name)
            printed = run_apart(python_script(experiment, form), Path(folder))
            found.append(difference(experiment, printed.ends, own_ends(experiment, played(experiment))))
            print(f"  {name}, {form} level: {found[-1]:.0e}", flush=True)
    wrong = sum(not each <= CLOSE for each in found)
    yield none_of("scripts of presets with other errors than nnviz", wrong, len(found))
    yield for_the_record("    largest relative difference", f"{max(found):.0e}")
    every = [*kinds(), *class_kinds()]
    step = -(-len(every) // count) if count else 1
    tried, wrong, most = 0, 0, dict.fromkeys(PRECISIONS, 0.0)
    for experiment in every[::step]:
        own = played(experiment)
        for form in FORMS:
            apart, precision = disagreement(experiment, form, own), experiment.training.precision
            most[precision] = max(most[precision], apart)
            tried, wrong = tried + 1, wrong + (not apart <= tolerance(experiment))
    yield none_of("scripts of all kinds of training with other errors than nnviz", wrong, tried)
    for precision, apart in most.items():
        yield for_the_record(f"    largest relative difference with {precision}", f"{apart:.0e}")
