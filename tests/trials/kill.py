"""Kills a process that saves, at random moments: the file is always one of those that were saved."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import numpy as np
import saver
from row import Missing, Row, at_least, for_the_record, none_of
from saver import MOMENTS

from nnviz.core.dataset import Dataset
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import SUFFIX, to_json
from nnviz.gui.documents.sweeping import is_left

KILLS = 1_000
NAMED = 0.2  # of them without files that have no name, which not every file system has
SIZES = ((5, 20_000), (20_000, 3_000), (500, 20_000), (7, 8))  # points of the two documents
AIMED = 0.8  # of the kills are to fall between the opening of the file and the end of the saving
SOON = {1: 1e-3, 2: 5e-5, 3: 1e-4}  # seconds that they come after this stage began, in the mean
ENOUGH = 0.3  # of all kills have to come there
A_WHILE = 0.5  # seconds, in which it saves several times
PATIENCE = 30.0  # seconds for a process that saves to begin
TEMPORARY = re.compile(r"\.[A-Za-z]{6}")  # what QSaveFile adds to a file's name
# Without /proc Qt gives the temporary file its name at once, as where a file system wants one.
WITHOUT_PROC = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh")
UNSHARE = (
    "Files with a name are tried in a name space of their own, which this computer does not allow. Install "
    "util-linux, or allow user name spaces (sysctl kernel.unprivileged_userns_clone=1), or try it as root."
)


@dataclass(frozen=True)
class Killed:
    """When the kill came, whether the file is one that was saved, and what else lay in its folder."""

    moment: str
    whole: bool
    others: list[str]


class Saver:
    """A process that saves two documents in turn over one file, of which one was saved already."""

    def __init__(self, prefix: Sequence[str], path: Path, folder: Path, texts: Sequence[Path]) -> None:
        stage = folder / "stage"
        stage.write_bytes(bytes(16))
        self.stage = saver.shared(stage)
        here = str(Path(saver.__file__).parents[2])
        self._process = subprocess.Popen(
            [*prefix, sys.executable, saver.__file__, path, stage, *texts],
            env=os.environ | {"PYTHONPATH": here},
        )
        self.wait_for(lambda: self.stage[1] >= 1, pause=1e-3)

    def wait_for(self, happened: Callable[[], bool], pause: float = 0.0) -> None:
        """Watch until it has happened; without pause where what comes next is a matter of microseconds."""
        end = perf_counter() + PATIENCE
        while not happened():
            if self._process.poll() is not None or perf_counter() > end:
                raise TimeoutError("the process that saves does not save")
            if pause:
                sleep(pause)

    def kill(self) -> str:
        """Kill it; returns where it stood."""
        self._process.kill()
        self._process.wait()
        return MOMENTS[self.stage[0]]


def kills(
    count: int, random: Random, prefix: Sequence[str] = (), pairs: Sequence[tuple[int, int]] = SIZES
) -> Iterator[Killed]:
    """Kill so many processes that save. prefix: the command that starts them. pairs: points of documents."""
    with TemporaryDirectory(prefix="nnviz ") as name:
        path, apart = Path(name, "saved", "प्रयोग 1.nnviz"), Path(name)
        path.parent.mkdir()
        for each in {points for sizes in pairs for points in sizes}:
            (apart / str(each)).write_text(to_json(document_of(each)), encoding="utf-8")
        for number in range(count):
            texts = [apart / str(points) for points in pairs[number % len(pairs)]]
            process = Saver(prefix, path, apart, texts)
            if random.random() < AIMED:
                stage = random.choice(list(SOON))
                process.wait_for(lambda p=process, stage=stage: p.stage[0] == stage)
                end = perf_counter() + random.expovariate(1 / SOON[stage])
                process.wait_for(lambda end=end: perf_counter() >= end)
            else:
                sleep(random.uniform(0, A_WHILE))
            moment = process.kill()
            whole = path.read_bytes() in [text.read_bytes() for text in texts]
            others = [each for each in path.parent.iterdir() if each != path]
            for other in others:
                other.unlink()
            yield Killed(moment, whole, [other.name.removeprefix(path.name) for other in others])


def document_of(points: int) -> Document:
    """A document with so many points, whose numbers need all their digits."""
    x, y = np.random.default_rng(points).random((2, points))
    return Document(Experiment(name=f"{points} points", dataset=Dataset.from_xy(np.column_stack([x, y]))))


def measure(count: int = KILLS) -> Iterator[Row]:
    named = round(count * NAMED) if sys.platform == "linux" else 0
    yield from rows("", told(kills(count - named, Random(0))))
    if named:
        if subprocess.run([*WITHOUT_PROC, "true"], capture_output=True).returncode:
            raise Missing(UNSHARE)
        yield from rows(", where temporary files have names", told(kills(named, Random(1), WITHOUT_PROC)))


def told(each: Iterator[Killed]) -> list[Killed]:
    """All of them; says how far it is meanwhile."""
    seen, lost = [], 0
    for one in each:
        seen.append(one)
        lost += not one.whole
        if len(seen) % 100 == 0:
            print(f"  {len(seen):,} kills, {lost:,} documents lost", flush=True)
    return seen


def rows(where: str, seen: list[Killed]) -> Iterator[Row]:
    count, moments = len(seen), Counter(each.moment for each in seen)
    inside = count - moments[MOMENTS[0]]
    left = [other for each in seen for other in each.others]
    strangers = sum(not TEMPORARY.fullmatch(other) for other in left)
    yield none_of(f"documents lost by kill -9 while saving{where}", sum(not e.whole for e in seen), count)
    yield at_least("    kills in the midst of a file's saving", inside, round(ENOUGH * count))
    for moment in MOMENTS:
        yield for_the_record(f"    kills {moment}", f"{moments[moment]:,}")
    swept = sum(is_left(f"x{SUFFIX}{other}") for other in left)
    yield for_the_record("    temporary files left; the sweep takes", f"{len(left):,}; {swept:,}")
    yield none_of("    other files left", strangers, count)
