"""The published figures that nnviz must reproduce, to the digits in which they are printed."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.core.presets import preset
from nnviz.core.training.errors import errors
from nnviz.core.training.exact import exact_parameters
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Ending

FOUR_DECIMALS = 5.1e-5  # half a unit of the last printed digit, and the rounding of the print itself


def played(experiment: Experiment) -> tuple[History, NDArray[np.float64], Ending | None]:
    """The record, the last parameters [P] and the ending of a run."""
    player, history = Player(experiment), History()
    player.play()
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    return history, snapshot.parameters, player.ending


# The bowl (x1 − 3)² + (x2 + 2)², gradient descent from (0, 0) with rate 0.1.


def test_the_bowl_s_error_is_the_published_function() -> None:
    bowl = preset("bowl")
    for w, b in ((0.0, 0.0), (3.0, -2.0), (-1.5, 4.0)):
        assert errors(bowl, np.array([w, b]))[0] == pytest.approx((w - 3) ** 2 + (b + 2) ** 2)


def test_gradient_descent_walks_down_the_bowl() -> None:
    history, parameters, ending = played(preset("bowl"))
    assert ending is Ending.FINISHED
    assert parameters == pytest.approx([2.89445, -1.92963], abs=5.1e-6)
    for n in range(16):
        kept = history.nearest(n)
        assert kept is not None
        assert kept.epoch == n
        assert kept.parameters == pytest.approx([3 * (1 - 0.8**n), -2 * (1 - 0.8**n)], abs=1e-12)


# 120 points on a line, mini-batches of 4 without shuffling.

LAST_BATCH = [94.5247, 9.3428, 1.4166, 0.5224, 0.3807, 0.3495, 0.3413, 0.3390, 0.3384, 0.3382]
ALL_POINTS = [51.1227, 4.3555, 0.5233, 0.2261, 0.2080, 0.2085, 0.2091, 0.2093, 0.2093, 0.2094]


def test_the_line_in_mini_batches() -> None:
    history, parameters, _ = played(preset("line-120"))
    assert history.last_epoch == 10
    np.testing.assert_allclose(history.column("last_batch_loss")[1:], LAST_BATCH, rtol=0, atol=FOUR_DECIMALS)
    np.testing.assert_allclose(history.column("train_error")[1:], ALL_POINTS, rtol=0, atol=FOUR_DECIMALS)
    assert parameters == pytest.approx([1.86168, 1.07110], abs=5.1e-6)


def test_the_line_by_least_squares() -> None:
    line = preset("line-120")
    parameters = exact_parameters(line)
    assert parameters == pytest.approx([1.904490, 1.040445], abs=5.1e-7)
    assert errors(line, parameters)[0] == pytest.approx(0.206832, abs=5.1e-7)


# The same points in one batch.

BEFORE_EACH_UPDATE = [173.4585, 13.8459, 4.5407, 3.7364, 3.4334, 3.1790, 2.9458, 2.7311, 2.5332, 2.3508]


def test_the_line_in_one_batch() -> None:
    history, _, _ = played(preset("line-120-full-batch"))
    losses = history.column("last_batch_loss")[1:]
    np.testing.assert_allclose(losses, BEFORE_EACH_UPDATE, rtol=0, atol=FOUR_DECIMALS)
    np.testing.assert_allclose(losses, history.column("train_error")[:-1], rtol=1e-12)


@pytest.mark.parametrize(("rate", "expected"), [(0.2621, Ending.FINISHED), (0.2625, Ending.DIVERGED)])
def test_one_batch_diverges_just_above_the_published_rate(rate: float, expected: Ending) -> None:
    line = preset("line-120-full-batch")
    training = replace(line.training, learning_rate=rate, epochs=10_000)
    history, parameters, ending = played(replace(line, training=training))
    assert ending is expected
    assert np.isfinite(history.column("train_error")).all()
    assert np.isfinite(parameters).all()
    if ending is Ending.FINISHED:
        assert parameters == pytest.approx(exact_parameters(line), abs=1e-4)


# The chapter's five dots: a line, degree 4, degree 6 (exact solutions; read off a printed picture).


def dots(degree: int) -> tuple[float, float]:
    """Training and validation error of the exact polynomial."""
    experiment = replace(preset("five-dots-line"), model=PolynomialSpec(degree, "exact"))
    return errors(experiment, exact_parameters(experiment))


def test_a_line_fits_the_five_dots_a_little_and_predicts_well() -> None:
    assert dots(1) == pytest.approx((0.644, 0.157), abs=0.01)
    history, _, _ = played(preset("five-dots-line"))
    assert tuple(history.row(1000)[1:3]) == pytest.approx(dots(1), abs=1e-9)  # descent gets there too


def test_degree_4_passes_through_the_five_dots_and_predicts_badly() -> None:
    train, validation = dots(4)
    assert train < 1e-20
    assert validation == pytest.approx(22.3, abs=0.5)


def test_degree_6_has_more_parameters_than_dots_and_predicts_badly_too() -> None:
    train, validation = dots(6)
    assert train < 1e-20
    assert validation > 10 * dots(1)[1]
    history, parameters, _ = played(preset("five-dots-degree-6"))
    assert history.row(1000)[1] < 1e-6
    exact = exact_parameters(preset("five-dots-degree-6"))
    assert parameters == pytest.approx(exact, abs=1e-6)  # descent from zero ends at the least norm


# Bishop, Pattern Recognition and Machine Learning, table 1.1 and figure 1.5.

TABLE = {
    0: [0.19],
    1: [0.82, -1.27],
    3: [0.31, 7.99, -25.43, 17.37],
    6: [0.35, 2.62, 32.10, -206.27, 399.00, -332.71, 105.16],
    9: [
        0.35, 232.37, -5321.83, 48568.31, -231639.30,
        640042.26, -1061800.52, 1042400.18, -557682.99, 125201.43,
    ],
}  # fmt: skip
ROOT_MEAN_SQUARE = {0: 0.6143, 1: 0.4622, 3: 0.1870, 6: 0.1817, 8: 0.1682, 9: 0.0}


def bishop(degree: int) -> Experiment:
    return replace(preset("bishop-table"), model=PolynomialSpec(degree, "exact"))


@pytest.mark.parametrize("degree", TABLE)
def test_bishop_s_coefficients(degree: int) -> None:
    experiment = bishop(degree)
    coefficients = coefficients_in_x(exact_parameters(experiment), experiment.domain)
    np.testing.assert_allclose(coefficients, TABLE[degree], rtol=1e-5 if degree == 9 else 0, atol=0.0051)


@pytest.mark.parametrize("degree", ROOT_MEAN_SQUARE)
def test_bishop_s_errors(degree: int) -> None:
    experiment = bishop(degree)
    train, _ = errors(experiment, exact_parameters(experiment))
    assert np.sqrt(train) == pytest.approx(ROOT_MEAN_SQUARE[degree], abs=FOUR_DECIMALS)


def test_bishop_s_points_and_the_run_of_one_row() -> None:
    table = preset("bishop-table")
    assert table.dataset.x.tolist() == [j / 9 for j in range(10)]
    assert table.dataset == Dataset.from_xy(np.column_stack([table.dataset.x, table.dataset.y]))
    history, parameters, ending = played(table)
    assert (len(history), ending) == (1, Ending.SOLVED)
    assert parameters.tolist() == exact_parameters(table).tolist()


# The course's two classes: one logistic unit, a perceptron that overfits, and the network written by hand.


def make_classification(class_sep: float, flip_y: float) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Features [100, 2] and classes [100], to the last bit those of scikit-learn's function of this name.

    n_samples=100, n_features=2, n_informative=2, n_redundant=0, after numpy.random.seed(0).
    """
    rng = np.random.RandomState(0)
    x, classes = rng.standard_normal((100, 2)), np.repeat([0, 1, 0, 1], 25)
    for k, corner in enumerate([(-1, -1), (-1, 1), (1, -1), (1, 1)]):
        cluster = slice(25 * k, 25 * (k + 1))
        x[cluster] = x[cluster] @ (2 * rng.uniform(size=(2, 2)) - 1) + class_sep * np.array(corner)
    flipped = rng.uniform(size=100) < flip_y
    classes[flipped] = rng.randint(2, size=flipped.sum())
    for array in (order := np.arange(100), axes := np.arange(2)):
        rng.shuffle(array)
    return x[order][:, axes], classes[order]


