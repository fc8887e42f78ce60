"""Scripts that are run print the final errors that nnviz has: every preset, every kind of training."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts import CLOSE, difference, disagreement, kinds, played, run, run_apart, tolerance, wavy

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import ACTIVATIONS
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.core.presets import preset, preset_names
from nnviz.core.script.pieces import FORMS, Form
from nnviz.core.script.script import python_script
from nnviz.core.training.steps import Ending

coordinate = st.floats(-5, 5).map(lambda value: round(value, 3))
WAVY = Experiment(dataset=wavy(), domain=(-2.0, 6.5), weight_seed=5)
both_forms = pytest.mark.parametrize("form", FORMS)


@both_forms
@pytest.mark.parametrize("name", preset_names())
def test_a_preset_s_script_ends_with_nnviz_s_own_errors(name: str, form: Form) -> None:
    """Those with classes are cut short; the trial runs them to their end."""
    experiment = preset(name)
    if experiment.dataset.is_classes:
        epochs = min(experiment.training.epochs, 2 if len(experiment.dataset) > 500 else 25)
        experiment = replace(experiment, training=replace(experiment.training, epochs=epochs))
    assert disagreement(experiment, form) <= CLOSE


def test_a_script_is_a_program_of_its_own(tmp_path: Path) -> None:
    experiment = preset("line-120")
    printed = run_apart(python_script(experiment, "low"), tmp_path)
    assert difference(experiment, printed.errors, played(experiment).rows[-1, 1:3].tolist()) <= CLOSE


@both_forms
def test_every_kind_of_training(form: Form) -> None:
    """Every 37th of all combinations: 37 has no factor in common with any of their numbers."""
    for experiment in islice(kinds(), 0, None, 37):
        assert disagreement(experiment, form) <= tolerance(experiment), experiment


def trained(model: ModelSpec, **settings: object) -> Experiment:
    usual = Training(epochs=40, optimiser="Adam", learning_rate=0.02)
    return replace(WAVY, model=model, training=replace(usual, **settings))


@both_forms
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_six_hidden_layers(activation: str, form: Form) -> None:
    spec = MLPSpec((4, 3, 2, 3, 4, 2), activation, 0.1)
    assert disagreement(trained(spec, batch_size=3, l1=1e-3), form) <= CLOSE


@both_forms
def test_without_the_device_a_script_trains_on_the_cpu(form: Form) -> None:
    here = trained(MLPSpec((6, 3), "tanh", 0.2), batch_size=4, l2=0.01, l1=0.01)
    there = replace(here, training=replace(here.training, device="cuda:63"))
    printed = run(python_script(there, form))
    assert difference(here, printed.errors, played(here).rows[-1, 1:3].tolist()) <= CLOSE


# --- endings ---------------------------------------------------------------------------------------


@both_forms
def test_patience_ends_a_script_in_the_same_epoch(form: Form) -> None:
    experiment = trained(MLPSpec((12,)), epochs=3_000, learning_rate=0.05, patience=30)
    own = played(experiment)
    assert own.ending is Ending.STOPPED_EARLY
    printed = run(python_script(experiment, form))
    assert f"Stopped in epoch {own.epoch}: the validation error was least in epoch {own.epoch - 30}." in (
        printed.text
    )
    assert difference(experiment, printed.errors, own.rows[-1, 1:3].tolist()) <= CLOSE


@both_forms
@pytest.mark.parametrize(
    "experiment",
    [
        trained(PolynomialSpec(6), optimiser="SGD", learning_rate=2.0),
        trained(MLPSpec(()), optimiser="momentum", learning_rate=2.0, batch_size=5),
        trained(FormulaSpec("a*exp(b*x)"), optimiser="SGD", learning_rate=1.0),
    ],
    ids=["polynomial", "line", "formula"],
)
def test_divergence_leaves_the_last_good_epoch(experiment: Experiment, form: Form) -> None:
    own = played(experiment)
    assert own.ending is Ending.DIVERGED
    printed = run(python_script(experiment, form))
    assert f"Diverged in epoch {own.epoch + 1}." in printed.text
    assert difference(experiment, printed.errors, own.rows[-1, 1:3].tolist()) <= CLOSE


@both_forms
def test_a_formula_that_loses_its_value_at_a_validation_point(form: Form) -> None:
    dataset = Dataset.from_xy([(2, 1), (3, 1.4)], [(0.5, 1)])
    formula = FormulaSpec("sqrt(x - b)")
    experiment = Experiment(dataset=dataset, domain=(0, 4), model=formula, initial=(0.0,),
                            training=Training(epochs=200, learning_rate=0.2))  # fmt: skip
    own = played(experiment)
    assert own.ending is Ending.DIVERGED
    assert disagreement(experiment, form, own) <= CLOSE


# --- points and starts -----------------------------------------------------------------------------


@both_forms
@pytest.mark.parametrize("model", [PolynomialSpec(3), MLPSpec((3, 2)), MLPSpec(()), FormulaSpec("b*x + a")])
def test_a_start_by_hand(model: ModelSpec, form: Form) -> None:
    start = tuple(np.linspace(-0.3, 0.7, model.parameter_count).tolist())
    experiment = replace(trained(model, l2=0.01), initial=start)
    script = python_script(experiment, form)
    assert "random" not in script
    assert disagreement(experiment, form) <= CLOSE


@both_forms
@pytest.mark.parametrize(
    "model", [PolynomialSpec(2), PolynomialSpec(2, "exact"), MLPSpec((3,)), FormulaSpec("a*x")]
)
def test_one_point_and_no_validation(model: ModelSpec, form: Form) -> None:
    experiment = replace(trained(model, patience=5, batch_size=1), dataset=Dataset.from_xy([(1.5, 2.5)]))
    script = python_script(experiment, form)
    assert "validation" not in script.lower()
    assert disagreement(experiment, form) <= CLOSE


@both_forms
def test_x_far_from_zero_keeps_its_digits_in_float32(form: Form) -> None:
    far = Dataset.from_xy(*(np.column_stack([1e6 + part.x, part.y]) for part in map(WAVY.dataset.of, (0, 1))))
    for model in (PolynomialSpec(3), MLPSpec((5,))):
        experiment = replace(trained(model, precision="float32"), dataset=far, domain=(1e6 - 2, 1e6 + 6.5))
        assert disagreement(experiment, form) <= 1e-4


# --- exact solutions -------------------------------------------------------------------------------


@both_forms
@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("degree", [0, 1, 3, 6, 9])
def test_exact_coefficients(degree: int, l2: float, form: Form) -> None:
    table = preset("bishop-table")
    experiment = replace(
        table, model=PolynomialSpec(degree, "exact"), training=replace(table.training, l2=l2)
    )
    own = played(experiment)
    printed = run(python_script(experiment, form))
    expected = coefficients_in_x(own.parameters, experiment.domain)
    np.testing.assert_allclose(printed.coefficients, expected, rtol=CLOSE)
    assert difference(experiment, printed.errors, own.rows[-1, 1:3].tolist()) <= CLOSE


@both_forms
@pytest.mark.parametrize("start", [None, (0.5,) * 21])
def test_the_exact_solution_nearest_to_the_start(start: tuple[float, ...] | None, form: Form) -> None:
    """Too few points for degree 20, and some of them twice."""
    points = [(0.0, 1.0), (0.0, 2.0), (3.0, 1.0), (5.0, 0.5), (5.0, 0.5)]
    experiment = replace(
        trained(PolynomialSpec(20, "exact")), dataset=Dataset.from_xy(points, [(2.0, 1.0)]), initial=start
    )
    own = played(experiment)
    printed = run(python_script(experiment, form))
    np.testing.assert_allclose(
        printed.coefficients, coefficients_in_x(own.parameters, experiment.domain), rtol=CLOSE
    )
    assert difference(experiment, printed.errors, own.rows[-1, 1:3].tolist()) <= CLOSE


whole = st.integers(-4, 4).map(float)


@given(
    st.lists(st.tuples(whole, coordinate), min_size=1, max_size=12),
    st.integers(0, 12),
    st.sampled_from([0.0, 0.001, 0.1]),
    st.sampled_from(FORMS),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_solved(pairs: list[tuple[float, float]], degree: int, l2: float, form: Form) -> None:
    """More or fewer points than coefficients, and several at one x."""
    experiment = Experiment(
        dataset=Dataset.from_xy(pairs, [(0.5, 1.0)]),
        domain=(-5.0, 5.0),
        model=PolynomialSpec(degree, "exact"),
        training=Training(l2=l2),
    )
    assert disagreement(experiment, form) <= CLOSE


# --- whatever comes --------------------------------------------------------------------------------

points = st.tuples(coordinate, coordinate)
seeds = st.integers(0, 2**32 - 1)
models = st.one_of(
    st.builds(PolynomialSpec, st.integers(0, 8)),
    st.builds(
        MLPSpec,
        st.lists(st.integers(1, 6), max_size=3).map(tuple),
        st.sampled_from(sorted(ACTIVATIONS)),
        st.sampled_from([0.0, 0.1, 0.5]),
        st.booleans(),
    ),
    st.sampled_from(["a*x + b", "a*tanh(b*x) + c*x^2", "_a - relu(λ*x)", "for*sigmoid(x) + for_"]).map(
        FormulaSpec
    ),
)
trainings = st.builds(
    Training,
    epochs=st.integers(1, 12),
    batch_size=st.integers(0, 7),
    shuffle=st.booleans(),
    optimiser=st.sampled_from(OPTIMISERS),
    learning_rate=st.sampled_from([0.001, 0.01]),
    l2=st.sampled_from([0.0, 0.01]),
    l1=st.sampled_from([0.0, 0.01]),
    patience=st.sampled_from([0, 3]),
)
experiments = st.builds(
    Experiment,
    name=st.text(max_size=20),
    note=st.text(max_size=40),
    dataset=st.builds(
        Dataset.from_xy, st.lists(points, min_size=1, max_size=9), st.lists(points, max_size=4)
    ),
    domain=st.just((-5.0, 5.0)),
    model=models,
    training=trainings,
    weight_seed=seeds,
)


@given(experiments, st.sampled_from(FORMS))
@settings(max_examples=60, deadline=None)
def test_whatever_is_trained(experiment: Experiment, form: Form) -> None:
    assert disagreement(experiment, form) <= CLOSE
