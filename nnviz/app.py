"""Starts the window, or draws one into a picture."""

import gc
import signal
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QElapsedTimer,
    QEventLoop,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.sentences import require
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.gui.crash import Crashes
from nnviz.gui.faults import FaultLog
from nnviz.gui.latest import Latest
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import Session
from nnviz.gui.theme import Choice, Themes

FIRST_PRESET = "five-dots-line"
PICTURE_SIZE = (1280, 800)
TICK, CALM = 20, 20  # milliseconds between looks whether panels compute, and how often they must not
PATIENCE = 10_000  # milliseconds until the picture is taken as it is


def run_window(
    document: Document | None = None, path: Path | None = None, theme: Choice | None = None
) -> int:
    """Open the window and wait until it is closed. Returns the exit code.

    path: of the document's file, if it has one. theme: for this start only; None takes the one chosen in the
    View menu.
    """
    app = _application()
    crashes, faults = Crashes(app), FaultLog()
    crashes.install()
    faults.watch()
    qInstallMessageHandler(partial(_pass_on, faults))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the terminal ends the program
    preferences = Preferences()
    session = Session(document.experiment if document else preset(FIRST_PRESET))
    window = MainWindow(session, Themes(app, theme or preferences.theme), preferences)
    if document is not None:
        session.open_document(document)
    if path is not None:
        window.documents.show_title(path)
    window.show()
    app.aboutToQuit.connect(session.close)
    QTimer.singleShot(0, gc.enable)
    QTimer.singleShot(0, session.open)  # the worker starts after the first paint
    crashes.keep_safe = window.documents.keep_safe
    QTimer.singleShot(0, partial(window.documents.begin, path, (preferences.notice, faults.notice)))
    code = app.exec()
    faults.close()
    return code


def write_picture(
    experiment: Experiment, history: History, ending: Ending | None, path: Path, theme: Choice = "light"
) -> None:
    """Write the picture of the window after a run, as PNG. Raises `BadInput` if that fails."""
    app = _application()
    session = Session(experiment)
    session.show_run(history, ending)
    window = MainWindow(session, Themes(app, theme))
    window.resize(*PICTURE_SIZE)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    window.docks.hide("graph")  # which asks a worker, and here is none; `nnviz graph` draws it
    _wait_for_panels(app, window)
    saved = window.grab().save(str(path), "PNG")
    window.close()
    require(saved, "The picture {path} could not be written. Choose another folder.", path=str(path))


def _wait_for_panels(app: QApplication, window: MainWindow) -> None:
    """Until all that panels compute beside the window is drawn."""
    clock, tick = QElapsedTimer(), QTimer(interval=TICK)
    clock.start()
    tick.start()
    calm = 0
    while calm < CALM and not clock.hasExpired(PATIENCE):
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        calm = 0 if any(each.busy for each in window.findChildren(Latest)) else calm + 1


def _application() -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(partial(_pass_on, None))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("nnviz")
    app.setOrganizationName("nnviz")
    return app


def _pass_on(faults: FaultLog | None, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's messages to stderr, less the one that its offscreen platform prints for every window.

    faults: where its last words go too, before it ends the process.
    """
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)
    if faults is not None and kind is QtMsgType.QtFatalMsg:
        faults.write(message)
