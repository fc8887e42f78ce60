"""Every test: no screen, settings of its own, no thread, process or window left over."""

import importlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import settings

started: WeakSet[Any] = WeakSet()  # RunThreads

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
settings.register_profile("fixed", derandomize=True, deadline=None)  # the same everywhere, however busy
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def nothing_left_over() -> Iterator[None]:
    """A test that leaves a run's thread, a worker process or a window behind fails."""
    threads = set(threading.enumerate())
    watch_run_threads()
    yield
    undress()
    empty_clipboard()
    left = [t for t in threading.enumerate() if t not in threads and t.name.startswith("nnviz")]
    assert not left, f"threads left over: {left}"
    assert not multiprocessing.active_children(), "a worker process was left over"
    assert not running_run_threads(), "a session was not closed: its RunThread still runs"
    windows = visible_windows()
    for window in windows:  # or every test after this one would fail as well
        window.hide()
    assert not windows, f"windows left over: {windows}"


def watch_run_threads() -> None:
    """Remember every RunThread that is started: Python sees Qt's threads as nameless dummies, if at all."""
    module = sys.modules.get("nnviz.gui.run_thread")
    if module is None or "start" in vars(module.RunThread):
        return
    start = module.RunThread.start

    def remembered(thread: Any) -> None:
        started.add(thread)
        start(thread)

    module.RunThread.start = remembered


def running_run_threads() -> list[object]:
    if not started:
        return []
    import shiboken6

    return [thread for thread in started if shiboken6.isValid(thread) and thread.isRunning()]


def undress() -> None:
    """The style sheet of one test's window must not measure the widgets of the next."""
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        from nnviz.gui.garbage import held_back

        app = QApplication.instance()
        if isinstance(app, QApplication) and app.styleSheet():
            with held_back():
                app.setStyleSheet("")


def empty_clipboard() -> None:
    """WORKAROUND: Qt's offscreen platform crashes at exit over a QMimeData of Python's on the clipboard."""
    if "nnviz.gui.clipboard" in sys.modules:
        from PySide6.QtGui import QGuiApplication

        if QGuiApplication.instance() is not None:
            QGuiApplication.clipboard().clear()


def visible_windows() -> list[Any]:
    """The windows on the screen once those that were told to go are gone."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if not isinstance(QCoreApplication.instance(), QApplication):
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and safety copies go to a temporary folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("NNVIZ_SETTINGS", str(tmp_path / "settings.ini"))
    monkeypatch.setenv("NNVIZ_DATA", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window with unsaved changes closes without a question; tests that are about it ask themselves."""
    if "nnviz.gui.documents" in sys.modules:  # which imports it only when something is asked
        module = importlib.import_module("nnviz.gui.documents.asking")
        monkeypatch.setattr(module.Asking, "keep_changes", lambda self, title: module.Answer.DISCARD)
