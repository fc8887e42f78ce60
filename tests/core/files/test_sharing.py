"""A document as a line of text: it comes back equal, and what happens to it on the way is noticed."""

import re
import tracemalloc
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.dataset import MAX_POINTS, Dataset
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.files import sharing
from nnviz.core.files.experiment_file import to_json
from nnviz.core.files.sharing import LONGEST_WITH_RUN, MOST_BYTES, PREFIX, looks_like, opened, shared
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset, preset_names
from nnviz.core.sentences import BadInput
from tests.played import played

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DOTS = Document(preset("five-dots-line"))
LINE = shared(DOTS).line


def with_run(name: str, epochs: int | None = None) -> Document:
    experiment = preset(name)
    if epochs:
        experiment = replace(experiment, training=replace(experiment.training, epochs=epochs))
    return Document(experiment, KeptRun.of(experiment, *played(experiment)))


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_comes_back_equal(name: str) -> None:
    document = Document(preset(name))
    line = shared(document).line
    assert re.fullmatch(r"nnviz1:[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{8}", line)
    assert len(line) < len(to_json(document)) / 1.1
    assert opened(line) == document


def test_short_runs_and_pins_come_along() -> None:
    exactly, short = with_run("bishop-table"), with_run("bowl")
    document = replace(exactly, pins=(short.run,))
    found = shared(document)
    assert not found.without_runs
    assert len(found.line) <= LONGEST_WITH_RUN
    assert opened(found.line) == document


def test_long_runs_are_left_out_of_the_line() -> None:
    document = with_run("five-dots-degree-6")
    found = shared(document)
    assert found.without_runs
    assert opened(found.line) == Document(document.experiment)


def test_fields_that_are_not_known_come_along() -> None:
    document = replace(DOTS, extra={"later": {"a": [1, "ü"]}})
    assert opened(shared(document).line) == document


def test_as_many_points_as_there_can_be() -> None:
    points = np.random.default_rng(1).uniform(-1, 1, (MAX_POINTS, 2))
    document = Document(Experiment(dataset=Dataset.from_xy(points), domain=(-1, 1)))
    assert opened(shared(document).line) == document


def test_what_is_too_large_is_to_be_sent_as_a_file() -> None:
    spec = MLPSpec((512, 512, 512))
    weights = tuple(np.random.default_rng(1).uniform(-1, 1, spec.parameter_count).tolist())
    with pytest.raises(BadInput, match=r"too large for a text: 10 MB, and 8 MB .* send the file"):
        shared(Document(Experiment(model=spec, initial=weights)))


# --- what mail programs do -------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 7, 60, 76])
@pytest.mark.parametrize(
    "break_", ["\n", "\r\n", "\n> ", "\n> > ", "\n| ", "\u2028", " \n", "\u200b", "\u00ad", "\xa0"]
)
def test_line_breaks_and_marks_of_quotations_do_no_harm(break_: str, width: int) -> None:
    broken = break_.join(LINE[i : i + width] for i in range(0, len(LINE), width))
    assert opened(broken) == DOTS
    assert looks_like(broken[:600])


@pytest.mark.parametrize("text", ["{}", "  {}\n", "“{}”", '"{}"', "Look at this: {}", "> {}\n> Yours, A. B.",
                                  "<{}>", "\ufeff{}", "{}.", "{}\n\n{}", "```\n{}\n```"])  # fmt: skip
def test_what_stands_around_the_line_does_no_harm(text: str) -> None:
    words = text.replace("{}", LINE)
    assert looks_like(words)
    assert opened(words) == DOTS


# --- what may be wrong -----------------------------------------------------------------------------


def test_every_single_character_that_is_changed_is_noticed() -> None:
    """Each character by each of the others that may stand there, and by some that may not."""
    for place, character in enumerate(LINE):
        others = ALPHABET if place % 40 == 0 else ALPHABET[place % 64] + ALPHABET[(7 * place + 13) % 64]
        for other in (others + "., é:=").replace(character, ""):
            with pytest.raises(BadInput):
                opened(LINE[:place] + other + LINE[place + 1 :])


