"""Writing a file from the window: all of it or nothing, and still there after a power cut."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from nnviz.core.sentences import BadInput


def write_file(path: str | Path, data: str | bytes) -> None:
    """Replace the file by `data` (text as UTF-8) all at once.

    Raises `BadInput` that names the file and the reason; the old file is then as it was.
    """
    path = Path(path)
    file = QSaveFile(str(path))
    file.setDirectWriteFallback(False)  # it would leave half a file on a full disk
    content = data.encode() if isinstance(data, str) else data
    opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
    if not (opened and file.write(content) == len(content) and file.commit()):
        raise BadInput(
            "“{path}” cannot be written: {reason}. Choose another folder, or make room.",
            path=path, reason=file.errorString(),
        )  # fmt: skip
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name must survive a power cut too; QSaveFile syncs only what is in the file."""
    if sys.platform == "win32":
        return  # folders cannot be opened there; NTFS journals names
    with suppress(OSError):  # some network folders refuse; the file is in its place all the same
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
