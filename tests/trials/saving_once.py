"""Runs a program that saves once, and lets calls of the system fail meanwhile."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import one_save
from row import Missing

STRACE = (
    "Calls of the system are made to fail by strace, which is not here. Install it (Debian: apt-get install "
    "strace), and try this on Linux."
)
NO_TRACING = "strace may not watch other programs here: {reason}. Allow that (ptrace), or try it as root."


@dataclass(frozen=True)
class Fault:
    """A call of the system that fails with this error; when: which ones, “1” or from the second on, “2+”."""

    call: str
    error: str
    when: str = "1"

    def __str__(self) -> str:
        return f"{self.call.replace('?', '')}: {self.error} at call {self.when}"


@dataclass(frozen=True)
class Saving:
    """What came of a saving: whether the program says so, whether the document still counts as unsaved.

    before, after: digest of the file, None where there is none. others: what else lies in its folder.
    injected: how many calls were made to fail.
    """

    saved: bool
    unsaved: bool
    told: list[str]
    before: str | None
    after: str | None
    others: list[str]
    injected: int


def save_once(
    path: Path, beforehand: str = "nothing", prefix: Sequence[str] = (), fault: Fault | None = None
) -> Saving:
    """Save in a program of its own. prefix: the command that starts it. Raises `Missing` without strace."""
    program = subprocess.Popen(
        [*prefix, sys.executable, "-B", one_save.__file__, path, beforehand],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment(path.parent.parent),
    )  # fmt: skip
    try:
        _expect(program, "ready")
        with _failing(program.pid, fault, path.parent.parent / "log") as log:
            _go_on(program)
            _expect(program, "done")
        said = json.loads(_go_on(program).readline())
        program.wait(60)
    finally:
        program.kill()
        program.communicate()
    injected = log.read_text().count("(INJECTED)") if fault else 0
    before, after = said["before"]["digest"], said["digest"]
    return Saving(said["saved"], said["unsaved"], said["told"], before, after, said["others"], injected)


def _environment(folder: Path) -> dict[str, str]:
    here = str(Path(one_save.__file__).parents[2])
    return os.environ | {
        "PYTHONPATH": here,
        "NNVIZ_DATA": str(folder / "data"),
        "NNVIZ_SETTINGS": str(folder / "settings.ini"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def _expect(program: "subprocess.Popen[str]", word: str) -> None:
    assert program.stdout is not None
    if (said := program.stdout.readline()) != f"{word}\n":
        raise RuntimeError(f"the program that saves should have said “{word}”, not “{said}”")


def _go_on(program: "subprocess.Popen[str]") -> IO[str]:
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("\n")
    program.stdin.flush()
    return program.stdout


@contextmanager
def _failing(pid: int, fault: Fault | None, log: Path) -> Iterator[Path]:
    """Let calls of the process fail meanwhile."""
    if fault is None:
        yield log
        return
    if shutil.which("strace") is None:
        raise Missing(STRACE)
    spec = f"{fault.call}:error={fault.error}:when={fault.when}"
    command: list[Any] = ["strace", "-f", "-p", str(pid), "-o", log, "-e", f"trace={fault.call}", "-e"]
    tracer = subprocess.Popen([*command, f"inject={spec}"], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    try:
        if "attached" not in (said := tracer.stderr.readline()):
            raise Missing(NO_TRACING.format(reason=said.strip()))
        yield log
    finally:
        tracer.terminate()  # it lets go of the process
        tracer.communicate()
