"""Writing a file: the new one or the old one, never half of it, and a sentence when it cannot be."""

import errno
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QFileDevice, QSaveFile

from nnviz.core.sentences import BadInput
from nnviz.gui import writing
from nnviz.gui.writing import write_file

OLD, NEW = b"old", "new, with a ² in it\n"
NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was saved before, in a folder of its own."""
    file = tmp_path / "saved here" / "प्रयोग.nnviz"
    file.parent.mkdir()
    file.write_bytes(OLD)
    return file


@contextmanager
def as_nobody() -> Iterator[None]:
    """Not as root, whom no permission stops."""
    was = os.getresuid()
    if was[1] == 0:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(*was)


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, number: int, code: int) -> Iterator[None]:
    """The call of fsync with this number (1: of the file, 2: of its folder) fails."""
    calls: list[int] = []

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == number:
            raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield
    assert len(calls) >= number, "it was not asked to"


def refused(file: Path, data: str | bytes = NEW) -> str:
    """The sentence with which writing is refused; it names the file."""
    with pytest.raises(BadInput) as caught:
        write_file(file, data)
    assert f"“{file}”" in str(caught.value)
    return str(caught.value)


def is_untouched(file: Path) -> bool:
    """Whether the old file is as it was, and nothing lies beside it."""
    return file.read_bytes() == OLD and os.listdir(file.parent) == [file.name]


def test_it_replaces_the_file_and_leaves_nothing_beside_it(file: Path) -> None:
    write_file(file, NEW)
    assert file.read_text(encoding="utf-8") == NEW
    write_file(file, b"\x00bytes")
    assert file.read_bytes() == b"\x00bytes"
    assert os.listdir(file.parent) == [file.name]


def test_a_new_file_is_as_readable_as_others_are(tmp_path: Path) -> None:
    (tmp_path / "another").touch()
    write_file(tmp_path / "new", NEW)
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "another").stat().st_mode


def test_a_full_disk_is_said_and_the_old_file_stays(file: Path) -> None:
    """As the system tells it beyond a limit on the length of files."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        said = refused(file, b"x" * 100_001)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert os.strerror(errno.EFBIG) in said
    assert is_untouched(file)


def test_a_reason_that_qt_does_not_know_is_not_called_unknown(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as no room for one more name in the folder of a full disk."""

    class Failing(QSaveFile):
        def commit(self) -> bool:
            self.cancelWriting()
            return super().commit()

        def error(self) -> QFileDevice.FileError:
            return QFileDevice.FileError.UnspecifiedError

    monkeypatch.setattr(writing, "QSaveFile", Failing)
    assert "the system does not say why" in refused(file)
    assert is_untouched(file)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_what_cannot_be_synced_is_not_put_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """The system may have dropped what it had taken: the file would be there, and empty."""
    with failing(monkeypatch, 1, code):
        said = refused(file)
    assert os.strerror(code) in said
    assert is_untouched(file)


def test_a_name_that_may_get_lost_is_not_called_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with failing(monkeypatch, 2, errno.EIO):
        assert os.strerror(errno.EIO) in refused(file)
    assert file.read_text(encoding="utf-8") == NEW
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_system_without_fsync_is_written_to(
    file: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with failing(monkeypatch, number, errno.EINVAL):
        write_file(file, NEW)
    assert file.read_text(encoding="utf-8") == NEW


def test_a_link_is_followed_and_the_folder_that_it_leads_to_is_synced(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[os.stat_result] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle)))
    link = tmp_path / "link.nnviz"
    link.symlink_to(file)
    write_file(link, NEW)
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == NEW
    assert os.path.samestat(synced[-1], file.parent.stat())


def test_a_folder_in_place_of_the_file_is_refused(file: Path) -> None:
    (file.parent / "folder").mkdir()
    assert "is a folder" in refused(file.parent / "folder")
    assert (file.parent / "folder").is_dir()
    assert sorted(os.listdir(file.parent)) == sorted([file.name, "folder"])


def test_a_name_that_qt_would_change_is_refused(tmp_path: Path) -> None:
    """What was opened would stay as it was, and another file beside it would be called saved."""
    file = Path(os.fsdecode(os.fsencode(tmp_path / "caf") + b"\xe9.nnviz"))
    file.write_bytes(OLD)
    with pytest.raises(BadInput, match=r"caf\?\.nnviz.* Choose another name"):
        write_file(file, NEW)
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == OLD


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert os.strerror(errno.ENOENT) in refused(tmp_path / "gone" / "file.nnviz")


@pytest.fixture
def locked() -> Iterator[Path]:
    """A file in a folder that may be read, not written to, by anybody but root."""
    folder = Path(tempfile.mkdtemp())  # pytest's own lets nobody else in
    file = folder / "file.nnviz"
    file.write_bytes(OLD)
    folder.chmod(0o555)
    yield file
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_may_not_be_written_to_is_refused(locked: Path) -> None:
    with as_nobody():
        assert os.strerror(errno.EACCES) in refused(locked)
        assert os.strerror(errno.EACCES) in refused(locked.with_name("another.nnviz"))
    assert is_untouched(locked)


def test_a_file_that_may_not_be_written_to_is_refused(locked: Path) -> None:
    """Although its folder would allow to put another in its place."""
    locked.chmod(0o444)
    locked.parent.chmod(0o777)
    with as_nobody():
        assert os.strerror(errno.EACCES) in refused(locked)
    assert is_untouched(locked)
