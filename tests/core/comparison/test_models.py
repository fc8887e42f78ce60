"""Models as people write them: which are meant, and what is said of those that cannot be."""

from dataclasses import replace

import pytest

from nnviz.core.comparison.models import MOST_MODELS, exported_label, hidden_words, model_label, read_models
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput

IRIS, DOTS = preset("iris-4-10-3"), preset("five-dots-degree-6")


def hidden(text: str, experiment: Experiment = IRIS) -> list[tuple[int, ...]]:
    return [each.model.hidden_sizes for each in read_models(text, experiment)]


def test_hidden_layers_are_read_with_semicolons_between_models() -> None:
    assert hidden("none; 10; 50, 50") == [(), (10,), (50, 50)]
    assert hidden(" NONE ;10;\n50 50 ; 100-100-100; 3×3;") == [(), (10,), (50, 50), (100, 100, 100), (3, 3)]
    assert hidden("0; 5") == [(), (5,)]


@pytest.mark.parametrize("sizes", [(), (10,), (50, 50), (4, 3)])
@pytest.mark.parametrize("some", [IRIS, replace(DOTS, model=MLPSpec())])
def test_a_model_s_own_name_is_that_model(sizes: tuple[int, ...], some: Experiment) -> None:
    model = replace(some.model, hidden_sizes=sizes)
    assert hidden(str(model_label(model)), some) == [sizes]
    assert hidden(f"3; {str(model_label(model)).replace('-', ' – ')}", some) == [(3,), sizes]


def test_a_model_that_stands_twice_is_trained_once() -> None:
    assert hidden("10; none; 10; 0") == [(10,), ()]


def test_all_but_the_model_is_the_experiment_s() -> None:
    replicated = replace(IRIS, replicas=Replicas(5, "bootstrap"))
    one, two = read_models("none; 7", replicated)
    assert one.replicas.count == 0
    assert replace(one, model=two.model) == two
    assert replace(two, model=IRIS.model, replicas=replicated.replicas) == replicated
    assert two.model == replace(IRIS.model, hidden_sizes=(7,))


def test_a_curve_can_have_polynomials_too() -> None:
    exact = replace(DOTS, model=PolynomialSpec(1, "exact"))
    models = [each.model for each in read_models("degree 1; Degree3; 5", exact)]
    assert models == [PolynomialSpec(1, "exact"), PolynomialSpec(3, "exact"), MLPSpec((5,))]


@pytest.mark.parametrize(
    ("text", "experiment", "said"),
    [
        ("", IRIS, "There are no models to compare"),
        (" ; ;", IRIS, "There are no models to compare"),
        ("five", IRIS, "“five” is no model. Write the units of its hidden layers"),
        ("-5", IRIS, "“-5” is no model"),
        ("five", DOTS, "degree 3"),
        ("degree 3", IRIS, "told apart by perceptrons: “degree 3” is none"),
        ("degree 99", DOTS, "degree must be a whole number from 0 to 30"),
        ("5000", IRIS, "from 1 to 512 units, not 5000"),
        ("1,1,1,1,1,1,1", IRIS, "0 to 6 hidden layers, not 7"),
        ("; ".join(str(n) for n in range(1, 14)), IRIS, f"more than the {MOST_MODELS}"),
        ("5", Experiment(), "There are no training points"),
    ],
)
def test_a_mistake_is_a_sentence(text: str, experiment: Experiment, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_models(text, experiment)
    assert said in str(caught.value)


def test_models_have_short_names_and_those_for_spreadsheets_are_no_dates() -> None:
    assert str(model_label(IRIS.model)) == "4-10-3"
    assert str(model_label(PolynomialSpec(3))) == "degree 3"
    assert str(model_label(FormulaSpec("a*x"))) == "a*x"
    assert exported_label(IRIS.model) == "4-10-3 tanh"
    assert exported_label(replace(IRIS.model, hidden_sizes=())) == "4-3 linear"
    assert exported_label(PolynomialSpec(3)) == "degree 3"


def test_what_is_written_is_read_again() -> None:
    for sizes in ((), (10,), (50, 50)):
        model = replace(IRIS.model, hidden_sizes=sizes)
        assert hidden(hidden_words(model)) == [sizes]
