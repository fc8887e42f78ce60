"""Sentences and numbers as people read them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.files.experiment_file import from_json
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput, Sentence, either, number, percent, require
from nnviz.core.training.devices import check_device, devices


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


def test_choices_in_a_row() -> None:
    assert str(either(["a"])) == "a"
    assert str(either([Sentence("a number"), "null", "b"])) == "a number or null or b"


def values_of(sentence: Sentence) -> list[object]:
    """All values, those of inner sentences too, but not these themselves."""
    inner = sentence.values.values()
    return [v for value in inner for v in (values_of(value) if isinstance(value, Sentence) else [value])]


def test_no_english_text_hides_in_a_value() -> None:
    """The window translates templates, not values."""
    with pytest.raises(BadInput) as misspelt:
        preset("line-120-full")
    assert values_of(misspelt.value.sentence)[1:] == ["line-120-full-batch", "line-120"]
    bad = '{"format": 1, "points": [], "domain": [0, 1], "model": {"kind": "mlp"}, "weight_seed": %s}'
    for value, kept in (("true", ["weight_seed"]), ("-1", [4_294_967_295, -1])):
        with pytest.raises(BadInput) as caught:
            from_json(bad % value)
        assert values_of(caught.value.sentence)[: len(kept)] == kept
        assert all(not isinstance(v, str) or " " not in v for v in values_of(caught.value.sentence))
        assert pickle.loads(pickle.dumps(caught.value)).sentence == caught.value.sentence


def test_the_reason_of_a_missing_device_is_a_sentence_in_the_sentence() -> None:
    for device in devices():
        if device.missing is not None:
            with pytest.raises(BadInput) as caught:
                check_device(device.name)
            assert caught.value.sentence.values["reason"] == device.missing


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"), (1.0, "100 %"), (0.8, "80 %"), (13 / 14, "92.9 %"), (0.29, "29 %"),
        (1999 / 2000, "99.95 %"), (19_999 / 20_000, "99.995 %"), (1 / 20_000, "0.01 %"),
    ],
)  # fmt: skip
def test_a_share_in_per_cent_is_all_or_nothing_only_if_it_is(share: float, words: str) -> None:
    assert percent(share) == words
