"""Kept runs in files: bit for bit, small, and checked against their model."""

import json
from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from nnviz.core.dataset import Dataset
from nnviz.core.document import MOST_PINS, Document, KeptRun
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files import strict_json
from nnviz.core.files.experiment_file import from_json, to_json
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import COLUMNS, ERROR_COLUMNS, Checkpoint, Ending
from nnviz.core.truths import Truth

POINTS = Dataset.from_xy([(0, 1), (1, 3), (2, 2)], [(0.5, 1)])
LINE = Experiment("a line", "", POINTS, (0.0, 2.0), Truth("line", (1.0, 1.0)))
ROWS = np.array([[0, 4.0, nan, 0.1, nan, nan, nan], [7, 0.1, 2 / 3, 5e-324, -0.0, nan, 0.5]])
RUN = KeptRun(LINE, ROWS, (Checkpoint(3, np.array([0.1, -0.0])), Checkpoint(7, np.array([1e300, 2.0]))))


def trained(experiment: Experiment, epochs: int = 20) -> KeptRun:
    player, history = Player(experiment), History()
    player.play()
    for _ in range(epochs):
        if player.active:
            player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    run = KeptRun.of(experiment, history, player.ending)
    assert run is not None
    return run


def bits(run: KeptRun) -> list[bytes]:
    return [run.rows.tobytes(), *(each.stack.tobytes() for each in run.kept)]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"replicas": Replicas(5)},
        {"replicas": Replicas(5, "bootstrap"), "truth": None},
        {"replicas": Replicas(1)},
        {"model": MLPSpec((3, 2), "relu", 0.5)},
        {"model": PolynomialSpec(2, "exact")},
        {"model": FormulaSpec("a*x + b"), "replicas": Replicas(3)},
        {"training": Training(optimiser="Adam", precision="float32")},
        {"training": Training(learning_rate=1e6)},  # diverges
        {"training": Training(learning_rate=1e6), "replicas": Replicas(3)},
        {"dataset": POINTS.without([3])},  # no validation points
    ],
)
def test_a_run_comes_back_bit_for_bit(changed: dict[str, Any]) -> None:
    own = replace(LINE, **changed)
    run = trained(own)
    for experiment in (own, LINE):  # alone, and in a file whose experiment has been edited since
        document = Document(experiment, run, (replace(run, label="“ghost”\n"), RUN))
        again = from_json(to_json(document))
        assert again == document
        assert again.run is not None
        for one, two in zip((run, *document.pins), (again.run, *again.pins), strict=True):
            assert bits(one) == bits(two)
            assert one.history().nearest(10**9).epoch == two.last.epoch


def test_a_run_that_diverged_ends_with_its_last_good_epoch() -> None:
    run = trained(replace(LINE, training=Training(learning_rate=1e6)), 99)
    assert run.ending is Ending.DIVERGED
    assert np.isfinite(run.rows[-1, 1:3]).all()
    assert np.isfinite(run.last.parameters).all()


def test_numbers_that_are_not_finite_are_not_known_afterwards() -> None:
    rows = np.array([[0, inf, 1, 0, nan, 0, 0], [1, 2, -inf, 0, 0, 0, 0]])
    run = KeptRun(LINE, rows, (Checkpoint(1, np.array([inf, 1.0]), np.empty((0, 2))),), Ending.DIVERGED)
    assert np.isnan(run.rows[[0, 1], [1, 2]]).all()
    assert np.isnan(run.last.parameters).tolist() == [True, False]
    assert np.isinf(rows).sum() == 2  # what was given is left alone
    assert from_json(to_json(Document(LINE, run))) == Document(LINE, run)


def test_a_replica_that_was_lost_stays_lost() -> None:
    five = replace(LINE, replicas=Replicas(2))
    kept = Checkpoint(4, np.zeros(2), np.array([[1.0, 2.0], [nan, inf]]))
    again = from_json(to_json(Document(five, KeptRun(five, ROWS, (kept,)))))
    assert again.run is not None
    np.testing.assert_array_equal(again.run.last.replicas, [[1, 2], [nan, nan]])


def test_a_split_is_kept_whole_and_without_numbers_not_at_all() -> None:
    full = np.full((2, len(COLUMNS)), nan)
    full[:, : len(ERROR_COLUMNS)] = ROWS
    assert KeptRun(LINE, full, RUN.kept) == RUN
    full[1, COLUMNS.index("variance")] = 0.25
    document = Document(LINE, KeptRun(LINE, full, RUN.kept))
    assert set(json.loads(to_json(document))["run"]["rows"]) == {*ERROR_COLUMNS, "variance"} - {
        "train_accuracy"
    }
    assert from_json(to_json(document)) == document


def test_what_a_run_shares_with_its_file_is_written_once() -> None:
    edited = replace(LINE, training=Training(epochs=5), dataset=POINTS.moved([0], 0.0, 1.0))
    values = json.loads(to_json(Document(edited, RUN, (replace(RUN, experiment=edited),))))
    assert set(values["run"]["experiment"]) == {"training", "points"}
    assert values["pins"][0]["experiment"] == {}
    minus = replace(LINE, domain=(-0.0, 2.0))
    again = from_json(to_json(Document(LINE, replace(RUN, experiment=minus))))
    assert again.run is not None
    assert str(again.run.experiment.domain[0]) == "-0.0"


