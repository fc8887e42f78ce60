"""Multilayer perceptrons: layout, initial weights, predictions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from nnviz.core.models import MLPSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.sentences import BadInput

sizes = st.lists(st.integers(1, 5), max_size=3).map(tuple)


def test_a_1_2_1_perceptron_has_7_parameters() -> None:
    spec = MLPSpec((2,))
    assert spec.parameter_count == 7
    assert spec.parameter_names == (
        "layer 1 weight 1→1", "layer 1 weight 1→2", "layer 1 bias 1", "layer 1 bias 2",
        "layer 2 weight 1→1", "layer 2 weight 2→1", "layer 2 bias 1",
    )  # fmt: skip
    assert spec.penalised.tolist() == [True, True, False, False, True, True, False]


@given(sizes)
def test_layers_cover_the_parameters_once(hidden: tuple[int, ...]) -> None:
    spec = MLPSpec(hidden)
    places = np.zeros(spec.parameter_count, int)
    for layer in spec.layers:
        places[layer.weight] += 1
        places[layer.bias] += 1
    assert places.tolist() == [1] * spec.parameter_count
    assert len(spec.parameter_names) == len(set(spec.parameter_names)) == spec.parameter_count
    assert spec.is_linear == (not hidden)


def test_predictions_by_hand() -> None:
    spec = MLPSpec((2,), "tanh")
    parameters = np.array([0.5, -1.0, 0.1, 0.2, 2.0, 3.0, -0.4])
    expected = 2 * np.tanh(0.5 * 0.7 + 0.1) + 3 * np.tanh(-0.7 + 0.2) - 0.4
    assert_allclose(spec.predict(parameters, np.array([[0.7]])), [expected])


def test_one_logistic_unit() -> None:
    """Figure F9: w = (2, −3), b = −3 at (−1, −2) gives 0.7311; here with their sum as the one input."""
    spec = MLPSpec((1,), "sigmoid")
    parameters = np.array([1.0, 0.0, 1.0, 0.0])
    assert_allclose(spec.predict(parameters, np.array([[1.0]])), [0.7311], atol=5e-5)


@pytest.mark.parametrize(
    ("name", "z", "value"),
    [
        ("tanh", 0.5, np.tanh(0.5)),
        ("relu", -1.0, 0.0),
        ("relu", 2.0, 2.0),
        ("sigmoid", 0.0, 0.5),
        ("sigmoid", -800.0, 0.0),
        ("sigmoid", 800.0, 1.0),
        ("softplus", 0.0, np.log(2)),
        ("softplus", 800.0, 800.0),
        ("sine", np.pi / 2, 1.0),
    ],
)
def test_activations(name: str, z: float, value: float) -> None:
    assert_allclose(ACTIVATIONS[name](np.array([z])), [value], atol=1e-15)


def test_initial_weights_fill_the_range_of_torchs_rule() -> None:
    spec = MLPSpec((100, 50))
    drawn = spec.initial_parameters(3)
    for layer in spec.layers:
        bound = 1 / np.sqrt(layer.n_in)
        values = drawn[layer.start : layer.end]
        assert np.abs(values).max() <= bound
        assert np.abs(values).max() > 0.9 * bound
    np.testing.assert_array_equal(drawn, spec.initial_parameters(3))
    assert not np.array_equal(drawn, spec.initial_parameters(4))


def test_inputs_are_scaled_on_request() -> None:
    x = np.array([2.0, 3.0, 4.0])
    assert MLPSpec().inputs(x, (2, 4)).tolist() == [[-1], [0], [1]]
    assert MLPSpec(scale_inputs=False).inputs(x, (2, 4)).tolist() == [[2], [3], [4]]


def test_parameters_are_shared_only_by_equal_layouts() -> None:
    assert MLPSpec((3,), dropout=0.5).layout == MLPSpec((3,)).layout
    for other in (MLPSpec((4,)), MLPSpec((3,), "relu"), MLPSpec((3,), scale_inputs=False)):
        assert other.layout != MLPSpec((3,)).layout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"hidden_sizes": (1,) * 7}, "0 to 6 hidden layers, not 7"),
        ({"hidden_sizes": (0,)}, "from 1 to 512 units, not 0"),
        ({"hidden_sizes": (513,)}, "not 513"),
        ({"activation": "step"}, "no activation called “step”"),
        ({"dropout": 1.0}, "0 to 0.95"),
        ({"dropout": float("nan")}, "0 to 0.95"),
    ],
)
def test_impossible_perceptrons_are_refused(arguments: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        MLPSpec(**arguments)
