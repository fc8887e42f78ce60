"""Training of points with classes: digits against scikit-learn, a hundred small models against PyTorch."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from time import process_time

import numpy as np
import torch
from engine import interleaved
from row import Row, at_least, at_most, for_the_record
from sklearn.neural_network import MLPClassifier

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment, Precision, Training
from nnviz.core.models import MLPSpec
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import with_pattern
from nnviz.core.tables.bundled import bundled_dataset
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.run import train
from nnviz.core.training.threads import limit_blas

PAIRS = 7
HIDDEN, EPOCHS, BATCH, RATE = 128, 40, 32, 0.001
MANY, POINTS, SMALL, SMALL_BATCH = 100, 70, 10, 16
PRECISIONS: tuple[Precision, Precision] = ("float32", "float64")


def measure() -> list[Row]:
    """Ratios of the same steps, one thread each. Targets are for float32 on both sides."""
    torch.set_num_threads(1)
    limit_blas(1)
    return [*_digits(), *_many()]


def _digits() -> list[Row]:
    """A whole run, with losses and accuracies after every epoch, against a whole `MLPClassifier.fit`."""
    rows = []
    for precision in PRECISIONS:
        given = _digits_experiment(precision)
        run, steps = _median_ratios(given)
        what = f"64-{HIDDEN}-10 on digits, {EPOCHS} epochs, {precision} on both sides: time of "
        if precision == "float32":
            rows.append(at_most(f"{what}a run against scikit-learn's MLPClassifier", run, 0.5, " ×"))
        else:
            rows.append(for_the_record(f"{what}a run against scikit-learn's MLPClassifier", run, " ×"))
        rows.append(for_the_record(f"{what}its steps alone", steps, " ×"))
    return rows


def _digits_experiment(precision: Precision) -> Experiment:
    dataset = bundled_dataset("digits", (0.6, 0.2, 0.2), "stratified", 0)
    training = Training(
        epochs=EPOCHS, batch_size=BATCH, optimiser="Adam", learning_rate=RATE, precision=precision
    )
    model = MLPSpec((HIDDEN,), n_in=dataset.feature_count, n_out=dataset.class_count)
    return Experiment(dataset=dataset, model=model, training=training, scaling="standard")


def _median_ratios(given: Experiment) -> tuple[float, float]:
    """Of the run, and of its steps without anything else, to the same `fit`: of the processor's time."""
    learned = given.dataset.of(Role.TRAINING)
    inputs = given.inputs(learned.features).astype(given.training.precision)
    engine = FastEngine(given.model, first_stack(given), given.training, 1, points_of(given))
    batches = [np.arange(len(learned))[first : first + BATCH] for first in range(0, len(learned), BATCH)]
    done = 0

    def run() -> None:
        nonlocal done
        for step in train(given):
            if step.epoch is not None and step.epoch.number == EPOCHS:
                done = step.number
                return

    def steps() -> None:
        for _ in range(EPOCHS):
            for batch in batches:
                engine.step(batch)

    def fit() -> None:
        theirs = MLPClassifier(
            (HIDDEN,), activation="tanh", alpha=0, batch_size=BATCH, learning_rate_init=RATE,
            max_iter=EPOCHS, n_iter_no_change=EPOCHS, random_state=1,
        )  # fmt: skip
        theirs.fit(inputs, learned.classes)
        assert theirs.coefs_[0].dtype == given.training.precision
        assert theirs.n_iter_ == EPOCHS

    times: dict[Callable[[], None], list[float]] = {run: [], steps: [], fit: []}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn says each time that it has not converged
        for pair in range(PAIRS + 1):
            for work, seconds in times.items():
                began = process_time()
                work()
                if pair:  # the first is for warming up
                    seconds.append(process_time() - began)
    assert done == EPOCHS * len(batches)
    ratios = np.array([times[run], times[steps]]) / times[fit]
    return float(np.median(ratios[0])), float(np.median(ratios[1]))


def _many() -> list[Row]:
    """One step of a hundred bootstrap replicas of 2-10-1, on all points and on batches."""
    rows = []
    for batch in (0, SMALL_BATCH):
        contenders: dict[object, Callable[[], None]] = {"plain": _plain(batch)}
        contenders |= {precision: _ours(precision, batch) for precision in PRECISIONS}
        seconds = interleaved(contenders)
        size = f"batches of {batch}" if batch else "all at once"
        for precision in PRECISIONS:
            ratio = seconds["plain"] * MANY / seconds[precision]
            what = f"{MANY} of 2-{SMALL}-1 on {POINTS} points with classes, {size}, {precision}: steps"
            what += " against plain PyTorch"
            if precision == "float32":
                rows.append(at_least(what, ratio, 60, " ×", 0))
            else:
                rows.append(for_the_record(what, ratio, " ×", 0))
    return rows


def _small_experiment() -> Experiment:
    pattern = replace(Pattern.of_kind("clusters"), n_training=POINTS, n_validation=15)
    given = with_pattern(Experiment(model=MLPSpec((SMALL,))), pattern)
    return replace(given, scaling="standard", replicas=Replicas(MANY - 1, "bootstrap"))


def _in_turn(batch: int) -> Callable[[], np.ndarray]:
    """The numbers of the points of each next batch."""
    parts = [np.arange(POINTS)[first : first + batch] for first in range(0, POINTS, batch)]
    made = 0

    def following() -> np.ndarray:
        nonlocal made
        made += 1
        return parts[made % len(parts)]

    return following


def _ours(precision: Precision, batch: int) -> Callable[[], None]:
    given = _small_experiment()
    training = Training(optimiser="Adam", learning_rate=0.01, precision=precision)
    engine = FastEngine(given.model, first_stack(given), training, 1, points_of(given))
    assert len(engine._shares) == 1, "the target is for one thread"
    limit_blas(1)
    if not batch:
        return lambda: engine.step(None)
    following = _in_turn(batch)
    return lambda: engine.step(following())


def _plain(batch: int) -> Callable[[], None]:
    """What one writes from the tutorial: a Sequential, cross-entropy on the logit, Adam."""
    given = _small_experiment()
    learned = given.dataset.of(Role.TRAINING)
    x = torch.tensor(given.inputs(learned.features), dtype=torch.float32)
    y = torch.tensor(learned.y, dtype=torch.float32)[:, None]
    model = torch.nn.Sequential(torch.nn.Linear(2, SMALL), torch.nn.Tanh(), torch.nn.Linear(SMALL, 1))
    criterion = torch.nn.BCEWithLogitsLoss()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    size = batch or POINTS
    batches = [(x[first : first + size], y[first : first + size]) for first in range(0, POINTS, size)]
    made = 0

    def step() -> None:
        nonlocal made
        made += 1
        inputs, targets = batches[made % len(batches)]
        optimiser.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimiser.step()

    return step
