"""Unexpected errors: the document is kept first, then one calm dialog shows a report to copy."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.crash import Crashes
from nnviz.gui.crash_dialog import CrashDialog
from nnviz.gui.session import RunState, Session


@pytest.fixture
def crashes(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crashes]:
    """Takes all errors, as in the program; pytest's own hooks come back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    crashes = Crashes()
    crashes.install()
    yield crashes
    crashes.deleteLater()


def break_with(words: str) -> None:
    raise RuntimeError(words)


def dialogs() -> list[CrashDialog]:
    return [
        each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog) and each.isVisible()
    ]


def shown(qtbot: QtBot, cause: Callable[[], object]) -> list[tuple[str, str]]:
    """What the dialogs say after this, each answered with Enter: their words, and the report."""
    seen: list[tuple[str, str]] = []

    def answer() -> None:
        for dialog in dialogs():
            words = " ".join(label.text() for label in dialog.findChildren(QLabel))
            seen.append((words, dialog.report.toPlainText()))
            dialog.accept()

    timer = QTimer(interval=5)
    timer.timeout.connect(answer)
    timer.start()
    cause()
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.waitUntil(lambda: not dialogs())
    timer.stop()
    return seen


def test_an_error_in_a_timer_keeps_the_document_and_shows_a_report(
    crashes: Crashes, qtbot: QtBot, tmp_path: Path
) -> None:
    order = []
    crashes.keep_safe = lambda: order.append(len(dialogs())) or tmp_path / "1.nnviz"
    ((words, report),) = shown(qtbot, lambda: QTimer.singleShot(0, lambda: break_with("in a timer")))
    assert order == [0]  # before the dialog
    assert str(tmp_path / "1.nnviz") in words
    assert "RuntimeError: in a timer" in report
    assert "Python 3" in report


def test_an_error_where_nothing_can_be_kept_says_so(crashes: Crashes, qtbot: QtBot) -> None:
    def fails() -> Path:
        raise OSError("no disk")

    crashes.keep_safe = fails
    ((words, _),) = shown(qtbot, lambda: QTimer.singleShot(0, lambda: break_with("in a timer")))
    assert "Ctrl+S" in words


def test_an_error_in_a_thread_is_shown_in_the_window_s(crashes: Crashes, qtbot: QtBot) -> None:
    class Breaks(QThread):
        def run(self) -> None:
            break_with("in Qt's thread")

    kept = []
    crashes.keep_safe = lambda: kept.append(threading.current_thread())
    thread = Breaks()
    ((_, report),) = shown(qtbot, thread.start)
    assert "in Qt's thread" in report
    thread.wait()
    ((_, report),) = shown(qtbot, threading.Thread(target=break_with, args=("in Python's",)).start)
    assert "in Python's" in report
    assert kept == [threading.main_thread()] * 2


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session(preset("five-dots-line"), in_process=True)
    yield session
    session.close()


def test_an_error_of_the_run_s_thread_does_not_end_it(
    crashes: Crashes, session: Session, qtbot: QtBot
) -> None:
    thread, real = session._thread, session._thread._carry
    broken = iter([True])
    thread._carry = lambda worker: break_with("in the run") if next(broken, False) else real(worker)
    ((_, report),) = shown(qtbot, session.open)
    assert "in the run" in report
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    assert session.history.last_epoch == session.experiment.training.epochs


def test_the_same_error_is_shown_once(crashes: Crashes, qtbot: QtBot) -> None:
    def again() -> None:
        for number in range(3):
            QTimer.singleShot(0, lambda number=number: break_with(f"number {number}"))

    assert len(shown(qtbot, again)) == 1
    again()
    ((_, report),) = shown(qtbot, lambda: QTimer.singleShot(0, lambda: break_with("elsewhere")))
    assert "elsewhere" in report


def test_an_error_while_the_dialog_is_open_joins_it_and_the_report_can_be_copied(
    crashes: Crashes, qtbot: QtBot
) -> None:
    copied: list[str] = []

    def meanwhile() -> None:
        for dialog in dialogs():
            crashes.take(ValueError, ValueError("meanwhile"), None)
            if "meanwhile" in dialog.report.toPlainText():
                dialog.copy.click()
                copied.append(QGuiApplication.clipboard().text())
                assert len(dialogs()) == 1
                dialog.accept()

    timer = QTimer(interval=5)
    timer.timeout.connect(meanwhile)
    timer.start()
    QTimer.singleShot(0, lambda: break_with("first"))
    qtbot.waitUntil(lambda: bool(copied))
    timer.stop()
    assert "first" in copied[0]
    assert "meanwhile" in copied[0]
