"""Long commands, told briefly: one line of status instead of the pages that pip and apt-get print.

Like bootstrap.py, whose part it is: standard library only, in syntax that Python 3.8 can read.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LARGE_MEGABYTES = 10.0  # smaller downloads are not worth a line of their own in a log
HEARTBEAT_SECONDS = 15.0  # a log without a line for longer looks stuck
MEGABYTES = {"kB": 1e-3, "MB": 1.0, "GB": 1e3}
NO_CONNECTION = r"connection broken|Could not fetch URL|Connection\w*Error|ReadTimeout|ProxyError|unreachable"


def say(text: str) -> None:
    print(text, flush=True)


class Status:
    """What is going on: one line that is rewritten on a terminal, else a line now and then."""

    def __init__(self, text: str) -> None:
        self._terminal = sys.stdout.isatty()
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._repeat, daemon=True)
        self.show(text)

    def __enter__(self) -> Status:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finished.set()
        self._thread.join()
        if self._terminal:
            print("\r\x1b[K", end="", flush=True)

    def show(self, text: str, keep: bool = False) -> None:
        """Change the text; `keep` gives it a line of its own in a log."""
        self._text, self._since = text, time.monotonic()
        if keep and not self._terminal:
            say("  " + text)

    def _repeat(self) -> None:
        while not self._finished.wait(0.2 if self._terminal else HEARTBEAT_SECONDS):
            line = f"  {self._text} ({time.monotonic() - self._since:.0f} s)"
            if self._terminal:
                print("\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1], end="", flush=True)
            else:
                say(line)


class PipProgress:
    """Turns pip's lines into what it is doing now."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._seen = 0

    def shorten(self, line: str) -> tuple[str, bool]:
        """The short form of a line of pip's (empty: nothing new), and whether a log should keep it."""
        if line.startswith("Collecting "):
            self._seen = min(self._seen + 1, self._total)
            return f"[{self._seen}/{self._total}] {line.split()[1]}", False
        size = re.search(r"Downloading (?:\S*/)?([^-/]+)-([^-/]+)-\S* \(([\d.]+) ([kMG]B)\)", line)
        if size:
            large = float(size.group(3)) * MEGABYTES[size.group(4)] >= LARGE_MEGABYTES
            return f"[{self._seen}/{self._total}] downloading " + "{} {}, {} {}".format(*size.groups()), large
        if line.startswith("Installing collected packages"):
            count = line.count(",") + 1
            return f"unpacking {count} package{'s' if count > 1 else ''}", True
        return "", False


def run_quietly(
    command: Sequence[str],
    text: str,
    folder: Path,
    shorten: Callable[[str], tuple[str, bool]] = lambda line: ("", False),
    environ: Mapping[str, str] | None = None,
) -> tuple[int, list[str]]:
    """Run a command in `folder` behind a status line; returns its exit status and its output."""
    output = []
    child = subprocess.Popen(
        command,
        cwd=str(folder),
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with child, Status(text) as status:
        try:
            for raw in child.stdout or ():
                output.append(raw.decode("utf-8", "replace").rstrip())
                short, keep = shorten(output[-1])
                if short:
                    status.show(short, keep)
        except KeyboardInterrupt:
            child.terminate()
            raise
    return child.returncode, output


def tail(output: Sequence[str], count: int = 15) -> str:
    return "\n".join("  | " + line for line in output[-count:])


def explain_pip(output: Sequence[str]) -> str:
    """The likely cause of pip's failure in a sentence."""
    text = "\n".join(output)
    if re.search(NO_CONNECTION, text):
        return "The packages could not be downloaded. Is this computer connected to the internet?"
    if "No space left on device" in text:
        return "The disk is full: nnviz needs about 2 GB while it is being set up."
    found = re.search(r"No matching distribution found for (\S+)", text)
    if found:
        here = "Python {}.{} on {} {}".format(*sys.version_info[:2], platform.system(), platform.machine())
        return f"{found.group(1)} is not to be had for {here}. nnviz is tested with Python 3.11."
    return "pip could not install the packages; its last lines are above. The next call tries again."
