"""Scripts of points with classes: the same losses and accuracies, scaling, rows of numbers, safe names."""

import ast
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts import (
    CLOSE,
    class_kinds,
    clouds,
    difference,
    disagreement,
    own_ends,
    played,
    run,
    run_apart,
    tolerance,
)

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import OPTIMISERS, Experiment, Training
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.core.script.expected import expected_errors
from nnviz.core.script.pieces import FORMS, Form
from nnviz.core.script.script import python_script
from nnviz.core.training.steps import Checkpoint, Ending

both_forms = pytest.mark.parametrize("form", FORMS)
USUAL = Training(epochs=30, optimiser="Adam", learning_rate=0.03)


def experiment(
    classes: int = 3, outputs: int | None = None, features: int = 2, **changes: object
) -> Experiment:
    hidden, dropout = changes.pop("hidden", (4,)), changes.pop("dropout", 0.0)
    training = replace(USUAL, **changes.pop("training", {}))
    usual = 1 if classes == 2 else classes
    return Experiment(
        dataset=clouds(classes, features), training=training, weight_seed=3,
        model=MLPSpec(hidden, dropout=dropout, n_in=features, n_out=outputs or usual), **changes,
    )  # fmt: skip


# --- numbers ---------------------------------------------------------------------------------------


@both_forms
def test_every_kind_of_training(form: Form) -> None:
    """Every 97th of all combinations: 97 has no factor in common with any of their numbers."""
    for some in islice(class_kinds(), 0, None, 97):
        assert disagreement(some, form) <= tolerance(some), some


def test_it_is_a_program_of_its_own(tmp_path: Path) -> None:
    some = preset("two-classes-2-1")
    printed = run_apart(python_script(some, "low"), tmp_path)
    assert difference(some, printed.ends, own_ends(some, played(some))) <= CLOSE
    assert [round(each, 4) for each in printed.errors] == [0.3601, 0.4381]  # figure F5
    assert "final validation accuracy  0.8\n" in printed.text


@both_forms
@pytest.mark.parametrize("scaling", ["min-max", "standard"])
def test_a_feature_that_never_changes(scaling: str, form: Form) -> None:
    some = experiment(scaling=scaling)
    others = np.full(30, 0.1), np.zeros(30), np.arange(30) * 1e-30
    features = np.column_stack([some.dataset.features, *others])
    model = replace(some.model, n_in=5)
    still = replace(some, dataset=replace(some.dataset, features=features), model=model)
    assert "constant" in python_script(still, form)
    assert disagreement(still, form) <= CLOSE
    assert "constant" not in python_script(some, form)


def test_a_feature_that_changes_by_rounding_beside_the_others() -> None:
    some = experiment(scaling="standard")
    residue = np.zeros((len(some.dataset), 1))
    residue[np.flatnonzero(some.dataset.roles == Role.TRAINING)[0]] = 2.6e-18
    features = np.column_stack([some.dataset.features, residue])
    still = replace(some, dataset=replace(some.dataset, features=features), model=replace(some.model, n_in=3))
    assert disagreement(still, "high") <= CLOSE


@both_forms
@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_features_far_from_zero_keep_their_digits_in_float32(scaling: str, form: Form) -> None:
    some = experiment(scaling="standard", training={"precision": "float32"})
    far = replace(some, dataset=replace(some.dataset, features=some.dataset.features + 1e5))
    assert disagreement(far, form) <= 1e-4


@both_forms
@pytest.mark.parametrize("classes", [2, 3])
def test_one_feature_and_no_validation(classes: int, form: Form) -> None:
    some = experiment(classes, features=1, training={"patience": 5, "batch_size": 1})
    some = replace(some, dataset=some.dataset.of(Role.TRAINING))
    script = python_script(some, form)
    assert "validation" not in script.lower()
    assert "test" not in script.lower().replace("latest", "")
    assert disagreement(some, form) <= CLOSE


@both_forms
@pytest.mark.parametrize("classes", [2, 3])
def test_a_start_by_hand(classes: int, form: Form) -> None:
    some = experiment(classes, training={"l2": 0.01})
    start = tuple(np.linspace(-0.3, 0.7, some.model.parameter_count).tolist())
    assert disagreement(replace(some, initial=start), form) <= CLOSE


@both_forms
def test_patience_watches_the_validation_loss(form: Form) -> None:
    some = experiment(3, hidden=(30,), training={"epochs": 2_000, "patience": 20})
    own = played(some)
    assert own.ending is Ending.STOPPED_EARLY
    printed = run(python_script(some, form))
    assert f"Stopped in epoch {own.epoch}: the validation error was least in epoch {own.epoch - 20}." in (
        printed.text
    )
    assert difference(some, printed.ends, own_ends(some, own)) <= CLOSE


