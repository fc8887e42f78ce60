"""When something unexpected breaks: the document is kept safe, then a calm dialog shows a report to copy."""

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from nnviz import __version__

if TYPE_CHECKING:  # imported when something has broken
    from nnviz.gui.crash_dialog import CrashDialog


class Crashes(QObject):
    """Shows errors that nobody caught instead of ending the program; the same one only once.

    keep_safe: writes a safety copy of the document, and says where it is.
    """

    _broke = Signal(str)  # the report; from any thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keep_safe: Callable[[], Path | None] = _nothing_to_keep
        self._seen: set[str] = set()  # where errors came from
        self._dialog: CrashDialog | None = None
        # Queued also in this thread: the error may come from the middle of Qt's painting.
        self._broke.connect(self._on_broke, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on errors of all threads come here."""
        sys.excepthook = self.take
        threading.excepthook = self._take_of_thread

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What Python calls with an error that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        print(details, file=sys.stderr)
        place = f"{kind.__name__} {[(frame.filename, frame.lineno) for frame in traceback.extract_tb(trace)]}"
        if QApplication.instance() is None or place in self._seen:
            return  # an error while painting would come back with every picture
        self._seen.add(place)
        in_window = threading.current_thread() is threading.main_thread()
        if in_window and not self.thread().loopLevel():
            self._on_broke(details)  # the program is about to end
        else:
            self._broke.emit(details)

    def _take_of_thread(self, arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        if error is not None:
            self.take(arguments.exc_type, error, arguments.exc_traceback)

    @Slot(str)
    def _on_broke(self, details: str) -> None:
        if self._dialog is not None:
            self._dialog.add(details)
            return
        try:
            safe = self.keep_safe()
        except Exception:
            traceback.print_exc()
            safe = None
        from nnviz.gui.crash_dialog import CrashDialog

        self._dialog = CrashDialog(f"{_versions()}\n\n{details}", safe, QApplication.activeWindow())
        try:
            self._dialog.exec()
        finally:
            self._dialog.deleteLater()
            self._dialog = None


def _versions() -> str:
    return f"nnviz {__version__}, Python {platform.python_version()}, {platform.platform()}"


def _nothing_to_keep() -> None:
    return None
