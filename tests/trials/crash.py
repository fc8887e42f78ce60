"""Kills the whole program while somebody draws: at the next start the points are there again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import program
import psutil
from row import Row, for_the_record, none_of

PROGRAMS, AT_ONCE = 50, 4
EARLIEST, LATEST = 2.0, 25.0  # seconds from the first point to the kill
KEPT_WITHIN = 10.0  # seconds from a change to its copy, as promised
PATIENCE = 60.0  # seconds for a program to start, or to look and close
WORKERS_END_WITHIN = 10.0  # seconds after their program was killed


@dataclass(frozen=True)
class Crash:
    """How many points there were `KEPT_WITHIN` before the kill and at the kill; how many came back.

    found: what the next start says; ended: whether it ended well. processes: those left of the killed one.
    """

    promised: int
    drawn: int
    found: str
    ended: bool
    processes: int

    @property
    def came_back(self) -> int:
        words = self.found.split()
        return int(words[0]) if words else 0

    @property
    def lost(self) -> int:
        return max(0, self.promised - self.came_back)

    @property
    def stopped_and_unsaved(self) -> bool:
        return self.found.split()[1:] in (["ready", "True"], ["ended", "True"])


def environment(base: Path) -> dict[str, str]:
    """Data and settings of its own."""
    return os.environ | {
        "PYTHONPATH": str(Path(program.__file__).parents[2]),
        "NNVIZ_DATA": str(base / "data"),
        "NNVIZ_SETTINGS": str(base / "settings.ini"),
    }


def crash(number: int, seconds: float) -> Crash:
    """Start the program, kill it so long after its first point, and start it again."""
    with TemporaryDirectory(prefix="nnviz crash ") as name:
        command, env = [sys.executable, program.__file__], environment(Path(name))
        drawing = subprocess.Popen(
            [*command, "draw", str(number)],
            stdout=subprocess.PIPE,
            text=True,
            env=env,
            start_new_session=True,
        )
        assert drawing.stdout is not None
        first = drawing.stdout.readline()
        sleep(seconds)
        drawing.kill()
        killed = monotonic()
        lines = [line.split() for line in (first, *drawing.stdout) if line.endswith("\n")]
        drawing.wait()
        drawing.stdout.close()
        counts = [(int(count), float(when)) for count, when in lines]
        promised = [count for count, when in counts if when < killed - KEPT_WITHIN]
        again = subprocess.run([*command, "look"], capture_output=True, text=True, env=env, timeout=PATIENCE)
        return Crash(
            promised[-1] if promised else 0,
            counts[-1][0],
            again.stdout,
            again.returncode == 0 and not again.stderr,
            left_over(drawing.pid),
        )


def left_over(group: int) -> int:
    """How many processes of a killed program are there still, when they had time to notice."""
    end = monotonic() + WORKERS_END_WITHIN
    while True:
        left = [process for process in psutil.process_iter() if _is_in(process, group)]
        if not left or monotonic() > end:
            return len(left)
        sleep(0.1)


def _is_in(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, psutil.Error):
        return False


def measure(count: int = PROGRAMS) -> Iterator[Row]:
    random = Random(0)
    waits = [random.uniform(EARLIEST, LATEST) for _ in range(count)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = list(pool.map(partial(told), range(count), waits))
    late = [each for each in seen if each.promised]
    yield none_of(
        f"programs killed that lost a point older than {KEPT_WITHIN:.0f} s",
        sum(e.lost > 0 for e in seen),
        len(late),
    )
    yield for_the_record("    points that came back, of those drawn", came_back(seen))
    yield none_of(
        "    that did not come back stopped and unsaved",
        sum(not e.stopped_and_unsaved for e in late),
        len(late),
    )
    yield none_of("    whose next start did not end well", sum(not e.ended for e in seen), len(seen))
    yield none_of("    that left a process behind", sum(e.processes > 0 for e in seen), len(seen))


def told(number: int, seconds: float) -> Crash:
    outcome = crash(number, seconds)
    print(f"  killed after {seconds:.1f} s: {outcome}", flush=True)
    return outcome


def came_back(seen: list[Crash]) -> str:
    return f"{sum(each.came_back for each in seen):,} of {sum(each.drawn for each in seen):,}"
