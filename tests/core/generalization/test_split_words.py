"""The split in words: the largest part first, and what lowers it."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.diagnosis import Kind, diagnose
from nnviz.core.generalization.split import Split
from nnviz.core.generalization.split_words import shares
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.history import History
from nnviz.core.training.player import Player

DEGREE_9 = Experiment(model=PolynomialSpec(9))


def known(bias: float, variance: float, noise: float) -> Split:
    return Split(
        bias_squared=bias, variance=variance, noise=noise, total=bias + variance + noise, replicas=50
    )


def said(split: Split, advised: bool = False, experiment: Experiment = DEGREE_9) -> str:
    return str(shares(experiment, split, advised))


def test_variance_leads() -> None:
    text = said(known(0.02, 0.83, 0.15))
    assert text == (
        "Variance is 83 % of the error on new points, bias² 2 %, noise 15 %. "
        "To lower it, draw more training points, lower the degree or raise the penalty."
    )
    wide = replace(DEGREE_9, model=MLPSpec((64,)))
    assert "take fewer hidden units" in said(known(0.02, 0.83, 0.15), experiment=wide)
    assert said(known(0.02, 0.83, 0.15), advised=True).endswith("noise 15 %.")


def test_bias_leads() -> None:
    text = said(known(0.6, 0.1, 0.3))
    assert text.startswith("Bias² is 60 % of the error on new points, variance 10 %, noise 30 %.")
    assert text.endswith("To lower it, train longer or take a more complex model.")
    assert said(known(0.6, 0.1, 0.3), advised=True).endswith("noise 30 %.")


def test_below_the_noise_nothing_is_advised() -> None:
    assert said(known(0.0, 0.4, 0.6)) == "Variance is 40 % of the error on new points, bias² 0 %, noise 60 %."
    assert said(known(0.01, 0.02, 0.97)) == (
        "Noise is 97 % of the error on new points: no model could do much better."
    )


def test_a_negative_estimate_is_no_part_of_the_error() -> None:
    assert said(known(-0.05, 0.5, 0.5)) == (
        "Variance is 50 % of the error on new points, bias² 0 %, noise 50 %."
    )


def test_the_bias_of_a_formula_comes_from_its_start_or_from_itself() -> None:
    words = str(shares(preset("sine-formula"), known(0.8, 0.1, 0.1), False))
    assert words.endswith("start from other weights or write another formula.")


def test_without_a_truth_the_rest_is_one_number() -> None:
    much = Split(bias_squared_plus_noise=0.2, variance=0.8, total=1.0, replicas=50)
    assert said(much).startswith(
        "Variance is 80 % of the error on points not seen; the rest is bias² and noise. To"
    )
    little = Split(bias_squared_plus_noise=0.7, variance=0.3, total=1.0, replicas=50)
    assert said(little) == "Variance is 30 % of the error on points not seen; the rest is bias² and noise."


@pytest.mark.parametrize("split", [Split(), Split(variance=0.1), known(0.0, 0.0, 0.0)])
def test_of_what_is_not_known_nothing_is_said(split: Split) -> None:
    assert shares(DEGREE_9, split, False) is None


@pytest.mark.parametrize(
    ("name", "kind", "first"),
    [
        ("sine-degree-1", Kind.UNDERFITTING, "Bias² is"),
        ("sine-degree-9", Kind.OVERFITTING, "Variance is"),
        ("sine-mlp-wide", Kind.OVERFITTING, "Variance is"),
    ],
)
def test_the_verdict_of_a_run_names_its_largest_part(name: str, kind: Kind, first: str) -> None:
    experiment = preset(name)
    player, history = Player(experiment), History()
    player.play()
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    found = diagnose(experiment, history, player.ending)
    assert found.kind is kind
    assert f" {first}" in str(found.sentence)
    assert np.isfinite(history.split(history.last_epoch).total)
    alone = replace(experiment, replicas=replace(experiment.replicas, count=0))
    rows = History()
    rows.add(snapshot.rows[:, :5], snapshot.kept)
    assert first not in str(diagnose(alone, rows, player.ending).sentence)
