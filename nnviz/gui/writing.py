"""Writing a file from the window: all of it or nothing, and still there after a power cut."""

import errno
import os
import sys
from pathlib import Path

from PySide6.QtCore import QFileDevice, QIODevice, QSaveFile

from nnviz.core.sentences import BadInput, Sentence, require

UNKNOWN = Sentence("the system does not say why")
NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)  # said by file systems that know no fsync


def write_file(path: str | Path, data: str | bytes) -> None:
    """Replace the file by `data` (text as UTF-8) all at once.

    Raises `BadInput` that names the file and the reason; the old file is then as it was. Only where the disk
    fails after the new one took its place is it there, and may be gone after a power cut.
    """
    path = Path(path)
    require(not path.is_dir(), "“{path}” is a folder. Choose another name for the file.", path=path)
    require(
        is_whole(str(path)),
        "“{path}” has a name that is not in UTF-8, and would become another file. Choose another name.",
        path=str(path).encode(errors="replace").decode(),
    )
    file = QSaveFile(str(path))
    file.setDirectWriteFallback(False)  # it would leave half a file on a full disk
    reason = _fill(file, data.encode() if isinstance(data, str) else data)
    if reason:
        file.cancelWriting()
    if not file.commit():  # which also takes away what was written in vain
        raise BadInput(
            "“{path}” cannot be written: {reason}. Choose another folder, or make room.",
            path=path, reason=reason or _reason(file),
        )  # fmt: skip
    try:
        _sync_folder(path.resolve().parent)
    except OSError as error:
        raise BadInput(
            "“{path}” is written, but the disk did not confirm it: {reason}. Save in another folder as well.",
            path=path, reason=error.strerror or str(error),
        ) from error  # fmt: skip


def move_into_place(partial: Path, path: Path) -> None:
    """Put a file that another program has written into the place of `path`, once it is on the disk.

    partial: in the same folder. Raises `BadInput` that names the file and the reason.
    """
    require(not path.is_dir(), "“{path}” is a folder. Choose another name for the file.", path=path)
    try:
        with open(partial, "rb+") as file:
            _sync(file.fileno())
        os.replace(partial, path)
        _sync_folder(path.resolve().parent)
    except OSError as error:
        raise BadInput(
            "“{path}” cannot be written: {reason}. Choose another folder, or make room.",
            path=path, reason=error.strerror or str(error),
        ) from error  # fmt: skip


def is_whole(name: str) -> bool:
    """Whether Qt calls the file the same: for bytes that Python keeps as half characters it takes others."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _fill(file: QSaveFile, content: bytes) -> str | Sentence:
    """Write all of it, as far as on the disk; the reason why that is not possible, if it is not."""
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return _reason(file)
    while content:  # a disk that fills up takes a part, and tells the reason when it is asked again
        written = file.write(content)
        if written <= 0:
            return _reason(file)
        content = content[written:]
    if not file.flush():
        return _reason(file)
    try:
        _sync(file.handle())  # QSaveFile does it too, but takes no notice when it fails
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _reason(file: QSaveFile) -> str | Sentence:
    """Why the last thing failed, in the system's words."""
    match file.error():
        case QFileDevice.FileError.WriteError:
            return _locked(file.fileName()) or file.errorString()
        case QFileDevice.FileError.NoError | QFileDevice.FileError.UnspecifiedError:
            return UNKNOWN
    return file.errorString()


def _locked(path: str) -> str:
    """Why the old file may not be written to: Qt says that it may not, at length, but not why."""
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError as error:
        return (error.strerror or str(error)) if Path(path).exists() else ""
    return ""


def _sync_folder(folder: Path) -> None:
    """The new name must survive a power cut too; QSaveFile syncs only what is in the file."""
    if sys.platform == "win32":
        return  # folders cannot be opened there; NTFS journals names
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # it may be written to but not be read; the file is in its place all the same
    try:
        _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    """Wait until it is on the disk. Raises OSError when it may not get there."""
    if sys.platform == "win32":
        return  # Qt hands out no handle there that Python could use
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise
