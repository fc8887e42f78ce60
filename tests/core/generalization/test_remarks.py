"""What is said beside the numbers of a split."""

from dataclasses import replace

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.remarks import remarks
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import Replicas
from nnviz.core.truths import Truth

DOTS = Dataset.from_xy([(0.1, 1.0), (0.4, 2.0), (0.8, 0.0)], [(0.5, 1.0)])
SURE = Split(variance=1.0, replicas=50)


def said(
    resample: str,
    split: Split = SURE,
    lost: tuple[int, ...] = (),
    validation: bool = True,
    truth: Truth | None = None,
) -> str:
    dataset = DOTS if validation else DOTS.without([3])
    some = Experiment(dataset=dataset, truth=truth, replicas=Replicas(int(split.replicas), resample))
    return " ".join(map(str, remarks(some, split, lost)))


def test_of_a_known_truth_there_is_nothing_to_add() -> None:
    assert said("same-x") == said("fresh-x") == ""


def test_where_the_truth_is_not_known_it_says_what_is_measured_instead() -> None:
    assert said("residuals") == (
        "Without the truth, bias² and noise cannot be told apart. "
        "Their sum is measured on the validation points."
    )
    assert said("residuals", truth=Truth()).startswith("A bootstrap cannot tell bias² from noise: draw")
    assert "points that a replica has not drawn" in said("bootstrap", validation=False)
    assert said("residuals", validation=False).startswith(
        "Only the variance is known: draw validation points"
    )
    assert "some 20 times too large at degree 7" in said("bootstrap")
    assert "20 times" not in said("residuals")


def test_few_replicas_and_lost_ones() -> None:
    assert said("same-x", replace(SURE, replicas=1)).startswith("One replica has no variance: take 2 or more")
    assert "standard errors are guesses" in said("same-x", replace(SURE, replicas=29))
    assert "guesses" not in said("same-x", replace(SURE, replicas=30))
    assert said("same-x", replace(SURE, replicas=3), lost=(1, 2)).endswith("Lower the learning rate.")
    assert said("same-x", lost=(17,)) == "1 replica diverged and is left out: number 17."
    assert said("same-x", lost=(2, 3)) == "2 replicas diverged and are left out: numbers 2, 3."
    assert said("same-x", lost=tuple(range(1, 40))).endswith("numbers 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ….")
