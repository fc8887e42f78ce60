"""Damaged files: each opens, or is refused in a sentence that says where. `trials files` tries many more."""

import files
from files import case, fault_of_sentence, samples, verdict

from nnviz.core.files.experiment_file import from_json, notes
from nnviz.core.files.strict_json import decoded

COUNT = 600


def test_each_opens_or_is_refused_in_a_sentence_that_says_where() -> None:
    found = [verdict(number) for number in range(1, COUNT)]
    assert [each for each in found if each.wrong] == []
    assert max(each.seconds for each in found) < files.SLOWEST
    assert 0.1 < sum(each.opened for each in found) / COUNT < 0.4, "both happen often"
    assert len({each.said for each in found}) > 100


def test_the_same_files_are_damaged_in_the_same_way_every_time() -> None:
    again = [case(number) for number in range(1, 30)]
    assert again == [case(number) for number in range(1, 30)]
    assert len(set(again)) == 29


def test_what_is_damaged_is_whole_at_first_and_of_every_kind() -> None:
    documents = [from_json(decoded(sample)) for sample in samples()]
    assert {len(each.pins) for each in documents} == {0, 1, 2, 4}
    assert any(each.run and each.run.kept[-1].replicas.size for each in documents)
    assert {each.experiment.model.__class__.__name__ for each in documents} == {
        "MLPSpec", "PolynomialSpec", "FormulaSpec",
    }  # fmt: skip
    assert any(each.experiment.truth and each.experiment.truth.kind == "drawn" for each in documents)
    assert any(notes(each) for each in documents)


def test_a_fault_would_be_seen() -> None:
    assert "no field" in fault_of_sentence("Something is wrong. Correct it.")
    assert "one short line" in fault_of_sentence("Line 3\nis wrong.")