def test_every_character_that_is_lost_or_doubled_is_noticed() -> None:
    for place in range(len(LINE)):
        with pytest.raises(BadInput):
            opened(LINE[:place] + LINE[place + 1 :])
        if 1 < place < len(LINE) - 1:  # before the beginning and after the end, anything may stand
            with pytest.raises(BadInput):
                opened(LINE[:place] + LINE[place] + LINE[place:])


def test_a_line_that_is_cut_off_says_so() -> None:
    for length in range(len(PREFIX), len(LINE)):
        with pytest.raises(BadInput, match="cut off: its end is missing"):
            opened(LINE[:length])


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "nnviz", "nnviz:", "nnviz0:abc", "nnviz 1", LINE[7:], "1\t2\n3\t4"]
)
def test_other_texts_are_no_such_line(text: str) -> None:
    assert not looks_like(text)
    with pytest.raises(BadInput, match=r"no copied experiment.*begins with “nnviz1:”"):
        opened(text)


def test_a_damaged_line_says_so() -> None:
    with pytest.raises(BadInput, match="is damaged"):
        opened(LINE[:50] + ("A" if LINE[50] != "A" else "B") + LINE[51:])


@pytest.mark.parametrize("version", [2, 17, 9999])
def test_a_newer_line_is_refused_with_a_sentence(version: int) -> None:
    line = LINE.replace("nnviz1:", f"nnviz{version}:")
    assert looks_like(line)
    with pytest.raises(BadInput, match=f"newer nnviz .version {version} .* Update nnviz"):
        opened(line)


def made(data: bytes, pack: bool = True) -> str:
    """A line by hand, with the right checksum."""
    packed = urlsafe_b64encode(zlib.compress(data, 9) if pack else data).decode().rstrip("=")
    return f"{PREFIX}{packed}.{sharing._checksum(packed)}"


def test_what_a_line_holds_is_read_like_a_file() -> None:
    assert opened(made(to_json(DOTS).encode())) == DOTS
    newer = to_json(DOTS).replace('"format": 3', '"format": 99')
    with pytest.raises(BadInput, match=r"cannot be opened\. .*newer nnviz"):
        opened(made(newer.encode()))
    for bad in (b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"format": 1e999}', b"\x00"):
        with pytest.raises(BadInput, match="cannot be opened"):
            opened(made(bad))


def test_what_cannot_be_unpacked_is_damaged() -> None:
    whole = zlib.compress(to_json(DOTS).encode())
    for bad in (b"", b"nonsense", whole[:-1], whole[:40], whole[:-4] + b"0000"):
        with pytest.raises(BadInput, match="is damaged"):
            opened(made(bad, pack=False))
    with pytest.raises(BadInput, match="is damaged"):
        opened(f"{PREFIX}A.{sharing._checksum('A')}")


def test_a_bomb_is_not_unpacked() -> None:
    """A tenth of a megabyte that unpacks to a hundred."""
    packing = zlib.compressobj(9)
    bomb = b"".join([packing.compress(bytes(2**20)) for _ in range(100)]) + packing.flush()
    line = made(bomb, pack=False)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput, match="more than 8 MB"):
            opened(line)
        assert tracemalloc.get_traced_memory()[1] < 4 * MOST_BYTES
    finally:
        tracemalloc.stop()
    with pytest.raises(BadInput, match="more than 8 MB"):
        opened(made(bytes(MOST_BYTES + 1)))


def test_a_text_without_end_is_not_looked_at() -> None:
    with pytest.raises(BadInput, match="too long"):
        opened(PREFIX + "A" * 20_000_000)
    assert not looks_like(" " * 20_000_000 + LINE)


@given(st.text(), st.booleans())
@settings(max_examples=200)
def test_any_text_is_read_or_refused(text: str, prefixed: bool) -> None:
    with pytest.raises(BadInput):
        opened(PREFIX * prefixed + text)
    looks_like(text)
