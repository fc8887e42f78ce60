"""The run: gradients, errors, batches, edits on the way, divergence."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from threadpoolctl import threadpool_info

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.sentences import BadInput
from nnviz.core.training.errors import errors
from nnviz.core.training.exact import exact_parameters
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train
from nnviz.core.training.steps import Checkpoint, Ending, Epoch, Step
from nnviz.core.truths import Truth

TRAINING_DOTS = [(0.1, 1.0), (0.3, -0.5), (0.5, 2.0), (0.9, 0.3), (0.95, 0.8)]
DOTS = Dataset.from_xy(TRAINING_DOTS, [(0.2, 0.4), (0.7, 1.0)])


def experiment(model: object = None, **training: object) -> Experiment:
    return Experiment(
        dataset=DOTS, model=model or PolynomialSpec(2), training=replace(Training(), **training)
    )


def steps(run: Iterator[Step], count: int) -> list[Step]:
    return list(islice(run, count))


def curve(run: Iterator[Step], count: int) -> np.ndarray:
    """Parameters after each of so many steps."""
    return np.array([step.parameters() for step in islice(run, count)])


def ending(run: Iterator[Step], most: int = 100_000) -> tuple[Ending | None, Epoch]:
    """How it ends within so many steps, and its last epoch."""
    last = None
    for _ in range(most):
        try:
            step = next(run)
        except StopIteration as stop:
            return stop.value, last
        last = step.epoch or last
    return None, last


# --- the same again -------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["SGD", "momentum", "Adam", "AdamW"])
def test_equal_experiments_give_equal_runs_to_the_bit(rule: str) -> None:
    model = MLPSpec((5, 4), dropout=0.3)
    one = experiment(model, optimiser=rule, batch_size=2, learning_rate=0.01)
    assert_array_equal(curve(train(one), 60), curve(train(replace(one, name="other")), 60))
    assert not np.array_equal(curve(train(one), 9), curve(train(replace(one, weight_seed=2)), 9))


def test_the_first_step_reported_is_the_start() -> None:
    start = next(train(experiment(MLPSpec((3,)))))
    assert (start.number, start.epoch.number) == (0, 0)
    assert np.isnan(start.epoch.last_batch_loss)
    assert_array_equal(start.parameters(), MLPSpec((3,)).initial_parameters(1))


# --- gradients ------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.one_of(
        st.builds(PolynomialSpec, st.integers(0, 6)),
        st.builds(
            MLPSpec,
            st.lists(st.integers(1, 4), max_size=3).map(tuple),
            st.sampled_from(sorted(set(ACTIVATIONS) - {"relu"})),  # its kink defeats differences
        ),
    ),
    st.integers(0, 1000),
)
def test_a_step_goes_down_the_gradient_of_error_and_penalty(model: object, seed: int) -> None:
    initial = np.random.default_rng(seed).standard_normal(model.parameter_count)
    some = replace(experiment(model, learning_rate=1e-3, l2=0.1, l1=0.2), initial=tuple(initial))
    before, after = curve(train(some), 2)

    def objective(parameters: np.ndarray) -> float:
        weights = parameters[model.penalised]
        return errors(some, parameters)[0] + 0.1 * np.sum(weights**2) + 0.2 * np.sum(np.abs(weights))

    small = 1e-5 * np.eye(len(before))
    differences = [(objective(before + d) - objective(before - d)) / 2e-5 for d in small]
    assert_allclose((before - after) / 1e-3, differences, rtol=1e-5, atol=1e-5)


def test_the_notebooks_line_in_mini_batches() -> None:
    """Figure F2: errors of the last batches and of all points, W and b at the end."""
    rng = np.random.RandomState(13)
    x = np.linspace(0, 3, 120)
    y = 2 * x + 0.9 + 0.5 * rng.standard_normal(120)
    order = rng.permutation(120)
    line = Experiment(
        dataset=Dataset.from_xy(np.column_stack([x, y])[order]),
        domain=(0, 3),
        model=MLPSpec((), scale_inputs=False),
        training=Training(batch_size=4, shuffle=False, learning_rate=0.1),
        initial=(100.0, 0.0),
    )
    run = steps(train(line), 301)
    epochs = [step.epoch for step in run if step.epoch][1:]
    last_losses = [94.5247, 9.3428, 1.4166, 0.5224, 0.3807, 0.3495, 0.3413, 0.3390, 0.3384, 0.3382]
    all_errors = [51.1227, 4.3555, 0.5233, 0.2261, 0.2080, 0.2085, 0.2091, 0.2093, 0.2093, 0.2094]
    assert_allclose([epoch.last_batch_loss for epoch in epochs], last_losses, atol=6e-5)
    assert_allclose([epoch.train_error for epoch in epochs], all_errors, atol=6e-5)
    assert_allclose(run[-1].parameters(), [1.86168, 1.07110], atol=6e-6)


# --- what an epoch reports ------------------------------------------------------------------------


def test_errors_belong_to_the_epochs_own_parameters_without_dropout() -> None:
    some = experiment(MLPSpec((6,), dropout=0.5), batch_size=2, l2=0.3, l1=0.2)
    for step in islice(train(some), 13):
        if step.epoch is None:
            continue
        parameters = step.parameters()
        weights = parameters[some.model.penalised]
        expected = (*errors(some, parameters), 0.3 * np.sum(weights**2) + 0.2 * np.sum(np.abs(weights)))
        assert_allclose(step.epoch.row[1:4], expected, rtol=1e-12)


def test_without_validation_points_their_error_is_not_a_number() -> None:
    alone = replace(experiment(), dataset=DOTS.of(Role.TRAINING))
    assert all(np.isnan(step.epoch.validation_error) for step in steps(train(alone), 3))


def test_the_last_batch_loss_is_from_before_its_update() -> None:
    epochs = [step.epoch for step in steps(train(experiment()), 4)]
    assert_allclose([e.last_batch_loss for e in epochs[1:]], [e.train_error for e in epochs[:-1]])


# --- batches --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "per_epoch"), [(0, 1), (1, 5), (2, 3), (4, 2), (5, 1), (99, 1)])
def test_an_epoch_is_one_pass_over_the_points(size: int, per_epoch: int) -> None:
    run = steps(train(experiment(batch_size=size)), 4 * per_epoch + 1)
    numbers = [step.number for step in run if step.epoch]
    assert numbers == [per_epoch * epoch for epoch in range(5)]
    assert [step.epoch.number for step in run if step.epoch] == list(range(5))


def points_used(some: Experiment, epochs: int) -> list[list[int]]:
    """For each epoch which point each step of batch size 1 used, told by the residual in its gradient."""
    parameters = curve(train(some), 5 * epochs + 1)
    design = some.inputs(DOTS.of(Role.TRAINING).x)
    found = []
    for before, after in pairwise(parameters):
        residuals = design @ before - DOTS.y[:5]
        updates = before - 2 * some.training.learning_rate * residuals[:, None] * design
        found.append(int(np.argmin(np.abs(updates - after).sum(axis=1))))
    return [found[i : i + 5] for i in range(0, len(found), 5)]


def test_shuffling_uses_every_point_once_in_a_new_order_each_epoch() -> None:
    orders = points_used(experiment(batch_size=1, learning_rate=0.01), 4)
    assert all(sorted(order) == [0, 1, 2, 3, 4] for order in orders)
    assert len({tuple(order) for order in orders}) > 1


def test_without_shuffling_points_come_in_their_order() -> None:
    some = experiment(batch_size=1, learning_rate=0.01, shuffle=False)
    assert points_used(some, 2) == [[0, 1, 2, 3, 4]] * 2


# --- edits on the way -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"dataset": DOTS.moved([1], 0.0, 3.0)},
        {"dataset": DOTS.without([0])},
        {"training": Training(learning_rate=0.01)},
        {"training": Training(l2=0.5)},
        {"training": Training(l1=0.5)},
        {"training": Training(optimiser="Adam")},
        {"training": Training(batch_size=2)},
    ],
    ids=["moved", "fewer", "rate", "l2", "l1", "optimiser", "batch"],
)
def test_an_edit_takes_effect_at_the_next_step(change: dict) -> None:
    some, run = experiment(MLPSpec((4,))), train(experiment(MLPSpec((4,))))
    present = steps(run, 6)[-1].parameters()
    edited = replace(some, **change)
    after = run.send(edited).parameters()
    expected = curve(train(edited, Checkpoint(5, present)), 2)[1]
    assert_allclose(after, expected, rtol=1e-12)
    assert not np.allclose(after, next(run_like(some, present)).parameters())


def run_like(some: Experiment, parameters: np.ndarray) -> Iterator[Step]:
    """What the run would have done without the edit."""
    run = train(some, Checkpoint(5, parameters))
    next(run)
    return run


@pytest.mark.parametrize("role", [Role.VALIDATION, Role.TEST])
def test_edits_of_points_that_are_not_learned_from_leave_training_alone(role: Role) -> None:
    points = replace(DOTS, roles=np.array([*DOTS.roles[:-1], role], np.int8))
    some = replace(experiment(MLPSpec((4,)), batch_size=2), dataset=points)
    run, same = train(some), train(some)
    steps(run, 3), steps(same, 3)  # in the middle of an epoch
    moved = replace(some, dataset=points.moved([len(points) - 1], 0.0, 9.0))
    for change in (moved, replace(some, dataset=points.without([len(points) - 1])), some, None):
        one, other = run.send(change), same.send(None)
        assert_array_equal(one.parameters(), other.parameters())
        assert (one.epoch is None) == (other.epoch is None)


def test_validation_points_that_moved_are_judged_by_from_the_next_epoch_on() -> None:
    some = experiment(MLPSpec((4,)), batch_size=2)
    run = train(some)
    steps(run, 3)
    moved = replace(some, dataset=some.dataset.moved([len(DOTS) - 1], 0.0, 9.0))
    found = next(step for step in iter(lambda: run.send(moved), None) if step.epoch)
    assert found.epoch.validation_error == errors(moved, found.parameters())[1]


def test_an_edit_keeps_the_optimisers_memory_where_it_can() -> None:
    some = experiment(MLPSpec((4,)), optimiser="momentum")
    run = train(some)
    steps(run, 6)
    slower = replace(some, training=replace(some.training, learning_rate=1e-9))
    before, after = run.send(slower).parameters(), run.send(None).parameters()
    fresh = train(slower, Checkpoint(0, before))
    assert not np.allclose(after - before, curve(fresh, 2)[1] - before, rtol=1e-2, atol=0)


def test_another_truth_changes_nothing_without_replicas_drawn_from_it() -> None:
    some = replace(experiment(MLPSpec((4,)), batch_size=2), truth=Truth())
    run, same = train(some), train(some)
    next(run), next(same)
    next(run), next(same)  # in the middle of an epoch
    louder = replace(some, truth=Truth(noise=2.0))
    assert_array_equal(run.send(louder).parameters(), next(same).parameters())
    assert_array_equal(next(run).parameters(), next(same).parameters())


def test_edits_of_the_name_change_nothing() -> None:
    some = experiment(MLPSpec((4,), dropout=0.4), batch_size=2, optimiser="Adam")
    run, same = train(some), train(some)
    next(run), next(same)
    for i in range(20):
        renamed = replace(some, name=str(i))
        assert_array_equal(run.send(renamed).parameters(), next(same).parameters())


def test_taking_the_last_training_point_away_is_bad_input() -> None:
    run = train(experiment())
    next(run)
    with pytest.raises(BadInput) as caught:
        run.send(replace(experiment(), dataset=DOTS.of(Role.VALIDATION)))
    assert str(caught.value) == NO_TRAINING_POINTS


def test_no_training_points_is_bad_input() -> None:
    with pytest.raises(BadInput, match="Click in the FIT panel"):
        next(train(replace(experiment(), dataset=DOTS.of(Role.VALIDATION))))


# --- going on -------------------------------------------------------------------------------------


def test_a_run_goes_on_from_a_checkpoint_as_if_it_had_never_stopped() -> None:
    some = experiment(MLPSpec((4,)), batch_size=2, learning_rate=0.05)  # SGD remembers nothing
    whole = steps(train(some), 31)
    middle = next(step for step in steps(train(some), 16) if step.epoch and step.epoch.number == 5)
    rest = train(some, Checkpoint(5, middle.parameters()))
    again = steps(rest, 16)
    assert again[0].epoch.number == 5
    assert_array_equal(again[-1].epoch.row, whole[-1].epoch.row)


# --- where it ends --------------------------------------------------------------------------------


@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize("model", [PolynomialSpec(2), MLPSpec(())], ids=["polynomial", "linear perceptron"])
def test_descent_ends_at_the_exact_ridge_solution(model: object, l2: float) -> None:
    some = experiment(model, l2=l2)
    last = steps(train(some), 3000)[-1].parameters()
    assert_allclose(last, exact_parameters(some), atol=1e-9)


def test_l1_ends_at_the_soft_threshold() -> None:
    """For one penalised, orthogonal direction: the least-squares value, moved towards 0 by l1/(2λ)."""
    dots = Dataset.from_xy([(0.0, 1.0), (1.0, 3.0)])  # Φ = [[1, −√3], [1, √3]], λ = 1 and 3
    some = Experiment(dataset=dots, model=PolynomialSpec(1), training=Training(l1=0.6))
    last = steps(train(some), 3000)[-1].parameters()
    assert_allclose(last, [2.0, 1 / np.sqrt(3) - 0.6 / 6], atol=1e-9)


@pytest.mark.parametrize("rule", ["SGD", "momentum"])
def test_a_rate_too_large_diverges_and_leaves_finite_numbers(rule: str) -> None:
    for model in (PolynomialSpec(5), MLPSpec((), scale_inputs=False)):
        found, last = ending(train(experiment(model, optimiser=rule, learning_rate=50.0)))
        assert found is Ending.DIVERGED
        assert np.isfinite(last.row[1:4]).all()


def test_overflow_within_one_epoch_diverges() -> None:
    found, last = ending(train(experiment(PolynomialSpec(5), batch_size=1, learning_rate=1e6)), 200)
    assert found is Ending.DIVERGED
    assert np.isfinite(last.row[1:4]).all()


def test_a_bad_start_is_not_taken_for_divergence() -> None:
    some = replace(experiment(MLPSpec(()), learning_rate=0.1), initial=(1e6, -1e6))
    assert ending(train(some), 500)[0] is None


def test_small_work_uses_one_thread() -> None:
    next(train(experiment(), engine=ReferenceEngine))
    next(train(experiment()))
    assert torch.get_num_threads() == 1
    assert {pool["num_threads"] for pool in threadpool_info() if pool["internal_api"] == "openblas"} == {1}
