"""The rules hold whatever the luck of the points: samples whose truth is known."""

from dataclasses import replace

import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.diagnosis import Change, Diagnosis, Kind, Remedy, diagnose
from nnviz.core.generalization.gathering import gather
from nnviz.core.models import PolynomialSpec
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Ending
from nnviz.core.truths import Sampling, Truth, sample


def sine(model: object, known: bool, n: int = 20, noise: float = 0.2, **training: object) -> Experiment:
    truth = Truth.of_kind("sine", noise)
    return Experiment(
        dataset=sample(truth, Sampling(n, 10)),
        truth=truth if known else None,
        sampling=Sampling(n, 10) if known else None,
        model=model,
        training=replace(Training(learning_rate=0.03), **training),
    )


def played(experiment: Experiment, epochs: int = 10**9) -> tuple[History, Ending | None]:
    """The history of a full-batch run to its end, or paused after so many epochs."""
    player, history = Player(experiment), History()
    player.play()
    for _ in range(epochs):
        if not player.active:
            break
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    return history, player.ending


def diagnosed(experiment: Experiment, epochs: int = 10**9) -> Diagnosis:
    return diagnose(experiment, *played(experiment, epochs))


@pytest.mark.parametrize("known", [True, False], ids=["truth known", "unknown"])
@pytest.mark.parametrize("n", [10, 20, 60, 2000])
def test_a_line_underfits_a_sine(known: bool, n: int) -> None:
    found = diagnosed(sine(PolynomialSpec(1, "exact"), known, n))
    assert found.kind is Kind.UNDERFITTING
    assert ("noise accounts only for 0.04" in str(found.sentence)) == known


@pytest.mark.parametrize("known", [True, False], ids=["truth known", "unknown"])
@pytest.mark.parametrize("degree", [3, 5])
def test_a_cubic_fits_a_sine_whatever_its_luck_on_the_way(known: bool, degree: int) -> None:
    """The validation error of degree 3 more than doubles after epoch 8, from far below the noise up to it."""
    for solver in ("descent", "exact"):
        assert diagnosed(sine(PolynomialSpec(degree, solver), known)).kind is Kind.GOOD


@pytest.mark.parametrize("known", [True, False], ids=["truth known", "unknown"])
def test_as_many_parameters_as_points_follow_the_noise(known: bool) -> None:
    assert diagnosed(sine(PolynomialSpec(9, "exact"), known, n=10)).kind is Kind.OVERFITTING
    descent = diagnosed(sine(PolynomialSpec(9), known, n=10))
    assert descent.kind is Kind.OVERFITTING
    assert descent.remedy == Remedy(Change.GO_TO_EPOCH, 32)


def test_noise_is_known_only_of_a_sample_of_the_truth() -> None:
    sampled = sine(PolynomialSpec(3, "exact"), True)
    history, _ = played(sampled)
    assert gather(sampled, history).noise_known
    for dataset in (
        sampled.dataset.moved([0], 0.0, 0.001),
        sampled.dataset.with_points([(0.5, 3.0)], Role.TRAINING),
        sampled.dataset.without([0]),
    ):
        drawn = replace(sampled, dataset=dataset)
        assert not gather(drawn, history).noise_known
        assert gather(drawn, history).noise != pytest.approx(0.04)
    judged = replace(sampled, dataset=sampled.dataset.with_points([(0.5, 3.0)], Role.VALIDATION))
    assert gather(judged, history).noise_known, "the noise is that of the training points"
    assert not gather(replace(sampled, sampling=None), history).noise_known


def test_points_drawn_over_a_left_over_truth_are_not_held_against_its_noise() -> None:
    line = Dataset.from_xy([(k / 10, 2 * (-1) ** k + k) for k in range(10)])
    by_hand = replace(sine(PolynomialSpec(1, "exact"), True, noise=0.0), dataset=line)
    assert "no noise" not in str(diagnosed(by_hand).sentence)


def test_few_validation_points_may_be_lucky() -> None:
    lucky = diagnosed(sine(PolynomialSpec(20, "exact"), True, n=10, noise=0.3))
    assert lucky.kind is Kind.GOOD
    assert "With only 10 of them that may be luck: add more." in str(lucky.sentence)


def test_the_untrained_model_is_never_the_best_epoch_to_keep() -> None:
    rising = Dataset.from_xy([(0.1, 1), (0.5, 2), (0.6, -1)], [(0.3, 0)])
    experiment = Experiment(dataset=rising, model=PolynomialSpec(5))
    history, ending = played(experiment)
    found = diagnose(experiment, history, ending)
    assert history.best_epoch == 0
    assert (found.kind, found.remedy) == (Kind.OVERFITTING, None)


def test_points_without_noise_may_be_met_exactly() -> None:
    assert diagnosed(sine(PolynomialSpec(9, "exact"), True, noise=0.0)).kind is Kind.GOOD
    line = diagnosed(sine(PolynomialSpec(1, "exact"), True, noise=0.0))
    assert "though the points have no noise. Raise the degree." in str(line.sentence)


@pytest.mark.parametrize("seed", range(20))
def test_jittery_mini_batches_of_a_line_are_no_overfitting(seed: int) -> None:
    truth = Truth.of_kind("line", 1.0)
    experiment = Experiment(
        dataset=sample(truth, Sampling(20, 3, 0, 8, seed=seed)),
        domain=(0, 8),
        model=PolynomialSpec(1),
        training=Training(epochs=150, batch_size=2, learning_rate=0.05),
        weight_seed=seed,
    )
    assert diagnosed(experiment).kind in (Kind.GOOD, Kind.LEARNING)
