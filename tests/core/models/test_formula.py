"""A formula as a model: its parameters, its start, its predictions, and where it has none."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.formulas.tree import FUNCTIONS
from nnviz.core.models import FormulaSpec
from nnviz.core.models.formula import NUMPY
from nnviz.core.sentences import BadInput

SINE = FormulaSpec("c + a*sin(b*x)")


def test_its_letters_besides_x_are_its_parameters() -> None:
    assert SINE.parameter_names == ("c", "a", "b")
    assert SINE.parameter_count == 3
    assert SINE.penalised.tolist() == [True, True, True]
    assert not SINE.is_linear


def test_predictions_by_hand() -> None:
    x = np.array([0.0, 0.5, 2.0])
    inputs = SINE.inputs(x, (0.0, 9.0))
    assert_array_equal(inputs, x[:, None])  # not scaled
    assert_allclose(SINE.predict(np.array([1.0, 2.0, 3.0]), inputs), 1 + 2 * np.sin(3 * x), rtol=1e-15)


def test_many_members_are_predicted_as_one_by_one() -> None:
    stack = SINE.initial_replicas(3, 5)
    inputs = np.linspace(-1, 1, 7)[:, None]
    together = SINE.predict(stack, inputs)
    assert together.shape == (5, 7)
    assert_array_equal(together, [SINE.predict(one, inputs) for one in stack])


def test_without_x_it_is_the_same_everywhere() -> None:
    spec = FormulaSpec("a^2 + 1")
    inputs = np.zeros((4, 1))
    assert spec.predict(np.array([3.0]), inputs).tolist() == [10.0] * 4
    assert spec.predict(np.array([[3.0], [0.0]]), inputs).tolist() == [[10.0] * 4, [1.0] * 4]


def test_initial_parameters_come_from_the_seed_and_replicas_from_a_stream_of_their_own() -> None:
    start = SINE.initial_parameters(1)
    assert_array_equal(start, SINE.initial_parameters(1))
    assert np.all(np.abs(start) < 1)
    assert np.all(start != 0)
    assert np.any(start != SINE.initial_parameters(2))
    few, many = SINE.initial_replicas(1, 2), SINE.initial_replicas(1, 9)
    assert_array_equal(few, many[:2])
    assert len(np.unique(np.vstack([start, many]))) == 30


def test_the_same_formula_written_otherwise_has_the_same_layout() -> None:
    assert FormulaSpec("c+(a * sin(b·x))").layout == SINE.layout
    assert FormulaSpec("a*sin(b*x) + c").layout != SINE.layout


def test_every_function_has_its_numpy_function() -> None:
    assert set(NUMPY) == set(FUNCTIONS)


@pytest.mark.parametrize("expression", ["x^2", "3", "sin(pi)*x"])
def test_a_formula_without_a_parameter_is_refused(expression: str) -> None:
    with pytest.raises(BadInput, match="a letter besides x"):
        FormulaSpec(expression)


def test_what_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(FormulaError, match="no sign") as caught:
        FormulaSpec("a + 2x")
    assert caught.value.place == (4, 6)


@pytest.mark.parametrize(("part", "expression"), [("1/0", "a*(1/0)"), (r"\(-8\)\^0.5", "a + (-8)^0.5")])
def test_a_part_that_is_no_number_is_refused(part: str, expression: str) -> None:
    with pytest.raises(BadInput, match=f"The part {part} is not a finite number"):
        FormulaSpec(expression)


def test_where_it_has_no_value_predictions_say_so_without_a_warning() -> None:
    spec = FormulaSpec("a*log(x)")
    found = spec.predict(np.array([2.0]), np.array([[-1.0], [0.0], [1.0]]))
    assert_array_equal(found, [np.nan, -np.inf, 0.0])


def test_a_start_without_a_value_at_a_point_names_the_point() -> None:
    spec = FormulaSpec("log(a*x)")
    spec.check_start(np.array([0.5]), np.array([1.0, 3.0]))
    with pytest.raises(BadInput, match=r"at the point x = -2 with a = 0.5") as caught:
        spec.check_start(np.array([0.5]), np.array([1.0, -2.0, -3.0]))
    assert "Start from other initial weights" in str(caught.value)
