"""run.json: valid JSON with every number of the run, written whole or not at all."""

import json
import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files.experiment_file import read_document
from nnviz.core.files.results import results, write_results
from nnviz.core.files.safe_write import make_folder, write_safely
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Ending

EXPERIMENT = Experiment("q", "", Dataset.from_xy([(0, 1), (1, 3)]), model=MLPSpec((), scale_inputs=False))


@pytest.fixture
def history() -> History:
    made = History()
    rows = np.array([[0, 4.0, math.nan, 0.0, math.nan], [1, 0.1, math.nan, 0.0, 4.0]])
    made.add(rows, {0: np.array([[0.0, 0.0]]), 1: np.array([[2.0, 1.0]])})
    return made


def test_run_json_holds_the_run_and_opens_as_its_experiment(tmp_path: Path, history: History) -> None:
    path = tmp_path / "run.json"
    write_results(path, EXPERIMENT, history, Ending.FINISHED)
    read = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)  # no bare NaN
    assert read["epoch"] == [0, 1]
    assert read["train_error"] == [4.0, 0.1]
    assert read["validation_error"] == [None, None]
    assert read["last_batch_loss"] == [None, 4.0]
    assert read["penalty"] == [0.0, 0.0]
    assert read["final_parameters"] == {"layer 1 weight 1→1": 2.0, "layer 1 bias 1": 1.0}
    assert (read["ending"], read["best_epoch"], read["device"]) == ("finished", None, "cpu")
    assert set(read["versions"]) == {"nnviz", "python", "torch", "numpy"}
    assert read_document(path) == Document(EXPERIMENT)
    assert os.listdir(tmp_path) == ["run.json"]


def test_a_run_of_many_parameters_opens_too(tmp_path: Path) -> None:
    wide = Experiment("w", dataset=EXPERIMENT.dataset, model=MLPSpec((512, 512)))  # 264,193 named numbers
    history = History()
    history.add(
        np.array([[0, 1.0, math.nan, 0.0, math.nan]]), {0: np.full((1, wide.model.parameter_count), 0.5)}
    )
    write_results(tmp_path / "run.json", wide, history, None)
    assert read_document(tmp_path / "run.json") == Document(wide)


def test_a_mistake_in_its_experiment_is_found_at_its_line(tmp_path: Path, history: History) -> None:
    path = tmp_path / "run.json"
    write_results(path, EXPERIMENT, history, None)
    text = path.read_text(encoding="utf-8").replace('"epochs": 1000', '"epochs": 1e999')
    path.write_text(text, encoding="utf-8")
    line = 1 + text[: text.index("1e999")].count("\n")
    with pytest.raises(BadInput, match=f"1e999 in line {line}, column "):
        read_document(path)


def test_a_polynomial_is_also_told_in_powers_of_x(history: History) -> None:
    line = Experiment(dataset=EXPERIMENT.dataset, model=PolynomialSpec(1), training=Training(l2=0.1))
    told = results(line, history, None)["coefficients_of_x"]
    last = np.array([2.0, 1.0])
    x = np.array([0.0, 0.7])
    np.testing.assert_allclose(told[0] + told[1] * x, line.predict(last, x))


def test_what_was_there_survives_a_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    path.write_text("precious")

    def disk_full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(BadInput, match=r"run\.json.*No space left on device"):
        write_safely(path, "new")
    assert path.read_text() == "precious"
    assert os.listdir(tmp_path) == ["run.json"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BadInput, match="Nothing can be written"):
            make_folder(folder)
    assert make_folder(tmp_path / "a" / "b").is_dir()


def test_a_run_of_classes_tells_how_many_are_right(tmp_path: Path) -> None:
    some = preset("iris-4-3")
    player, made = Player(replace(some, training=replace(some.training, epochs=5))), History()
    player.play()
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    made.add(snapshot.rows, snapshot.kept)
    path = tmp_path / "run.json"
    write_results(path, some, made, Ending.FINISHED)
    read = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert len(read["train_accuracy"]) == len(read["validation_accuracy"]) == 6
    assert (read["loss"], read["classes"]) == ("cross-entropy", list(some.dataset.class_names))
    for role, share in (
        ("training", read["train_accuracy"][-1]),
        ("validation", read["validation_accuracy"][-1]),
        ("test", read["test_accuracy"]),
    ):
        matrix = np.array(read["confusion"][role])
        assert matrix.sum(axis=1).tolist() == ([30] * 3 if role == "training" else [10] * 3)
        assert share == pytest.approx(matrix.trace() / matrix.sum())
    test = some.dataset.of(Role.TEST)
    chances = some.probabilities(snapshot.parameters, test.features)[np.arange(30), test.classes]
    assert read["test_error"] == pytest.approx(-np.log(chances).mean())
    assert read_document(path) == Document(some)


def test_a_run_of_a_curve_has_none_of_that(tmp_path: Path, history: History) -> None:
    read = results(EXPERIMENT, history, Ending.FINISHED)
    assert not {"train_accuracy", "validation_accuracy", "test_accuracy", "confusion", "classes"} & set(read)
