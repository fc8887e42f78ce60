"""The description of everything the user chose."""

import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import (
    Experiment,
    Training,
    domain_with,
    with_model,
    with_new_weights,
    with_weight_seed,
)
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.sentences import BadInput
from nnviz.core.truths import SEEDS, Sampling, Truth

DOTS = Dataset.from_xy([(0.1, 1), (0.9, 2)], [(0.5, 1.5)])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"epochs": 0}, "number of epochs"),
        ({"epochs": 1_000_001}, "not 1,000,001"),
        ({"batch_size": -1}, "batch size"),
        ({"optimiser": "Newton"}, "no optimiser called “Newton”"),
        ({"learning_rate": 0.0}, "learning rate"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"learning_rate": 2e6}, "learning rate"),
        ({"l2": -1.0}, "penalty"),
        ({"l1": float("nan")}, "penalty"),
        ({"patience": -1}, "Patience"),
        ({"patience": 1_000_001}, "not 1,000,001"),  # no field of the window holds 2**31
        ({"batch_size": 1_000_001}, "batch size must be from 1 to 1,000,000"),
    ],
)
def test_impossible_trainings_are_refused(arguments: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Training(**arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"domain": (1.0, 1.0)}, "not from 1 to 1"),
        ({"domain": (0.0, float("nan"))}, "from a smaller"),
        ({"domain": (-1.0, 1e10)}, "within ±1e"),
        ({"domain": (0.0, 5e-324)}, "from 0 to 4.9\\d+e-324 is too narrow"),  # drawing it crashed
        ({"domain": (1e9 - 0.9, 1e9)}, "from 999999999.1 to 1000000000 is too narrow to compute with. Widen"),
        ({"dataset": DOTS, "domain": (0.2, 1.0)}, "outside the x range"),
        ({"dataset": DOTS, "domain": (0.0, 0.8)}, "Widen the range"),
        ({"weight_seed": -1}, "weight seed"),
        ({"initial": (1.0,)}, "1 initial weights were given for a model with 2"),
    ],
)
def test_impossible_experiments_are_refused(arguments: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Experiment(**arguments)


def test_equal_experiments_are_equal_and_frozen() -> None:
    def make() -> Experiment:
        return Experiment(
            "five",
            "a note",
            Dataset.from_xy([(0.1, 1)]),
            (0, 1),
            Truth(),
            Sampling(),
            MLPSpec((3,)),
            Training(),
        )

    assert make() == make()
    assert hash(make()) == hash(make())
    assert pickle.loads(pickle.dumps(make())) == make()
    assert replace(make(), weight_seed=2) != make()
    with pytest.raises(FrozenInstanceError):
        make().name = "six"


def test_initial_parameters_are_drawn_from_the_seed_or_given() -> None:
    model = MLPSpec((3,))
    drawn = Experiment(model=model, weight_seed=5).initial_parameters()
    np.testing.assert_array_equal(drawn, model.initial_parameters(5))
    given_ = Experiment(model=PolynomialSpec(1), initial=(3.0, -1.0))
    np.testing.assert_array_equal(given_.initial_parameters(), [3, -1])


def test_predictions_see_x_through_the_domain() -> None:
    line = Experiment(dataset=DOTS, domain=(0, 4), model=PolynomialSpec(1))
    parameters = np.array([2.0, 1 / np.sqrt(3)])  # 2 + u, u = x/2 − 1
    np.testing.assert_allclose(line.predict(parameters, np.array([0.0, 2.0, 4.0])), [1, 2, 3])


def test_what_depends_on_the_model() -> None:
    assert Experiment(model=PolynomialSpec(2, "exact")).solved_exactly
    assert not Experiment(model=PolynomialSpec(2)).solved_exactly
    assert not Experiment(model=MLPSpec()).solved_exactly
    assert Experiment(model=MLPSpec(dropout=0.3)).dropout == 0.3
    assert Experiment(model=PolynomialSpec()).dropout == 0


def test_initial_weights_stay_only_with_a_model_they_fit() -> None:
    line = Experiment(model=PolynomialSpec(1), initial=(1.0, 2.0))
    assert with_model(line, PolynomialSpec(1, "exact")).initial == (1.0, 2.0)
    assert with_model(line, PolynomialSpec(2)).initial is None
    assert with_model(line, MLPSpec(())).initial is None


@given(st.lists(st.floats(-100, 100), max_size=5), st.floats(-50, 0), st.floats(1, 50))
def test_a_domain_grows_just_when_it_must(x: list, low: float, high: float) -> None:
    grown = domain_with((low, high), np.array(x))
    if all(low <= value <= high for value in x):
        assert grown == (low, high)
    assert all(grown[0] <= value <= grown[1] for value in x)
    assert grown[0] <= low
    assert high <= grown[1]
    if grown[0] < low:
        assert grown[0] <= low - (high - low) / 10


def test_new_weights_are_the_next_seeds_and_none_given_by_hand() -> None:
    by_hand = Experiment(model=MLPSpec((1,)), weight_seed=SEEDS - 1, initial=(1.0, 2.0, 3.0, 4.0))
    new = with_new_weights(by_hand)
    assert (new.weight_seed, new.initial) == (0, None)
    assert with_new_weights(new) == with_weight_seed(by_hand, 1)
    with pytest.raises(BadInput, match=r"from 0 to 4,294,967,295, not 4294967296"):
        with_weight_seed(by_hand, SEEDS)
