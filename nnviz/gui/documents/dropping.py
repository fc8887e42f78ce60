"""Files that are dropped on to the window."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QUrl, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QMainWindow

from nnviz.core.sentences import BadInput, require


class Dropping(QObject):
    """Takes files that are dropped anywhere on the window. What it holds at this time takes none itself."""

    dropped = Signal(object)  # a tuple of paths; empty where something else than local files was dropped

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        for area in window.findChildren(QAbstractScrollArea):
            area.viewport().setAcceptDrops(False)  # plots accept everything and do nothing with it
            area.setAcceptDrops(False)
        for field in window.findChildren(QLineEdit):
            field.setAcceptDrops(False)  # it would put the file's name into a number
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return False
        try:  # an error inside an override of Qt's would end the program
            return self._take(event)
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            return True

    def _take(self, event: QDropEvent) -> bool:
        if not event.mimeData().hasUrls():
            return False
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self.dropped.emit(local_files(event.mimeData().urls()))
        return True


def local_files(urls: Sequence[QUrl]) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def one_file(paths: Sequence[Path]) -> Path:
    """The file that was dropped. Raises `BadInput` if there are several, or none on this computer."""
    require(len(paths) > 0, "Only files of this computer can be opened. Save it first, then drop the file.")
    require(
        len(paths) == 1,
        "{count} files were dropped; a window shows one experiment. Drop one of them.", count=len(paths),
    )  # fmt: skip
    (path,) = paths
    if path.is_dir():
        raise BadInput("“{name}” is a folder. Drop a file of it.", name=path.name)
    return path
