"""What a run will take of the memory, and the sentence before it when there is not enough."""

from dataclasses import replace
from types import SimpleNamespace

import psutil
import pytest

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.memory import check_memory, in_words, needed_bytes
from nnviz.core.training.run import train
from nnviz.core.truths import Truth

DOTS = Dataset.from_xy([(i / 100, 0.0) for i in range(100)])
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
        replace(WIDE, model=PolynomialSpec(9)),
        replace(WIDE, model=PolynomialSpec(9), replicas=Replicas(100, "bootstrap")),
    ],
    ids=["perceptron", "float32", "polynomial", "bootstrap"],
)
def test_the_estimate_is_near_what_the_engine_holds(some: Experiment) -> None:
    run = train(some)
    engine = next(run).state
    next(run)
    engine.predict(some.inputs(DOTS.x[:80]))
    held, estimate = arrays_in(engine), needed_bytes(some)
    assert held / 3 < estimate < 4 * held
    run.close()


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


def test_bytes_in_words() -> None:
    sizes = (440_000, 4_400_000, 44_000_000, 2_600_000_000, 12_300_000_000)
    assert [in_words(size) for size in sizes] == ["0.44 MB", "4.4 MB", "44 MB", "2.6 GB", "12 GB"]
