"""A run in words: what was trained, what differs from the run before, what came of it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.training.steps import Ending
from nnviz.gui.runs.words import about, errors_at_the_end, how_it_went, plain, what_was_trained

LINE = preset("five-dots-line")
Known = Callable[..., KeptRun]


def with_training(experiment: Experiment, **changes: object) -> Experiment:
    return replace(experiment, training=replace(experiment.training, **changes))


def strong(run: KeptRun, before: KeptRun) -> list[str]:
    return [piece.text for piece in what_was_trained(run, before) if piece.strong]


@pytest.mark.parametrize(
    ("experiment", "words"),
    [
        (LINE, "degree 1 · SGD 0.1 · 10 epochs"),
        (with_model(LINE, PolynomialSpec(6, "exact")), "degree 6 · exact"),
        (
            with_training(with_model(LINE, MLPSpec((16,))), optimiser="Adam", learning_rate=0.01),
            "1-16-1 tanh · Adam 0.01 · 10 epochs",
        ),
        (with_model(LINE, MLPSpec((8, 4), "relu")), "1-8-4-1 relu · SGD 0.1 · 10 epochs"),
        (with_model(LINE, MLPSpec((512,) * 6, "relu")), "1-6×512-1 relu · SGD 0.1 · 10 epochs"),
        (with_model(LINE, MLPSpec(())), "no hidden layer · SGD 0.1 · 10 epochs"),
        (with_model(LINE, FormulaSpec("a*sin(b*x) + c")), "a*sin(b*x) + c · SGD 0.1 · 10 epochs"),
        (
            with_training(LINE, l2=0.01, l1=0.5, batch_size=2, patience=1_000, precision="float32"),
            "degree 1 · SGD 0.1 · 10 epochs · batches of 2 · L2 0.01 · L1 0.5 · patience 1,000 · 32 bit",
        ),
        (
            replace(with_model(LINE, MLPSpec((4,), dropout=0.2)), replicas=Replicas(50, "bootstrap")),
            "1-4-1 tanh · SGD 0.1 · 10 epochs · dropout 0.2 · 50 replicas",
        ),
    ],
)
def test_what_was_trained(known: Known, experiment: Experiment, words: str) -> None:
    assert plain(what_was_trained(known(experiment))) == words


def test_what_differs_from_the_run_before_is_strong(known: Known) -> None:
    line = known()
    assert strong(known(), line) == []
    assert strong(known(with_model(LINE, PolynomialSpec(6))), line) == ["degree 6"]
    assert strong(known(with_training(LINE, learning_rate=0.2)), line) == ["SGD 0.2"]
    assert strong(known(epochs=20), line) == ["20 epochs"]
    moved = replace(LINE, dataset=LINE.dataset.moved([0], 0.0, 1.0))
    assert strong(known(moved), line) == ["other points"]


def test_other_weights_are_told_only_where_they_are_others(known: Known) -> None:
    net = with_model(LINE, MLPSpec((2,)))
    other = replace(net, weight_seed=7)
    assert strong(known(other), known(net)) == ["weight seed 7"]
    assert strong(known(replace(LINE, weight_seed=7)), known(LINE)) == [], "a line starts at 0 with any seed"
    by_hand = replace(net, initial=(0.5,) * net.model.parameter_count)
    assert strong(known(by_hand), known(net)) == ["weights by hand"]


def test_what_came_of_it(known: Known) -> None:
    run = known()
    assert plain(errors_at_the_end(run)) == "training 0.5 · validation 0.75"
    assert plain(how_it_went(run)) == "best 0.25 at epoch 5"
    assert plain(errors_at_the_end(known(training=1e-29))) == "training ≈ 0 · validation 0.75"
    assert plain(errors_at_the_end(known(validation=np.nan))) == "training 0.5"
    assert plain(how_it_went(known(epochs=5))) == "", "its last epoch is its best"


def test_how_it_ended_is_told_where_that_is_not_as_usual(known: Known) -> None:
    (diverged, _) = how_it_went(known(ending=Ending.DIVERGED))
    assert (diverged.text, diverged.warning) == ("diverged", True)
    assert plain(how_it_went(known(ending=Ending.STOPPED_EARLY))) == "stopped early · best 0.25 at epoch 5"


def test_replicas_bring_bias_and_variance(known: Known) -> None:
    experiment = replace(LINE, replicas=Replicas(50, "bootstrap"))
    run = known(experiment, bias_squared=-0.002, variance=0.3)
    assert plain(how_it_went(run)) == "bias² −0.002 · variance 0.3 · best 0.25 at epoch 5"


def test_number_and_complexity(known: Known) -> None:
    assert about(3, True, known()) == "run 3, shown now · 2 parameters, 5 points"
    assert about(None, False, known()) == "2 parameters, 5 points"
    alone = replace(
        with_model(LINE, PolynomialSpec(0)), dataset=LINE.dataset.without(range(1, len(LINE.dataset)))
    )
    assert about(1, False, known(alone)) == "run 1 · 1 parameter, 1 point"