def test_a_run_can_be_read_by_a_person() -> None:
    lines = to_json(Document(LINE, RUN)).splitlines()
    assert '    "label": "",' in lines
    assert '      "epoch": [0, 7],' in lines
    assert '      {"epoch": 3, "parameters": [0.1, -0.0]},' in lines


MISTAKES: list[tuple[str, Any, str]] = [
    ("ending", "bored", "“run.ending” cannot be 'bored'. Choose one of: finished, stopped early, diverged"),
    ("label", 3, "“run.label” must be a text, not a whole number"),
    ("experiment", [], "“run.experiment” must be an object in braces, not a list"),
    ("experiment", {"training": {"epochs": 0}}, "not 0. See “run.experiment.training”"),
    ("experiment", {"model": {"kind": "tree"}}, "“run.experiment.model.kind” cannot be 'tree'. Choose"),
    ("experiment", {"training": {"optimiser": "Eve"}}, "cannot be 'Eve'. Choose one of: SGD"),
    ("experiment", {"domain": [0, 1]}, "Widen the range. See “run.experiment.points”"),
    ("experiment", {"points": [[0, 1]]}, "“run.experiment.points[0]” must be a list of 3 values"),
    ("experiment", {"model": {"kind": "mlp"}}, "“run.kept[0].parameters” has 2 numbers for a model with 49"),
    ("kept", [], "“run.kept” is empty. Add weights, or remove the run"),
    ("kept", [{"epoch": 1}], "“run.kept[0].parameters” is missing"),
    ("kept", [{"epoch": 1, "parameters": [1, "2"]}], "“run.kept[0].parameters[1]” must be a number or null"),
    ("kept", [{"epoch": 1.5, "parameters": [1, 2]}], "“run.kept[0].epoch” must be a whole number"),
    ("kept", [{"epoch": -1, "parameters": [1, 2]}], "“run.kept” must be whole numbers from 0 to 2,000,"),
    ("kept", [{"epoch": 10**30, "parameters": [1, 2]}], "“run.kept” must be whole numbers from 0 to 2,000,"),
    ("kept", [{"epoch": 3, "parameters": [1, 2]}] * 2, "“run.kept” must grow from one to the next"),
    ("kept", [{"epoch": 3, "parameters": [1, 2], "replicas": [[1]]}], "“run.kept[0].replicas[0]” has 1 num"),
    ("kept", [{"epoch": 3, "parameters": [1, 2], "replicas": [[1, 2]]}], "of 1 replicas for an experiment"),
    ("rows", {}, "The field “run.rows.epoch” is missing"),
    ("rows", {"epoch": []}, "“run.rows.epoch” has 0 numbers"),
    ("rows", {"epoch": [0, 1], "penalty": [0]}, "“run.rows.penalty” has 1 numbers, and “epoch” 2"),
    ("rows", {"epoch": [0, 1], "total": [0, 1, 2]}, "“run.rows.total” has 3 numbers, and “epoch” 2"),
    ("rows", {"epoch": [0, 0]}, "“run.rows.epoch” must grow from one to the next. Put them in order"),
    ("rows", {"epoch": [0, None]}, "“run.rows.epoch” must be whole numbers"),
    ("rows", {"epoch": [0], "penalty": [-0.1]}, "“run.rows.penalty” holds a number below 0, where"),
    ("rows", {"epoch": [0.5]}, "“run.rows.epoch” must be whole numbers"),
    ("rows", {"epoch": [[0]]}, "“run.rows.epoch[0]” must be a number or null, not a list"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wrong", "said"), MISTAKES)
def test_a_mistake_in_a_run_is_named(name: str, wrong: Any, said: str) -> None:
    values = json.loads(to_json(Document(LINE, RUN)))
    values["run"][name] = wrong
    with pytest.raises(BadInput) as caught:
        from_json(json.dumps(values))
    assert said in str(caught.value)
    values["pins"], values["run"] = [json.loads(to_json(Document(LINE, RUN)))["run"], values["run"]], None
    with pytest.raises(BadInput) as caught:
        from_json(json.dumps(values))
    assert said.replace("“run", "“pins[1]") in str(caught.value)


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("run", [], "“run” must be an object in braces, not a list"),
        ("run", {}, "The field “run.rows” is missing"),
        ("pins", {}, "“pins” must be a list"),
        ("pins", [None], "“pins[0]” must be an object in braces, not null"),
        ("pins", [0] * (MOST_PINS + 1), "“pins” has 5 runs, and 4 can be pinned. Remove some"),
    ],
)
def test_other_things_than_runs_are_named(field: str, wrong: Any, said: str) -> None:
    values = json.loads(to_json(Document(LINE)))
    values[field] = wrong
    with pytest.raises(BadInput) as caught:
        from_json(json.dumps(values))
    assert said in str(caught.value)


def test_a_document_that_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MOST_BYTES", 1000)
    with pytest.raises(BadInput, match=r"Nothing was saved\. It is too large .* fewer pinned runs"):
        to_json(Document(LINE, RUN, (RUN, RUN)))
