"""Writing a text file so that a crash or a full disk never leaves half of it."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from nnviz.core.sentences import BadInput


def make_folder(folder: str | Path) -> Path:
    """The folder, made if it is missing. Raises `BadInput` when nothing can be written there."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadInput(
            "Nothing can be written to the folder “{folder}”: {reason}. Choose another folder.",
            folder=folder, reason=_reason(error),
        ) from error  # fmt: skip
    return folder


def write_safely(path: str | Path, text: str) -> None:
    """Replace the file by `text` (UTF-8) all at once. Raises `BadInput`; the old file is then as it was."""
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(partial, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise BadInput(
            "“{path}” cannot be written: {reason}. Choose another folder, or make room.",
            path=path, reason=_reason(error),
        ) from error  # fmt: skip


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
