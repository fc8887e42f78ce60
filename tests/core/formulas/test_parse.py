"""Formulas: read, written again, evaluated; each mistake with its place."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.formulas.evaluate import evaluate
from nnviz.core.formulas.parse import MAX_DEPTH, MAX_LENGTH, parse
from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.formulas.tree import (
    FUNCTIONS,
    Call,
    Constant,
    Letter,
    Minus,
    Number,
    Operation,
    Tree,
    canonical,
    letters,
)
from nnviz.core.models.formula import NUMPY

PLACES = {"x": 0.7, "a": -1.3, "b": 2.1, "w_1": 0.4}
leaves = st.one_of(
    st.floats(0, 1e300, allow_subnormal=False).map(Number),
    st.sampled_from(sorted(PLACES)).map(Letter),
    st.just(Constant("pi")),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Minus),
        st.builds(Call, st.sampled_from(FUNCTIONS), inner),
        st.builds(Operation, st.sampled_from("+-*/^"), inner, inner),
    ),
    max_leaves=8,
)


@given(trees)
def test_what_is_written_is_read_again(tree: Tree) -> None:
    written = canonical(tree)
    if len(written) <= MAX_LENGTH:
        assert parse(written) == tree
        assert canonical(parse(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "(a^b)^x", "a^b^x", "(-a)^2", "-a^2", "-(a*b)", "a*-b", "a - (b - x)", "a - b - x", "a/(b*x)",
        "a/b*x", "(a + b)*x", "a - -b", "a^-(b + x)", "--a", "sin(a + b)^2",
    ],
)  # fmt: skip
def test_brackets_stand_where_they_are_needed_and_nowhere_else(text: str) -> None:
    assert canonical(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("1 + 2*3 - 4/5", "1 + 2*3 - 4/5"),
        ("-x^2", "-x**2"),
        ("2^3^2", "2**3**2"),
        ("2**-x", "2**-x"),
        ("(-x)^2 - -a", "(-x)**2 - -a"),
        ("a - b - x", "a - b - x"),
        ("a/b/x", "a/b/x"),
        ("a/(b/x)", "a/(b/x)"),
        ("-a*b", "-a*b"),
        ("1.5e-3*x + .5 + 2. + 1E2", "1.5e-3*x + .5 + 2. + 1e2"),
        ("a·x × b − 1", "a*x*b - 1"),
        ("a*sin(b*x) + w_1", "a*sin(b*x) + w_1"),
        ("sqrt(abs(cos(pi*x)))", "sqrt(abs(cos(pi*x)))"),
        ("tan(x) + tanh(a) + exp(x)/log(b)", "tan(x) + tanh(a) + exp(x)/log(b)"),
        ("π + pi", "2*pi"),
    ],
)
def test_it_means_what_it_means_in_python(text: str, python: str) -> None:
    names = {name: getattr(np, name) for name in ("sin", "cos", "tan", "tanh", "exp", "log", "sqrt", "abs")}
    expected = eval(python, {"pi": np.pi, **names, **PLACES})  # Python is the judge here
    assert evaluate(parse(text), PLACES, NUMPY, np.float64) == pytest.approx(expected, rel=1e-15)


@given(trees)
def test_any_formula_has_pythons_value(tree: Tree) -> None:
    """Both through numpy's numbers, so that what is infinite or no number agrees as well."""
    python = "".join(_in_python(tree))
    numbers = {name: np.float64(value) for name, value in PLACES.items()}
    with np.errstate(all="ignore"):
        expected = eval(python, {"n": np.float64, "f": NUMPY, **numbers})
        found = evaluate(tree, numbers, NUMPY, np.float64)
    np.testing.assert_array_equal(found, expected)


def _in_python(tree: Tree) -> str:
    match tree:
        case Number(value):
            return f"n({value!r})"
        case Constant(_):
            return f"n({np.pi!r})"
        case Letter(name):
            return name
        case Minus(of):
            return f"(-{_in_python(of)})"
        case Call(function, of):
            return f"f[{function!r}]({_in_python(of)})"
        case Operation(sign, left, right):
            return f"({_in_python(left)}{'**' if sign == '^' else sign}{_in_python(right)})"


