"""Training on an NVIDIA GPU: as on the CPU, captured steps among others. Runs where there is such a GPU."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.devices import devices
from nnviz.core.training.memory import lacks_memory
from nnviz.core.training.messages import Advanced, More, Play, Start
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train
from nnviz.core.training.worker import Worker
from nnviz.core.truths import Sampling, Truth, sample

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no NVIDIA GPU here")

GPU = "cuda:0"
PATIENCE = 120  # seconds until a report that does not come fails the test
TRUTH, SAMPLING = Truth("sine", (1.0, 1.0, 0.0), 0.3), Sampling(12, 6, seed=3)


def curve(model: ModelSpec, count: int = 5, **training: object) -> Experiment:
    settings = replace(Training(optimiser="Adam", learning_rate=0.02), **training)
    return Experiment(
        dataset=sample(TRUTH, SAMPLING), truth=TRUTH, sampling=SAMPLING, model=model, training=settings,
        replicas=Replicas(count),
    )  # fmt: skip


def classes(outputs: int, **training: object) -> Experiment:
    rng, count = np.random.default_rng(4), max(outputs, 2)
    numbers = np.arange(40) % count
    points = Dataset(
        rng.standard_normal((40, 3)) + numbers[:, None], numbers.astype(float), (np.arange(40) % 3 == 2) * 1,
        tuple("abcdefghij"[:count]),
    )  # fmt: skip
    return Experiment(
        dataset=points, model=MLPSpec((7, 6), dropout=0.2, n_in=3, n_out=outputs), scaling="standard",
        training=Training(optimiser="Adam", learning_rate=0.02, **training),
        replicas=Replicas(4, "bootstrap"),
    )  # fmt: skip


def stacks(some: Experiment, count: int, engine: object = None) -> np.ndarray:
    """The parameters of all members after each of so many steps, [steps, M, P]."""
    return np.array([step.state.stack() for step in islice(train(some, engine=engine), count)])


def there(some: Experiment) -> Experiment:
    return replace(some, training=replace(some.training, device=GPU))


@pytest.mark.parametrize("rule", OPTIMISERS)
def test_a_captured_step_trains_as_an_uncaptured_one(rule: str) -> None:
    some = curve(MLPSpec((6, 5), dropout=0.2), batch_size=5, optimiser=rule, l2=0.01)
    assert_allclose(stacks(there(some), 100), stacks(some, 100, ReferenceEngine), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("model", [PolynomialSpec(4), FormulaSpec("a*sin(b*x) + c")])
def test_so_do_other_models(model: ModelSpec) -> None:
    some = curve(model, learning_rate=0.01)
    assert_allclose(stacks(there(some), 100), stacks(some, 100, ReferenceEngine), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
@pytest.mark.parametrize("outputs", [1, 2, 5])
@pytest.mark.parametrize("batch_size", [0, 8])
def test_so_do_classes(loss: str, outputs: int, batch_size: int) -> None:
    some = classes(outputs, loss=loss, batch_size=batch_size)
    assert_allclose(stacks(there(some), 100), stacks(some, 100), rtol=1e-6, atol=1e-8)


def test_epochs_have_the_same_errors() -> None:
    some = classes(3)
    for here, away in zip(islice(train(some), 20), islice(train(there(some)), 20), strict=True):
        assert_allclose(away.epoch.row, here.epoch.row, rtol=1e-6, atol=1e-8)


def test_in_single_precision_the_two_agree_to_single_precision() -> None:
    some = curve(MLPSpec((8,)), precision="float32")
    assert_allclose(stacks(there(some), 60), stacks(some, 60), atol=2e-4)


def test_edits_take_effect_at_the_next_step() -> None:
    """A learning rate inside a captured step, moved points, another optimiser, the CPU and back."""
    some = curve(MLPSpec((6,)), batch_size=0)
    moved = replace(some, dataset=some.dataset.moved([0, 3], 0.01, 0.5))
    changes = [
        replace(some, training=replace(some.training, learning_rate=0.1)),
        replace(moved, training=replace(some.training, learning_rate=0.1)),
        replace(moved, training=replace(some.training, optimiser="momentum", l1=0.01)),
    ]

    def ended(device: str) -> np.ndarray:
        run = train(replace(some, training=replace(some.training, device=device)))
        next(run)
        for change in changes:
            run.send(replace(change, training=replace(change.training, device=device)))
            last = [next(run) for _ in range(10)][-1]
        stack = last.state.stack()
        run.close()
        return stack

    assert_allclose(ended(GPU), ended("cpu"), rtol=1e-6, atol=1e-8)
    run = train(some)
    for step, device in enumerate(["cpu", GPU, "cpu"]):
        if step == 0:
            next(run)
        else:
            run.send(replace(some, training=replace(some.training, device=device)))
        last = [next(run) for _ in range(5)][-1]
    assert last.epoch is not None
    assert np.isfinite(last.state.stack()).all()


def test_the_gpu_is_listed_by_its_own_name() -> None:
    listed = {device.name: device for device in devices()}
    assert listed[GPU].title == torch.cuda.get_device_name(0)
    assert listed[GPU].missing is None


def test_the_lack_of_its_memory_is_known() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**46, dtype=torch.uint8, device=GPU)
    assert lacks_memory(caught.value)


def test_a_worker_trains_on_it() -> None:
    some = replace(there(classes(3)), training=replace(there(classes(3)).training, epochs=30))
    worker = Worker()
    try:
        for command in (Start(1, some), Play()):
            worker.send(command)
        while True:
            assert worker.connection.poll(PATIENCE), "no report came"
            report = worker.connection.recv()
            assert isinstance(report, Advanced), report
            if report.snapshot.ending is not None:
                break
            worker.send(More())
        assert report.snapshot.epoch == 30
        assert_allclose(report.snapshot.parameters, stacks(some, 31)[-1, 0], rtol=1e-9)
    finally:
        worker.close()
