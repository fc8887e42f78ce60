#!/usr/bin/env python3
"""Set nnviz up and run it, with nothing but Python: `python3 packaging/bootstrap.py run`.

The first call makes `.venv` in the project's folder and installs the pinned packages; later calls start
at once. Standard library only, in syntax that Python 3.8 can read, so that an old Python can say so.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from progress import PipProgress, explain_pip, run_quietly, say, tail

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "nnviz-set-up.txt"
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
BENCH_CONSTRAINTS = ROOT / "packaging" / "constraints-bench.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

OLDEST_PYTHON = (3, 11)
UNFINISHED = "unfinished"
FIRST_PRESET = "five-dots-line"
COMMANDS_WITHOUT_WINDOW = ("run", "graph", "script", "presets", "devices", "--help", "-h", "--version")

USAGE = """usage: python3 packaging/bootstrap.py COMMAND [arguments]

  run     set up what is missing and open the window; further arguments go to nnviz
  test    set up what is missing and run every check; further arguments go to pytest
  bench   set up what is missing and run the benchmarks; further arguments go to them
  trials  set up what is missing and try what must never happen, for an hour or two; names choose some"""
COMMANDS = ("run", "test", "bench", "trials")

BENCH_NEEDS = "mlxtend"  # of the extra `bench`: what the benchmarks compare with; only they need it
VENV_NEEDS = "Python's venv and ensurepip"
# Debian package -> the library in it that Qt loads: offscreen needs the first group, an X11 window both.
OFFSCREEN_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
}
WINDOW_LIBRARIES = {
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}


class SetUpError(Exception):
    """What went wrong, in a sentence for the user."""


class Launch(NamedTuple):
    """What is started once everything is set up."""

    arguments: list[str]  # after the environment's python
    offscreen: bool  # Qt draws without a display
    notice: str = ""  # said before the start


# ---------------------------------------------------------------- what to start


def has_display(environ: Mapping[str, str], system: str) -> bool:
    """Whether Qt finds somewhere to open a window, or the user has said where it should."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not system.startswith("linux") or any(environ.get(name) for name in names)


def picture_folder() -> Path:
    """Where `run` leaves its picture without a display: here, or at home if here may not be written to."""
    here = Path.cwd()
    return (here if os.access(str(here), os.W_OK) else Path.home()) / ("nnviz-" + FIRST_PRESET)


def plan_run(arguments: Sequence[str], display: bool) -> Launch:
    # -P keeps a learner's own random.py in the current folder from being imported in place of Python's.
    program = ["-P", "-m", "nnviz"]
    if arguments and arguments[0] in COMMANDS_WITHOUT_WINDOW:
        return Launch([*program, *arguments], offscreen=True)
    if display:
        return Launch([*program, *arguments], offscreen=False)
    if arguments:
        raise SetUpError(
            "There is no display here to open a window on (DISPLAY and WAYLAND_DISPLAY are not set). "
            "Without one, try: python3 packaging/bootstrap.py run --help"
        )
    folder = picture_folder()
    notice = (
        "There is no display here (DISPLAY and WAYLAND_DISPLAY are not set), so no window can open.\n"
        "Running the first preset without one; the picture of the window will be "
        + str(folder / "window.png")
    )
    return Launch([*program, "run", FIRST_PRESET, "--out", str(folder)], offscreen=True, notice=notice)


def plan(command: str, arguments: Sequence[str]) -> Launch:
    """What a command starts; for `test`, which is several programs, only that it needs no window."""
    if command == "run":
        return plan_run(arguments, has_display(os.environ, sys.platform))
    folder = "trials" if command == "trials" else "benchmarks"
    return Launch([str(ROOT / "tests" / folder / "run.py"), *arguments], offscreen=True)


# ---------------------------------------------------------------- the system


