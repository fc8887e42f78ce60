"""Reads 100,000 damaged tables: each gives points, or says which line and cell. And ten million rows."""

import os
import re
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter, process_time

import numpy as np
import psutil
from row import Row, at_most, for_the_record, none_of
from table_mutations import damaged

from nnviz.core.dataset import LARGEST_COORDINATE, MAX_POINTS, Dataset, Role
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.tables.cells import DELIMITERS
from nnviz.core.tables.exports import points_csv
from nnviz.core.tables.format import TableFormat, guess, sample_of
from nnviz.core.tables.numbers import DECIMALS
from nnviz.core.tables.placing import with_points_added, with_points_replaced
from nnviz.core.tables.reading import Reading, read_all, reading
from nnviz.core.tables.source import MOST_LINES, Source, head_of

COUNT = 100_000
ROWS = 10_000_000  # of the table that is too large
SLOWEST = 1.0  # second for one table
LARGE_ONES = 500  # one in so many has as many points as there can be
LONGEST = 400  # characters of a sentence
CHUNK = 250
PATIENCE = 300.0  # seconds for a chunk: what takes longer hangs
SHOWN = 5  # failures that are printed in full
MEMORY = 50.0  # MB that reading a huge table may add
AT_ONCE = 0.2  # seconds after which reading must have stopped
NAMES_A_PLACE = re.compile(
    r"[Ll]ine \d+|“[^”]+”|[Cc]olumn|^The clipboard|There is no point in this table|^A point must have from"
)
NAMES_LINE_AND_COLUMN = re.compile(r"^Line \d+, column (“.+”|\d+)( is empty\.|: “.*” )", re.DOTALL)
FIVE = preset("five-dots-line")


@dataclass(frozen=True)
class Verdict:
    """What became of a damaged table. wrong: why that should not be, or "" where all is well."""

    number: int
    points: int
    left_out: int
    seconds: float
    said: str
    wrong: str = ""


@cache
def samples() -> tuple[list[list[str]], ...]:
    """Cells of tables as people have them."""
    random = Random("nnviz tables")

    def with_class(rows: list[list[str]], names: tuple[str, ...], role: bool = False) -> list[list[str]]:
        ends = [[random.choice(("training", "validation", "test", ""))] if role else [] for _ in rows]
        return [[*row, random.choice(names), *end] for row, end in zip(rows, ends, strict=True)]

    def body(columns: int, rows: int, role: bool = False) -> list[list[str]]:
        ends = [[random.choice(("training", "validation", "test", ""))] if role else [] for _ in range(rows)]
        return [[repr(round(random.uniform(-9, 9), 3)) for _ in range(columns)] + end for end in ends]

    return (
        [["x", "y", "role"], *body(2, 12, role=True)],
        body(2, 8),
        [["", "x", "y", "set"], *([str(i), *row, str(i % 2)] for i, row in enumerate(body(2, 10)))],
        [["Messung 3"], ["Zeit (s)", "Weg (m)", "Notiz"], *([*row, "größer"] for row in body(2, 6))],
        [['"x"', '"y"'], *([f'"{i}"', *row] for i, row in enumerate(body(2, 5), 1))],
        [["t", *[f"c{i}" for i in range(30)]], *body(31, 6)],
        [[str(i), str(i * i)] for i in range(4)],
        [["1.5", "2.5"]],
        [["x1", "x2", "class", "role"], *with_class(body(2, 14), ("A", "B"), role=True)],
        [["", "length", "width", "depth", "Species"], *(
            [str(i), *row] for i, row in enumerate(with_class(body(3, 12), ("setosa", "virginica", "iris x")))
        )],
        with_class(body(2, 9), ("0", "1", "2")),
        [["a", "b", "label"], *with_class(body(2, 30), tuple(str(k) for k in range(12)))],
        [["a", "b", "class"], *with_class(body(2, 6), ("one",))],
    )  # fmt: skip


@cache
def large() -> list[list[str]]:
    return [[repr(x), repr(y)] for x, y in np.random.default_rng(0).random((MAX_POINTS, 2)).tolist()]


def case(number: int) -> tuple[bytes, TableFormat | None]:
    """The damaged table of this number, and how it is read: None for the format that is guessed."""
    random = Random(f"nnviz table {number}")
    rows = large() if number % LARGE_ONES == 0 else random.choice(samples())
    chosen = None
    if random.random() < 0.2:
        chosen = TableFormat(
            random.choice(DELIMITERS), random.choice(DECIMALS), random.choice((0, 1, 2, 20)),
            random.randrange(4), random.randrange(4), random.choice((None, None, 0, 1, 2, 3, 40)),
            *random.choice(((), (), (random.choice((0, 1, 2, 4)), random.choice(((0, 1), (1, 2, 3), (5,)))))),
        )  # fmt: skip
    return damaged(rows, random), chosen


def verdict(number: int) -> Verdict:
    data, chosen = case(number)
    started = process_time()
    try:
        source = Source(Sentence("“{file}”", {"file": "t.csv"}), None, data)
        head = head_of(source)
        table_format = chosen or guess(head)
        sample_of(head, table_format)
        result = read_all(source, table_format, Role(number % 2), head.encoding)
    except BadInput as problem:
        return Verdict(number, 0, 0, process_time() - started, str(problem), fault_of_sentence(str(problem)))
    except Exception:
        return Verdict(number, 0, 0, process_time() - started, "", traceback.format_exc())
    seconds = process_time() - started
    said = str(result.problems[0]) if result.problems else ""
    return Verdict(number, len(result.points), result.left_out, seconds, said, fault_of(result))


