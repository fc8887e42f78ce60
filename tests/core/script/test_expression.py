"""Formulas as torch code: the same value, to the last bit, and letters under names that are free."""

import ast
import builtins
import keyword
from collections.abc import Iterator
from itertools import product

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scripts import CLOSE, disagreement, kinds
from torch import nn

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.formulas.parse import MAX_LENGTH, parse
from nnviz.core.formulas.tree import FUNCTIONS, Call, Letter, Minus, Number, Operation, Tree, canonical
from nnviz.core.models import FormulaSpec, ModelSpec
from nnviz.core.script.expression import LONGEST, returned
from nnviz.core.script.letters import safe_names
from nnviz.core.script.pieces import FORMS, Form
from nnviz.core.script.script import python_script
from nnviz.core.sentences import BadInput
from nnviz.core.training.forward import forward


def lines_of(expression: str) -> list[str]:
    return [line.strip() for line in returned(parse(expression), {})]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("a*sin(b*x) + c", "a * torch.sin(b * x) + c"),
        ("2*pi*x", "2 * torch.pi * x"),
        ("a*x^2", "a * x**2"),
        ("sin(x)^2 + x^(a+1)", "torch.sin(x) ** 2 + x ** (a + 1)"),
        ("-x^2", "-x**2"),
        ("(-x)^2", "(-x) ** 2"),
        ("x^-a", "x**-a"),
        ("2^3^x", "2 ** 3**x"),
        ("(2^x)^3", "(2**x) ** 3"),
        ("a - (b - x)", "a - (b - x)"),
        ("a - -x", "a - -x"),
        ("a/(b*x)", "a / (b * x)"),
        ("x*(2/3)", "x * (2 / 3)"),
        ("x*0.1 + 1e-9", "x * 0.1 + 1e-09"),
        ("x*sin(2)", "x * 0.9092974268256817"),
        ("x + 2^0.5", "x + 1.4142135623730951"),
        ("x + 1/(1/0)", "x + 0"),
        ("x - (0 - 3)", "x - (0 - 3)"),
        ("x*1e400^0", None),
        ("9007199254740993*3*x", "9007199254740992.0 * 3 * x"),
        ("softplus(x)", "torch.nn.functional.softplus(x, threshold=50)"),
        ("a + b", "(a + b).expand_as(x)"),
        ("a", "a.expand_as(x)"),
    ],
)
def test_code_of_formulas(expression: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(BadInput):
            parse(expression)
    else:
        assert lines_of(expression) == [f"return {code}"]


def test_a_long_formula_is_written_in_parts() -> None:
    lines = returned(parse("+".join(f"sin({i}*x)*height" for i in range(18))), {})
    assert len(lines) > 3
    assert all(len(line) <= LONGEST + 25 for line in lines)


numbers = st.one_of(
    st.sampled_from([0.0, 1.0, 2.0, 3.0, 0.5, 1e-9, 1e15, 1e16, 1e300]), st.floats(0, 1e3)
).map(Number)
leaves = numbers | st.sampled_from(["x", "a", "b", "λ"]).map(Letter)
trees = st.recursive(
    leaves,
    lambda inside: st.one_of(
        st.builds(Operation, st.sampled_from("+-*/^"), inside, inside),
        st.builds(Call, st.sampled_from(FUNCTIONS), inside),
        st.builds(Minus, inside),
    ),
    max_leaves=14,
)


@given(trees, st.booleans())
@settings(max_examples=400, deadline=None)
def test_the_code_computes_what_nnviz_computes(tree: Tree, single: bool) -> None:
    text = canonical(tree)
    assume(len(text) <= MAX_LENGTH)
    try:
        spec = FormulaSpec(text)
    except BadInput:  # no letter to learn, or a part that is no finite number
        assume(False)
    dtype = torch.float32 if single else torch.float64
    start = torch.tensor(spec.initial_parameters(3), dtype=dtype)
    x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 3.0], dtype=dtype)
    expected = forward(spec, start[None], x[:, None])[0]
    code = "\n".join(["def model(x):", *returned(parse(text), {})])
    space = {"torch": torch, **dict(zip(spec.parameter_names, start, strict=True))}
    exec(code, space)
    torch.testing.assert_close(space["model"](x), expected, rtol=0, atol=0, equal_nan=True)


# --- letters -----------------------------------------------------------------------------------------


def test_usual_letters_stay_as_they_are() -> None:
    usual = ("a", "b", "A", "w1", "omega", "λ", "Δ", "p", "m", "v", "amplitude")
    assert safe_names(usual) == {letter: letter for letter in usual}


def test_others_get_names_of_their_own() -> None:
    letters = (
        "l",
        "l_",
        "for",
        "print",
        "torch",
        "_a",
        "__name__",
        "_",
        "part_1",
        "b" * 40,
        "b" * 50,
        "\u03a2",
    )
    found = safe_names(letters)
    assert len(set(found.values())) == len(letters)
    assert found["l"] == "l_2"
    assert found["for"] == "for_"
    for name in found.values():
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name not in dir(builtins)
        assert len(name) <= 40


def test_no_name_hides_one_of_torch_s_modules() -> None:
    class Own(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inside = nn.Linear(1, 1)

    names = [name for name in dir(Own()) if name not in ("inside",)]
    assert not set(names) & set(safe_names(names).values())


def test_no_name_hides_one_of_the_script_s_own() -> None:
    letters = {"a", "b", "c", "l_", "I_", "O_", "print_", "y_", "e", "q"}
    formulas = (each for each in kinds() if isinstance(each.model, FormulaSpec))
    for experiment, form in product(formulas, FORMS):
        tree = ast.parse(python_script(experiment, form))
        own = {name for node in tree.body for name in made_by(node)} - letters
        assert {"x", "y", "error", "now"} <= own
        assert not own & set(safe_names(own).values())


def made_by(node: ast.stmt) -> Iterator[str]:
    """The names that a statement outside of functions gives a value."""
    match node:
        case ast.FunctionDef(name) | ast.ClassDef(name):
            yield name
        case ast.Import(names) | ast.ImportFrom(_, names):
            yield from (each.asname or each.name for each in names)
        case _:
            stored = {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            inside = (n.target for n in ast.walk(node) if isinstance(n, ast.comprehension))
            yield from stored - {name.id for name in inside if isinstance(name, ast.Name)}


WORDS = """
    torch nn np print for None __name__ self forward training l O I part_1 letter_ Σ y error model parameters
    START LETTERS epoch loss limit Formula T_destination register_buffer float zip range __debug__ p value
"""


@pytest.mark.parametrize("form", FORMS)
def test_letters_that_mean_something_to_python_or_to_the_script(form: Form) -> None:
    dots = [(0.0, 1.0), (1.0, 2.0), (2.0, 2.5)]
    words = WORDS.split()
    for start in range(0, len(words), 7):
        model: ModelSpec = FormulaSpec(" + ".join(f"{word}*sin(x)" for word in words[start : start + 7]))
        experiment = Experiment(
            dataset=Dataset.from_xy(dots, dots[:1]),
            domain=(0, 2),
            model=model,
            training=Training(20, l2=0.1, l1=0.1),
        )
        assert disagreement(experiment, form) <= CLOSE
