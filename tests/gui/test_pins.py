"""Pins: whose look stays with whom, and that looks can be told apart."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from nnviz.core.document import MOST_PINS, KeptRun
from nnviz.core.experiment import with_model
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.steps import Checkpoint
from nnviz.gui.fit.panel import TRUTH_DASHES
from nnviz.gui.pins import LOOKS, model_words, slots_after

LINE = preset("five-dots-line")


def run(degree: int) -> KeptRun:
    rows = np.array([[1.0, 0.5, 0.25, 0.0, np.nan]])
    experiment = with_model(LINE, PolynomialSpec(degree))
    return KeptRun(experiment, rows, (Checkpoint(1, np.zeros(degree + 1)),))


A, B, C, D = (run(degree) for degree in range(4))


def test_there_is_a_look_for_every_pin_and_none_like_another() -> None:
    assert len(LOOKS) == MOST_PINS
    for one, two in combinations(LOOKS, 2):
        assert one.dashes != two.dashes
        assert one.letters != two.letters
    assert all(look.dashes and look.dashes != TRUTH_DASHES for look in LOOKS)


@pytest.mark.parametrize(
    ("before", "slots", "after", "expected"),
    [
        ((), (), (A, B, C), (0, 1, 2)),
        ((A, B, C), (0, 1, 2), (A, C), (0, 2)),
        ((A, C), (0, 2), (A, C, D), (0, 2, 1)),
        ((A, C), (0, 2), (C, replace(A, label="renamed")), (2, 0)),
        ((A,), (3,), (), ()),
        ((A,), (0,), (A, A), (0, 1)),
        ((), (), (A, B, C, D, A), (0, 1, 2, 3, 4)),
    ],
)
def test_those_that_stay_keep_their_looks(
    before: tuple[KeptRun, ...],
    slots: tuple[int, ...],
    after: tuple[KeptRun, ...],
    expected: tuple[int, ...],
) -> None:
    assert slots_after(before, slots, after) == expected


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (PolynomialSpec(6, "exact"), "degree 6"),
        (MLPSpec((16,)), "1-16-1 tanh"),
        (MLPSpec((8, 4), "relu"), "1-8-4-1 relu"),
        (MLPSpec((512,) * 6, "relu"), "1-6×512-1 relu"),
        (MLPSpec(()), "no hidden layer"),
        (FormulaSpec("a*x + b"), "a*x + b"),
        (FormulaSpec("a*sin(b*x + c) + d*sin(2*b*x + f)"), "a*sin(b*x + c) + d*sin(…"),
    ],
)
def test_models_in_a_few_letters(model: ModelSpec, words: str) -> None:
    assert model_words(model) == words
