"""Graphs of formulas: known gradients, descent on the formula itself, and formulas as models."""

import numpy as np
import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.dataset import Role
from nnviz.core.experiment import with_model
from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.formulas.tree import FUNCTIONS
from nnviz.core.graph.formula_graph import record_formula
from nnviz.core.graph.formula_step import new_values, step_down
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record
from nnviz.core.graph.replay import replay
from nnviz.core.models import FormulaSpec
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput

leaves = st.sampled_from(["a", "b", "x", "2", "0.5", "pi"])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("{}({})".format, st.sampled_from(["-", *FUNCTIONS]), inner),
        st.builds("({}){}({})".format, inner, st.sampled_from("+-*/^"), inner),
    ),
    max_leaves=6,
).map("a + {}".format)  # there is a letter at least
BOWL = "(x1-3)^2 + (x2+2)^2"


def gradients(graph: Graph) -> dict[str, float]:
    return {n.key: float(n.gradient) for n in graph.nodes if n.first is not None and n.gradient is not None}


@pytest.mark.parametrize(
    ("expression", "values", "value", "expected"),
    [
        ("(a+b)*(b+1)", {"a": 2, "b": 1}, 6, {"a": 2, "b": 5}),
        ("(x+y)*z", {"x": -2, "y": 5, "z": -4}, -12, {"x": -4, "y": -4, "z": 3}),
        ("a + a", {"a": 3}, 6, {"a": 2}),
        (
            "sigmoid(w0*x0 + w1*x1 + w2)",
            {"w0": 2, "w1": -3, "w2": -3, "x0": -1, "x1": -2},
            0.7310586,
            {"w0": -0.1966119, "x0": 0.3932239, "w1": -0.3932239, "x1": -0.5898358, "w2": 0.1966119},
        ),
    ],
)
def test_figure_9(expression: str, values: dict, value: float, expected: dict) -> None:
    graph = record_formula(expression, values)
    assert_allclose(graph.node(graph.loss).value, value, rtol=1e-7)
    found = gradients(graph)
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == pytest.approx(expected[name], abs=5e-8)


def test_a_letter_used_twice_has_two_edges() -> None:
    graph = record_formula("a + a", {"a": 3.0})
    assert [(e.source, e.place, float(e.contribution)) for e in graph.edges] == [("a", 0, 1.0), ("a", 1, 1.0)]


def test_what_the_graph_is_about_and_of_what_kind_its_letters_are() -> None:
    graph = record_formula("a*x + 2*pi", {"x": 2.0, "a": 3.0})
    assert graph.setting.about == "formula"
    assert [(n.key, n.kind, n.first) for n in graph.nodes if n.first is not None] == [
        ("a", "parameter", 0), ("x", "input", 1),
    ]  # fmt: skip
    assert graph.node(graph.loss).formula.startswith("f = ")
    assert [n.name for n in graph.nodes if n.kind == "constant"] == ["6.28319"]


def test_figure_1() -> None:
    """15 steps at rate 0.1 from (0, 0): after n of them 3(1 − 0.8ⁿ), −2(1 − 0.8ⁿ)."""
    values = {"x1": 0.0, "x2": 0.0}
    for n in range(1, 16):
        values = new_values(step_down(record_formula(BOWL, values), 0.1))
        assert_allclose(list(values.values()), np.array([3, -2]) * (1 - 0.8**n), rtol=1e-12)
    assert values == pytest.approx({"x1": 2.89445, "x2": -1.92963}, abs=5e-6)


def test_a_step_is_told_line_by_line_and_leaves_fixed_letters_alone() -> None:
    (update,) = step_down(record_formula(BOWL, {"x1": 1.0, "x2": 0.0}), 0.1, fixed=("x2",))
    assert update.node == "x1"
    lines = {str(name): float(value) for name, value in update.lines}
    assert lines == pytest.approx({"w": 1, "gradient": -4, "learning rate × gradient": -0.4, "new w": 1.4})


def test_an_impossible_rate_is_refused() -> None:
    with pytest.raises(BadInput, match="learning rate must be more than 0"):
        step_down(record_formula(BOWL, {"x1": 0.0, "x2": 0.0}), 0.0)


