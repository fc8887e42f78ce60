"""Files of older formats: migrated step by step; newer ones are refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnviz.core.files import migrations
from nnviz.core.files.experiment_file import from_json, notes, read_document, to_json
from nnviz.core.files.migrations import FORMAT, migrated
from nnviz.core.sentences import BadInput

OLD = Path(__file__).with_name("format-1.json")  # of nnviz 0.1.0, as it was written


def test_a_file_of_format_1_is_the_same_experiment() -> None:
    document = read_document(OLD)
    old, new = (json.loads(text) for text in (OLD.read_text(encoding="utf-8"), to_json(document)))
    assert (old.pop("format"), old.pop("program")) == (1, "nnviz 0.1.0")
    assert new["training"].pop("loss") == "cross-entropy"  # what curves do not ask for
    assert (new["model"].pop("n_in"), new["model"].pop("n_out")) == (1, 1)
    assert {name: new[name] for name in old} == old
    assert (document.run, document.pins, notes(document)) == (None, (), ())
    assert document.experiment.replicas.count == 50


def test_a_run_json_of_format_1_still_opens() -> None:
    inside = OLD.read_text(encoding="utf-8")
    old = f'{{"format": 1, "program": "nnviz 0.1.0", "epoch": [0, 1], "experiment": {inside}}}'
    assert from_json(old) == read_document(OLD)


def test_the_program_of_format_1_became_a_version() -> None:
    assert migrated({"format": 1, "program": "nnviz 0.1.0", "a": 1}) == {
        "format": FORMAT, "versions": {"nnviz": "0.1.0"}, "a": 1,
    }  # fmt: skip
    assert migrated({"format": 1, "program": 7}) == {"format": FORMAT}


def test_what_is_not_known_in_an_old_file_is_kept_too() -> None:
    values = json.loads(OLD.read_text(encoding="utf-8")) | {"colour": "red"}
    assert from_json(json.dumps(values)).extra == {"colour": "red"}


def test_each_step_is_taken_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda values: values | {"steps": [*values.get("steps", []), name]}

    monkeypatch.setattr(migrations, "STEPS", (step("1 to 2"), step("2 to 3"), step("3 to 4")))
    monkeypatch.setattr(migrations, "FORMAT", 4)
    given = {"format": 2}
    assert migrated(given) == {"format": 4, "steps": ["2 to 3", "3 to 4"]}
    assert given == {"format": 2}
    assert migrated({"format": 4}) == {"format": 4}


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (
            FORMAT + 1,
            f"“format” is {FORMAT + 1}, and this one reads up to {FORMAT}. Update nnviz.",
        ),
        (10**4000, "written by a newer nnviz: its “format” is 1000"),
        (0, f"“format” must be {FORMAT}"),
        (-3, f"“format” must be {FORMAT}"),
        (True, "“format” must be a whole number, not true or false"),
        (1.0, "“format” must be a whole number, not a number"),
        ("1", "“format” must be a whole number, not a text"),
    ],
)
def test_other_formats_are_refused(version: object, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        migrated({"format": version})
    assert said in str(caught.value)
    assert len(str(caught.value)) < 200
