"""Numbers and roles in cells: what is read, what is refused, and with which words."""

import pytest

from nnviz.core.dataset import Role
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.tables.numbers import (
    NotANumber,
    class_in,
    complaint,
    is_surely_number,
    looks_like_number,
    number_in,
    role_in,
    shown,
    typed_number,
)


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("0.1", ".", 0.1),
        ("-2", ".", -2.0),
        ("−2", ".", -2.0),
        ("+1e-3", ".", 1e-3),
        (".5", ".", 0.5),
        ("5.", ".", 5.0),
        ("1E5", ".", 1e5),
        ("0,1", ",", 0.1),
        ("-1,5e3", ",", -1500.0),
        ("1,234", ",", 1.234),
        ("1.234", ".", 1.234),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1.234.567", ",", 1234567.0),
        ("1,234,567", ".", 1234567.0),
        ("1,23,456", ".", 123456.0),
        ("-12,34,56,789.5", ".", -123456789.5),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234\u202f567,5", ",", 1234567.5),
        ("1'234.5", ".", 1234.5),
        ("१२.५", ".", 12.5),
        ("0.1000000000000000055511151231257827", ".", 0.1),
        ("1e-400", ".", 0.0),
        ("5e-324", ".", 5e-324),
        ("1000000000", ".", 1e9),
    ],
)
def test_numbers_that_are_read(cell: str, decimal: str, value: float) -> None:
    assert number_in(cell, decimal) == value


@pytest.mark.parametrize(
    ("cell", "decimal", "words"),
    [
        ("abc", ".", "“abc” is not a number"),
        ("", ".", "is empty"),
        ("NaN", ".", "“NaN” is not a number"),
        ("inf", ".", "“inf” is not a number"),
        ("1e999", ".", "not within ±1e+09"),
        ("-1e308", ".", "not within ±1e+09"),
        ("9" * 390, ".", "not within ±1e+09"),
        ("9" * 5000, ".", "is not a number"),
        ("1,234", ".", "as 1.234 or 1234"),
        ("1.234", ",", "as 1.234 or 1234"),
        ("1,5", ".", "decimal sign is “.”"),
        ("1.5", ",", "decimal sign is “,”"),
        ("0,125", ".", "decimal sign is “.”"),
        ("1,23,456", ",", "is not a number"),
        ("1,23,45", ".", "is not a number"),
        ("123,45,678", ".", "is not a number"),
        ("1_000", ".", "is not a number"),
        ("0x10", ".", "is not a number"),
        ("1 2", ".", "is not a number"),
        ("²", ".", "is not a number"),
        ("--1", ".", "is not a number"),
        ("1e", ".", "is not a number"),
    ],
)
def test_what_is_no_number_is_said(cell: str, decimal: str, words: str) -> None:
    with pytest.raises(NotANumber) as caught:
        number_in(cell, decimal)
    place = Sentence("Line {line}", {"line": 7})
    sentence = str(complaint(caught.value, place, cell))
    assert sentence.startswith("Line 7")
    assert words in sentence


def test_what_a_column_of_numbers_is_known_by() -> None:
    assert looks_like_number("1,234", ".")
    assert looks_like_number("1e999", ".")
    assert looks_like_number("1,5", ".")
    assert not looks_like_number("", ".")
    assert not looks_like_number("abc", ".")
    assert is_surely_number("1.234", ".")
    assert not is_surely_number("1,234", ",")
    assert is_surely_number("0,234", ",")


@pytest.mark.parametrize(
    ("words", "value"), [("0.1", 0.1), (" 0,1 ", 0.1), ("1,234", 1.234), ("1.234,5", 1234.5), ("−3", -3.0)]
)
def test_typed_numbers(words: str, value: float) -> None:
    assert typed_number(words) == value


@pytest.mark.parametrize(
    ("words", "reason"), [("abc", "is not a number"), ("", "is not a number"), ("1e10", "±1e\\+09")]
)
def test_typed_words_that_are_no_numbers(words: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        typed_number(words)


def test_roles() -> None:
    assert role_in("Training") is role_in("TRAIN") is role_in("0") is Role.TRAINING
    assert role_in("validation") is role_in("1") is role_in("सत्यापन") is Role.VALIDATION
    assert role_in("test") is role_in("Testing") is Role.TEST
    assert role_in("2") is role_in("") is role_in("foo") is None


@pytest.mark.parametrize("column", ["train", "Is_Train", "training", "# train?"])
def test_yes_under_the_name_of_training_means_training(column: str) -> None:
    assert role_in("1", column) is role_in("TRUE", column) is Role.TRAINING
    assert role_in("0", column) is role_in("no", column) is Role.VALIDATION


@pytest.mark.parametrize("column", ["test", "is_test", "Test set"])
def test_yes_under_a_name_of_a_test_means_test(column: str) -> None:
    assert role_in("1", column) is role_in("yes", column) is Role.TEST
    assert role_in("0", column) is Role.TRAINING


@pytest.mark.parametrize("column", ["", "is_validation", "strain", "attest"])
def test_yes_under_another_name_means_validation(column: str) -> None:
    assert role_in("1", column) is role_in("True", column) is Role.VALIDATION
    assert role_in("0", column) is role_in("False", column) is Role.TRAINING


def test_a_cell_in_a_sentence_is_short_and_on_one_line() -> None:
    assert shown("a\nb\0") == "a\\nb\\x00"
    assert shown("र\u200dया") == "र\u200dया"  # spelled with a joiner
    assert len(shown("x" * 100)) == 30


@pytest.mark.parametrize(
    ("cell", "name"),
    [("setosa", "setosa"), ("2", "2"), ("2.0", "2"), ("007", "007"), ("1,000,000", "1000000"), ("-1", "-1"),
     (" a  b ", "a b"), ("'=A", "=A"), ("'tis", "'tis"), ("NaN", "NaN"), ("१", "1"),
     ("क्\u200dष", "क्\u200dष")],
)  # fmt: skip
def test_a_class_is_a_name_or_a_whole_number(cell: str, name: str) -> None:
    assert class_in(cell, ".") == name


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("", "There should be a class"), ("2.5", "not a whole number"), ("1e10", "not within"),
     ("a" * 61, "60 letters and signs"), ("a\x00b", "cannot be the name")],
)  # fmt: skip
def test_what_is_no_class(cell: str, reason: str) -> None:
    with pytest.raises(NotANumber, match=reason.replace("60", "{most}")):
        class_in(cell, ".")