@pytest.mark.parametrize(
    ("expression", "values", "words"),
    [
        ("a*b", {"a": 1.0}, "“b” has no value here"),
        ("a**", {"a": 1.0}, "ends too early"),
        ("2 + 3", {}, "no letter"),
    ],
)
def test_what_cannot_be_recorded_is_refused(expression: str, values: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        record_formula(expression, values)


def test_an_unknown_name_is_marked() -> None:
    with pytest.raises(FormulaError) as caught:
        record_formula("a*x + foo", {"a": 1.0, "x": 2.0})
    assert caught.value.place == (6, 9)


@given(expressions, st.lists(st.floats(-2, 2), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_contributions_add_up_and_leaves_give_the_value_again(expression: str, numbers: list[float]) -> None:
    try:
        graph = record_formula(expression, dict(zip("abx", numbers, strict=True)))
    except BadInput:  # a part such as log(-2) is refused
        reject()
    assert_array_equal(replay(graph), graph.node(graph.loss).value)
    for node in graph.nodes:
        if node.gradient is not None and node.key != graph.loss:
            uses = np.array([edge.contribution for edge in graph.out_of(node.key)])
            with np.errstate(invalid="ignore"):  # ∞ − ∞, where a formula has no gradient
                arrived = uses.sum(axis=0)
            largest = float(np.abs(uses[np.isfinite(uses)]).max(initial=0))  # sums cancel: a/a near 0
            assert_allclose(arrived, node.gradient, rtol=1e-10, atol=1e-300 + 1e-13 * largest)


def test_a_value_that_is_no_number_is_shown_as_such() -> None:
    graph = record_formula("log(a)", {"a": -1.0})
    assert np.isnan(graph.node(graph.loss).value)


def test_a_long_part_gets_a_name_that_no_letter_can_have() -> None:
    graph = record_formula("v1*sin(v2*x)*exp(v1*x) + 1", {"v1": 1.0, "v2": 2.0, "x": 3.0})
    formulas = [node.formula for node in graph.nodes]
    assert "v₁ = v1 · sin(v2 · x) · exp(v1 · x)" in formulas
    assert formulas[-1] == "f = v₁ + 1"


@pytest.mark.parametrize(
    "expression", ["a", "a*sin(b*x) + c", "2^a - x/b - (a + x)^3", "relu(a*x)*softplus(b) + 1"]
)
@pytest.mark.parametrize(
    "question", [Question(), Question(point=4), Question(x=1.5)], ids=["mean", "point", "x"]
)
def test_a_formula_as_a_model_has_autograds_numbers(expression: str, question: Question) -> None:
    some = with_model(preset("sine-formula"), FormulaSpec(expression))
    parameters = some.initial_parameters()
    graph = record(some, parameters, 0, question)
    letters = torch.tensor(parameters, requires_grad=True)
    value = _by_hand(expression, letters, some, question)
    value.backward()
    assert_allclose(graph.node(graph.loss).value.sum(), value.item(), rtol=1e-13)
    found = gradients(graph)
    assert_allclose([found[name] for name in some.model.parameter_names], letters.grad, rtol=1e-12)


def _by_hand(expression: str, letters: torch.Tensor, some: object, question: Question) -> torch.Tensor:
    dataset = some.dataset
    which = (
        slice(question.point, question.point + 1)
        if question.point is not None
        else dataset.roles == Role.TRAINING
    )
    x, y = (torch.tensor(values[which]) for values in (dataset.x, dataset.y))
    if question.x is not None:
        x = torch.tensor(question.x)
    a, b, c = (*letters, *letters.new_zeros(3))[:3]
    predicted = {
        "a": lambda: a,
        "a*sin(b*x) + c": lambda: a * torch.sin(b * x) + c,
        "2^a - x/b - (a + x)^3": lambda: 2**a - x / b - (a + x) ** 3,
        "relu(a*x)*softplus(b) + 1": lambda: torch.relu(a * x) * torch.nn.functional.softplus(b) + 1,
    }[expression]()
    return predicted if question.x is not None else ((predicted - y) ** 2).mean()


def test_letters_of_a_formula_are_not_taken_for_the_symbols_of_the_loss() -> None:
    """The prediction is p, the target y, the loss L, unless the formula has such letters."""
    some = with_model(preset("sine-formula"), FormulaSpec("p*x + y*r + L"))
    graph = record(some, np.array([0.5, 0.25, 2.0, 1.0]), 0)
    made = {node.formula.partition(" = ")[0]: node.formula for node in graph.nodes}
    assert made["p′"] == "p′ = p · x + y · r + L"
    assert made["r′"] == "r′ = p′ − y′"
    assert made["L′"] == "L′ = mean(r′²)"
    assert {"p", "y", "r", "L", "y′"} <= set(made)
    (edge,) = graph.into(graph.loss)
    assert "with" not in edge.derivative
    back = next(edge for edge in graph.edges if graph.node(edge.target).formula == "r′ = p′ − y′")
    assert back.derivative == "∂(p′ − y′)/∂p′ = 1"