def test_letters_come_in_the_order_in_which_they_first_stand() -> None:
    assert letters(parse("c + a*sin(b*x) - a + pi")) == ("c", "a", "b", "x")
    assert letters(parse("α*x_1 + B")) == ("α", "x_1", "B")


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("foo(x)", "foo", "no function “foo”"),
        ("a + sinn(x)", "sinn", "Did you mean sin?"),
        ("SIN(x)", "SIN", "Did you mean sin?"),
        ("__import__('os')", "__import__", "no function “__import__”"),
        ("a(x + 1)", "a", r"To multiply, write a\*\(…\)"),
        ("pi(x)", "pi", "no function “pi”"),
        ("a*sin", "sin", r"“sin” is a function. Write what it is of in brackets: sin\(…\)"),
        ("sin x", "sin", "is a function"),
        ("a*(x + b", "(", "at character 3 is not closed"),
        ("sin(x*(1 + a)", "(", "at character 4 is not closed"),
        ("a*x)", ")", "closes no bracket"),
        ("2x", "2x", r"write 2\*x"),
        ("a x + 1", "a x", r"write a\*x"),
        ("(a)(x)", ")(", "no sign between “\\)” and “\\(”"),
        ("2 sin(x)", "2 sin", r"write 2\*sin"),
        ("(a x)", "a x", "no sign"),
        ("1.2.3", "1.2.3", "no sign"),
        ("", "", "empty"),
        ("  ", "", "empty"),
        ("a +", "+", "missing after “\\+”"),
        ("a * * b", "*", "missing before “\\*”"),
        ("+ a", "+", "missing before"),
        ("sin()", ")", "missing before “\\)”"),
        ("a*(", "(", "missing after"),
        ("a $ b", "$", "cannot stand"),
        ("a.b", ".", "cannot stand"),
        ("x['a']", "[", "round brackets"),
        ("0,5*x", ",", "with a point"),
        ("y = a*x", "=", "right of “=”"),
        ("a*x²", "²", r"\^2"),
        ("a*1e999", "1e999", "too large"),
        ("a if x else b", "a if", "no sign"),
        ("lambda: 0", ":", "cannot stand"),
        ("{a}", "{", "round brackets"),
    ],
)
def test_each_mistake_has_a_place(text: str, marked: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words) as caught:
        parse(text)
    start, end = caught.value.place
    assert text[start:end] == marked


def test_the_second_of_two_equal_parts_is_marked_where_it_is() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("sin(x) + f(x)")
    assert caught.value.place == (9, 10)


def test_names_can_be_limited() -> None:
    assert parse("a*x", frozenset("ax")) == parse("a*x")
    with pytest.raises(FormulaError, match=r"“b” has no value here\. Use: a, x") as caught:
        parse("a*x + b", frozenset("ax"))
    assert caught.value.place == (6, 7)


@pytest.mark.parametrize("unit", ["(", "-", "x^", "sin("])
def test_what_is_too_deep_is_refused_and_the_rest_is_not(unit: str) -> None:
    def nested(depth: int) -> str:
        return unit * depth + "x" + ")" * depth * unit.endswith("(")

    parse(nested(MAX_DEPTH))
    with pytest.raises(FormulaError, match=f"More than {MAX_DEPTH}"):
        parse(nested(MAX_DEPTH + 1))


def test_what_is_too_long_is_refused_and_the_rest_is_evaluated() -> None:
    longest = "+".join("x" * ((MAX_LENGTH + 1) // 2))
    assert evaluate(parse(longest), {"x": 1.0}, NUMPY) == (MAX_LENGTH + 1) // 2
    with pytest.raises(FormulaError, match="300 characters") as caught:
        parse("x" * (MAX_LENGTH + 1))
    assert caught.value.place == (MAX_LENGTH, MAX_LENGTH + 1)


def test_a_mistake_travels_through_a_pipe() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("2x")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.place, copy.sentence) == (caught.value.place, caught.value.sentence)
