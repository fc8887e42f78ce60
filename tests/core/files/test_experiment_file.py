"""Experiments in files: nothing is lost on the way there and back, and mistakes are named."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz import __version__
from nnviz.core.dataset import LARGEST_COORDINATE, Dataset
from nnviz.core.document import Document
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.files.experiment_file import from_json, notes, to_json
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.sentences import BadInput
from nnviz.core.truths import FORMS, Sampling, Truth

EXAMPLE = Experiment(
    "an example", "with {braces} and ξ", Dataset.from_xy([(0.1, 0.2), (0.3, -0.0)], [(0.5, 6)]),
    truth=Truth(), sampling=Sampling(), model=MLPSpec((3, 4)),
)  # fmt: skip

coordinates = st.floats(-LARGEST_COORDINATE, LARGEST_COORDINATE, allow_nan=False)
penalties = st.floats(0, 1e6)
seeds = st.integers(0, 2**32 - 1)
models = st.one_of(
    st.builds(PolynomialSpec, st.integers(0, 30), st.sampled_from(["descent", "exact"])),
    st.builds(
        MLPSpec, st.lists(st.integers(1, 9), max_size=6).map(tuple),
        st.sampled_from(["tanh", "relu", "sigmoid", "softplus", "sine"]), st.floats(0, 0.95), st.booleans(),
    ),
)  # fmt: skip
trainings = st.builds(
    Training, st.integers(1, 10**6), st.integers(0, 10**6), st.booleans(), st.sampled_from(OPTIMISERS),
    st.floats(0, 1e6, exclude_min=True), penalties, penalties, st.integers(0, 10**6), st.text(),
)  # fmt: skip


def knots_after(steps: list[tuple[float, float]]) -> list[float]:
    """Knots x0, y0, x1, y1, … from the steps to each x and its y."""
    return np.column_stack([np.cumsum([x for x, _ in steps]), [y for _, y in steps]]).ravel().tolist()


truths = st.sampled_from(sorted(FORMS)).flatmap(
    lambda kind: st.builds(
        Truth, st.just(kind),
        st.tuples(*[coordinates.filter(bool)] * len(FORMS[kind].names)), st.floats(0, LARGEST_COORDINATE),
    )
)  # fmt: skip
drawn_truths = st.lists(st.tuples(st.floats(1e-3, 1e3), coordinates), min_size=2, max_size=9).map(
    lambda steps: Truth("drawn", tuple(knots_after(steps)))
)
samplings = st.builds(
    Sampling, st.integers(0, 10**4), st.integers(0, 10**4), st.floats(-9, 0), st.floats(1, 9),
    st.sampled_from(["even", "random"]), seeds,
)  # fmt: skip


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    points = draw(st.lists(st.tuples(coordinates, coordinates, st.integers(0, 1)), max_size=8))
    x, y, roles = ([point[i] for point in points] for i in range(3))
    dataset = Dataset(
        np.array(x, np.float64).reshape(-1, 1), np.array(y, np.float64), np.array(roles, np.int8)
    )
    model = draw(models)
    size = model.parameter_count
    finite = st.floats(allow_nan=False, allow_infinity=False)
    initial = (
        draw(st.none() | st.lists(finite, min_size=size, max_size=size).map(tuple)) if size < 40 else None
    )
    return Experiment(
        draw(st.text()), draw(st.text()), dataset, (-LARGEST_COORDINATE, LARGEST_COORDINATE),
        draw(st.none() | truths | drawn_truths), draw(st.none() | samplings), model, draw(trainings),
        draw(seeds), initial,
    )  # fmt: skip


def written(experiment: Experiment) -> str:
    return to_json(Document(experiment))


def read(text: str) -> Experiment:
    document = from_json(text)
    assert notes(document) == ()
    return document.experiment


def bits(experiment: Experiment) -> list[str]:
    """All floats as hexadecimal text: tells −0.0 from 0.0, which == does not."""
    dataset = experiment.dataset
    values = [*dataset.x, *dataset.y, *(experiment.initial or ()), *experiment.domain]
    values += [experiment.training.learning_rate, experiment.training.l2, experiment.training.l1]
    values += [*experiment.truth.coefficients, experiment.truth.noise] if experiment.truth else []
    return [float(value).hex() for value in values]


@given(experiments())
def test_every_experiment_comes_back_bit_for_bit(experiment: Experiment) -> None:
    again = read(written(experiment))
    assert again == experiment
    assert bits(again) == bits(experiment)
    assert hash(again) == hash(experiment)


def test_the_order_of_mixed_roles_is_kept() -> None:
    mixed = replace(EXAMPLE, dataset=EXAMPLE.dataset.with_role([0], EXAMPLE.dataset.of(1).roles[0]))
    assert read(written(mixed)).dataset.roles.tolist() == [1, 0, 1]


def test_a_file_says_what_wrote_it_without_importing_torch() -> None:
    code = (
        "import sys; from nnviz.core.document import Document; from nnviz.core.presets import preset\n"
        "from nnviz.core.files.experiment_file import to_json; print(to_json(Document(preset('bowl'))))\n"
        "sys.exit('torch' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
                           check=True, cwd=Path(__file__).resolve().parents[3])  # fmt: skip
    versions = json.loads(shown.stdout)["versions"]
    assert versions == {"nnviz": __version__, "torch": version("torch"), "numpy": version("numpy")}


def test_each_point_is_a_line_that_a_person_can_read() -> None:
    assert '    [0.5, 6.0, "validation"]\n' in written(EXAMPLE)


def test_what_is_left_out_takes_the_usual_value() -> None:
    text = '{"format": 3, "points": [[1, 2, "training"]], "domain": [0, 2], "model": {"kind": "mlp"}}'
    assert read(text) == Experiment(dataset=Dataset.from_xy([(1, 2)]), domain=(0.0, 2.0), model=MLPSpec())


def test_a_run_json_opens_as_its_experiment() -> None:
    assert read('{"format": 3, "epoch": [0], "experiment": ' + written(EXAMPLE) + "}") == EXAMPLE


MISTAKES = [
    ('"format": 3', '"format": 4', "its “format” is 4, and this one reads up to 3. Update"),
    ('"format": 3', '"format": 0', "“format” must be 3"),
    ('"format": 3,', "", "“format” must be 3"),
    ('"format": 3', '"format": "one"', "“format” must be a whole number, not a text"),
    ('"epochs": 1000', '"epochs": 0', "from 1 to 1,000,000, not 0. See “training”"),
    ('"epochs": 1000', '"epochs": 1.5', "“training.epochs” must be a whole number"),
    ('"learning_rate": 0.1', '"learning_rate": NaN', "NaN and Infinity are not numbers"),
    ("[0.1, 0.2", "[0.1, -Infinity", "NaN and Infinity"),
    ("[0.1, 0.2", "[0.1, 1e999", "column 11 is too large"),
    ("[0.1, 0.2", "[0.1, 1e10", "not a number within ±1e+09. See “points”"),
    ("[0.1, 0.2", "[0.1, null", "“points[0][1]” must be a number, not null"),
    ('"learning_rate": 0.1', '"learning_rate": ?', "invalid character in line 20, column 22"),
    ('"tanh"', '"tan"', "“model.activation” cannot be 'tan'. Choose one of: tanh, relu"),
    ('"mlp"', '"tree"', "“model.kind” cannot be 'tree'. Choose one of: polynomial, mlp"),
    ('"training"]', '"train"]', "Choose one of: training, validation"),
    (', "training"]', "]", "“points[0]” must be a list of 3 values"),
    ('"points"', '"dots"', "The field “points” is missing"),
    ('"kind": "sine"', '"kind": "sin"', "Choose one of: line, sine, step, bump, polynomial, x sin x, drawn"),
    ('"kind": "sine"', '"kind": "drawn"', "each an x and a y; 3 numbers were given. See “truth”"),
    ('"noise": 0.2', '"noise": -1', "it must be 0 or more, not -1. See “truth”"),
    ('"initial": null', '"initial": [1, 2]', "for a model with 27 parameters. See “initial”"),
    ('"domain": [0.0, 1.0]', '"domain": [1, 0]', "within ±1e+09, not from 1 to 0. See “domain”"),
    ('"domain": [0.0, 1.0]', '"domain": [0, 0.2]', "the x range 0 to 0.2. Widen the range. See “points”"),
    ('"weight_seed": 1', '"weight_seed": -1', "not -1. See “weight_seed”"),
    ('"versions": {', '"versions": {"a": 1, ', "“versions.a” must be a text"),
    ('"name": "an example"', '"name": 3', "“name” must be a text"),
]  # fmt: skip


@pytest.mark.parametrize(("correct", "wrong", "said"), MISTAKES)
def test_a_mistake_in_a_field_is_named(correct: str, wrong: str, said: str) -> None:
    text = written(EXAMPLE)
    assert correct in text
    with pytest.raises(BadInput) as caught:
        read(text.replace(correct, wrong, 1))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("knots", "said"),
    [
        ((2, 1, 1, 1), "after 2 comes 1. See “truth”"),
        ((0, 1, 1, "high"), "“truth.coefficients[3]” must be a number, not a text"),
        ((0, 1, 1, None), "“truth.coefficients[3]” must be a number, not null"),
        ((0, 1, 1, 2e9), "within ±1e+09. See “truth”"),
    ],
)
def test_bad_knots_of_a_drawn_truth_are_named(knots: tuple[object, ...], said: str) -> None:
    values = json.loads(written(EXAMPLE))
    values["truth"].update(kind="drawn", coefficients=knots)
    with pytest.raises(BadInput) as caught:
        read(json.dumps(values))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "null", '{"experiment": 3}', '{"experiment": {}}', '{"format": null}']
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"line 1|“format”"):
        read(text)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_weights_that_are_no_numbers_are_not_saved(value: float) -> None:
    with pytest.raises(BadInput, match="not a finite number"):
        written(replace(EXAMPLE, model=PolynomialSpec(1), initial=(0.0, value)))


def test_points_with_two_features_are_not_saved_as_one() -> None:
    two = Dataset(np.zeros((1, 2)), np.zeros(1), np.zeros(1, np.int8))
    with pytest.raises(BadInput, match="2 features"):
        written(replace(EXAMPLE, dataset=two))
