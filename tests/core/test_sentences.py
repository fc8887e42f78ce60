"""Sentences and numbers as people read them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.sentences import BadInput, Sentence, number, require


def test_a_sentence_fills_its_template_and_may_hold_another() -> None:
    inner = Sentence("at least {low}", {"low": 1})
    assert str(Sentence("Use {width}.", {"width": inner})) == "Use at least 1."
    assert str(Sentence("Nothing to fill.")) == "Nothing to fill."


def test_bad_input_is_a_sentence_and_survives_a_pipe() -> None:
    error = BadInput("The width must be {low}–{high}.", low=1, high=512)
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, BadInput)
    assert isinstance(copy, ValueError)
    assert str(copy) == "The width must be 1–512."
    assert copy.sentence == error.sentence


def test_require() -> None:
    require(True, "never")
    with pytest.raises(BadInput, match="width 3"):
        require(False, "width {w}", w=3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.64, "0.64"),
        (0.6402, "0.64"),
        (1234, "1,234"),
        (1234.5, "1,234"),
        (2.1e-7, "2.1e-07"),
        (0.0001, "0.0001"),
        (0.00012345, "0.000123"),
        (999.4, "999"),
        (99.95, "100"),
        (100, "100"),
        (12, "12"),
        (-3.14159, "-3.14"),
        (1e6, "1e+06"),
        (999_999.7, "1,000,000"),
        (0.00009999, "0.0001"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
        (-0.0, "0"),
    ],
)
def test_numbers_as_people_read_them(value: float, text: str) -> None:
    assert number(value) == text


def test_more_digits() -> None:
    assert number(0.26234, 4) == "0.2623"
    assert number(151.4, 2) == "151"
    assert number(5.31, 2) == "5.3"


@given(st.floats(1e-12, 1e12), st.sampled_from([-1, 1]), st.integers(2, 6))
def test_a_number_is_right_to_its_digits(size: float, sign: int, digits: int) -> None:
    shown = float(number(sign * size, digits).replace(",", ""))
    assert shown == pytest.approx(sign * size, rel=0.500001 * 10 ** (1 - digits))
