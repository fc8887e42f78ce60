"""A program that opens a document, changes it, saves it once when it is told to, and says what came of it.

``python one_save.py FILE BEFOREHAND``: says “ready”, waits for a line, saves, says “done”, waits for a line,
says as JSON what was told and found. BEFOREHAND is what is done to the file or the program before the saving.
"""

import ctypes
import json
import os
import resource
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from nnviz.app import _application
from nnviz.core.dataset import Role
from nnviz.core.presets import preset
from nnviz.core.sentences import Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.save_document import checked_text
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes

PR_SET_PTRACER, ANYBODY = 0x59616D61, -1
NOBODY = 65534
LONGEST = 100  # bytes


class Asking:
    """Answers what the window asks, and notes what it tells."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, sentence: Sentence, advice: str = "") -> None:
        self.told.append(str(sentence))

    def changed_on_disk(self, path: Path) -> Answer:
        return Answer.REPLACE

    def keep_changes(self, title: str) -> Answer:
        return Answer.DISCARD


def limit_length(path: Path) -> None:
    """No file may become longer than this: the system then says so, as it says that a disk is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST, resource.RLIM_INFINITY))


def make_folder_of(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_nobody(path: Path) -> None:
    """Root may do everything."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


BEFOREHAND: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: None,
    "limit": limit_length,
    "folder": make_folder_of,
    "gone": lambda path: shutil.rmtree(path.parent),
    "nobody": become_nobody,
}


def let_anybody_trace() -> None:
    """Some systems allow strace only where it is allowed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(ANYBODY), 0, 0, 0)


def found(path: Path) -> dict[str, object]:
    """What is on the disk now."""
    folder = path.parent
    return {
        "digest": sha256(path.read_bytes()).hexdigest() if path.is_file() else None,
        "others": sorted(each.name for each in folder.iterdir() if each != path) if folder.exists() else [],
    }


def main(path: Path, beforehand: str) -> None:
    let_anybody_trace()
    app = _application()
    asking = Asking()
    window = MainWindow(Session(preset("five-dots-line")), Themes(app, "light"))
    documents, session = window.documents, window.session
    documents.asking = asking
    documents.open_file(path)
    dataset = session.experiment.dataset
    session.edit(replace(session.experiment, dataset=dataset.with_points([(0.5, 0.5)], Role.TRAINING)), "Add")
    checked_text(session.whole_document())  # all is imported, as nobody may not read where it is
    BEFOREHAND[beforehand](path)
    before = found(path)
    say("ready")
    saved = documents.save()
    say("done")
    after = found(path)
    after |= {"saved": saved, "unsaved": documents.unsaved, "told": asking.told, "before": before}
    print(json.dumps(after), flush=True)
    window.close()


def say(word: str) -> None:
    """Say where the program is, and wait until it may go on. Not by `write`, which may be made to fail."""
    os.writev(sys.stdout.fileno(), [f"{word}\n".encode()])
    sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
