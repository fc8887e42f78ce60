"""The batched forward pass in torch equals the predictions in numpy."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.models import mlp as in_numpy
from nnviz.core.training import forward as in_torch
from nnviz.core.training.forward import forward
from nnviz.core.training.masks import Masks

X = np.linspace(-1.0, 3.0, 7)
specs = st.one_of(
    st.builds(PolynomialSpec, st.integers(0, 30)),
    st.builds(
        MLPSpec,
        st.lists(st.integers(1, 6), max_size=4).map(tuple),
        st.sampled_from(sorted(in_numpy.ACTIVATIONS)),
        st.sampled_from([0.0, 0.5]),
        st.booleans(),
    ),
)


@given(specs, st.integers(0, 1000))
def test_three_members_at_once_equal_three_predictions(spec: PolynomialSpec | MLPSpec, seed: int) -> None:
    parameters = np.random.default_rng(seed).standard_normal((3, spec.parameter_count))
    inputs = spec.inputs(X, (-1, 3))
    found = forward(spec, torch.tensor(parameters), torch.tensor(inputs))
    assert found.shape == (3, len(X))
    expected = [spec.predict(member, inputs) for member in parameters]
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-10, atol=1e-10)


def test_both_know_the_same_activations() -> None:
    assert in_numpy.ACTIVATIONS.keys() == in_torch.ACTIVATIONS.keys()


@pytest.mark.parametrize("share", [0.25, 0.9])
def test_dropout_switches_off_its_share_and_keeps_the_mean(share: float) -> None:
    """One unit that is 1 everywhere: an output is 0 or 1/(1 − share)."""
    spec = MLPSpec((1,), "relu", share)
    parameters = torch.tensor([[0.0, 1.0, 1.0, 0.0]] * 2, dtype=torch.float64)
    inputs = torch.zeros(20_000, 1, dtype=torch.float64)
    masks = [torch.tensor(mask).swapaxes(1, 2) for mask in Masks(spec, 2, 1, np.float64).draw(20_000)]
    values = forward(spec, parameters, inputs, masks).numpy()
    np.testing.assert_allclose(np.unique(values), [0, 1 / (1 - share)])
    assert np.mean(values == 0) == pytest.approx(share, abs=0.02)
    assert not np.array_equal(values[0], values[1])
    assert forward(spec, parameters, inputs).numpy().min() == 1


def test_without_dropout_there_are_no_masks() -> None:
    assert Masks(MLPSpec((3,)), 2, 1, np.float64).draw(5) == []
    assert Masks(PolynomialSpec(3), 2, 1, np.float64).draw(5) == []
