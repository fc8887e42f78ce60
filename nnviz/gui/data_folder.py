"""Where the program keeps files of its own: safety copies, and reports of what broke."""

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from nnviz.core.files.safe_write import make_folder


def data_folder(*parts: str) -> Path:
    """A folder of the program's own data, made if it is missing. Raises `BadInput` if it cannot be written.

    The environment variable NNVIZ_DATA names another one, for tests and for teaching rooms.
    """
    own = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return make_folder(Path(os.environ.get("NNVIZ_DATA") or own, *parts))
