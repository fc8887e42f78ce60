"""Makes every step of saving fail, one after the other, and looks at what is left."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kill import UNSHARE, WITHOUT_PROC, document_of
from row import Missing, Row, for_the_record, none_of
from saving_once import Fault, Saving, save_once

from nnviz.core.files.experiment_file import to_json
from nnviz.gui.writing import UNKNOWN

POINTS = 19_000  # of the document: its file takes somewhat more than a megabyte
FULL, BROKEN, DENIED = ("ENOSPC", "EDQUOT"), ("EIO",), ("EACCES", "EPERM", "EROFS")
RENAME = "?rename,?renameat,?renameat2"  # which of them there is depends on the processor
LINK = "?link,?linkat"
REFUSED = (
    *(Fault("write", error, when) for error in (*FULL, "EFBIG", *BROKEN) for when in ("1", "1+")),
    *(Fault("fsync", error) for error in (*FULL, *BROKEN)),
    *(Fault(LINK, error, when) for error in (*FULL, *BROKEN, *DENIED) for when in ("1", "1+", "2+")),
    *(Fault(RENAME, error, "1+") for error in (*FULL, *BROKEN, *DENIED, "EBUSY")),
)
LATE = tuple(
    Fault("fsync", error, "2") for error in (*FULL, *BROKEN)
)  # of the folder, with the new file in it
HARMLESS = (
    Fault("fsync", "EINVAL", "1+"),  # some file systems know none
    Fault("fdatasync", "EIO", "1+"),  # Qt's own, after ours: all is on the disk already
    Fault("fchmod", "EPERM", "1+"),  # as on a file system without permissions
    Fault("write", "EINTR"),
)
# A disk of two megabytes with the file on it has room for the most part of another one.
SMALL_DISK = 'mount -t tmpfs -o size=2m none "$0" && cp "$1" "$2" && shift 2 && exec "$@"'
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
IN_A_SPACE = ("unshare", "-rm", "sh", "-c")

Tried = tuple[str, str, Saving]  # what was tried, the system's word for it, what came of it


class Place:
    """A folder with a document in a file, and a copy of the file elsewhere."""

    def __init__(self, base: Path) -> None:
        base.chmod(0o755)  # for who is not root
        self.folder = base / "saved here"
        self.original = base / "original"
        self.file = self.folder / "प्रयोग 1.nnviz"
        self.folder.mkdir()
        self.original.write_text(to_json(document_of(POINTS)), encoding="utf-8")

    def renew(self) -> Path:
        """The file as it was saved before."""
        self.folder.mkdir(exist_ok=True)
        for path in self.folder.iterdir():
            path.rmdir() if path.is_dir() else path.unlink()
        self.file.write_bytes(self.original.read_bytes())
        return self.file


def injected(place: Place, faults: Iterable[Fault], prefix: Sequence[str] = ()) -> Iterator[Tried]:
    """Each fault, made by strace. Raises `Missing` without it."""
    for fault in faults:
        known = fault != Fault(
            LINK, fault.error, "2+"
        )  # of the last try to give the file a name Qt says nothing
        word = os.strerror(getattr(errno, fault.error)) if known else str(UNKNOWN)
        yield str(fault), word, save_once(place.renew(), fault=fault, prefix=prefix)


def real(place: Place) -> Iterator[Tried]:
    """Faults without strace. Raises `Missing` where they cannot be made."""
    for beforehand, word in (
        ("limit", os.strerror(errno.EFBIG)),
        ("folder", "is a folder"),
        ("gone", os.strerror(errno.ENOENT)),
    ):
        yield beforehand, word, save_once(place.renew(), beforehand)
    denied = os.strerror(errno.EACCES)
    place.renew().chmod(0o444)
    place.folder.chmod(0o777)
    yield "a file that may only be read", denied, save_once(place.file, "nobody")
    place.folder.chmod(0o555)
    place.file.chmod(0o666)
    yield "a folder that may only be read", denied, save_once(place.file, "nobody")
    place.folder.chmod(0o755)
    if subprocess.run([*IN_A_SPACE, "mount -t tmpfs none /mnt"], capture_output=True).returncode:
        raise Missing(UNSHARE)
    place.renew()
    small = (*IN_A_SPACE, SMALL_DISK, str(place.folder), str(place.original), str(place.file))
    yield "a full disk", os.strerror(errno.ENOSPC), save_once(place.file, prefix=small)
    locked = (*IN_A_SPACE, READ_ONLY, str(place.folder))
    yield "a disk that may only be read", os.strerror(errno.EROFS), save_once(place.file, prefix=locked)


def measure() -> Iterator[Row]:
    if sys.platform != "linux":
        raise Missing("Calls of the system are made to fail as Linux allows it. Try this trial on Linux.")
    with TemporaryDirectory(prefix="nnviz ") as name:
        place = Place(Path(name))
        yield from refused("real faults", real(place))
        yield from refused("faults of a call", checked(injected(place, REFUSED)))
        named = [fault for fault in REFUSED if fault.call != LINK]
        yield from refused(
            "faults where temporary files have names", checked(injected(place, named, WITHOUT_PROC))
        )
        yield from late(list(checked(injected(place, LATE))))
        yield from harmless(list(checked(injected(place, HARMLESS))))


def checked(tried: Iterable[Tried]) -> Iterator[Tried]:
    """Nothing is proved by a call that was not made."""
    for name, word, saving in tried:
        if not saving.injected:
            raise RuntimeError(f"{name}: no such call was made")
        yield name, word, saving


def refused(what: str, tried: Iterable[Tried]) -> Iterator[Row]:
    """The file is to be as it was, the document unsaved, and a sentence to say why."""
    seen = list(tried)
    yield for_the_record(f"{what}, one by one", f"{len(seen):,}")
    yield count("called saved, or the document not unsaved", seen, lambda w, s: s.saved or not s.unsaved)
    yield count("the old file is not as it was", seen, lambda w, s: s.after != s.before)
    yield count("no sentence with the file and the reason", seen, lambda w, s: not is_told(w, s))
    yield count("something is left beside the file", seen, lambda w, s: bool(leftovers(s)))


def late(seen: list[Tried]) -> Iterator[Row]:
    yield for_the_record("faults after the new file is in place", f"{len(seen):,}")
    yield count("called saved, or not said why not", seen, lambda w, s: s.saved or not is_told(w, s))
    yield count("the file is neither old nor new", seen, lambda w, s: s.after in (s.before, None))


def harmless(seen: list[Tried]) -> Iterator[Row]:
    yield for_the_record("faults that do no harm", f"{len(seen):,}")
    yield count("not saved", seen, lambda w, s: not s.saved or s.unsaved or s.after == s.before)


def count(what: str, seen: list[Tried], wrong: Callable[[str, Saving], bool]) -> Row:
    found = [(name, saving) for name, word, saving in seen if wrong(word, saving)]
    for name, saving in found:
        print(f"  {what}: {name}: {saving}", flush=True)
    return none_of(f"    {what}", len(found), len(seen))


def is_told(word: str, saving: Saving) -> bool:
    return len(saving.told) == 1 and word in saving.told[0] and "प्रयोग 1.nnviz" in saving.told[0]


def leftovers(saving: Saving) -> list[str]:
    """All but the hidden file that says that a window has this one open."""
    return [name for name in saving.others if not (name.startswith(".") and name.endswith(".lock"))]