def can_load(library: str) -> bool:
    """Ask the loader itself: right on every distribution, and with the user's own library paths."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(
    window: bool, system: str = sys.platform, lookup: Callable[[str], bool] = can_load
) -> dict[str, str]:
    """The Debian packages that Qt still needs here, each with the library it brings."""
    if not system.startswith("linux"):
        return {}
    wanted = {**OFFSCREEN_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    return {package: library for package, library in wanted.items() if not lookup(library)}


def missing_packages(window: bool, ready: bool) -> dict[str, str]:
    """All that the system lacks. Debian's Python comes without `ensurepip`, which makes environments."""
    missing = missing_libraries(window)
    if not ready and not (importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv")):
        missing["python{}.{}-venv".format(*sys.version_info[:2])] = VENV_NEEDS
    return missing


def missing_sentence(missing: Mapping[str, str]) -> str:
    """What is missing and the one command that brings it, or the names of the libraries outside Debian."""
    if shutil.which("apt-get"):
        command = "sudo apt-get install --no-install-recommends " + " ".join(sorted(missing))
        return "These Debian packages are missing. Install them with:\n\n    " + command + "\n"
    return "nnviz needs these, which your system's package manager has: " + ", ".join(missing.values()) + "."


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages as root; the package lists are fetched only if the ones here will not do."""
    say("Installing the missing Debian packages: " + " ".join(packages))
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    code, _ = run_quietly(install, "apt-get is at work", ROOT, environ=environ)
    if code != 0:
        run_quietly(["apt-get", "update"], "fetching Debian's package lists", ROOT, environ=environ)
        code, output = run_quietly(install, "apt-get is at work", ROOT, environ=environ)
        if code != 0:
            say("apt-get did not succeed:\n" + tail(output))


def provide_system_packages(window: bool, ready: bool) -> dict[str, str]:
    """Install what is missing where we may; returns what then still is."""
    missing = missing_packages(window, ready)
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        install_packages(sorted(missing))
        importlib.invalidate_caches()
        missing = missing_packages(window, ready)
    if VENV_NEEDS in missing.values():
        raise SetUpError(missing_sentence(missing))
    if missing and not ready:
        say(missing_sentence(missing))  # while it is being set up, there is time to install them
    return missing


# ---------------------------------------------------------------- the environment


def stamp_text() -> str:
    """What the environment was made for: a moved folder, another Python or other pins give another text."""
    pins = hashlib.sha256(PYPROJECT.read_bytes() + CONSTRAINTS.read_bytes()).hexdigest()
    return "python {}.{}\nfolder {}\npins {}\n".format(*sys.version_info[:2], ROOT, pins)


def read(file: Path) -> str:
    """The file's text; empty if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def is_set_up() -> bool:
    return read(STAMP) == stamp_text() and PYTHON.exists()


def why_anew() -> str:
    """Why an existing `.venv` cannot be built upon; empty if it can."""
    stamp = read(STAMP)
    made_by = re.search(r"^version *= *(\d+\.\d+)", read(VENV / "pyvenv.cfg"), re.M)
    if stamp == UNFINISHED:
        return "the last set-up was interrupted"
    if not made_by or made_by.group(1) != "{}.{}".format(*sys.version_info[:2]):
        return "it is not of this Python's version"
    if stamp and f"\nfolder {ROOT}\n" not in stamp:
        return "its folder was moved"
    pip = [str(PYTHON), "-m", "pip", "--version"]
    works = PYTHON.exists() and subprocess.run(pip, capture_output=True).returncode == 0
    return "" if works else "it is broken"


def make_venv() -> None:
    reason = why_anew() if VENV.exists() else ""
    if VENV.exists() and not reason:
        say("Bringing .venv up to date")
        return
    say(f"Making .venv anew: {reason}" if reason else "Making .venv, nnviz's own environment (1.3 GB)")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    code, output = run_quietly([sys.executable, "-m", "venv", str(VENV)], "making .venv", ROOT)
    if code != 0:
        raise SetUpError(f"Python could not make its environment in {VENV}:\n{tail(output)}")


def pip_install(*wanted: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "-c", str(CONSTRAINTS.relative_to(ROOT)), *wanted]
    code, output = run_quietly(command, "looking for packages", ROOT, PipProgress(count_pins()).shorten)
    if code != 0:
        raise SetUpError(f"{tail(output)}\n{explain_pip(output)}")


def count_pins() -> int:
    return sum("==" in line for line in read(CONSTRAINTS).splitlines())


def set_up() -> None:
    """Make or mend `.venv`. The stamp says "unfinished" until the last step is done."""
    started = time.monotonic()
    make_venv()
    STAMP.write_text(UNFINISHED, encoding="utf-8")
    say(f"Installing the pinned packages, {count_pins()} in all")
    # The build backend first, for pip to build with: one that pip fetched for itself would not be pinned.
    pip_install("hatchling")
    pip_install("--no-build-isolation", "-e", ".[dev]")
    STAMP.write_text(stamp_text(), encoding="utf-8")
    say(f"Set up in {time.monotonic() - started:.0f} s")


def has_package(name: str) -> bool:
    """Whether the environment has the package of this name."""
    look = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
    return subprocess.call([str(PYTHON), "-c", look, name]) == 0


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for another set-up in the same folder; two at once would take each other's files away."""
    if os.name == "nt":
        yield
        return
    import fcntl

    with CONSTRAINTS.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is under way in this folder; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- the commands


def start(launch: Launch) -> int:
    """Become the program (on Windows, which cannot: wait for it)."""
    if launch.notice:
        say(launch.notice)
    if launch.offscreen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [str(PYTHON), *launch.arguments]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


def run_checks(pytest_arguments: Sequence[str]) -> int:
    """Run every check, pytest last; nonzero if any of them fails."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    python = str(PYTHON)
    linter = PYTHON.with_name("lint-imports.exe" if os.name == "nt" else "lint-imports")
    checks = [
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("lint-imports", [str(linter), "--no-logo"]),
        ("pytest", [python, "-m", "pytest", *pytest_arguments]),
    ]
    failed = []
    for name, command in checks:
        say("== " + name)
        if subprocess.call(command, cwd=str(ROOT)) != 0:
            failed.append(name)
    if failed:
        say("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def too_old(version: tuple[int, ...], found: Callable[[str], str | None] = shutil.which) -> str:
    """The sentence for a Python that is too old, naming a newer one if there is one; empty if it will do."""
    if version[:2] >= OLDEST_PYTHON:
        return ""
    newer = next((name for name in ("python3.11", "python3.12", "python3.13") if found(name)), "")
    advice = f" This computer also has {newer}: use that instead of python3." if newer else ""
    return "nnviz needs Python 3.11 or newer; this is Python {}.{}.{}".format(*version[:2], advice)


def main(arguments: Sequence[str]) -> int:
    sentence = too_old(sys.version_info[:2])
    if arguments and arguments[0] in ("-h", "--help", "help"):
        say(USAGE)
        return 0
    if sentence or not arguments or arguments[0] not in COMMANDS:
        print(sentence or USAGE, file=sys.stderr)
        return 2
    command, rest = arguments[0], list(arguments[1:])
    launch = plan(command, rest)
    missing = provide_system_packages(not launch.offscreen, is_set_up())
    if not is_set_up():
        with one_at_a_time():
            if not is_set_up():
                set_up()
    if command == "bench" and not has_package(BENCH_NEEDS):
        say("Installing what nnviz is compared with")
        pip_install("-c", str(BENCH_CONSTRAINTS.relative_to(ROOT)), "--no-build-isolation", "-e", ".[bench]")
    if missing:
        raise SetUpError("nnviz is set up, but cannot start yet. " + missing_sentence(missing))
    return run_checks(rest) if command == "test" else start(launch)


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a folder's name need not fit the terminal's encoding
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
    except (SetUpError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