@both_forms
@pytest.mark.parametrize("classes", [2, 3])
def test_divergence_leaves_the_last_good_epoch(classes: int, form: Form) -> None:
    """Test points are not asked of a model that has diverged."""
    some = experiment(classes, hidden=(), training={"optimiser": "SGD", "learning_rate": 1e6})
    some = replace(some, dataset=some.dataset.with_class((0, 1), 0).with_class((2, 3), 1))
    own = played(some)
    assert own.ending is Ending.DIVERGED
    printed = run(python_script(some, form))
    assert f"Diverged in epoch {own.epoch + 1}." in printed.text
    assert "final test" not in printed.text
    assert difference(some, printed.ends, own_ends(some, own)) <= CLOSE


# --- the text --------------------------------------------------------------------------------------


@both_forms
def test_rows_that_are_long_are_blocks_of_numbers(form: Form) -> None:
    some = experiment(3, features=40, scaling="standard")
    script = python_script(some, form)
    assert 'TRAINING = """\n' in script
    assert ".view(-1, 41)" in script
    assert max(map(len, script.splitlines())) <= 110
    assert disagreement(some, form) <= CLOSE


def test_digits_are_rows_of_whole_numbers() -> None:
    script = python_script(preset("digits-64-10"), "high")
    assert "0 0 5 13 9 1 0 0 0 0 13 15 10 15 5 0 0 3 15 2 0 11 8 0" in script
    assert "The points come first, in rows of numbers." in script
    assert len(script.splitlines()) < 4_000
    assert "row 1 column 1" not in script


@pytest.mark.parametrize("features", [2, 40])
def test_every_point_stands_there_exactly(features: int) -> None:
    some = experiment(3, features=features)
    found = {}
    for node in ast.parse(python_script(some, "low")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in Role.__members__:
            written = ast.literal_eval(node.value)
            numbers = [float(each) for each in written.split()] if isinstance(written, str) else written
            found[ast.unparse(node.targets[0])] = np.reshape(numbers, (-1, features + 1))
    assert [*found] == ["TRAINING", "VALIDATION", "TEST"]
    for role in Role:
        part = some.dataset.of(role)
        np.testing.assert_array_equal(found[role.name], np.column_stack([part.features, part.classes]))


@both_forms
@pytest.mark.parametrize("name", ['"""', '"); import os; os.abort()  #', "\\nimport os", "noqa", "实验" * 30])
def test_names_of_classes_and_features_never_become_code(name: str, form: Form) -> None:
    def code(dataset: Dataset) -> str:
        return ast.dump(ast.parse(python_script(replace(some, dataset=dataset), form)))

    some = experiment(3)
    named = replace(some.dataset, class_names=(name, "b", "c"), feature_names=("x1", name))
    assert code(named) == code(some.dataset)


def test_the_loss_is_torch_s_own_at_the_high_level_and_written_out_at_the_low() -> None:
    for classes, module, written in (
        (2, "nn.BCEWithLogitsLoss()", "softplus((1 - 2 * y) * z"),
        (3, "nn.CrossEntropyLoss()", "z.logsumexp(1)"),
    ):
        some = experiment(classes)
        assert module in python_script(some, "high")
        assert written in python_script(some, "low")
        squared = replace(some, training=replace(USUAL, loss="squared error"))
        for form in FORMS:
            assert "Brier" in python_script(squared, form)


def test_the_head_says_what_to_expect() -> None:
    script = python_script(experiment(), "low", expected=(0.25, 0.5, 0.75, 0.625))
    assert (
        "# nnviz ended with training error 0.25, validation error 0.5, training accuracy 0.75, validation "
        "accuracy 0.625." in script.replace("\n# ", " ")
    )
    assert "and prints the final errors and accuracies." in script


def test_what_is_expected_has_the_accuracies_of_the_run() -> None:
    some = replace(experiment(), training=replace(USUAL, epochs=5))
    own = played(some)
    run = KeptRun(some, own.rows, (Checkpoint(own.epoch, own.parameters),), own.ending)
    assert expected_errors(some, run) == tuple(own_ends(some, own)[:4])


# --- whatever comes --------------------------------------------------------------------------------

experiments = st.builds(
    experiment,
    st.integers(2, 5),
    st.none(),
    st.integers(1, 4),
    hidden=st.lists(st.integers(1, 6), max_size=2).map(tuple),
    dropout=st.sampled_from([0.0, 0.3]),
    scaling=st.sampled_from(["none", "min-max", "standard"]),
    training=st.fixed_dictionaries({
        "epochs": st.integers(1, 8),
        "batch_size": st.integers(0, 7),
        "shuffle": st.booleans(),
        "optimiser": st.sampled_from(OPTIMISERS),
        "l2": st.sampled_from([0.0, 0.01]),
        "l1": st.sampled_from([0.0, 0.01]),
        "patience": st.sampled_from([0, 2]),
        "loss": st.sampled_from(["cross-entropy", "squared error"]),
    }),
)  # fmt: skip


@given(experiments, st.sampled_from(FORMS))
@settings(max_examples=40, deadline=None)
def test_whatever_is_trained(some: Experiment, form: Form) -> None:
    assert disagreement(some, form) <= CLOSE
