"""Closes the whole program while it trains, a thousand times: it ends well and leaves nothing, not a word."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import program
from crash import environment, left_over
from program import CLOSINGS
from row import Row, at_most, for_the_record, none_of

PROGRAMS = 1_000
AT_ONCE = os.cpu_count() or 1
EARLY = 0.1  # of them are closed before the first epoch
LATEST = 0.5  # seconds after the first epoch
PATIENCE = 60.0  # seconds for a program to start, train and close


@dataclass(frozen=True)
class Closed:
    """A program that was closed: its exit code, all that it printed, how many of its processes are left."""

    early: bool
    code: int
    printed: str
    processes: int
    seconds: float

    @property
    def well(self) -> bool:
        return self.code == 0 and not self.printed and not self.processes


def closed(seconds: float, way: str) -> Closed:
    """Start the program, have it train, and close it so long after its first epoch; 0: before that."""
    with TemporaryDirectory(prefix="nnviz close ") as name:
        began = perf_counter()
        running = subprocess.Popen(
            [sys.executable, program.__file__, "close", str(seconds), way],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment(Path(name)), start_new_session=True,
        )  # fmt: skip
        try:
            printed, _ = running.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            printed = f"{running.communicate()[0]}It did not close."
        return Closed(
            not seconds, running.returncode, printed, left_over(running.pid), perf_counter() - began
        )


def closings(count: int, random: Random) -> Iterator[Closed]:
    waits = [0.0 if random.random() < EARLY else random.uniform(0.001, LATEST) for _ in range(count)]
    ways = [random.choice(list(CLOSINGS)) for _ in range(count)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(closed, waits, ways)


def measure(count: int = PROGRAMS) -> Iterator[Row]:
    seen: list[Closed] = []
    for each in closings(count, Random(0)):
        seen.append(each)
        if not each.well:
            print(f"  {each}", flush=True)
        if len(seen) % 100 == 0:
            bad = sum(not e.well for e in seen)
            print(f"  {len(seen):,} programs, {bad} not closed well", flush=True)
    yield none_of(
        "whole programs closed while training: exit code not 0", sum(e.code != 0 for e in seen), len(seen)
    )
    yield for_the_record("    of them before the first epoch", f"{sum(e.early for e in seen):,}")
    yield none_of(
        "    that printed anything, such as a line from Qt", sum(e.printed != "" for e in seen), len(seen)
    )
    yield none_of("    that left a process", sum(e.processes > 0 for e in seen), len(seen))
    yield at_most("    the longest from start to end", max(e.seconds for e in seen), PATIENCE, " s", 1)
