"""Reads 100,000 damaged experiment files: each opens, or is refused in a sentence that says where."""

import os
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import process_time

import numpy as np
from mutations import damaged
from row import Row, at_most, for_the_record, none_of

from nnviz.core.dataset import MAX_POINTS, Dataset
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import from_json, notes, to_json
from nnviz.core.files.json_text import readable
from nnviz.core.files.results import results
from nnviz.core.files.strict_json import decoded
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import with_pattern
from nnviz.core.sentences import BadInput
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.truths import Truth

COUNT = 100_000
SLOWEST = 1.0  # second of the processor for one file, whatever else the computer does
LARGE_ONES = 500  # one in so many is a file of as many points as there can be
LONGEST = 1_000  # characters of a sentence
CHUNK = 250
PATIENCE = 300.0  # seconds for a chunk: what takes longer hangs
SHOWN = 5  # failures that are printed in full
NAMES_A_PLACE = re.compile(r"line \d|“[^”]+”|too large \(.* MB\)")  # the last one is about the whole file
FORMAT_1 = Path(__file__).parents[1] / "core" / "files" / "format-1.json"


@dataclass(frozen=True)
class Verdict:
    """What became of a damaged file. wrong: why that should not be, or "" where all is well."""

    number: int
    opened: bool
    seconds: float
    said: str
    wrong: str = ""


# ---------------------------------------------------------------- what is damaged


def trained(experiment: Experiment, epochs: int = 6) -> tuple[History, KeptRun]:
    player, history = Player(experiment), History()
    player.play()
    for _ in range(epochs):
        if player.active:
            player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    run = KeptRun.of(experiment, history, player.ending)
    assert run is not None, "it has trained"
    return history, run


@cache
def samples() -> tuple[bytes, ...]:
    """Files of all kinds: both formats, with runs and pins, a truth drawn by hand, a formula, a run.json."""
    sine, dots = preset("sine-mlp"), preset("five-dots-degree-6")
    few = replace(sine, dataset=sine.dataset.without(range(5, len(sine.dataset))), replicas=Replicas(3))
    drawn = Truth("drawn", (0.0, 1.0, 2.5, -1.0, 4.0, 3.0, 8.0, 0.5), 0.25)
    drawn_and_solved = replace(dots, truth=drawn, model=PolynomialSpec(3, "exact"))
    formula = replace(dots, model=FormulaSpec("a*sin(b*x) + c"), initial=(1.0, 2.0, -0.5))
    runs = {name: trained(each)[1] for name, each in (("few", few), ("dots", dots), ("formula", formula))}
    history, _ = trained(dots)
    classes = with_pattern(Experiment(model=MLPSpec((3,))), Pattern("moons", 0.2, 0.1, 8, 4, 2))
    iris = preset("iris-4-10-3")
    flowers = replace(iris, dataset=iris.dataset.without(range(8, len(iris.dataset))))
    strange = {"colour": "red", "training": {"warm_up": 3}, "later": {"a": [1, {"b": None}]}}
    documents = (
        Document(few, runs["few"], (runs["dots"], replace(runs["formula"], label="a formula"))),
        Document(dots, runs["dots"], (runs["dots"],) * 4, strange),
        Document(formula, runs["formula"]),
        Document(drawn_and_solved, trained(drawn_and_solved)[1]),
        Document(Experiment()),
        Document(classes, trained(classes)[1], (runs["dots"],)),
        Document(flowers),
    )
    texts = [to_json(each) for each in documents]
    texts += [readable(results(dots, history, None)), FORMAT_1.read_text(encoding="utf-8")]
    return tuple(text.encode() for text in texts)


@cache
def large() -> bytes:
    x, y = np.random.default_rng(0).random((2, MAX_POINTS))
    return to_json(Document(Experiment(dataset=Dataset.from_xy(np.column_stack([x, y]))))).encode()


def case(number: int) -> bytes:
    """The damaged file of this number, the same in every run."""
    random = Random(f"nnviz experiment file {number}")
    return damaged(large() if number % LARGE_ONES == 0 else random.choice(samples()), random)


# ---------------------------------------------------------------- what becomes of it


def verdict(number: int) -> Verdict:
    data = case(number)
    started = process_time()
    try:
        document = from_json(decoded(data))
    except BadInput as problem:
        seconds = process_time() - started
        return Verdict(number, False, seconds, str(problem), fault_of_sentence(str(problem)))
    except Exception:
        return Verdict(number, False, process_time() - started, "", traceback.format_exc())
    return Verdict(number, True, process_time() - started, "", fault_of(document))


def fault_of_sentence(said: str) -> str:
    if "\n" in said or len(said) > LONGEST:
        return f"not one short line: {said!r}"
    return "" if NAMES_A_PLACE.search(said) else f"names no field and no line: {said}"


def fault_of(document: Document) -> str:
    """Why a document that was read should not have been: it cannot be saved, or comes back as another."""
    try:
        again = from_json(to_json(document))
        if again != document or unknown(again) != unknown(document):
            return "saved and read again it is another document"
        return "".join(filter(None, (fault_of_sentence(str(note)) for note in notes(document))))
    except Exception:
        return traceback.format_exc()


def unknown(document: Document) -> list[object]:
    runs = (*document.pins, *([document.run] if document.run else []))
    return [document.extra, *(run.extra for run in runs)]


def verdicts(numbers: range) -> list[Verdict]:
    return [verdict(number) for number in numbers]


# ---------------------------------------------------------------- the trial


def measure(count: int = COUNT) -> Iterator[Row]:
    found: list[Verdict] = []
    chunks = [range(begin, min(begin + CHUNK, count)) for begin in range(0, count, CHUNK)]
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        for number, future in enumerate([pool.submit(verdicts, chunk) for chunk in chunks], 1):
            found += future.result(PATIENCE)
            if number % (len(chunks) // 10 + 1) == 0:
                print(f"  {len(found):,} of {count:,} files", flush=True)
    yield from rows(found)


def rows(found: list[Verdict]) -> Iterator[Row]:
    wrong = [each for each in found if each.wrong]
    for each in wrong[:SHOWN]:
        print(f"file {each.number}: {each.wrong}\n  {case(each.number)[:2_000]!r}\n", flush=True)
    slowest = max(found, key=lambda each: each.seconds)
    opened = sum(each.opened for each in found)
    places = Counter(re.sub(r"\d+|“.*?”|'.*?'", "…", each.said) for each in found if each.said)
    what = "damaged experiment files that crash, or are refused without saying where"
    yield none_of(what, len(wrong), len(found))
    yield for_the_record("    opened, saved and read back as the same", f"{opened:,}")
    yield for_the_record("    refused in a sentence", f"{len(found) - opened:,}")
    yield for_the_record("    different sentences", f"{len(places):,}")
    yield at_most(
        f"    processor time of the slowest (file {slowest.number})", slowest.seconds, SLOWEST, " s", 2
    )
