"""Safety copies on disk: a folder for each window, which is found again when the window did not close."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import time
from uuid import uuid4

import msgspec
from PySide6.QtCore import QLockFile

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import SUFFIX, read_document
from nnviz.core.sentences import BadInput
from nnviz.gui.data_folder import data_folder
from nnviz.gui.documents.own_file import About
from nnviz.gui.documents.sweeping import sweep
from nnviz.gui.writing import write_file

GENERATIONS = 3  # copies that are kept: a damaged one leaves two
TRIES = 2  # times that a copy may be brought back and end the program
YOUNG = 60  # seconds; an older slot that is empty and not held is of no use to anybody
LONGEST_NAME = 60  # characters of a folder that is set aside


@dataclass(frozen=True)
class SafetyCopy:
    """A document as it was kept, and when."""

    document: Document
    about: About
    kept: datetime

    @property
    def when(self) -> str:
        """The time of day, with the date if it is another one."""
        today = self.kept.date() == datetime.now().date()
        return f"{self.kept:%H:%M}" if today else f"{self.kept:%Y-%m-%d %H:%M}"


class SafetySlot:
    """The safety copies of one window: numbered files, the newest with the greatest number.

    Each has a file beside it that says where it came from: an older copy may be of another document.
    The window holds a lock on the folder; it is free again when the process is dead.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = QLockFile(str(folder / "lock"))
        self._lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Hold the slot; False if another window does. On a full disk nobody can, and it may be used."""
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def write(self, text: str, about: About) -> None:
        """Keep one more copy, and throw the oldest away. Raises `BadInput`."""
        numbers = self._numbers()
        number = max(numbers, default=0) + 1
        write_file(self._about_file(number), msgspec.json.encode(about))
        write_file(self._file(number), text)
        for old in numbers[: 1 - GENERATIONS]:
            self._throw_away(old)

    def clear(self) -> None:
        """Throw all copies away: what they held is in a file, or not wanted any more."""
        for number in self._numbers():
            self._throw_away(number)

    def newest(self) -> SafetyCopy | None:
        """The newest copy that can be read; None if there is none."""
        for number in reversed(self._numbers()):
            with suppress(BadInput, OSError):
                kept = datetime.fromtimestamp(self._file(number).stat().st_mtime)
                return SafetyCopy(read_document(self._file(number)), self._read_about(number), kept)
        return None

    @property
    def is_empty(self) -> bool:
        return not self._numbers()

    @property
    def newest_file(self) -> Path:
        return self._file(max(self._numbers(), default=0))

    # --- how often it was brought back ------------------------------------------------------------

    def tries(self) -> int:
        """How often the copy was brought back, and the program ended soon after."""
        with suppress(OSError, ValueError):
            return int((self.folder / "tries").read_text(encoding="ascii"))
        return 0

    def count_try(self) -> None:
        """Remember, before the copy is brought back, that it is tried; as far as anything can be written."""
        with suppress(BadInput):
            write_file(self.folder / "tries", str(self.tries() + 1))

    def forget_tries(self) -> None:
        with suppress(OSError):
            (self.folder / "tries").unlink(missing_ok=True)

    # --- its end ----------------------------------------------------------------------------------

    def remove(self) -> None:
        """Throw the slot away."""
        self._lock.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)

    def release(self) -> None:
        """Leave the slot to the next start."""
        self._lock.unlock()

    def set_aside(self) -> Path:
        """Move the copies to where nothing brings them back by itself; returns that folder."""
        about = self._read_about(max(self._numbers(), default=0))
        title = "".join(c if c.isalnum() or c in " -_" else "_" for c in about.title)
        name = f"{datetime.now():%Y-%m-%d %H.%M.%S} {title[:LONGEST_NAME]}".strip()
        target = data_folder("set aside") / f"{name} {self.folder.name[-4:]}"
        self._lock.unlock()
        self.folder.replace(target)
        return target

    def _numbers(self) -> list[int]:
        """The numbers of the copies, oldest first."""
        try:
            stems = [path.stem for path in self.folder.glob(f"*{SUFFIX}")]
        except OSError:
            return []
        return sorted(int(stem) for stem in stems if stem.isascii() and stem.isdigit())

    def _file(self, number: int) -> Path:
        return self.folder / f"{number}{SUFFIX}"

    def _about_file(self, number: int) -> Path:
        return self.folder / f"{number}.about.json"

    def _throw_away(self, number: int) -> None:
        self._file(number).unlink(missing_ok=True)
        self._about_file(number).unlink(missing_ok=True)

    def _read_about(self, number: int) -> About:
        """Where the copy of this number came from."""
        try:
            return msgspec.json.decode(self._about_file(number).read_bytes(), type=About)
        except (OSError, msgspec.DecodeError):
            return About("")


def new_slot() -> SafetySlot:
    """A slot for this window. Raises `BadInput` where none can be made."""
    slot = SafetySlot(data_folder("autosave", uuid4().hex))
    slot.take()
    return slot


def left_slots() -> Iterator[SafetySlot]:
    """The slots of windows that are no more, each held; those without a copy are thrown away.

    Raises `BadInput` or OSError where the folder of all slots cannot be used.
    """
    for folder in [path for path in data_folder("autosave").iterdir() if path.is_dir()]:
        slot, age = SafetySlot(folder), time() - folder.stat().st_mtime
        if not slot.take():
            continue
        sweep(folder)
        if not slot.is_empty:
            yield slot
        elif age > YOUNG:  # or a window is just beginning with it
            slot.remove()
        else:
            slot.release()
