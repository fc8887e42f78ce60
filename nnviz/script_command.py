"""`nnviz script`: an experiment as a runnable PyTorch script, without a window."""

import io
import sys
from pathlib import Path

from nnviz.core.document import Document
from nnviz.core.files.safe_write import write_safely
from nnviz.core.script.expected import expected_errors
from nnviz.core.script.pieces import Form
from nnviz.core.script.script import python_script


def write_script(document: Document, form: Form, out: Path | None) -> None:
    """Write the script to a file, or print it if there is none. Raises `BadInput`."""
    expected = expected_errors(document.experiment, document.run)
    script = python_script(document.experiment, form, expected)
    if out is not None:
        write_safely(out, script)
        return
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # as Python reads the file it may become
    print(script, end="")