def fault_of_sentence(said: str) -> str:
    if "\n" in said or len(said) > LONGEST:
        return f"not one short line: {said!r}"
    return "" if NAMES_A_PLACE.search(said) else f"names no line, cell or file: {said}"


def fault_of(result: Reading) -> str:
    """What is wrong with what was read: of its sentences, or of its points once they are in an experiment."""
    for problem in map(str, result.problems):
        if not NAMES_LINE_AND_COLUMN.search(problem) or fault_of_sentence(problem):
            return f"names no line and column: {problem!r}"
    points = result.points
    for values in (points.features, points.targets):
        if not (np.abs(values) <= LARGEST_COORDINATE).all():
            return "a coordinate that cannot be drawn came through"
    if not len(points):
        return ""
    try:
        placed = with_points_replaced(FIVE, points)
        beside = placed if points.is_classes else FIVE
        if len(points) <= MAX_POINTS - len(beside.dataset):
            with_points_added(beside, points)
        return "" if written_and_read(points) == points else "written and read again they are other points"
    except Exception:
        return traceback.format_exc()


def written_and_read(points: Dataset) -> Dataset:
    source = Source.of_text(points_csv(points))
    head = head_of(source)
    return read_all(source, guess(head), Role.TRAINING, head.encoding).checked(skip=False)


def verdicts(numbers: range) -> list[Verdict]:
    return [verdict(number) for number in numbers]


# ---------------------------------------------------------------- a table that is too large


def too_large(line: str) -> tuple[float, float, float, str]:
    """Read a file of `ROWS` such lines, then leave one in the middle.

    Returns the seconds until it was refused, the MB of memory that this took, the seconds that leaving takes,
    and the sentence.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ten million rows.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("0.25,0.5\n")
            for _ in range(ROWS // 10_000):
                file.write(line * 10_000)
        before, started, said = memory(), perf_counter(), ""
        most, source = before, Source.of_file(path)
        head = head_of(source)
        try:
            for _ in reading(source, guess(head), Role.TRAINING, head.encoding):
                most = max(most, memory())
        except BadInput as problem:
            said = str(problem)
        seconds, added = perf_counter() - started, max(most, memory()) - before
        steps = reading(source, guess(head), Role.TRAINING, head.encoding)
        next(steps), next(steps)
        asked = perf_counter()
        next(steps), steps.close()  # a reader looks at each share whether it shall go on
        return seconds, added, perf_counter() - asked, said


def memory() -> float:
    return psutil.Process().memory_info().rss / 2**20


# ---------------------------------------------------------------- the trial


def measure(count: int = COUNT) -> Iterator[Row]:
    found: list[Verdict] = []
    chunks = [range(begin, min(begin + CHUNK, count)) for begin in range(0, count, CHUNK)]
    with ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn")) as pool:
        for number, future in enumerate([pool.submit(verdicts, chunk) for chunk in chunks], 1):
            found += future.result(PATIENCE)
            if number % (len(chunks) // 10 + 1) == 0:
                print(f"  {len(found):,} of {count:,} tables", flush=True)
        yield from rows(found)
        for what, line, limit in (
            (f"a table of {ROWS:,} points", "0.123456,0.654321\n", SLOWEST),
            (f"a table of {ROWS:,} lines without a point ({MOST_LINES:,} are read)", "abc,defghi\n", 60.0),
        ):
            seconds, added, leaving, said = pool.submit(too_large, line).result(PATIENCE)
            print(f"  {said}", flush=True)
            yield none_of(f"{what}: not refused", int(fault_of_sentence(said) != ""), 1)
            yield at_most("    is refused after", seconds, limit, " s", 2)
            yield at_most("    and takes up", added, MEMORY, " MB")
            yield at_most("    leaving it takes", leaving, AT_ONCE, " s", 3)


def rows(found: list[Verdict]) -> Iterator[Row]:
    wrong = [each for each in found if each.wrong]
    for each in wrong[:SHOWN]:
        print(f"table {each.number}: {each.wrong}\n  {case(each.number)[0][:2_000]!r}\n", flush=True)
    slowest = max(found, key=lambda each: each.seconds)
    whole = sum(each.points > 0 and not each.left_out for each in found)
    partly = sum(each.points > 0 and each.left_out > 0 for each in found)
    sentences = Counter(re.sub(r"\d+|“.*?”", "…", each.said) for each in found if each.said)
    yield none_of("damaged tables that crash, or are refused without saying where", len(wrong), len(found))
    yield for_the_record("    read whole, written and read back as the same", f"{whole:,}")
    yield for_the_record("    read with lines that hold no point, each named", f"{partly:,}")
    yield for_the_record(
        "    no point in them, or refused, in a sentence", f"{len(found) - whole - partly:,}"
    )
    yield for_the_record("    different sentences", f"{len(sentences):,}")
    yield at_most(
        f"    processor time of the slowest (table {slowest.number})", slowest.seconds, SLOWEST, " s", 2
    )
