"""The fast engine against autograd and against finite differences; members, masks, threads."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.replicas import Replicas
from nnviz.core.training import threads
from nnviz.core.training.engine import Points, first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.training.members import Members, features
from nnviz.core.training.passes import Pass
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train
from nnviz.core.truths import Sampling, Truth, sample

TRUTH, SAMPLING = Truth("sine", (1.0, 1.0, 0.0), 0.3), Sampling(12, 6, seed=3)


def experiment(model: object, count: int = 5, resample: str = "same-x", **training: object) -> Experiment:
    settings = replace(Training(optimiser="Adam", learning_rate=0.02), **training)
    return Experiment(
        dataset=sample(TRUTH, SAMPLING), truth=TRUTH, sampling=SAMPLING, model=model, training=settings,
        replicas=Replicas(count, resample),
    )  # fmt: skip


def stacks(some: Experiment, count: int, engine: object) -> np.ndarray:
    """The parameters of all members after each of so many steps, [steps, M, P]."""
    return np.array([step.state.stack() for step in islice(train(some, engine=engine), count)])


# --- the two engines -----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", OPTIMISERS)
@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_the_fast_engine_trains_as_autograd_does(rule: str, activation: str) -> None:
    """Whole runs of 300 steps, equal within the rounding that grows along them."""
    some = experiment(MLPSpec((6, 5), activation), optimiser=rule, l2=0.003, l1=0.001)
    fast, reference = (stacks(some, 300, engine) for engine in (FastEngine, ReferenceEngine))
    assert_allclose(fast, reference, rtol=1e-7, atol=1e-9)
    assert np.abs(fast[-1] - fast[0]).max() > 0.1  # it has learned something


@pytest.mark.parametrize(
    "model",
    [PolynomialSpec(4), MLPSpec(()), MLPSpec((7,), dropout=0.4), MLPSpec((6, 5, 4), "relu", dropout=0.2)],
    ids=["polynomial", "linear", "dropout", "deep dropout"],
)
@pytest.mark.parametrize("resample", ["same-x", "bootstrap"])
@pytest.mark.parametrize("batch_size", [0, 5])
def test_so_it_does_with_dropout_batches_and_points_of_their_own(
    model: object, resample: str, batch_size: int
) -> None:
    some = experiment(model, 5, resample, batch_size=batch_size)
    fast, reference = (stacks(some, 200, engine) for engine in (FastEngine, ReferenceEngine))
    assert_allclose(fast, reference, rtol=1e-7, atol=1e-9)


def test_in_single_precision_the_two_agree_to_single_precision() -> None:
    some = experiment(MLPSpec((8,)), precision="float32")
    fast, reference = (stacks(some, 100, engine) for engine in (FastEngine, ReferenceEngine))
    assert_allclose(fast, reference, atol=2e-4)
    exact = stacks(experiment(MLPSpec((8,))), 100, FastEngine)
    assert 0 < np.abs(fast - exact).max() < 1e-3
    assert_array_equal(fast, fast.astype(np.float32))


@pytest.mark.parametrize("engine", [FastEngine, ReferenceEngine])
def test_both_report_the_same_last_loss_and_predictions(engine: object) -> None:
    some = experiment(MLPSpec((4,)), 3)
    made = engine(some.model, first_stack(some), some.training, 1, points_of(some))
    assert np.isnan(made.last_loss)
    x = np.linspace(0, 1, 7)
    inputs = some.inputs(x)
    for _ in range(3):
        before = made.first()
        expected = np.stack([some.predict(member, x) for member in made.stack()])
        assert_allclose(made.predict(inputs), expected, rtol=1e-12)
        made.step(None)
        loss = np.mean((some.predict(before, some.dataset.x[:12]) - some.dataset.y[:12]) ** 2)
        assert_allclose(made.last_loss, loss, rtol=1e-12)


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_predictions_asked_for_again_are_the_same(activation: str) -> None:
    """They are made in one buffer, which holds what was left of the last ones."""
    some = experiment(MLPSpec((4, 3), activation), 3)
    made = FastEngine(some.model, first_stack(some), some.training, 1, points_of(some))
    x = np.linspace(0, 1, 7)
    inputs = some.inputs(x)
    expected = np.stack([some.predict(member, x) for member in made.stack()])
    for _ in range(3):
        assert_allclose(made.predict(inputs), expected, rtol=1e-12)
        assert_allclose(made.predict_first(inputs), expected[0], rtol=1e-12)


@pytest.mark.parametrize("model", [PolynomialSpec(3), MLPSpec((4,))], ids=["polynomial", "perceptron"])
def test_features_lie_in_memory_as_batches_are_picked(model: PolynomialSpec | MLPSpec) -> None:
    inputs = model.inputs(np.linspace(0, 1, 7), (0.0, 1.0))
    for dtype in (np.float32, np.float64):
        for given in (inputs, np.stack([inputs, inputs])):
            made = features(model, given, dtype)
            assert (made.flags.c_contiguous, made.dtype) == (True, dtype)
            assert_allclose(made[..., : inputs.shape[1], :], np.swapaxes(given, -1, -2), rtol=1e-6)


# --- gradients -----------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("dropout", [False, True])
def test_the_hand_written_gradient_equals_finite_differences(activation: str, dropout: bool) -> None:
    spec, rng = MLPSpec((4, 3), activation), np.random.default_rng(5)
    stack = rng.standard_normal((3, spec.parameter_count))
    x, targets = rng.uniform(0, 1, 6), rng.standard_normal((3, 1, 6))
    below = features(spec, spec.inputs(x, (0.0, 1.0)))[None]
    masks = [rng.integers(0, 2, (3, width, 6)) * 2.0 for width in (4, 3)] if dropout else []
    members = Members(spec, stack, np.float64)
    gradient = np.empty_like(members.flat)
    this = Pass(spec, 3, below, targets, dropout)

    def loss() -> np.ndarray:
        return np.mean((this.forward(members.layers, masks) - targets[:, 0]) ** 2, axis=1)

    this.forward(members.layers, masks)
    this.backward(members.layers, members.views(gradient), masks)
    analytic, flat = gradient.copy(), members.flat
    numeric = np.empty_like(flat)
    for i in range(len(flat)):
        kept = flat[i]
        flat[i] = kept + 1e-6
        above = loss().sum()
        flat[i] = kept - 1e-6
        numeric[i] = (above - loss().sum()) / 2e-6
        flat[i] = kept
    assert_allclose(analytic, numeric, rtol=1e-5, atol=1e-7)


# --- the user's model among its replicas -----------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [PolynomialSpec(6), MLPSpec((16,)), MLPSpec((9, 7), "relu", dropout=0.3)],
    ids=["polynomial", "perceptron", "dropout"],
)
@pytest.mark.parametrize("batch_size", [0, 5])
def test_the_users_model_is_the_same_with_and_without_replicas(model: object, batch_size: int) -> None:
    alone = stacks(experiment(model, 0, batch_size=batch_size), 200, FastEngine)
    for resample in ("same-x", "fresh-x", "bootstrap", "residuals"):
        among = stacks(experiment(model, 20, resample, batch_size=batch_size), 200, FastEngine)
        assert_array_equal(among[:, 0], alone[:, 0])


def test_more_replicas_leave_the_first_ones_as_they_were() -> None:
    few, many = (stacks(experiment(MLPSpec((5,)), count), 50, FastEngine) for count in (3, 11))
    assert_array_equal(many[:, :4], few)


def test_replicas_start_from_their_own_weights_unless_told_otherwise() -> None:
    some = experiment(MLPSpec((5,)), 4)
    own = first_stack(some)
    assert len(np.unique(own[:, 0])) == 5
    same = first_stack(replace(some, replicas=replace(some.replicas, same_weights=True)))
    assert_array_equal(same, np.repeat(own[:1], 5, axis=0))


# --- threads -------------------------------------------------------------------------------------


def test_members_shared_out_to_threads_train_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    some = experiment(MLPSpec((6,), dropout=0.2), 10, "bootstrap", batch_size=5)
    one = stacks(some, 60, FastEngine)
    monkeypatch.setattr(threads, "WORTH_A_THREAD", 1)
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 4)
    run = train(some)
    three = np.array([step.state.stack() for step in islice(run, 60)])
    run.close()  # its threads end with it: the conftest would find them
    assert_array_equal(three, one)


def test_small_work_gets_one_thread_and_large_work_leaves_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 8)
    assert threads.threads_for(100_000) == 1
    assert threads.threads_for(5_000_000) == 2
    assert threads.threads_for(10**12) == 7


def test_points_say_how_many_they_are() -> None:
    assert Points(np.zeros((7, 1)), np.zeros((3, 7))).count == 7
