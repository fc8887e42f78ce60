"""Reading from the disk: any name, and a sentence for what is no experiment file."""

import os
from pathlib import Path

import pytest

from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files import experiment_file
from nnviz.core.files.experiment_file import read_document, to_json
from nnviz.core.sentences import BadInput

DOCUMENT = Document(Experiment("an example"))


@pytest.mark.parametrize(
    "name", ["plain.nnviz", "with spaces {1}.nnviz", "हिन्दी प्रयोग.nnviz", "old.json", "none"]
)
def test_any_name_will_do(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(to_json(DOCUMENT), encoding="utf-8")
    assert read_document(tmp_path / name) == read_document(str(tmp_path / name)) == DOCUMENT


def test_a_file_is_read_whatever_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "from windows.nnviz"
    path.write_bytes(b"\xef\xbb\xbf" + to_json(DOCUMENT).replace("\n", "\r\n").encode())
    assert read_document(path) == DOCUMENT


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file.nnviz").write_text(to_json(DOCUMENT), encoding="utf-8")
    (tmp_path / "link.nnviz").symlink_to("file.nnviz")
    assert read_document(tmp_path / "link.nnviz") == DOCUMENT


def test_what_cannot_be_read_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x89PNG\xff\x00")
    (tmp_path / "wrong {x}.nnviz").write_text("{}")
    (tmp_path / "broken").symlink_to("gone.nnviz")
    (tmp_path / "circle").symlink_to("circle")
    os.mkfifo(tmp_path / "pipe")
    for name, said in [
        ("missing.nnviz", "There is no file"),
        ("", r"is not a file. Give an experiment file \(\.nnviz\)"),
        ("pipe", "is not a file"),
        ("binary", r"Cannot open “.+binary”\. It is not a text in UTF-8: in line 1, column 1"),
        ("wrong {x}.nnviz", "Cannot open .* its field “format” must be"),
        ("broken", "is a link to “gone.nnviz”, which is not there. Give the file itself"),
        ("circle", "cannot be read"),
        ("a" * 5000, "cannot be read"),
        ("binary/below", "There is no file|cannot be read"),
    ]:
        with pytest.raises(BadInput, match=said) as caught:
            read_document(tmp_path / name)
        assert name in str(caught.value)
    with pytest.raises(BadInput, match=r"“a\\x00b” is no name of a file"):
        read_document(tmp_path / "a\0b")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.nnviz").write_text(to_json(DOCUMENT))

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root, who runs some tests, may read any file
    with pytest.raises(BadInput, match=r"“.+secret\.nnviz” may not be read by you\. Ask its owner"):
        read_document(tmp_path / "secret.nnviz")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiment_file, "MOST_BYTES", 2**20)
    path = tmp_path / "large.nnviz"
    with path.open("wb") as file:
        file.truncate(5 * 2**20)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was read"))
    with pytest.raises(BadInput, match="too large for an experiment file: 5 MB; 1 MB are the most"):
        read_document(path)
