"""A process that saves two documents in turn over one file, as the window does, until it is killed.

``python saver.py FILE STAGE ONE TWO``: STAGE is a file of two numbers, shared with the one that kills.
"""

import mmap
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QIODevice, QSaveFile

from nnviz.core.files.experiment_file import from_json
from nnviz.gui import writing
from nnviz.gui.documents.save_document import save_document

MOMENTS = ("between two saves", "while writing", "while putting in place", "just after that")


def shared(path: Path) -> memoryview:
    """Where the saving stands, as an index of `MOMENTS`, and how many saves are complete."""
    with open(path, "r+b") as file:
        return memoryview(mmap.mmap(file.fileno(), 16)).cast("q")


class Watched(QSaveFile):
    """Tells where the saving stands."""

    stage: Any = None

    def open(self, mode: QIODevice.OpenModeFlag) -> bool:
        self.stage[0] = 1
        return super().open(mode)

    def commit(self) -> bool:
        self.stage[0] = 2
        done = super().commit()
        self.stage[0] = 3
        return done


def save_for_ever(path: str, stage: memoryview, texts: list[str]) -> None:
    """Never comes back."""
    Watched.stage = stage
    writing.QSaveFile = Watched
    documents = [from_json(text) for text in texts]
    while True:
        for document in documents:
            save_document(path, document)
            stage[0] = 0
            stage[1] += 1


if __name__ == "__main__":
    file, stage, *texts = sys.argv[1:]
    save_for_ever(file, shared(Path(stage)), [Path(text).read_text(encoding="utf-8") for text in texts])
