"""Strict JSON: what lenient readers let pass is a sentence with its line, and soon there."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnviz.core.files.strict_json import MOST_BYTES, MOST_VALUES, decoded, plain_values
from nnviz.core.sentences import BadInput

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)

MISTAKES = [
    ('{"a": 1,\n "a": 2}', "“a” stands twice in one object, the second time in line 2, column 2. Remove one"),
    ('{"a": 1, "\\u0061": 2}', "“a” stands twice"),
    ('[{"x": {"b\\n": 1, "b\\n": 1}}]', "“b\\n” stands twice"),
    ("[1,\n NaN]", "NaN and Infinity are not numbers that can be used (in line 2, column 2). Write a finite"),
    ("[-Infinity]", "NaN and Infinity"),
    ('{"a": 1e999}', "The number 1e999 in line 1, column 7 is too large"),
    ('["1e999", 1e2,\n -1E+400]', "The number -1E+400 in line 2, column 2 is too large"),
    ("[0." + "3" * 900 + ", " + "9" * 301 + "]", "99999… in line 1, column 906 is too large"),
    ('{"a":\n' + "9" * 5000 + "}", "99999… in line 2, column 1 is too large"),
    ("[-" + "9" * 400 + ".5]", "99999… in line 1, column 2 is too large"),
    ("[" * 100_000, "nested too deeply: in line 1, column 33 begins a list or object inside 32 others"),
    ('{"a":\n' * 100_000, "nested too deeply: in line 33"),
    ("[" * 33 + "]" * 33, "nested too deeply: in line 1"),
    ('"\\ud800"', "Half of a character (a lone surrogate) stands in line 1, column 2. Remove"),
    ('["\\\\ud800",\n"\\uDC00"]', "in line 2, column 2"),
    ("[1,\n'\ud800']", "Half of a character (a lone surrogate) stands in line 2, column 2"),
    ('["a\ufeff",\n\ufeff1]', "not JSON: invalid character in line 2, column 1. Correct it there"),
    ("", "it ends too early, in line 1, column 1"),
    ('{"a":\n[1,', "it ends too early, in line 2, column 4"),
    ("[1,]", "trailing comma in array in line 1"),
    ('{"a" 1}', "expected ':' in line 1, column 6"),
    ("[1] x", "trailing characters in line 1"),
    ('["\x01"]', "invalid character in line 1, column 3"),
    ("[1e5, 01]", "invalid number in line 1"),
    ('{"ü": ?}', "in line 1, column 7"),
    ("[" + "0," * MOST_VALUES + "0]", "It is too large (7.6 MB). A file can have 64 MB, 4,000,000 values"),
    ("[" + "[]," * 600_000 + "[]]", "500,000 brackets"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=lambda part: part[:20])
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        plain_values(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@example({"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]})
@example(["}", "]", '{"a":1,"a":2}', '\\"', "1e999", "\\ud800"])
@example([1e300, -1e308, 10**299, 5e-324, -0.0, "😀"])
@given(values)
def test_what_is_right_is_read_as_python_reads_it(value: object) -> None:
    for escaped in (True, False):
        assert repr(plain_values(json.dumps(value, ensure_ascii=escaped))) == repr(value)


def test_a_byte_order_mark_of_an_editor_does_no_harm() -> None:
    assert plain_values(decoded(b"\xef\xbb\xbf[1]")) == plain_values("\ufeff[1]") == [1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[1]".encode("utf-16"), "in UTF-16, as line 1 begins. Save it as UTF-8"),
        (b'["ok",\n"\xe9t\xe9"]', "in line 2, column 2 stands a byte of the value 233"),
        (b"\x89PNG\xff\x00", "not a text in UTF-8: in line 1, column 1"),
    ],
)
def test_other_encodings_are_told(data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        decoded(data)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text", ['{"a": "' + "\\n" * (MOST_BYTES // 3), "[" + "0.12345678901," * 3_000_000 + "1e999]"]
)
def test_large_texts_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="in line 1"):
        plain_values(text)


def test_a_text_beyond_the_limit_is_not_looked_at() -> None:
    with pytest.raises(BadInput, match=r"too large \(65\.0 MB\)"):
        plain_values(" " * (65 * 2**20))
