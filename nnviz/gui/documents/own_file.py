"""The file that a window has open: whether somebody else has it too, and whether somebody changed it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from nnviz.core.files.experiment_file import SUFFIX
from nnviz.core.sentences import BadInput
from nnviz.gui.data_folder import data_folder
from nnviz.gui.writing import is_whole


@dataclass(frozen=True)
class Holder:
    """Another window that has the file open. computer: its name where that is not this one, else ""."""

    since: datetime
    computer: str = ""


@dataclass(frozen=True)
class Stamp:
    """How a file was when it was last read or written; it tells whether somebody has changed it since."""

    changed: int  # ns
    size: int
    digest: str

    def is_of(self, path: Path) -> bool:
        """Whether the file is as it was, or is there no more: then nothing of anybody's would be lost."""
        try:
            found = path.stat()
            if (found.st_mtime_ns, found.st_size) == (self.changed, self.size):
                return True
            return _digest(path.read_bytes()) == self.digest
        except FileNotFoundError:
            return True
        except OSError:
            return False


@dataclass(frozen=True)
class About:
    """Where a safety copy came from. stamp: how the document's file was when it was last read or written."""

    title: str
    path: str | None = None
    stamp: Stamp | None = None


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of the file as it is; None where it cannot be read."""
    try:
        found, content = path.stat(), path.read_bytes()
    except OSError:
        return None
    return Stamp(found.st_mtime_ns, found.st_size, _digest(content))


def is_own(path: Path) -> bool:
    """Whether the file is of the kind that is saved, and has a name under which it can be."""
    return path.suffix.lower() == SUFFIX and is_whole(str(path))


class Hold:
    """Says to other windows, of other processes too, that this one has a file open.

    A hidden file beside it does, or where nothing can be written there one among the program's own. What a
    dead process held is free again; on another computer nobody can know that, so there it stays held.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # two ways to one file are one file
        self._lock: QLockFile | None = None

    def take(self) -> Holder | None:
        """Hold the file; None if that went well or cannot be done here, else who holds it."""
        for place in (self._beside, self._among_our_own):
            try:
                lock = QLockFile(str(place()))
            except BadInput:
                continue
            lock.setStaleLockTime(0)  # however long a window is open, it has the file
            if lock.tryLock(0):
                self._lock = lock
                return None
            if lock.error() is QLockFile.LockError.LockFailedError:
                return _holder(lock)
        return None

    def take_over(self) -> None:
        """Hold the file although a window on another computer seems to have it."""
        with suppress(OSError):
            self._beside().unlink(missing_ok=True)
        self.take()

    def release(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _beside(self) -> Path:
        return self.path.with_name(f".{self.path.name}.lock")

    def _among_our_own(self) -> Path:
        name = _digest(os.fsencode(self.path))[:32]
        return data_folder("open") / f"{name}.lock"


def _digest(content: bytes) -> str:
    from hashlib import sha256  # not needed for the first paint

    return sha256(content).hexdigest()


def _holder(lock: QLockFile) -> Holder:
    _, computer, _ = lock.getLockInfo()
    try:
        since = datetime.fromtimestamp(Path(lock.fileName()).stat().st_mtime)
    except OSError:
        since = datetime.now()
    return Holder(since, "" if computer == QSysInfo.machineHostName() else computer)
