"""A document is read back and compared before anything is written."""

from pathlib import Path

import pytest

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import read_document
from nnviz.core.presets import preset, preset_names
from nnviz.core.sentences import BadInput
from nnviz.gui.documents import save_document


def test_every_example_is_what_its_file_gives_again(tmp_path: Path) -> None:
    for name in preset_names():
        document = Document(preset(name))
        save_document.save_document(tmp_path / "a.nnviz", document)
        assert read_document(tmp_path / "a.nnviz") == document


def test_what_would_not_come_back_the_same_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.nnviz"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(save_document, "from_json", lambda text: Document(preset("bowl")))
    with pytest.raises(BadInput, match="not saved"):
        save_document.save_document(path, Document(preset("five-dots-line")))
    assert path.read_text(encoding="utf-8") == "old"