def two_classes(class_sep: float, flip_y: float, *counts: int) -> Dataset:
    """These points, by position so many for training, validation and test."""
    features, classes = make_classification(class_sep, flip_y)
    return Dataset(features, classes, np.repeat(list(Role)[: len(counts)], counts), ("0", "1"))


def test_the_first_of_the_two_classes_are_the_published_ones() -> None:
    features, classes = make_classification(1.5, 0.1)
    assert features[:3] == pytest.approx(
        np.array([[1.5442, 2.5290], [-1.6284, 0.0772], [-1.7141, 2.4770]]), abs=FOUR_DECIMALS
    )
    assert classes[:3].tolist() == [1, 0, 0]


@pytest.mark.parametrize("hidden", ["1", "5-1", "10-1", "50-50-1"])
def test_the_presets_have_these_points(hidden: str) -> None:
    some = preset(f"two-classes-2-{hidden}")
    assert some.dataset == two_classes(1.5, 0.1, 70, 15, 15)
    assert "-".join(map(str, some.model.sizes)) == f"2-{hidden}"


def logistic_unit() -> Experiment:
    return preset("two-classes-2-1")


LOGISTIC_LOSS = [0.9163, 0.7718, 0.6619, 0.5785, 0.5147, 0.4653, 0.4263, 0.3951, 0.3695, 0.3483]
LOGISTIC_ACCURACY = [0.2667, 0.4000, 0.5333, 0.6667, 0.6667, 0.7333, 0.8000, 0.8667, 0.8667, 0.8000]


