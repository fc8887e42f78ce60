"""When something unexpected breaks: a calm dialog with a report that can be copied."""

import platform
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from nnviz import __version__

_showing = False


def install() -> None:
    """From now on an error that nobody caught is shown instead of ending the program."""
    sys.excepthook = _show


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    global _showing
    if issubclass(kind, KeyboardInterrupt):
        QApplication.exit(130)
        return
    details = "".join(traceback.format_exception(kind, error, trace))
    print(details, file=sys.stderr)
    if threading.current_thread() is not threading.main_thread():
        return  # widgets belong to the window's thread; the run's thread tells the session itself
    if _showing or QApplication.instance() is None:  # one dialog at a time, or errors in paint events pile up
        return
    _showing = True
    try:
        _dialog(details).exec()
    finally:
        _showing = False


def _dialog(details: str) -> QMessageBox:
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QCoreApplication.translate("Crash", "Something went wrong"))
    box.setText(
        QCoreApplication.translate(
            "Crash", "Something went wrong inside nnviz. Your points are still there, and you can go on."
        )
    )
    box.setInformativeText(
        QCoreApplication.translate(
            "Crash", "The report below helps to mend it. You can copy it from “Show Details”."
        )
    )
    box.setDetailedText(
        f"nnviz {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n{details}"
    )
    return box
