"""Optimiser and rate follow the kind of model, until the user has chosen others."""

from dataclasses import replace

from nnviz.core.models import FormulaSpec, MLPSpec
from nnviz.core.presets import preset
from nnviz.core.suggested import with_kind

LINE = preset("five-dots-line")


def test_a_suggestion_follows_the_kind_there_and_back() -> None:
    formula = with_kind(LINE, FormulaSpec())
    assert (formula.training.optimiser, formula.training.learning_rate) == ("Adam", 0.05)
    assert with_kind(with_kind(formula, MLPSpec()), LINE.model) == LINE


def test_what_the_user_chose_stays() -> None:
    chosen = replace(LINE, training=replace(LINE.training, learning_rate=0.3))
    assert with_kind(chosen, FormulaSpec()).training == chosen.training
