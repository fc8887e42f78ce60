"""Experiment files of points with classes: everything comes back, mistakes are named."""

import json
from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from nnviz.core.dataset import Dataset
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files.experiment_file import from_json, notes, to_json
from nnviz.core.models import MLPSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.steps import Checkpoint

POINTS = Dataset(
    [[0.1, 2.0, -0.0], [1.5, 0.25, 3.0], [0.0, 1e-300, 7.0], [5.0, 6.0, 7.0]],
    [0, 2, 1, 0],
    [0, 1, 0, 2],
    ("ja", "nein", "“vielleicht”"),
    ("length", "width", "कोण"),
)
EXPERIMENT = Experiment(
    dataset=POINTS,
    model=MLPSpec((4,), n_in=3, n_out=3),
    training=Training(loss="squared error"),
    replicas=Replicas(3, "bootstrap"),
    scaling="min-max",
)
CURVE = Experiment(dataset=Dataset.from_xy([(0, 1), (1, 2)], [(0.5, 1)]))


def run_of(experiment: Experiment) -> KeptRun:
    width = experiment.model.parameter_count
    rows = np.array([[0, 1.5, 1.25, 0, np.nan, 0.25, 0.75], [3, 0.5, 0.75, 0, 0.5, 1.0, 0.5]])
    return KeptRun(experiment, rows, (Checkpoint(3, np.arange(width) / 3),))


@pytest.mark.parametrize(
    "experiment",
    [
        EXPERIMENT,
        replace(EXPERIMENT, dataset=replace(POINTS, feature_names=())),
        replace(EXPERIMENT, dataset=POINTS.without(range(4))),
        replace(EXPERIMENT, initial=tuple((np.arange(31) / 7).tolist())),
    ],
    ids=["named", "without names", "no points", "weights by hand"],
)
def test_an_experiment_comes_back(experiment: Experiment) -> None:
    document = from_json(to_json(Document(experiment)))
    assert document == Document(experiment)
    assert np.signbit(document.experiment.dataset.features[:1, 2]).all()
    assert notes(document) == ()


def test_runs_of_either_kind_lie_beside_each_other_in_one_file() -> None:
    fewer = replace(EXPERIMENT, dataset=replace(POINTS, class_names=("ja", "nein", "ach")))
    for own in (EXPERIMENT, CURVE, fewer):
        pins = tuple(run_of(each) for each in (EXPERIMENT, CURVE, fewer))
        document = Document(own, run_of(own), pins)
        assert from_json(to_json(document)) == document


def test_the_file_is_legible() -> None:
    values = json.loads(to_json(Document(EXPERIMENT)))
    assert values["classes"] == ["ja", "nein", "“vielleicht”"]
    assert values["points"][1] == [[1.5, 0.25, 3.0], 2, "validation"]
    assert (values["scaling"], values["training"]["loss"]) == ("min-max", "squared error")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("points", [[[1, 2, 3], 0, "training"], [[1, 2], 0, "training"]], "point 2 has 2 features"),
        ("points", [[[1, 2, 3], 0.5, "training"]], "“points[0][1]” must be a whole number"),
        ("points", [[[1, 2, 3], 3, "training"]], "class 3; classes are numbered from 0 to 2"),
        ("points", [[[1, 2, 3], 0, "teacher"]], "Choose one of: training, validation, test"),
        ("points", [[1, 2, "training"]], "“points[0][0]” must be a list, not a whole number"),
        ("classes", ["ja"], "All points are of one class, “ja”"),
        ("classes", list("abcdefghijk"), "11 classes are more than the 10"),
        ("classes", ["ja", "ja", "nein"], "The name “ja” was given twice"),
        ("classes", [1, 2, 3], "“classes[0]” must be a text"),
        ("features", ["a", "b"], "features"),
        ("scaling", "most", "“scaling” cannot be 'most'. Choose one of: none, min-max, standard"),
        ("model", {"kind": "polynomial"}, "told apart by a perceptron. Choose it in Model. See “model”"),
        ("model", {"kind": "mlp", "n_in": 2, "n_out": 3}, "with 2 inputs and 3 outputs does not fit"),
        ("model", {"kind": "mlp", "n_in": 10**9}, "from 1 to 1,000 inputs"),
    ],
)
def test_a_mistake_is_named(name: str, value: object, said: str) -> None:
    values = json.loads(to_json(Document(EXPERIMENT))) | {name: value}
    with pytest.raises(BadInput) as caught:
        from_json(json.dumps(values))
    assert said in str(caught.value)


def test_points_that_no_file_can_hold_are_refused_before_they_are_written_out() -> None:
    """That would take seconds, whenever the document is saved by itself."""
    n, d = 20_000, 1_000
    points = Dataset(np.broadcast_to(0.1, (n, d)), np.arange(n) % 2.0, np.zeros(n, np.int8), ("a", "b"))
    some = Experiment(dataset=points, model=MLPSpec((), n_in=d))
    began = perf_counter()
    with pytest.raises(
        BadInput, match="20,000 points with 1,000 features are more than the 4,000,000 values"
    ):
        to_json(Document(some))
    assert perf_counter() - began < 0.5
