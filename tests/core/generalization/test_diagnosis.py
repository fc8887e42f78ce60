"""The sentence that says what happened: real runs whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import NO_TRAINING_POINTS, Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.diagnosis import (
    Change,
    Diagnosis,
    Kind,
    Remedy,
    diagnose,
    one_digit_below,
)
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.core.truths import Sampling, Truth, sample

FIVE = Dataset.from_xy(
    [(1.22, 1.69), (2.57, 4.13), (3.25, 2.37), (4.93, 5.45), (7.22, 6.21)], [(3.97, 4.62), (6.28, 5.87)]
)


def five_dots(model: object, dataset: Dataset = FIVE, **training: object) -> Experiment:
    settings = replace(Training(), **training)
    return Experiment(dataset=dataset, domain=(0, 8), model=model, training=settings)


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


# --- before training ------------------------------------------------------------------------------


def test_no_points() -> None:
    nothing = diagnose(five_dots(PolynomialSpec(1), FIVE.of(Role.VALIDATION)), History(), None)
    assert nothing == Diagnosis(Kind.NO_POINTS, nothing.sentence)
    assert str(nothing.sentence) == NO_TRAINING_POINTS


def test_not_trained() -> None:
    experiment = five_dots(PolynomialSpec(6))
    for history in (History(), played(experiment, 0)[0]):
        ready = diagnose(experiment, history, None)
        assert ready.kind is Kind.NOT_TRAINED
        assert str(ready.sentence) == "Press Play to train. Parameters: 7; training points: 5."


def test_counts_are_written_in_full() -> None:
    large = five_dots(MLPSpec((512,) * 6))
    assert "Parameters: 1,314,817;" in str(diagnose(large, History(), None).sentence)


def test_one_point_and_points_above_each_other_teach_only_one_value() -> None:
    one = Dataset.from_xy([(2.5, 1)])
    pillar = Dataset.from_xy([(2.5, 1), (2.5, 3)], [(4, 1)])
    for solver in ("descent", "exact"):
        assert diagnosed(five_dots(PolynomialSpec(1, solver), one)).kind is Kind.ONE_POINT
        above = diagnosed(five_dots(PolynomialSpec(1, solver), pillar))
        assert above.kind is Kind.ALL_SAME_X
        assert "All 2 training points lie at x = 2.5," in str(above.sentence)


# --- the five dots --------------------------------------------------------------------------------


@pytest.mark.parametrize("solver", ["descent", "exact"])
def test_the_line_is_good(solver: str) -> None:
    good = diagnosed(five_dots(PolynomialSpec(1, solver)))
    assert good.kind is Kind.GOOD
    assert good.remedy is None
    assert str(good.sentence) == (
        "A good fit: the training error is 0.64, the validation error 0.156 in squared units of y. "
        "Parameters: 2; training points: 5."
    )


@pytest.mark.parametrize("degree", [4, 6])
def test_descent_passes_the_best_epoch_and_can_go_back(degree: int) -> None:
    experiment = five_dots(PolynomialSpec(degree))
    history, ending = played(experiment)
    found = diagnose(experiment, history, ending)
    assert found.kind is Kind.OVERFITTING
    assert found.remedy == Remedy(Change.GO_TO_EPOCH, history.best_epoch)
    best = float(history.row(history.best_epoch)[2])
    factor = history.rows[-1, 2] / best
    assert factor > 10
    text = str(found.sentence)
    assert f"since epoch {history.best_epoch}: the validation error was least there, {best:.3g}," in text
    assert f"{factor:.2g} times as much" in text or f"{factor:.0f} times as much" in text
    assert "lower the degree" in text


@pytest.mark.parametrize("degree", [4, 6, 9])
def test_the_exact_fit_is_held_against_a_line(degree: int) -> None:
    found = diagnosed(five_dots(PolynomialSpec(degree, "exact")))
    assert found.kind is Kind.OVERFITTING
    assert found.remedy is None
    assert "the training error is practically 0" in str(found.sentence)
    assert "a straight line predicts those points with an error of 0.156" in str(found.sentence)


def test_descent_without_a_minimum_is_held_against_a_line() -> None:
    """Degree 9 never predicts better than at its end, and yet 100 times worse than a line."""
    found = diagnosed(five_dots(PolynomialSpec(9)))
    assert found.kind is Kind.OVERFITTING
    assert found.remedy is None


def test_a_wide_perceptron_overfits_even_where_the_noise_might_be_large() -> None:
    found = diagnosed(five_dots(MLPSpec((50, 50)), optimiser="Adam", learning_rate=0.01))
    assert found.kind is Kind.OVERFITTING
    assert "fewer hidden units" in str(found.sentence)


def test_the_mean_is_too_simple() -> None:
    found = diagnosed(five_dots(PolynomialSpec(0)))
    assert found.kind is Kind.UNDERFITTING
    assert str(found.sentence) == (
        "Underfitting: the training error is 3, but a polynomial of degree 1 comes to 0.64 on the same "
        "points. Raise the degree."
    )


def test_memorised_points_say_nothing_about_others() -> None:
    alone = FIVE.of(Role.TRAINING)
    for model in (PolynomialSpec(6), PolynomialSpec(4, "exact")):
        found = diagnosed(five_dots(model, alone))
        assert found.kind is Kind.NO_VALIDATION
        assert str(found.sentence).startswith("It passes through every point, but")
    line = diagnosed(five_dots(PolynomialSpec(1), alone))
    assert line.kind is Kind.NO_VALIDATION
    assert str(line.sentence).startswith("The training error is 0.64 in squared units of y, but")


# --- advice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "training", "advice"),
    [
        (PolynomialSpec(1), {}, "Raise the degree."),
        (PolynomialSpec(3, "exact"), {"l2": 10.0}, "Lower the penalty."),
        (PolynomialSpec(3), {"l1": 1.0}, "Lower the penalty."),
        (MLPSpec(()), {}, "Add a hidden layer."),
        (MLPSpec((2,)), {"l2": 3.0}, "Lower the penalty."),
        (MLPSpec((4,), dropout=0.9), {"epochs": 500}, "Lower the dropout."),
    ],
)
def test_underfitting_names_the_right_thing(model: object, training: dict, advice: str) -> None:
    found = diagnosed(sine(model, True, **training))
    assert found.kind is Kind.UNDERFITTING
    assert advice in str(found.sentence)


def test_descent_that_crawls_should_go_on() -> None:
    crawling = diagnosed(sine(PolynomialSpec(3), True, epochs=50, learning_rate=1e-4))
    assert crawling.kind is Kind.UNDERFITTING
    assert (
        "Train longer. It has gone 1 % of the way to its exact optimum (the least-squares solution)."
        in str(crawling.sentence)
    )


def test_falling_errors_go_on_falling() -> None:
    for epochs in (1, 2, 5):
        found = diagnosed(five_dots(PolynomialSpec(1), learning_rate=0.01), epochs)
        assert found.kind is Kind.LEARNING
        assert "Go on training." in str(found.sentence)
    alone = diagnosed(five_dots(PolynomialSpec(1), FIVE.of(Role.TRAINING), learning_rate=0.01), 5)
    assert alone.kind is Kind.LEARNING
    assert "validation" not in str(alone.sentence)


def test_the_way_is_told_until_descent_has_arrived() -> None:
    experiment = five_dots(PolynomialSpec(6))
    unfinished = str(diagnosed(experiment, 30).sentence)
    assert (
        "It has gone 68 % of the way to its exact optimum (the least-squares solution). Stopping early works"
        in unfinished
    )
    assert "of the way" not in str(diagnosed(experiment).sentence)
    assert "of the way" not in str(diagnosed(five_dots(PolynomialSpec(1), optimiser="SGD", l1=0.1)).sentence)


def test_points_that_no_step_has_seen_have_no_way() -> None:
    experiment = five_dots(PolynomialSpec(6), epochs=30)
    history, ending = played(experiment)
    assert "of the way" in str(diagnose(experiment, history, ending).sentence)
    other = replace(experiment, dataset=experiment.dataset.moved([0], 0.0, 3.0))
    history.forget_best()
    assert "of the way" not in str(diagnose(other, history, ending).sentence)


def test_patience_offers_the_best_epoch() -> None:
    experiment = five_dots(PolynomialSpec(3), patience=20)
    history, ending = played(experiment)
    assert ending is Ending.STOPPED_EARLY
    found = diagnose(experiment, history, ending)
    assert found.kind is Kind.GOOD
    assert found.remedy == Remedy(Change.GO_TO_EPOCH, history.best_epoch)
    start = "Stopped early: the validation error has not fallen for 20 epochs; it was least at epoch "
    assert str(found.sentence).startswith(f"{start}{history.best_epoch}. ")


def test_a_best_epoch_of_other_points_is_not_offered() -> None:
    """The points were edited after the run: its minimum says nothing about them."""
    experiment = five_dots(PolynomialSpec(6))
    history, ending = played(experiment)
    moved = replace(experiment, dataset=FIVE.moved([5], 0.0, 3.0))
    history.forget_best()
    found = diagnose(moved, history, ending)
    assert found.kind is Kind.OVERFITTING
    assert found.remedy is None


def test_a_curve_far_from_points_that_it_never_saw_is_not_called_good() -> None:
    """The validation points stayed where the curve is right; they say nothing about the new ones."""
    flat = [(0, 1), (1, 1.1), (2, 0.9), (3, 1.05), (4, 1)]
    steep = [(4, 20), (5, 25.1), (6, 29.9), (7, 35.05), (8, 40)]
    others = [(1.5, 1), (2.5, 1.02)]
    experiment = five_dots(PolynomialSpec(1), Dataset.from_xy(flat, others))
    history, ending = played(experiment)
    history.forget_best()
    assert diagnose(experiment, history, ending).kind is Kind.GOOD
    found = diagnose(replace(experiment, dataset=Dataset.from_xy(steep, others)), history, ending)
    assert found.kind is Kind.LEARNING
    assert str(found.sentence).startswith("The points have changed since this curve was trained:")


def test_validation_points_drawn_during_a_run_are_judged_from_then_on() -> None:
    experiment = five_dots(PolynomialSpec(6))
    player, history = Player(replace(experiment, dataset=FIVE.of(Role.TRAINING))), History()
    player.play()
    for _ in range(15):
        player.advance()
    player.edit(experiment)
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept, snapshot.measured_from)
    found = diagnose(experiment, history, player.ending)
    assert found.remedy == Remedy(Change.GO_TO_EPOCH, 20)


def test_points_made_harder_during_a_run_are_no_overfitting() -> None:
    experiment = five_dots(PolynomialSpec(1), epochs=300)
    harder = replace(experiment, dataset=FIVE.moved([5, 6], 0.0, 3.0))
    player, history = Player(experiment), History()
    player.play()
    for _ in range(100):
        player.advance()
    player.edit(harder)
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept, snapshot.measured_from)
    assert history.column("validation_error")[-1] > 5 * history.column("validation_error").min()
    assert "least there" not in str(diagnose(harder, history, player.ending).sentence)


# --- divergence -----------------------------------------------------------------------------------


def test_a_rate_too_large_for_a_line_names_the_limit() -> None:
    x = np.linspace(0, 3, 120)
    y = 2 * x + 0.9 + 0.5 * np.random.RandomState(13).standard_normal(120)
    experiment = Experiment(
        dataset=Dataset.from_xy(np.column_stack([x, y])),
        domain=(0, 3),
        model=MLPSpec((), scale_inputs=False),
        training=Training(learning_rate=0.3),
        initial=(10.0, 0.0),
    )
    history, ending = played(experiment)
    assert ending is Ending.DIVERGED
    found = diagnose(experiment, history, ending)
    assert found == Diagnosis(Kind.DIVERGED, found.sentence, Remedy(Change.SET_LEARNING_RATE, 0.1))
    assert "the learning rate 0.3 is too large" in str(found.sentence)
    assert "above 0.2623 " in str(found.sentence)
    mended = replace(experiment, training=replace(experiment.training, learning_rate=found.remedy.value))
    assert played(mended)[1] is Ending.FINISHED


def test_divergence_elsewhere_asks_for_a_quarter() -> None:
    experiment = five_dots(MLPSpec((8,)), learning_rate=50.0)
    history, ending = played(experiment)
    found = diagnose(experiment, history, ending)
    assert ending is Ending.DIVERGED
    assert found.remedy == Remedy(Change.SET_LEARNING_RATE, 10.0)
    assert "above" not in str(found.sentence)
    assert str(found.sentence).endswith("Lower it to 10: Play starts again from epoch 0.")


def test_a_run_that_went_on_from_a_kept_epoch_and_diverged_is_told_so_too() -> None:
    """The rate may be small enough for the start, where Play begins again; a smaller one always is."""
    experiment = five_dots(PolynomialSpec(1), learning_rate=5.0)
    player, history = Player(experiment, Checkpoint(40, np.array([4.0, 2.0]))), History()
    player.play()
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    assert (player.ending, history.first_epoch) == (Ending.DIVERGED, 40)
    found = diagnose(experiment, history, player.ending)
    assert found.kind is Kind.DIVERGED
    assert "Play starts again from epoch 0." in str(found.sentence)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.13115, 0.1), (0.3, 0.3), (0.0999, 0.09), (1.0, 1), (0.001, 0.001), (250, 200)]
)
def test_one_digit_below(value: float, expected: float) -> None:
    assert one_digit_below(value) == expected


def test_replicas_tell_how_it_predicts_where_no_validation_points_do() -> None:
    some = replace(preset("sine-degree-3"), dataset=preset("sine-degree-3").dataset.of(Role.TRAINING))
    said = str(diagnosed(some).sentence)
    assert "nobody can say" not in said
    assert "of the error on new points" in said
    alone = replace(some, replicas=replace(some.replicas, count=0))
    assert "nobody can say" in str(diagnosed(alone).sentence)
