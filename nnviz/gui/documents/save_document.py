"""Saving a document as the window does: made into text, read back and compared first, then written."""

from pathlib import Path

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import from_json, to_json
from nnviz.core.sentences import require
from nnviz.gui.writing import write_file


def checked_text(document: Document) -> str:
    """The text of the document's file, which gives the same document again. Raises `BadInput`."""
    text = to_json(document)
    require(
        from_json(text) == document,
        "The document was not saved: read back, it would not be the same. The old file is as it was. "
        "Please report this.",
    )
    return text


def save_document(path: str | Path, document: Document) -> None:
    """Write the document into the file, all of it or nothing. Raises `BadInput`; the old file is then as it
    was."""
    write_file(path, checked_text(document))
