"""The line that adds the error up: one for each basis, and what it says where there is too little to add."""

from dataclasses import replace

import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import Replicas, Resampling
from nnviz.gui.errors.check import check_of, with_error
from nnviz.gui.errors.fitted import joined

POINTS = Dataset.from_xy([(0.1, 1.0), (0.2, 2.0), (0.3, 1.5), (0.5, 1.0)], [(0.4, 1.2)])
TRUTH = Split(
    bias_squared=0.0006, bias_squared_se=0.00096, variance=0.0731, variance_se=0.0048, noise=0.09,
    total=0.1637, total_se=0.0051, measured_total=0.1562, measured_total_se=0.0069, replicas=50,
)  # fmt: skip
UNKNOWN = Split(
    bias_squared_plus_noise=0.2, bias_squared_plus_noise_se=0.03, variance=0.14, variance_se=0.02,
    total=0.34, total_se=0.04, replicas=50,
)  # fmt: skip
VARIANCE = Split(variance=0.14, variance_se=0.02, replicas=50)


def experiment(count: int, resample: Resampling = "same-x", validation: bool = True) -> Experiment:
    dataset = POINTS if validation else POINTS.of(Role.TRAINING)
    return Experiment(dataset=dataset, replicas=Replicas(count, resample))


def line(of: Experiment, split: Split, lost: tuple[int, ...] = ()) -> str:
    return joined(check_of(of, split, lost))


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (0.0731, 0.0048, "0.073 ± 0.005"),
        (0.14, 0.0061, "0.140 ± 0.006"),
        (0.335, 0.165, "0.34 ± 0.17"),  # two digits: rounded to 0.2 it would be off by a fifth
        (0.0006, 0.00096, "0.0006 ± 0.001"),  # within its error it keeps a digit
        (-0.00062, 0.0008, "−0.0006 ± 0.0008"),
        (9e-5, 0.0007, "0.0001 ± 0.0007"),
        (1e-9, 0.003, "0 ± 0.003"),
        (-0.25, 0.031, "−0.25 ± 0.03"),
        (1234.5, 40.0, "1,230 ± 40"),
        (2.34567e-6, 4e-8, "2.35e-06 ± 4e-08"),
        (0.25, float("nan"), "0.25"),
        (0.0, 0.0, "0"),
        (float("nan"), 0.1, "—"),
        (0.997, 0.0099, "1.00 ± 0.01"),
    ],
)
def test_a_value_is_as_fine_as_its_error(value: float, error: float, words: str) -> None:
    assert with_error(value, error) == words


def test_against_the_truth_it_holds_the_sum_against_fresh_points() -> None:
    assert line(experiment(50), TRUTH) == (
        "bias² 0.0006 ± 0.001 + variance 0.073 ± 0.005 + noise 0.09 = 0.164 ± 0.005; measured on fresh "
        "points: 0.156 ± 0.007. B = 50"
    )


@pytest.mark.parametrize(
    ("resample", "validation", "source"),
    [
        ("residuals", True, "(from the validation points)"),
        ("bootstrap", True, "(from the validation points)"),
        ("bootstrap", False, "(from the points that each replica has not seen)"),
    ],
)
def test_without_the_truth_bias_and_noise_are_one(
    resample: Resampling, validation: bool, source: str
) -> None:
    assert line(experiment(50, resample, validation), UNKNOWN).startswith(
        f"bias² + noise 0.20 ± 0.03 + variance 0.140 ± 0.020 = 0.34 ± 0.04 {source}. Without the truth, "
        "bias² and noise cannot be told apart. B = 50"
    )


def test_with_nothing_to_judge_by_it_says_what_to_do() -> None:
    words = line(experiment(50, "residuals", validation=False), VARIANCE)
    assert words.startswith("variance 0.140 ± 0.020. Draw validation points")


def test_a_bootstrap_says_how_far_it_is_to_be_trusted() -> None:
    said = "20 times too large at degree 7"
    assert said in line(experiment(50, "bootstrap"), UNKNOWN)
    assert said not in line(experiment(50, "residuals"), UNKNOWN)


def test_few_replicas_are_not_to_be_trusted() -> None:
    words = line(experiment(29), replace(TRUTH, replicas=29))
    assert words.endswith("B = 29, fewer than 30: the ± are guesses themselves")
    assert "fewer" not in line(experiment(30), replace(TRUTH, replicas=30))


def test_one_replica_has_no_variance() -> None:
    words = line(experiment(1), Split())
    assert words == "One replica has no variance: take 2 or more (50 is usual)."
    assert line(experiment(0), Split()) == ""


def test_lost_replicas_are_named() -> None:
    one = line(experiment(50), replace(TRUTH, replicas=49), (17,))
    assert one.endswith("B = 49. 1 replica diverged and is left out: number 17")
    many = line(experiment(50), replace(TRUTH, replicas=43), (1, 2, 3, 4, 5, 6, 7))
    assert many.endswith("7 replicas diverged and are left out: numbers 1, 2, 3, 4, 5, …")
    elsewhere = line(experiment(50), replace(TRUTH, replicas=48), (17,))
    assert elsewhere.endswith("2 replicas diverged and are left out"), (
        "these are the numbers of another epoch"
    )


def test_too_few_left_says_so() -> None:
    assert line(experiment(3), Split(replicas=1), (1, 3)).startswith(
        "2 of 3 replicas diverged, and one alone"
    )
    assert line(experiment(3), Split(), (1, 2, 3)) == "All 3 replicas diverged. Lower the learning rate."
    assert line(experiment(50), Split(), (17,)) == "", "not known is not lost"
    assert line(experiment(2, "bootstrap", validation=False), Split(replicas=2)).startswith(
        "Too few replicas"
    )
