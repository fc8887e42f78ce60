"""Outputs made some places at a time: the same as all at once, in buffers that stay small."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.models import LayeredSpec, MLPSpec, PolynomialSpec
from nnviz.core.training import outputs as module
from nnviz.core.training.members import Members
from nnviz.core.training.outputs import Outputs

MODELS = [
    PolynomialSpec(4),
    MLPSpec((5,)),
    MLPSpec((), n_in=2, n_out=3),
    MLPSpec((6, 4), "sine", n_in=2, n_out=3),
]


def case(
    model: LayeredSpec, count: int = 3, places: int = 23
) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    rng = np.random.default_rng(2)
    stack = rng.standard_normal((count, model.parameter_count))
    inputs = rng.standard_normal((places, getattr(model, "n_in", 5)))
    wanted = np.stack([model.predict(member, inputs) for member in stack])
    return inputs, Members(model, stack, np.float64).layers, wanted


@pytest.mark.parametrize("model", MODELS, ids=["polynomial", "curve", "single layer", "classes"])
@pytest.mark.parametrize("at_a_time", [1, 100, 200, 10**6])
def test_in_parts_they_are_the_same(
    model: LayeredSpec, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_A_TIME", at_a_time)
    inputs, layers, wanted = case(model)
    made = Outputs(model, 3, inputs)
    for _ in range(2):
        assert_allclose(made.of(layers), wanted, rtol=1e-12, atol=1e-12)


def test_a_map_of_many_models_takes_no_more_than_a_small_one() -> None:
    model = MLPSpec((50, 50), n_in=2)
    inputs, layers, wanted = case(model, 40, 1_000)
    made = Outputs(model, 40, inputs)
    held = sum(hidden.z.nbytes for hidden in made._pass._hidden)
    assert held <= 8 * module.AT_A_TIME < 8 * 40 * 2 * 51 * 1_000
    assert_allclose(made.of(layers), wanted, rtol=1e-12, atol=1e-12)


def test_in_single_precision_too() -> None:
    model = MLPSpec((5,))
    inputs, _, wanted = case(model)
    stack = np.random.default_rng(2).standard_normal((3, model.parameter_count))
    found = Outputs(model, 3, inputs, np.float32).of(Members(model, stack, np.float32).layers)
    assert found.dtype == np.float32
    assert_allclose(found, wanted, atol=1e-5)
    assert_array_equal(found.shape, (3, 23))
