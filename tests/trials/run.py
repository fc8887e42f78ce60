"""Tries what must never happen, very often, and prints what was counted beside what was to be.

Run by ``python3 packaging/bootstrap.py trials``; names of trials after it choose some, and ``NAME=AMOUNT``
says how much of it (how often; how many minutes). A trial is a module beside this one with a function
``measure(amount: int = …) -> Iterable[Row]``, and a line in `TRIALS`.
"""

import os
import sys
import traceback
from collections.abc import Iterator
from importlib import import_module
from time import perf_counter

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))  # this nnviz, also where another is installed

from rich.console import Console
from rich.table import Table
from row import Missing, Row

# The name of a trial -> its module. The names are what the command line takes.
TRIALS: dict[str, str] = {
    "files": "files",
    "tables": "tables",
    "shown": "shown",
    "kill": "kill",
    "crash": "crash",
    "events": "events",
    "memory": "memory",
    "workers": "workers",
    "scripts": "scripts",
    "faults": "faults",
    "close": "close",
    "references": "references",
    "soak": "soak",
}


def main(names: list[str]) -> int:
    """Run the named trials, or all; 0 when every one passes."""
    chosen = dict(name.partition("=")[::2] for name in names) or dict.fromkeys(TRIALS, "")
    unknown = [name for name in chosen if name not in TRIALS]
    if unknown:
        print(f"There is no trial called {unknown[0]}. Choose from: {', '.join(TRIALS)}.", file=sys.stderr)
        return 2
    unclear = [amount for amount in chosen.values() if amount and not (amount.isdecimal() and int(amount))]
    if unclear:
        print(f"“{unclear[0]}” is no amount. Write a whole number after the trial's name.", file=sys.stderr)
        return 2
    table = Table("what", "count", "target", "met", title="nnviz trials")
    results = [row for name in TRIALS if name in chosen for row in tried(name, chosen[name])]
    for row in results:
        table.add_row(row.what, row.count, row.target, "yes" if row.met else "NO")
    Console(width=120).print(table)
    return 0 if all(row.met for row in results) else 1


def tried(name: str, amount: str) -> Iterator[Row]:
    """The rows of one trial. One that breaks off fails, and the others are tried nevertheless."""
    print(f"{name} …", flush=True)
    started = perf_counter()
    try:
        yield from import_module(TRIALS[name]).measure(*([int(amount)] if amount else []))
    except Missing as missing:
        yield Row(f"{name}: {missing}", "–", "to be tried", False)
    except Exception:
        traceback.print_exc()
        yield Row(f"{name}: broke off, see above", "–", "to the end", False)
    print(f"{name}: {perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":  # workers are spawned from here
    sys.exit(main(sys.argv[1:]))
