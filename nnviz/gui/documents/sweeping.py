"""Throws away the temporary files of savings that a dead process left behind."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import time

from nnviz.core.files.experiment_file import SUFFIX

OLD = 3_600  # seconds: a saving that takes longer than this is no more
# QSaveFile writes into the file's own name, a dot and six random letters, and then renames it.
_LEFT = re.compile(rf".+{re.escape(SUFFIX)}\.([A-Za-z]{{6}})")


def sweep(folder: Path) -> None:
    """Throw away what is left of savings in a folder of the program's own, which nobody uses."""
    with suppress(OSError):
        for path in folder.iterdir():
            if is_left(path.name) or ".about.json." in path.name:
                path.unlink(missing_ok=True)


def sweep_beside(files: Iterable[Path]) -> None:
    """Throw away what is left of saving these files: only under their own names, of the right form, and old.

    A file is kept unless it is empty or begins as an experiment file does. A word that a person might have
    put there, such as “backup” or “Backup”, is kept too, and with it one leftover in twenty.
    """
    for file in files:
        with suppress(OSError):
            for path in file.parent.glob(f"{_literal(file.name)}.??????"):
                if is_left(path.name) and path.is_file() and _is_old(path) and _is_ours(path):
                    path.unlink()


def sweep_in_background(files: Iterable[Path]) -> None:
    """The same, without waiting: a network folder may not answer, and nobody cares."""
    Thread(target=sweep_beside, args=(tuple(files),), daemon=True).start()


def is_left(name: str) -> bool:
    """Whether a file of this name is what QSaveFile leaves when it is killed."""
    found = _LEFT.fullmatch(name)
    return found is not None and not (found[1].islower() or found[1].isupper() or found[1].istitle())


def _is_old(path: Path) -> bool:
    return time() - path.stat().st_mtime > OLD


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1) in (b"", b"{")


def _literal(name: str) -> str:
    """The name as a pattern that means itself."""
    return re.sub(r"([*?[])", r"[\1]", name)