def test_one_logistic_unit_learns_the_two_classes() -> None:
    history, parameters, ending = played(logistic_unit())
    assert ending is Ending.FINISHED
    losses, accuracies = history.column("last_batch_loss")[1:], history.column("validation_accuracy")[1:]
    np.testing.assert_allclose(losses, LOGISTIC_LOSS, rtol=0, atol=FOUR_DECIMALS)
    np.testing.assert_allclose(accuracies, LOGISTIC_ACCURACY, rtol=0, atol=FOUR_DECIMALS)
    assert errors(logistic_unit(), parameters) == pytest.approx((0.3601, 0.4381), abs=FOUR_DECIMALS)


def test_the_best_that_one_logistic_unit_can_do() -> None:
    """Descent reaches the optimum that Newton's method finds, of the published loss and accuracy."""
    unit = logistic_unit()
    training = unit.dataset.of(Role.TRAINING)
    design, optimum = np.column_stack([training.features, np.ones(70)]), np.zeros(3)
    for _ in range(20):
        p = 1 / (1 + np.exp(-design @ optimum))
        hessian = design.T @ (design * (p * (1 - p))[:, None])
        optimum -= np.linalg.solve(hessian, design.T @ (p - training.y))
    descent = replace(unit.training, learning_rate=1.0, epochs=1_000, batch_size=0)
    history, parameters, _ = played(replace(unit, training=descent))
    assert parameters == pytest.approx(optimum, abs=1e-6)
    assert history.column("train_error")[-1] == pytest.approx(0.2698, abs=FOUR_DECIMALS)
    assert history.column("train_accuracy")[-1] == pytest.approx(0.9143, abs=FOUR_DECIMALS)


@pytest.mark.parametrize("weight_seed", [1, 2, 3])
def test_a_wide_perceptron_overfits_the_two_classes(weight_seed: int) -> None:
    history, _, _ = played(replace(preset("two-classes-2-50-50-1"), weight_seed=weight_seed))
    validation = history.column("validation_error")
    assert validation.min() == pytest.approx(0.37, abs=0.05)
    assert history.best_epoch is not None
    assert history.best_epoch <= 20
    assert validation[-1] > 1
    assert history.column("train_error")[-1] < 0.04


def test_the_network_written_by_hand() -> None:
    """Two softmax units; the weights are those of the course's second `Linear(2, 2)`, [class, feature]."""
    weights = np.array(
        [[-1.3032469771142057, -0.3379786594879144], [-0.33916787872057313, 0.43865955952404506]]
    )
    by_hand = preset("two-classes-by-hand")
    assert by_hand.dataset == two_classes(1.0, 0.2, 80, 20)
    assert by_hand.initial == (*weights.T.ravel(), 0.0, 0.0)
    history, _, _ = played(by_hand)
    assert history.column("train_accuracy").tolist() == [0.725, 0.825]
    assert history.column("last_batch_loss")[-1] == pytest.approx(0.5584104525410001)
