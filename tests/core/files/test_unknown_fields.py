"""Fields that this program does not know: kept at their places, written back, and told of."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files.experiment_file import MOST_NOTES, from_json, notes, to_json
from nnviz.core.models import MLPSpec
from nnviz.core.sentences import BadInput
from nnviz.core.training.steps import Checkpoint
from nnviz.core.truths import Truth

ROWS = np.array([[0, 1.0, np.nan, 0, np.nan]])
RUN = KeptRun(Experiment(), ROWS, (Checkpoint(0, np.zeros(2)),))
DOCUMENT = Document(Experiment(truth=Truth()), RUN, (RUN, replace(RUN, label="b")))
FIELDS = {  # a name such as “pins.1.width” is a place in the file
    "colour": "red",
    "settings": {"a": [1, {"b": None}], "c": {}},
    "versions.jax": "0.9",
    "model.bias": False,
    "training.epoch": 1000,
    "training.learningrate": 0.5,
    "truth.shape": [1.5, -0.0],
    "replicas.size": 10**30,
    "run.colour": "blue",
    "run.rows.accuracy": [1],
    "run.experiment.note_2": "x",
    "pins.1.width": 2,
}


def steps(name: str) -> list[Any]:
    return [int(step) if step.isdigit() else step for step in name.split(".")]


def at(values: Any, place: list[Any]) -> Any:
    for step in place:
        values = values[step]
    return values


def with_fields(document: Document, fields: dict[str, Any]) -> str:
    """The file's text with these fields more."""
    values = json.loads(to_json(document))
    for name, value in fields.items():
        *place, last = steps(name)
        at(values, place)[last] = value
    return json.dumps(values)


def told(document: Document) -> list[str]:
    return [str(note) for note in notes(document)]


def test_they_are_kept_at_their_places_and_written_back() -> None:
    document = from_json(with_fields(DOCUMENT, FIELDS))
    assert document.run is not None
    assert document.extra["training"] == {"epoch": 1000, "learningrate": 0.5}
    assert document.run.extra["rows"] == {"accuracy": [1]}
    assert [pin.extra for pin in document.pins] == [{}, {"width": 2}]
    written = json.loads(to_json(document))
    assert {name: at(written, steps(name)) for name in FIELDS} == FIELDS
    again = from_json(to_json(document))
    assert again == document
    assert again.extra == document.extra
    assert again.run is not None
    assert again.run.extra == document.run.extra


def test_those_of_a_pin_go_with_the_pin() -> None:
    document = from_json(with_fields(DOCUMENT, {"pins.1.width": 2}))
    written = json.loads(to_json(replace(document, pins=document.pins[1:])))
    assert written["pins"][0]["width"] == 2


def test_a_place_that_is_no_more_takes_its_fields_along() -> None:
    document = from_json(with_fields(DOCUMENT, FIELDS))
    other = replace(document, experiment=replace(document.experiment, truth=None))
    written = json.loads(to_json(other))
    assert written["truth"] is None
    assert written["colour"] == "red"
    assert not any("truth" in note for note in told(other))
    assert from_json(to_json(other)) == other  # what is not known makes no document another


def test_in_a_run_they_never_stand_for_what_it_shares_with_its_file() -> None:
    trained = replace(DOCUMENT.experiment, training=Training(epochs=7))
    document = replace(DOCUMENT, run=replace(RUN, experiment=trained), pins=())
    document = from_json(with_fields(document, {"run.experiment.training.warm_up": 3}))
    edited = replace(document, experiment=trained)  # now both are alike, and it need not be written twice
    again = from_json(to_json(edited))
    assert again == edited
    assert json.loads(to_json(edited))["run"]["experiment"]["training"]["epochs"] == 7
    assert json.loads(to_json(edited))["run"]["experiment"]["training"]["warm_up"] == 3


def test_what_became_known_is_the_programs_own() -> None:
    document = from_json(with_fields(DOCUMENT, {"model.hidden_sizes": [7]}))
    assert told(document) == ["The field “model.hidden_sizes” is not known here and was kept as it is."]
    perceptron = replace(document, experiment=replace(document.experiment, model=MLPSpec((3,))))
    assert json.loads(to_json(perceptron))["model"]["hidden_sizes"] == [3]


def test_each_is_told_with_what_it_may_have_been_meant_for() -> None:
    said = told(from_json(with_fields(DOCUMENT, FIELDS)))
    kept = "is not known here and was kept as it is."
    assert f"The field “training.epoch” {kept} Did you mean “epochs”?" in said
    assert f"The field “training.learningrate” {kept} Did you mean “learning_rate”?" in said
    assert f"The field “settings” {kept}" in said
    assert not any("settings.a" in note for note in said)


def test_runs_and_pins_are_told_of_too() -> None:
    fields = {name: value for name, value in FIELDS.items() if name.startswith(("run", "pins"))}
    said = " ".join(told(from_json(with_fields(DOCUMENT, fields))))
    for name in ("run.colour", "run.rows.accuracy", "run.experiment.note_2", "pins[1].width"):
        assert f"“{name}” is not known" in said
    assert "Did you mean “note”" in said


def test_a_hundred_of_them_are_told_briefly() -> None:
    said = told(from_json(with_fields(DOCUMENT, {f"x{i}\n" + "y" * 1_000: i for i in range(100)})))
    assert len(said) == MOST_NOTES + 1
    assert said[-1].startswith("90 more fields are not known here and were kept, “x10\\nyyy")
    assert all("\n" not in note and len(note) < 150 for note in said)


def test_in_a_point_or_a_kept_epoch_they_are_refused() -> None:
    with pytest.raises(BadInput, match=r"no field “run\.kept\[0\]\.epoc”\. Remove it"):
        from_json(with_fields(DOCUMENT, {"run.kept.0.epoc": 3}))
    text = to_json(DOCUMENT).replace('"points": []', '"points": [[0, 1, "training", 2]]')
    with pytest.raises(BadInput, match=r"“points\[0\]” must be a list of 3 values"):
        from_json(text)
