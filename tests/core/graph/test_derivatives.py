"""The derivatives in symbols are true: each is computed as it is written and held against autograd."""

import math
import re

import pytest
import torch
from numpy.testing import assert_allclose

from nnviz.core.graph.derivatives import derivative
from nnviz.core.graph.notation import SUM, Term, formula, number_term
from nnviz.core.graph.operations import OPERATIONS
from nnviz.core.graph.recorder import Recorder

A, B = 0.7, 1.3
ELEMENTWISE = [name for name in OPERATIONS if name not in ("matmul", "sum", "mean", "softmax", "logsumexp")]


def computed(symbols: str, **values: float) -> float:
    """The right side of a derivative as a number."""
    text = symbols.rpartition(" = ")[2]
    if " where " in text:
        text = text.replace(" where ", " if ").replace(", else", " else")
    text = re.sub(r"(\w+)²\((\w+)\)", r"\1(\2)**2", text)
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text)
    text = re.sub(
        "[⁻⁰¹²³⁴⁵]+", lambda found: f"**({found[0].translate(str.maketrans('⁻⁰¹²³⁴⁵', '-012345'))})", text
    )
    names = {name: getattr(math, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh")}
    names |= {"sigmoid": lambda z: 1 / (1 + math.exp(-z)), "sign": lambda z: math.copysign(1, z)}
    return eval(text.replace("·", "*").replace("−", "-").replace("^", "**"), names, values)  # of our own text


@pytest.mark.parametrize(
    ("name", "sign"),
    [(name, 1) for name in ELEMENTWISE]
    + [(name, -1) for name in ELEMENTWISE if name not in ("log", "sqrt", "pow")],  # nothing below 0
)
def test_each_operation_by_each_argument(name: str, sign: int) -> None:
    recorder = Recorder()
    leaves = [recorder.leaf(sign * A, "a", "parameter"), recorder.leaf(B, "b", "parameter")]
    with recorder:
        graph = recorder.finish(OPERATIONS[name].function(*leaves[: OPERATIONS[name].operands]))
    for edge in graph.edges:
        assert edge.derivative.startswith("∂")
        assert_allclose(computed(edge.derivative, a=sign * A, b=B), edge.contribution, rtol=1e-12)


@pytest.mark.parametrize("exponent", [2, 3, 0.5, -1, 2.5])
def test_powers(exponent: float) -> None:
    recorder = Recorder()
    a = recorder.leaf(A, "a", "parameter")
    with recorder:
        graph = recorder.finish(a**exponent)
    assert_allclose(computed(graph.edges[0].derivative, a=A), graph.edges[0].contribution, rtol=1e-12)


def test_sums_and_means() -> None:
    recorder = Recorder()
    a = recorder.leaf([[1.0, 2, 3], [4, 5, 6]], "a", "parameter")
    with recorder:
        graph = recorder.finish((a.mean(1) + 0).sum())
    mean, total = graph.into("mean")[0], graph.into("sum")[0]
    assert (mean.derivative, str(mean.words)) == (
        "∂mean(a)/∂a = 1 / 3",
        "divided by 3, and passed to every element",
    )
    assert total.derivative == "∂(Σ u)/∂u = 1, u = mean(a) + 0"


def test_a_letter_inside_another_argument_is_not_free() -> None:
    sums = (Term("u + v", SUM), Term("s − t", SUM))
    symbols, _ = derivative("mul", 0, sums)
    assert symbols == "∂(u′ · v′)/∂u′ = v′, u′ = u + v, v′ = s − t"
    assert derivative("exp", 0, (Term("u + 1", SUM),))[0] == "∂exp(v)/∂v = exp(v), v = u + 1"


def test_a_long_argument_gets_a_letter_that_is_free() -> None:
    told, words = derivative("mul", 0, (Term("u + 1", 1), Term("u")))
    assert told == "∂(v · u)/∂v = u, v = u + 1"
    assert str(words) == "times the other factor, u"
    assert derivative("atan", 0, (Term("a"),)) == ("", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (lambda a, b: (a + b) * (a - b), "(a + b) · (a − b)"),
        (lambda a, b: a - (b - a) - b, "a − (b − a) − b"),
        (lambda a, b: a / (b / a) / b, "a / (b / a) / b"),
        (lambda a, b: a * (b / a), "a · b / a"),
        (lambda a, b: (a / b) * a, "a / b · a"),
        (lambda a, b: (-a) ** 2 - b**3, "(−a)² − b³"),
        (lambda a, b: -(a * b), "−a · b"),
        (lambda a, b: -(a + b), "−(a + b)"),
        (lambda a, b: a + -b, "a + (−b)"),
        (lambda a, b: a * -0.5, "a · (−0.5)"),
        (lambda a, b: (a + b) ** 0.5 + abs(a), "(a + b)^0.5 + |a|"),
        (lambda a, b: (a**b) ** -1, "(a^b)⁻¹"),
        (lambda a, b: torch.sqrt(a + b) * torch.exp(a), "√(a + b) · exp(a)"),
        (lambda a, b: (a * b).sum() + (a + b).sum(), "Σ a · b + Σ (a + b)"),
    ],
)
def test_formulas_have_the_brackets_that_they_need(text: object, expected: str) -> None:
    recorder = Recorder()
    a, b = recorder.leaf(A, "a", "parameter"), recorder.leaf(B, "b", "parameter")
    with recorder:
        graph = recorder.finish(text(a, b))
    assert graph.node(graph.loss).formula == expected


def test_numbers_are_short() -> None:
    assert [number_term(value).text for value in (2.0, -0.5, 1 / 3, 1e-9)] == [
        "2",
        "−0.5",
        "0.333333",
        "1e−09",
    ]
    assert formula("atan2", [Term("a"), Term("b + 1", 1)], {}).text == "atan2(a, b + 1)"
