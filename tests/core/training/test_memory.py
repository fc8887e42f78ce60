"""What a run will take of the memory, and the sentence before it when there is not enough."""

import tracemalloc
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from numpy.testing import assert_array_equal

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.splitter import Splitter
from nnviz.core.generalization.spread import Kept
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.memory import SENT, check_memory, held_bytes, in_words, needed_bytes
from nnviz.core.training.run import train
from nnviz.core.truths import Truth

DOTS = Dataset.from_xy([(i / 100, 0.0) for i in range(100)])


def of_classes(features: int) -> Dataset:
    drawn = np.random.default_rng(1).standard_normal((200, features))
    return Dataset(drawn, np.arange(200) % 3.0, np.zeros(200, np.int8), ("a", "b", "c"))


CLASSES = Experiment(
    dataset=of_classes(64), model=MLPSpec((32,), n_in=64, n_out=3), replicas=Replicas(20, "bootstrap")
)
WIDE = Experiment(dataset=DOTS, truth=Truth(), model=MLPSpec((32, 32)), replicas=Replicas(100))


def arrays_in(engine: FastEngine) -> int:
    """Bytes of all arrays that the engine's share owns."""
    seen: dict[int, int] = {}

    def look(thing: object) -> None:
        if hasattr(thing, "nbytes"):
            if thing.base is None:
                seen[id(thing)] = thing.nbytes
            else:
                look(thing.base)
        elif isinstance(thing, dict):
            for each in thing.values():
                look(each)
        elif isinstance(thing, list | tuple):
            for each in thing:
                look(each)
        elif hasattr(thing, "__dict__"):
            look(vars(thing))

    for share in engine._shares:
        look(share)
    return sum(seen.values())


@pytest.mark.parametrize(
    "some",
    [
        WIDE,
        replace(WIDE, training=Training(precision="float32")),
        replace(WIDE, training=Training(batch_size=30)),
        replace(WIDE, model=PolynomialSpec(9)),
        replace(WIDE, model=PolynomialSpec(9), replicas=Replicas(100, "bootstrap")),
        CLASSES,
        replace(CLASSES, training=Training(batch_size=32, optimiser="Adam")),
    ],
    ids=["perceptron", "float32", "batches", "polynomial", "bootstrap", "classes", "batches of classes"],
)
def test_the_estimate_is_near_what_is_held(some: Experiment) -> None:
    run = train(some)
    engine = next(run).state
    for _ in range(5):
        next(run)
    held, estimate = arrays_in(engine) + SENT * engine.stack().nbytes, held_bytes(some)
    assert held / 1.3 < estimate < 1.3 * held
    assert estimate < needed_bytes(some)
    run.close()


def test_replicas_that_pick_points_do_not_copy_them_first() -> None:
    """A bootstrap of points of many features once had three copies of all replicas' points in between."""
    points = points_of(CLASSES)
    assert points.inputs.shape == (200, 64)
    assert points.of_each.shape == (21, 200, 64)
    assert_array_equal(points.of_each[0], points.inputs)


def test_a_map_of_many_replicas_counts() -> None:
    flat = replace(CLASSES, dataset=of_classes(2), model=MLPSpec((5,), n_in=2, n_out=3))
    deep = replace(CLASSES, model=MLPSpec((5,), n_in=64, n_out=3))
    assert needed_bytes(flat) - held_bytes(flat) > 10 * (needed_bytes(deep) - held_bytes(deep))


@pytest.mark.parametrize("role", [Role.TRAINING, Role.VALIDATION])
def test_where_the_split_is_measured_counts(role: Role) -> None:
    """What comes and goes with an epoch is as large as the estimate says, not several times as large."""
    n, many = 4_000, Replicas(100, "bootstrap")
    drawn = np.random.default_rng(1).standard_normal((n, 3))
    roles = np.full(n, role, np.int8)
    roles[:50] = Role.TRAINING
    dataset = Dataset(drawn, np.arange(n) % 10.0, roles, tuple("abcdefghij"))
    some = Experiment(dataset=dataset, model=MLPSpec((), n_in=3, n_out=10), replicas=many)
    estimate, splitter = needed_bytes(some) - held_bytes(some), Splitter(some)
    state = Kept(some, first_stack(some))
    tracemalloc.start()
    splitter.measure(state)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert estimate / 2 < peak < 1.3 * estimate


def test_what_will_not_fit_is_said_before_with_the_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(available=needed_bytes(WIDE) // 2)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    with pytest.raises(BadInput, match=r"^100 replicas of this model need about \d+ MB; \d+ MB are free"):
        next(train(WIDE))
    alone = replace(WIDE, replicas=Replicas(0))
    check_memory(alone)
    free.available = 1000
    with pytest.raises(BadInput, match=r"^This model needs about .* are free\. Use fewer points"):
        check_memory(alone)


def test_an_edit_may_use_what_the_run_has_already(monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(available=int(1.4 * needed_bytes(WIDE)))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    run = train(WIDE)
    next(run), next(run)
    free.available -= held_bytes(WIDE)
    run.send(replace(WIDE, dataset=DOTS.moved([0], 0.0, 1.0)))
    many = Dataset.from_xy([(i / 2_000, 0.0) for i in range(2_000)])
    with pytest.raises(BadInput, match=r"^100 replicas of this model need about"):
        run.send(replace(WIDE, dataset=many))


def test_bytes_in_words() -> None:
    sizes = (440_000, 4_400_000, 44_000_000, 2_600_000_000, 12_300_000_000)
    assert [in_words(size) for size in sizes] == ["0.44 MB", "4.4 MB", "44 MB", "2.6 GB", "12 GB"]
